/**
 * The prompt linter for English only. A bundle of it contains nothing of other languages.
 *
 * Prompts in another language get one info (`supported-language`) and no score.
 *
 * @module ugoku/lint/en
 */

import type { FixResult } from "./core/fix.js";
import { createLinter } from "./core/linter.js";
import type { LintOptions, LintRule } from "./core/rule.js";
import type { LintResult } from "./core/types.js";
import { english } from "./en/language.js";

const linter = createLinter(english);

/** All rules, in the order in which they run, with English messages. */
export const rules: readonly LintRule<object, "en">[] = linter.rules;

/**
 * `lintPrompt()` of `ugoku/lint` for English prompts.
 *
 * @throws TypeError if `text` is not a string.
 * @throws RequestError `option_invalid`, as `ugoku/lint` does, and for the locale `"ja"`.
 */
export function lintPrompt(text: string, options: LintOptions = {}): LintResult {
  return linter.lintPrompt(text, options);
}

/**
 * `fixPrompt()` of `ugoku/lint` for English prompts.
 *
 * @throws TypeError if `text` is not a string.
 * @throws RequestError `option_invalid`, as `lintPrompt()` does.
 */
export function fixPrompt(text: string, options: LintOptions = {}): FixResult {
  return linter.fixPrompt(text, options);
}

export * from "./public.js";
