import type { ModelTable } from "../../models/models.js";

/** How much a finding weighs. */
export type Severity = "error" | "warning" | "info";

/** A language that messages are written in. */
export type Locale = "en" | "ja";

/** UTF-16 offsets into the prompt, the end exclusive. */
export type Range = readonly [start: number, end: number];

/** A place in the prompt: line and column count from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A replacement of a range of the prompt. */
export interface Fix {
  /** UTF-16 offsets, the end exclusive. */
  readonly range: Range;
  readonly text: string;
}

/** What could be done about a finding, for a person to choose. */
export interface Suggestion {
  readonly message: string;
  /** What to put into the prompt, if it can be said. */
  readonly fix?: Fix;
}

/** One finding. */
export interface LintMessage {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly messageId: string;
  /** In the language of `locale`. */
  readonly message: string;
  /** UTF-16 offsets of the words meant, the end exclusive. */
  readonly range: Range;
  readonly loc: { readonly start: Position; readonly end: Position };
  /** A change that keeps the meaning: `fixPrompt()` makes it. */
  readonly fix?: Fix;
  readonly suggestions?: readonly Suggestion[];
  /** The rule's page; absent for a rule of your own. */
  readonly url?: string;
}

/** What the linter found. */
export interface LintResult {
  /** By place, then by weight. */
  readonly messages: readonly LintMessage[];
  readonly errorCount: number;
  readonly warningCount: number;
  readonly infoCount: number;
  /** `"ja"`, `"en"`, or `"und"` when there is nothing to tell it by. */
  readonly language: Locale | "und";
  /** 0 to 100. An aid for people, never a gate. */
  readonly score: number;
}

/** What the prompt is for. Rules that need to know stay silent without it. */
export interface LintContext {
  /** Length of the clip in seconds. */
  readonly seconds?: number | undefined;
  /** Width and height of the clip in pixels, such as `"1280x720"`. */
  readonly size?: string | undefined;
  readonly model?: string | undefined;
  /** Whether an image is sent along. Default `true`: this is image-to-video. */
  readonly hasImage?: boolean | undefined;
  /** Where `model` is looked up. Default: the reference models. */
  readonly models?: ModelTable | undefined;
}

/** The name of a set of rules. */
export type PresetName = "recommended" | "strict" | "minimal" | "article";

/** A rule's severity, or its severity and options. */
export type RuleSetting = Severity | "off" | readonly [severity: Severity | "off", options: object];

/** Severities, and options where there are any, by rule id. */
export type RuleSettings = Readonly<Record<string, RuleSetting>>;
