/**
 * The prompt linter: judges what is asked for before it is paid for.
 *
 * @module ugoku/lint
 */
import { notImplemented } from "../errors.js";

export type { Analyzer, Token } from "./analyzer.js";
export { lintPrompt } from "./engine.js";
export type { CameraMove, Features, Motion } from "./features/features.js";
export type { Quantity } from "./features/quantities.js";
export type { Quote } from "./features/quotes.js";
export { presets } from "./presets.js";
export type { Prompt } from "./prompt.js";
export type { LintOptions, LintRule, Report, RuleContext, RuleFamily } from "./rule.js";
export { rules } from "./rules/index.js";
export type {
  Fix,
  LintContext,
  LintMessage,
  LintResult,
  Locale,
  Position,
  PresetName,
  Range,
  RuleSetting,
  RuleSettings,
  Severity,
  Suggestion,
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

/** What prints findings. Not in this version. */
export const formatters: Readonly<Record<"stylish" | "json" | "github" | "sarif", (...results: unknown[]) => never>> = {
  stylish: missing("formatters.stylish"),
  json: missing("formatters.json"),
  github: missing("formatters.github"),
  sarif: missing("formatters.sarif"),
};
