/**
 * Prompts of a CSV or TSV file: the column `prompt` of each row.
 *
 * @module
 */
import { toFieldName } from "../batch/item.js";
import { type Cell, readTable } from "../batch/table.js";
import type { Range } from "../lint.js";
import { readContext } from "./jsonl-prompts.js";
import { type FoundPrompt, noRules, type Reading, verbatimPrompt } from "./source-map.js";

export function promptsInTable(file: string, isTabbed: boolean): Reading {
  const { head, rows, problems, delimiter } = readTable(file, isTabbed);
  const fields = head.cells.map(({ text }) => toFieldName(text));
  const problemsOfFile = problems.map(({ line = 1, what, hint = "" }) => ({ line, message: `${what}.`, hint }));
  const column = fields.indexOf("prompt");
  if (column === -1) {
    const message = 'has no column "prompt".';
    const hint = "The first line names the columns, with , ; or a tab between them.";
    return { prompts: [], problems: [{ line: head.line, message, hint }, ...problemsOfFile] };
  }
  const prompts = rows.flatMap(({ cells }) => {
    const cell = cells[column];
    // An empty cell has the prompt of --prompt.
    if (cell === undefined || cell.text === "") return [];
    const values = fields.flatMap((field, index) => (field ? [[field, cells[index]?.text] as const] : []));
    const { duration, ...others } = Object.fromEntries(values);
    const context = readContext({ ...others, duration: duration?.replace(",", ".") });
    return cell.isQuoted ? quotedPrompt(file, cell, context) : unquotedPrompt(file, cell, context, delimiter);
  });
  return { prompts, problems: problemsOfFile };
}

function unquotedPrompt(
  file: string,
  { start, end }: Cell,
  context: FoundPrompt["context"],
  delimiter: string,
): FoundPrompt {
  const prompt = verbatimPrompt(file, [start, end]);
  return {
    ...prompt,
    context,
    // Such a text would need quotes around the cell.
    fixInFile: (fix) => (/["\r\n]/.test(fix.text) || fix.text.includes(delimiter) ? undefined : prompt.fixInFile(fix)),
  };
}

/** In the file, each quote of the text is doubled. */
function quotedPrompt(file: string, { start, end }: Cell, context: FoundPrompt["context"]): FoundPrompt {
  const source = file.slice(start + 1, end - 1);
  const text = source.replaceAll('""', '"');
  let known: Uint32Array | undefined;
  const offsetOf = (index: number): number => {
    known ??= getOffsets(text);
    return start + 1 + (known[index] ?? source.length);
  };
  const toFile = ([from, to]: Range): Range => [offsetOf(from), offsetOf(to)];
  return {
    text,
    range: [start + 1, end - 1],
    context,
    off: noRules,
    toFile,
    fixInFile: (fix) => ({ range: toFile(fix.range), text: fix.text.replaceAll('"', '""') }),
  };
}

/** The offset in the file's text of each UTF-16 unit of the cell, and of its end. */
function getOffsets(text: string): Uint32Array {
  const offsets = new Uint32Array(text.length + 1);
  let at = 0;
  for (let index = 0; index < text.length; index++) {
    offsets[index] = at;
    at += text[index] === '"' ? 2 : 1;
  }
  offsets[text.length] = at;
  return offsets;
}
