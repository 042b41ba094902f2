/**
 * Prompts of a CSV or TSV file: the column `prompt` of each row.
 *
 * @module
 */
import { toFieldName } from "../../batch/item.js";
import { type Cell, readTable } from "../../batch/table.js";
import { readContext } from "./jsonl-prompts.js";
import { encodedPrompt, type FoundPrompt, type Reading, verbatimPrompt } from "./source-map.js";

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
  return encodedPrompt({
    text: file.slice(start + 1, end - 1).replaceAll('""', '"'),
    range: [start + 1, end - 1],
    unitLength: (at) => (file[at] === '"' ? 2 : 1),
    encode: (text) => text.replaceAll('"', '""'),
    context,
  });
}
