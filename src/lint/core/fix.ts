import { describeValue } from "../../utils/errors.js";
import { applyFixes, type FixResult } from "./apply-fixes.js";
import { lintPrompt } from "./lint-prompt.js";
import type { LintOptions } from "./rule.js";

export type { FixResult } from "./apply-fixes.js";

/**
 * Makes the changes that keep a prompt's meaning: those of messages with a `fix`. Everything else is a person's choice
 * and stays as it is, among `remaining`.
 *
 * Pure and total as `lintPrompt()` is. Fixes that overlap are made one after the other, in at most 10 passes; what comes
 * out has nothing left to fix.
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
  if (typeof text !== "string") throw new TypeError(`fixPrompt() takes a string, and got ${describeValue(text)}.`);
  const { output, applied, remaining } = applyFixes(text, (prompt) => lintPrompt(prompt, { ...options, fix: false }));
  return { output, applied, remaining };
}
