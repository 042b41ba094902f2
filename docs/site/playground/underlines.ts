import type { LintMessage, Severity } from "ugoku/lint";

const ranks: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };

/** A segment of the prompt with the same findings. */
export interface Segment {
  readonly text: string;
  /** Indexes of the findings. */
  readonly findings: readonly number[];
  /** The highest severity of them. */
  readonly severity?: Severity;
}

/** Splits the prompt at the start and end of every finding; findings may overlap. */
export function splitSegments(prompt: string, messages: readonly LintMessage[]): Segment[] {
  const cuts = new Set([0, prompt.length, ...messages.flatMap(({ range }) => range)]);
  const places = [...cuts].filter((place) => place <= prompt.length).sort((a, b) => a - b);
  return places.slice(1).map((end, index) => {
    const start = places[index] ?? 0;
    const findings = [...messages.keys()].filter((finding) => {
      const [from, to] = messages[finding]?.range ?? [0, 0];
      return from < end && start < to;
    });
    const severities = findings.flatMap((finding) => messages[finding]?.severity ?? []);
    const [severity] = severities.sort((a, b) => ranks[b] - ranks[a]);
    return { text: prompt.slice(start, end), findings, ...(severity && { severity }) };
  });
}

/** Renders the segments behind the text field, as text and never as markup. */
export function drawUnderlines(layer: HTMLElement, prompt: string, messages: readonly LintMessage[]): void {
  const nodes = splitSegments(prompt, messages).map(({ text, findings, severity }) => {
    if (severity === undefined) return text;
    const mark = document.createElement("mark");
    mark.dataset.severity = severity;
    mark.dataset.findings = findings.join(" ");
    mark.textContent = text;
    return mark;
  });
  // A text field shows an empty line after a trailing line break; a block needs a character there.
  layer.replaceChildren(...nodes, "\u200b");
}
