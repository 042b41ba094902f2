import type { LintResult } from "./types.js";

/**
 * The text that a result's ranges count in, so that `formatters.stylish(lintPrompt(text))` can show it. Beside the
 * result and not in it: a result is printed and stored, and a prompt can be long or private.
 */
export const texts = new WeakMap<LintResult, string>();
