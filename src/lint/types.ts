/** How much a finding weighs. */
export type Severity = "error" | "warning" | "info";

/** A language that messages are written in. */
export type Locale = "en" | "ja";

/** A place in the prompt: line and column count from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A replacement of a range of the prompt. */
export interface Fix {
  /** UTF-16 offsets, the end exclusive. */
  readonly range: readonly [start: number, end: number];
  readonly text: string;
}

/** One finding. */
export interface LintMessage {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly messageId: string;
  /** In the language of `locale`. */
  readonly message: string;
  /** UTF-16 offsets of the words meant, the end exclusive. */
  readonly range: readonly [start: number, end: number];
  readonly loc: { readonly start: Position; readonly end: Position };
  readonly fix?: Fix;
  readonly suggestions?: readonly { readonly message: string; readonly fix?: Fix }[];
  /** The rule's page. */
  readonly url: string;
}

/** What the linter found. */
export interface LintResult {
  readonly messages: readonly LintMessage[];
  readonly errorCount: number;
  readonly warningCount: number;
  readonly infoCount: number;
  /** `"ja"`, `"en"`, or `"und"` when there is nothing to tell it by. */
  readonly language: Locale | "und";
  /** 0 to 100. An aid for people, never a gate. */
  readonly score: number;
  /** The prompt after the fixes, where they were asked for. */
  readonly output?: string;
}

/** What the prompt is for. Rules that need to know stay silent without it. */
export interface LintContext {
  /** Length of the clip in seconds. */
  readonly seconds?: number | undefined;
  readonly size?: string | undefined;
  readonly model?: string | undefined;
  readonly hasImage?: boolean | undefined;
}

/** The name of a set of rules. */
export type PresetName = "recommended" | "strict" | "minimal" | "article";

/** Options of `lintPrompt()`. */
export interface LintOptions {
  /** Language of the messages. Default: the prompt's own. */
  readonly locale?: Locale | undefined;
  readonly preset?: PresetName | undefined;
  /** Severities by rule id, over those of the preset. */
  readonly rules?: Readonly<Record<string, Severity | "off">> | undefined;
  readonly context?: LintContext | undefined;
}

/** What a rule reports. */
export interface Report {
  readonly messageId: string;
  readonly range: readonly [start: number, end: number];
  readonly data?: Readonly<Record<string, string | number>>;
  readonly suggestions?: readonly { readonly messageId: string; readonly fix?: Fix }[];
}

/** One thing that is looked for. A file, a page and a test bear its id. */
export interface LintRule {
  readonly id: string;
  /** Severity in the recommended preset. */
  readonly severity: Severity;
  readonly messages: Readonly<Record<Locale, Readonly<Record<string, string>>>>;
  check(text: string, context: LintContext): Iterable<Report>;
}
