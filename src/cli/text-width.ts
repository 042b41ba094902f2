/** Texts in the columns of a terminal, where a full-width character has two. */
import { getCells } from "../lint/formatters/display-width.js";

/** Shortens a text to a number of columns. */
export function truncateToWidth(text: string, columns: number): string {
  const cells = getCells(text);
  if (cells.reduce((sum, cell) => sum + cell.columns, 0) <= columns) return text;
  // One column is for the ellipsis.
  let remaining = columns - 1;
  const first = cells.find((cell) => {
    remaining -= cell.columns;
    return remaining < 0;
  });
  return `${text.slice(0, first?.start)}…`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the color sequences that toTerminal() keeps
const colorSequence = /\u001b\[\d+m/g;

/** Breaks a line between words, so that no word is split at the terminal's width. A longer word stays whole. */
export function wrapText(text: string, columns: number): string {
  const widthOf = (part: string) =>
    getCells(part.replace(colorSequence, "")).reduce((sum, cell) => sum + cell.columns, 0);
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(" ")) {
    const longer: string = line === undefined ? word : `${line} ${word}`;
    if (line !== undefined && line.trim() !== "" && widthOf(longer) > columns) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line ?? ""].join("\n");
}
