/**
 * The prompt linter: judges what is asked for before it is paid for.
 *
 * @module ugoku/lint
 */

export type { ImageMeasures } from "../image/quality.js";
export { type LinderaToken, type LinderaTokenizer, linderaAnalyzer } from "./adapters/lindera.js";
export { type WinkIts, type WinkNlp, winkAnalyzer } from "./adapters/wink.js";
export type { Analyzer, Token } from "./analyzer.js";
export { defineRule, type RuleDefinition } from "./define-rule.js";
export { lintPrompt } from "./engine.js";
export type { CameraMove, Features, Motion } from "./features/features.js";
export type { Quantity } from "./features/quantities.js";
export type { Quote } from "./features/quotes.js";
export { type FixResult, fixPrompt } from "./fix.js";
export {
  type FormatOptions,
  type Formattable,
  type Formatter,
  formatters,
  type LintedSource,
} from "./formatters/index.js";
export { type ImageLintOptions, type ImageLintResult, type ImageRuleId, imageRuleIds } from "./image/result.js";
export { lintImage } from "./lint-image.js";
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
