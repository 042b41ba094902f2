import { describeValue } from "../../utils/message.js";
import type { Fix, LintMessage, LintResult } from "./types.js";

/** One fix can make another possible. */
const maxPasses = 10;

/** The result of `fixPrompt()`. */
export interface FixResult {
  readonly output: string;
  /** The messages whose fixes were applied, in order. Their ranges refer to the prompt of their pass. */
  readonly applied: readonly LintMessage[];
  /** The messages about `output`. */
  readonly remaining: readonly LintMessage[];
}

/**
 * Applies fixes until none is left.
 *
 * A rule whose fixes do not end within the passes is left out: its output would depend on the number of passes, and
 * the next call would change it again.
 */
export function applyFixes(text: string, lint: (text: string) => LintResult): FixResult {
  if (typeof text !== "string") throw new TypeError(`fixPrompt() takes a string, and got ${describeValue(text)}.`);
  const endless = new Set<string>();
  for (;;) {
    let output = text;
    const applied: LintMessage[] = [];
    for (let pass = 0; ; pass++) {
      const result = lint(output);
      const chosen = chooseFixes(
        output,
        result.messages.filter(({ ruleId }) => !endless.has(ruleId)),
      );
      if (chosen.length === 0) return { output, applied, remaining: result.messages };
      if (pass === maxPasses) {
        for (const { message } of chosen) endless.add(message.ruleId);
        break;
      }
      output = replaceFixes(output, chosen);
      applied.push(...chosen.map(({ message }) => message));
    }
  }
}

type Chosen = { readonly message: LintMessage; readonly fix: Fix };

/** The fixes of one pass, by position. Of two that overlap, the first; the other waits for the next pass. */
export function chooseFixes(text: string, messages: readonly LintMessage[]): Chosen[] {
  const possible = messages.flatMap((message) =>
    message.fix && changes(text, message.fix) ? { message, fix: message.fix } : [],
  );
  possible.sort((a, b) => a.fix.range[0] - b.fix.range[0] || a.fix.range[1] - b.fix.range[1]);
  const chosen: Chosen[] = [];
  let last: Fix["range"] = [-1, -1];
  for (const candidate of possible) {
    const { range } = candidate.fix;
    // Two insertions at one position have no order.
    if (range[0] < last[1] || (range[0] === last[0] && range[1] === last[1])) continue;
    chosen.push(candidate);
    last = range;
  }
  return chosen;
}

/** Whether a fix lies in the text and changes it. */
function changes(text: string, { range: [from, to], text: replacement }: Fix): boolean {
  return 0 <= from && from <= to && to <= text.length && text.slice(from, to) !== replacement;
}

/** The text with the chosen fixes made. */
export function replaceFixes(text: string, chosen: readonly Chosen[]): string {
  const parts: string[] = [];
  let position = 0;
  for (const { fix } of chosen) {
    parts.push(text.slice(position, fix.range[0]), fix.text);
    position = fix.range[1];
  }
  return parts.join("") + text.slice(position);
}
