/**
 * The prompt linter: judges what is asked for before it is paid for.
 *
 * @module ugoku/lint
 */

export type { ImageMeasures } from "./image/quality.js";
export { defineRule, type RuleDefinition } from "./lint/core/define-rule.js";
export { type FixResult, fixPrompt } from "./lint/core/fix.js";
export { lintPrompt } from "./lint/core/lint-prompt.js";
export { presets } from "./lint/core/presets.js";
export type { Prompt } from "./lint/core/prompt.js";
export type { LintOptions, LintRule, Report, RuleContext, RuleFamily } from "./lint/core/rule.js";
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
} from "./lint/core/types.js";
export {
  type FormatOptions,
  type Formattable,
  type Formatter,
  formatters,
  type LintedSource,
} from "./lint/formatters/index.js";
export { lintImage } from "./lint/image/lint-image.js";
export { type ImageLintOptions, type ImageLintResult, type ImageRuleId, imageRuleIds } from "./lint/image/result.js";
export { rules } from "./lint/rules/index.js";
export type { Features, PromptCameraMove, PromptMotion } from "./lint/text/features.js";
export type { Quantity } from "./lint/text/quantities.js";
export type { Quote } from "./lint/text/quotes.js";
