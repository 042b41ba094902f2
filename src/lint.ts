/**
 * The prompt linter: checks a prompt and an image before you pay for a clip.
 *
 * @module ugoku/lint
 */

import { applyFixes, type FixResult } from "./lint/core/fix.js";
import { createLinter } from "./lint/core/linter.js";
import type { LintOptions, LintRule } from "./lint/core/rule.js";
import type { LintResult } from "./lint/core/types.js";
import { english } from "./lint/en/language.js";
import { japanese } from "./lint/ja/language.js";

const linter = createLinter(english, japanese);

/** All rules, in the order in which they run. */
export const rules: readonly LintRule[] = linter.rules;

/**
 * Checks a prompt before it is sent: synchronous, pure, and total on every string. No network, no files.
 *
 * @throws TypeError if `text` is not a string.
 * @throws RequestError `option_invalid` if a preset, rule, locale, severity or option is not known; it names the
 * nearest one that is.
 *
 * @example
 * ```ts
 * import { lintPrompt } from "ugoku/lint";
 *
 * const { messages, score } = lintPrompt("Make it a video.");
 * for (const { ruleId, message } of messages) console.log(ruleId, message, score);
 * ```
 */
export function lintPrompt(text: string, options: LintOptions = {}): LintResult {
  return linter.lintPrompt(text, options);
}

/**
 * Applies the fixes of `lintPrompt()`'s messages, which keep the prompt's meaning. Messages without a `fix` stay among
 * `remaining`.
 *
 * Pure and total as `lintPrompt()` is. Fixes that overlap are applied one after the other, in at most 10 passes. The
 * output has nothing left to fix.
 *
 * @throws TypeError if `text` is not a string.
 * @throws RequestError `option_invalid`, as `lintPrompt()` does.
 *
 * @example
 * ```ts
 * import { fixPrompt } from "ugoku/lint";
 *
 * const { output, applied, remaining } = fixPrompt("A cat\u200b blinks slowly.");
 * console.log(output, applied.length, remaining.length);
 * ```
 */
export function fixPrompt(text: string, options: LintOptions = {}): FixResult {
  return applyFixes(text, (prompt) => linter.lintPrompt(prompt, options));
}

export type { ImageMeasures } from "./image/quality.js";
export { lintImage } from "./lint/image/lint-image.js";
export { type ImageLintOptions, type ImageLintResult, type ImageRuleId, imageRuleIds } from "./lint/image/result.js";
export * from "./lint/public.js";
