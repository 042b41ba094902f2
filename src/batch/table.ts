/**
 * Reads text in rows and columns (CSV, TSV), with the location of each cell. A wrong quote ends one row, not the file.
 *
 * @module
 */
import { groupDigits } from "../image/limits.js";
import { toFieldName } from "./item.js";
import type { Problem } from "./manifest-error.js";

export interface Cell {
  /** Without quotes and surrounding white space. */
  readonly text: string;
  /** Of the cell in the file, with its quotes. */
  readonly start: number;
  readonly end: number;
  readonly isQuoted: boolean;
}

export interface TableRow {
  /** From 1: where the row begins. */
  readonly line: number;
  readonly cells: readonly Cell[];
}

export interface Table {
  /** The first row that is not empty; without cells in an empty file. */
  readonly head: TableRow;
  readonly rows: readonly TableRow[];
  readonly problems: readonly Problem[];
  readonly delimiter: string;
}

const delimiters = [",", ";", "\t"];

/** Maximum characters of a cell. An image may be a `data:` URL. */
const maxCellLength = 20_000_000;

/** The delimiter is that of the line `sep=X`, or the one with which the first line has the most names of fields. */
export function readTable(text: string, isTabbed = false): Table {
  const [marker = "", named] = /^\s*"?sep=([^\r\n])"?[,;\t ]*(?:\r\n|\r|\n|$)/i.exec(text) ?? [];
  const candidates = named === undefined ? (isTabbed ? delimiters.toReversed() : delimiters) : [named];
  const tables = candidates.map((delimiter) => ({ delimiter, head: findHead(text, delimiter, marker) }));
  const fieldCount = (head: TableRow) => new Set(head.cells.flatMap((cell) => toFieldName(cell.text) ?? [])).size;
  const { delimiter, head } = tables.reduce((best, one) => (fieldCount(one.head) > fieldCount(best.head) ? one : best));
  const rows: TableRow[] = [];
  const problems: Problem[] = [];
  for (const row of readRows(text, delimiter, marker))
    if ("what" in row) problems.push(row);
    else if (row.cells.some((cell) => cell.text !== "")) rows.push(row);
  if (rows[0]?.line === head.line) rows.shift();
  return { head, rows, problems, delimiter };
}

function findHead(text: string, delimiter: string, marker: string): TableRow {
  for (const row of readRows(text, delimiter, marker))
    if ("cells" in row && row.cells.some((cell) => cell.text !== "")) return row;
  return { line: 1, cells: [] };
}

const countLines = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0;

/** `marker`: text at the start that is not part of the table. */
function* readRows(text: string, delimiter: string, marker: string): Generator<TableRow | Problem, void, undefined> {
  const isBlank = (at: number) => text[at] !== delimiter && /[^\S\r\n]/.test(text[at] ?? "");
  const skipBlanks = (at: number) => {
    let end = at;
    while (isBlank(end)) end += 1;
    return end;
  };
  const isEnd = (at: number) => at >= text.length || text[at] === "\r" || text[at] === "\n";
  const afterLine = (at: number) => {
    const lineEnd = /\r\n|\r|\n/g;
    lineEnd.lastIndex = at;
    return lineEnd.exec(text) ? lineEnd.lastIndex : text.length;
  };
  /** The end of the quoted text that begins at `start`; -1 if it does not end. */
  const closingQuote = (start: number) => {
    for (let at = start + 1; ; at += 2) {
      at = text.indexOf('"', at);
      if (at === -1 || text[at + 1] !== '"') return at;
    }
  };
  let line = 1 + countLines(marker);
  for (let at = marker.length; at < text.length; ) {
    const cells: Cell[] = [];
    const row = { line, cells };
    let problem: Omit<Problem, "line"> | undefined;
    for (;;) {
      const start = skipBlanks(at);
      const isQuoted = text[start] === '"';
      let end = start;
      if (isQuoted) end = closingQuote(start) + 1;
      else while (!isEnd(end) && text[end] !== delimiter) end += 1;
      const next = isQuoted ? skipBlanks(end) : end;
      const source = text.slice(start, end);
      const isWrong = isQuoted ? end === 0 || !(isEnd(next) || text[next] === delimiter) : source.includes('"');
      if (isWrong) problem = wrongQuote;
      else if (source.length > maxCellLength) problem = tooLong;
      if (problem) {
        yield { line, ...problem };
        // The lines below may be whole rows.
        at = afterLine(start);
        line += 1;
        break;
      }
      const content = isQuoted ? source.slice(1, -1).replaceAll('""', '"').trim() : source.trimEnd();
      cells.push({ text: content, start, end: isQuoted ? end : start + content.length, isQuoted });
      if (isQuoted) line += countLines(source);
      at = next;
      if (text[at] !== delimiter) break;
      at += 1;
    }
    if (problem) continue;
    yield row;
    at = afterLine(at);
    line += 1;
  }
}

const wrongQuote = {
  what: "has a quote that is not closed, or that is in the middle of a cell",
  hint: 'Put the cell in quotes, and double each quote in it: "".',
};

const tooLong = {
  what: `has a cell of more than ${groupDigits(maxCellLength)} characters`,
  hint: "Name the image by its path or URL.",
};

/** The text of a file: UTF-8 or UTF-16. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: "utf-8" | "utf-16le" | "utf-16be";
}

/** Decodes a file of text. Returns what it is instead, to complete the sentence "it is …". */
export function decodeTable(bytes: Uint8Array): DecodedText | string {
  const starts = (...signature: number[]) => signature.every((byte, index) => bytes[index] === byte);
  if (starts(0x50, 0x4b, 3, 4) || starts(0xd0, 0xcf, 0x11, 0xe0)) return "a spreadsheet, such as .xlsx, not text";
  // The first character of a table is in ASCII, so that its zero byte shows the order where the byte order mark is missing.
  const isLittle = starts(0xff, 0xfe) || (bytes.length > 1 && bytes[0] !== 0 && bytes[1] === 0);
  const isBig = starts(0xfe, 0xff) || (bytes.length > 1 && bytes[0] === 0 && bytes[1] !== 0);
  const encoding = isLittle ? "utf-16le" : isBig ? "utf-16be" : "utf-8";
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes("\0") ? "binary, not text" : { text, encoding };
  } catch {
    return `not ${encoding === "utf-8" ? "UTF-8" : "valid UTF-16"}`;
  }
}

/** How to make a table from a spreadsheet. */
export const saveAsCsv = 'Save it in the spreadsheet program as "CSV UTF-8" (.csv).';
