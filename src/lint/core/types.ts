import type { ModelTable } from "../../models/models.js";

/** Severity of a finding. */
export type Severity = "error" | "warning" | "info";

/** Language of messages. */
export type Locale = "en" | "ja";

/** UTF-16 offsets into the prompt, the end exclusive. */
export type Range = readonly [start: number, end: number];

/** A position in the prompt: line and column start at 1, columns in UTF-16 units. */
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

/** A possible correction for a person to choose. */
export interface Suggestion {
  readonly message: string;
  /** The change to the prompt, where one can be derived. */
  readonly fix?: Fix;
}

/** One finding. */
export interface LintMessage {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly messageId: string;
  /** In the language of `locale`. */
  readonly message: string;
  /** UTF-16 offsets into the prompt, the end exclusive. */
  readonly range: Range;
  readonly loc: { readonly start: Position; readonly end: Position };
  /** A change that keeps the meaning; `fixPrompt()` applies it. */
  readonly fix?: Fix;
  readonly suggestions?: readonly Suggestion[];
  /** The rule's page; absent for a custom rule. */
  readonly url?: string;
}

/** Result of `lintPrompt()`. */
export interface LintResult {
  /** Sorted by position, then severity. */
  readonly messages: readonly LintMessage[];
  readonly errorCount: number;
  readonly warningCount: number;
  readonly infoCount: number;
  /**
   * A language tag: `"en"` and `"ja"` are read. `"zh"`, `"ko"` and others are not, and get one info and no score. `"und"`
   * is another language, or no letters at all.
   */
  readonly language: Locale | "und" | (string & {});
  /** 0 to 100; `null` for a language that is not read. A guide for people; never decides whether a prompt is sent. */
  readonly score: number | null;
}

/** The planned request. Rules that need a missing field report nothing. */
export interface LintContext {
  /** Length of the clip in seconds. */
  readonly seconds?: number | undefined;
  /** Width and height of the clip in pixels, such as `"1280x720"`. */
  readonly size?: string | undefined;
  readonly model?: string | undefined;
  /** Whether an image is sent with the prompt. Default `true`: this is image-to-video. */
  readonly hasImage?: boolean | undefined;
  /** The table that defines `model`. Default: the reference models. */
  readonly models?: ModelTable | undefined;
}

/** The name of a set of rules. */
export type PresetName = "recommended" | "strict" | "minimal" | "article";

/** A rule's severity, or its severity and options. */
export type RuleSetting = Severity | "off" | readonly [severity: Severity | "off", options: object];

/** Rule settings by rule id. */
export type RuleSettings = Readonly<Record<string, RuleSetting>>;
