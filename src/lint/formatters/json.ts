import { type FormatOptions, type Formattable, isList, normalizeResults } from "./normalize-results.js";

/**
 * Formats findings as JSON: `{ source, text, ...result }` for one result, an array for an array.
 *
 * @example
 * ```ts
 * import { formatters, lintPrompt } from "ugoku/lint";
 *
 * const { score } = JSON.parse(formatters.json(lintPrompt("A cat blinks slowly."))) as { score: number };
 * ```
 */
export function json(results: Formattable, options: FormatOptions = {}): string {
  const sources = normalizeResults(results, options).map(({ source, text, result }) => ({ source, text, ...result }));
  return JSON.stringify(isList(results) ? sources : sources[0]);
}
