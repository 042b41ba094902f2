import type { LintMessage, Severity } from "ugoku/lint";

const ranks: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };

/** A piece of the prompt that the same findings speak of. */
export interface Piece {
  readonly text: string;
  /** Places in the list of findings. */
  readonly findings: readonly number[];
  /** The heaviest of them. */
  readonly severity?: Severity;
}

/** The prompt cut wherever a finding begins or ends; findings may overlap. */
export function piecesOf(prompt: string, messages: readonly LintMessage[]): Piece[] {
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

/** Draws the pieces into what lies behind the text field. Everything is set as text: a prompt is never markup. */
export function drawUnderlines(layer: HTMLElement, prompt: string, messages: readonly LintMessage[]): void {
  const nodes = piecesOf(prompt, messages).map(({ text, findings, severity }) => {
    if (severity === undefined) return text;
    const mark = document.createElement("mark");
    mark.dataset.severity = severity;
    mark.dataset.findings = findings.join(" ");
    mark.textContent = text;
    return mark;
  });
  // A text field shows an empty line after a last line break; a block does not, unless something stands there.
  layer.replaceChildren(...nodes, "\u200b");
}
