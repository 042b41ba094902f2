import type { ModelSpec } from "../../models/models.js";
import type { Prompt } from "./prompt.js";
import type { Fix, LintContext, Locale, PresetName, Range, RuleSettings, Severity } from "./types.js";

/** Options of `lintPrompt()`. */
export interface LintOptions {
  /** Language of the messages. Default: the prompt's own. */
  readonly locale?: Locale | undefined;
  /** Default `"recommended"`. */
  readonly preset?: PresetName | undefined;
  /** Settings by rule id, over those of the preset. */
  readonly rules?: RuleSettings | undefined;
  readonly context?: LintContext | undefined;
  /** Rules of your own, made by `defineRule()`. */
  readonly plugins?: readonly LintRule[] | undefined;
}

/** What a rule reports. Ranges are offsets into `prompt.text`. */
export interface Report {
  readonly messageId: string;
  readonly range: Range;
  /** Fills `{{name}}` in the message. */
  readonly data?: Readonly<Record<string, string | number>>;
  readonly fix?: Fix;
  readonly suggestions?: readonly {
    readonly messageId: string;
    readonly data?: Readonly<Record<string, string | number>>;
    readonly fix?: Fix;
  }[];
  /** Says all there is to say of a prompt that says nothing: other findings of the same family are left out. */
  readonly final?: boolean;
}

/** What rules have in common; the bench reports by it. */
export type RuleFamily = "completeness" | "focus" | "wording" | "parameters" | "dialogue" | "content" | "hygiene";

/** What a rule knows besides the prompt. */
export interface RuleContext<Options extends object = object> extends Omit<LintContext, "models"> {
  /** The model's row: what it can make, and what is advised for it. */
  readonly spec: ModelSpec;
  readonly hasImage: boolean;
  /** The rule's options: its defaults, and what was set. */
  readonly options: Options;
}

/** One thing that is looked for. A file, a page and a test bear its id. */
export interface LintRule<Options extends object = object> {
  readonly id: string;
  readonly family: RuleFamily;
  /** `"error"` and `"warning"` rules are in the recommended preset. */
  readonly severity: Severity;
  /** Points that a finding takes from the score of 100. Default: 40 an error, 15 a warning, 5 an info. */
  readonly weight?: number;
  /** Message templates by id, the same ids and the same `{{names}}` in both languages. */
  readonly messages: Readonly<Record<Locale, Readonly<Record<string, string>>>>;
  /** Options and what they are when they are not set. */
  readonly defaults?: Options;
  /** `"source"`: reports count in `prompt.source`, for rules that look at the characters themselves. */
  readonly counts?: "source";
  check(prompt: Prompt, context: RuleContext<Options>): Iterable<Report>;
}
