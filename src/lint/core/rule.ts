import type { ModelSpec } from "../../models/models.js";
import type { Languages } from "./language.js";
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

/** A report of a rule. Ranges are offsets into `prompt.text`. */
export interface Report {
  readonly messageId: string;
  readonly range: Range;
  /** Fills `{{name}}` in the message. A list gets the commas of the message's language. */
  readonly data?: Readonly<Record<string, string | number | readonly string[]>>;
  readonly fix?: Fix;
  readonly suggestions?: readonly {
    readonly messageId: string;
    readonly data?: Report["data"];
    readonly fix?: Fix;
  }[];
  /** Worth knowing, but no reason to rewrite: an info, unless the rule is set to `"error"`. */
  readonly minor?: boolean;
  /** Suppresses later rules of the same family. */
  readonly final?: boolean;
}

/** The topic of a rule; the benchmark reports by it. */
export type RuleFamily = "completeness" | "focus" | "wording" | "parameters" | "dialogue" | "content" | "hygiene";

/** The context of a rule besides the prompt. */
export interface RuleContext<Options extends object = object> extends Omit<LintContext, "models"> {
  /** The model's limits and recommendations. */
  readonly spec: ModelSpec;
  readonly hasImage: boolean;
  /** The rule's defaults, overridden by the caller's options. */
  readonly options: Options;
}

/** A lint rule. Its file, page and test have its id as their name. */
export interface LintRule<Options extends object = object, Name extends Locale = Locale> {
  readonly id: string;
  readonly family: RuleFamily;
  /** `"error"` and `"warning"` rules are in the recommended preset. */
  readonly severity: Severity;
  /** Points that a finding takes from the score of 100. Default: 40 an error, 15 a warning, 5 an info. */
  readonly weight?: number;
  /** Message templates by id, the same ids and the same `{{names}}` in both languages. */
  readonly messages: Readonly<Record<Name, Readonly<Record<string, string>>>>;
  /** Options with their default values. */
  readonly defaults?: Options;
  /** `"source"`: ranges are offsets into `prompt.source`, for rules about characters. */
  readonly counts?: "source";
  check(prompt: Prompt, context: RuleContext<Options>): Iterable<Report>;
}

/** A built-in rule without messages: its languages have them. */
export interface RuleLogic<Options extends object = object> extends Omit<LintRule<Options>, "messages" | "check"> {
  check(prompt: Prompt, context: RuleContext<Options>, languages: Languages): Iterable<Report>;
}

/** Creates a built-in rule. */
export function rule<Options extends object = object>(
  id: string,
  family: RuleFamily,
  severity: Severity,
  rest: Omit<RuleLogic<Options>, "id" | "family" | "severity">,
): RuleLogic<Options> {
  return { id, family, severity, ...rest };
}
