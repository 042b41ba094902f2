/**
 * The prompt linter: judges what is asked for before it is paid for.
 *
 * @module ugoku/lint
 */
import { notImplemented } from "../errors.js";

export { lintPrompt } from "./engine.js";
export type {
  Fix,
  LintContext,
  LintMessage,
  LintOptions,
  LintResult,
  LintRule,
  Locale,
  Position,
  PresetName,
  Report,
  Severity,
} from "./types.js";

const missing = (name: string) => (): never => {
  throw notImplemented(`${name} of "ugoku/lint"`);
};

/** Applies the safe fixes to a prompt. Not in this version. */
export const fixPrompt: (text: string, options?: object) => never = missing("fixPrompt()");

/** Makes a rule of your own. Not in this version. */
export const defineRule: (rule: object) => never = missing("defineRule()");

/** Judges the reference image. Not in this version. */
export const lintImage: (image: Uint8Array, options?: object) => never = missing("lintImage()");

/** The sets of rules. Not in this version. */
export const presets: Readonly<Record<"recommended" | "strict" | "minimal" | "article", () => never>> = {
  recommended: missing("presets.recommended"),
  strict: missing("presets.strict"),
  minimal: missing("presets.minimal"),
  article: missing("presets.article"),
};

/** What prints findings. Not in this version. */
export const formatters: Readonly<Record<"stylish" | "json" | "github" | "sarif", (...results: unknown[]) => never>> = {
  stylish: missing("formatters.stylish"),
  json: missing("formatters.json"),
  github: missing("formatters.github"),
  sarif: missing("formatters.sarif"),
};
