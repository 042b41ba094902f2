/**
 * What the linters of all languages export.
 *
 * @module
 */

export { defineRule, type RuleDefinition } from "./core/define-rule.js";
export type { FixResult } from "./core/fix.js";
export { presets } from "./core/presets.js";
export type { Prompt } from "./core/prompt.js";
export type { LintOptions, LintRule, Report, RuleContext, RuleFamily } from "./core/rule.js";
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
} from "./core/types.js";
export {
  type FormatOptions,
  type Formattable,
  type Formatter,
  formatters,
  type LintedSource,
} from "./formatters/index.js";
export type { Features, PromptCameraMove, PromptMotion, Quantity, Quote } from "./text/features.js";
