import type { Fix, LintMessage, LintResult } from "./types.js";

/** Passes over a prompt: one fix can make room for another. */
const maxPasses = 10;

/** A prompt with its fixes made. */
export interface FixResult {
  readonly output: string;
  /** What was mended, in the order in which it was. Ranges count in the prompt as it was in that pass. */
  readonly applied: readonly LintMessage[];
  /** What is left to say of `output`. */
  readonly remaining: readonly LintMessage[];
}

/** {@link FixResult}, and the whole of what the linter says of the output. */
interface Fixed extends FixResult {
  readonly result: LintResult;
}

/**
 * Mends `text` until there is nothing left to mend.
 *
 * A rule whose fixes do not come to an end within the passes is not let near the prompt at all: half of its work would
 * be as arbitrary as the number of passes, and the next call would go on with it.
 */
export function applyFixes(text: string, lint: (text: string) => LintResult): Fixed {
  const unlimited = new Set<string>();
  for (;;) {
    let output = text;
    const applied: LintMessage[] = [];
    for (let pass = 0; ; pass++) {
      const result = lint(output);
      const chosen = choose(
        output,
        result.messages.filter(({ ruleId }) => !unlimited.has(ruleId)),
      );
      if (chosen.length === 0) return { output, applied, remaining: result.messages, result };
      if (pass === maxPasses) {
        for (const { message } of chosen) unlimited.add(message.ruleId);
        break;
      }
      output = replaced(output, chosen);
      applied.push(...chosen.map(({ message }) => message));
    }
  }
}

interface Chosen {
  readonly message: LintMessage;
  readonly fix: Fix;
}

/** The fixes that can be made at once, by place. Of two that overlap, the first; the other has its turn in the next pass. */
function choose(text: string, messages: readonly LintMessage[]): Chosen[] {
  const possible = messages.flatMap((message) =>
    message.fix && changes(text, message.fix) ? { message, fix: message.fix } : [],
  );
  possible.sort((a, b) => a.fix.range[0] - b.fix.range[0] || a.fix.range[1] - b.fix.range[1]);
  const chosen: Chosen[] = [];
  let last: Fix["range"] = [-1, -1];
  for (const candidate of possible) {
    const { range } = candidate.fix;
    // Two insertions at one place would have no order.
    if (range[0] < last[1] || (range[0] === last[0] && range[1] === last[1])) continue;
    chosen.push(candidate);
    last = range;
  }
  return chosen;
}

/** Whether a fix lies in the text and makes a difference. One that does not is a mistake of its rule. */
function changes(text: string, { range: [from, to], text: replacement }: Fix): boolean {
  return 0 <= from && from <= to && to <= text.length && text.slice(from, to) !== replacement;
}

function replaced(text: string, chosen: readonly Chosen[]): string {
  const parts: string[] = [];
  let position = 0;
  for (const { fix } of chosen) {
    parts.push(text.slice(position, fix.range[0]), fix.text);
    position = fix.range[1];
  }
  return parts.join("") + text.slice(position);
}
