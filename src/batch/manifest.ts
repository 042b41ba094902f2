/**
 * Reads a manifest: JSON Lines or CSV, one item per line.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { dirname, extname, isAbsolute, join, resolve } from "node:path";
import { errnoCode } from "../utils/errno.js";
import { describeValue, RequestError } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { describeUnknownField } from "./item.js";
import type { Problem } from "./manifest-error.js";

/** A line of a manifest or an item of a list, not yet validated. */
export interface Row {
  readonly value: unknown;
  readonly line?: number | undefined;
  /** The manifest's folder, to which its paths are relative. */
  readonly folder?: string | undefined;
}

export interface Manifest {
  readonly rows: readonly Row[];
  /** Of the lines that cannot be parsed. */
  readonly problems: readonly Problem[];
}

/** @throws RequestError (`manifest_invalid`) for a file that is missing, unreadable or of another format. */
export async function readManifest(path: string): Promise<Manifest> {
  const extension = extname(path).toLowerCase();
  const isCsv = extension === ".csv";
  if (!isCsv && extension !== ".jsonl" && extension !== ".ndjson")
    throw new RequestError("manifest_invalid", `${path} is neither .jsonl nor .csv.`, {
      hint: "A manifest is JSON Lines or CSV, with the columns image and prompt.",
    });
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new RequestError("manifest_invalid", `${path} is not UTF-8.`, {
      cause,
      hint: isCsv ? 'In Excel, save it as "CSV UTF-8".' : "Save it as UTF-8.",
    });
  }
  const { rows, problems } = isCsv ? await parseCsv(text) : parseJsonl(text);
  const folder = resolve(dirname(path));
  return { rows: rows.map((row) => ({ ...row, folder, value: resolveImage(row.value, dirname(path)) })), problems };
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
};

function unreadable(path: string, cause: unknown): RequestError {
  const code = errnoCode(cause);
  return new RequestError("manifest_invalid", `${path} cannot be read: ${reasons[code] ?? String(cause)}.`, {
    cause,
    hint:
      code === "ENOENT" && !isAbsolute(path)
        ? `Check the path: a relative one starts at the current folder, ${process.cwd()}.`
        : "Name a .jsonl or .csv file that can be read.",
  });
}

function parseJsonl(text: string): Manifest {
  const rows: Row[] = [];
  const problems: Problem[] = [];
  for (const [index, source] of text.split("\n").entries()) {
    if (source.trim() === "") continue;
    const line = index + 1;
    try {
      rows.push({ value: JSON.parse(source), line });
    } catch {
      const what = `is not valid JSON (starts with ${describeValue(source.slice(0, 40))})`;
      problems.push({ line, what, hint: "Each line is one object: { … }." });
    }
  }
  return { rows, problems };
}

async function parseCsv(text: string): Promise<Manifest> {
  const { parse, CsvError } = await import("csv-parse/sync");
  // With mixed line ends, the parser counts a line inside quotes twice.
  const normalized = text.replace(/\r\n?/g, "\n");
  let lastLine = 0;
  let records: readonly { record: string[]; info: { lines: number } }[];
  try {
    records = parse(normalized, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
      trim: true,
      on_record: (record, { lines }) => {
        lastLine = lines;
        return record;
      },
    }) as unknown as typeof records;
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    // With these options only quotes can fail. The parser's own line is where it stopped, often far below the quote.
    const problem = {
      line: lastLine + 1,
      what: "starts a row with a quote that is not closed, or that is in the middle of a cell",
      hint: 'Put the cell in quotes, and double each quote in it: "".',
    };
    return { rows: [], problems: [problem] };
  }
  const [head, ...rest] = records;
  const columns = head?.record ?? [];
  const headProblems = checkColumns(columns);
  if (headProblems.length > 0) return { rows: [], problems: headProblems };
  const rows: Row[] = [];
  const problems: Problem[] = [];
  // A record's line is where it ends; a quoted cell may span several.
  let before = head?.info.lines ?? 1;
  for (const { record, info } of rest) {
    const line = Math.max(before + 1, info.lines - record.join("").split("\n").length + 1);
    before = info.lines;
    if (record.every((cell) => cell === "")) continue;
    if (record.length > columns.length) {
      const what = `has ${record.length} cells, and the first line ${columns.length}`;
      problems.push({ line, what, hint: "Put a cell with a comma in quotes." });
      continue;
    }
    const cells = columns.map((name, index) => [name, record[index] ?? ""] as const).filter(([, cell]) => cell !== "");
    const value = Object.fromEntries(cells.map(([name, cell]) => [name, name === "duration" ? toNumber(cell) : cell]));
    rows.push({ value, line });
  }
  return { rows, problems };
}

function checkColumns(columns: readonly string[]): Problem[] {
  const problems = columns.flatMap((name): Problem[] => {
    const what = describeUnknownField(name, "column");
    return what === undefined ? [] : [{ line: 1, what }];
  });
  for (const name of ["image", "prompt"])
    if (!columns.includes(name))
      problems.push({
        line: 1,
        what: `has no column ${describeValue(name)}`,
        hint: "The first line names the columns.",
      });
  for (const name of new Set(columns.filter((name, index) => columns.indexOf(name) !== index)))
    problems.push({ line: 1, what: `names the column ${describeValue(name)} twice`, hint: "Remove one of them." });
  return problems;
}

const toNumber = (cell: string): number | string => (/^\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell);

/** Paths are relative to the manifest's folder, so that it can be moved with its images. */
function resolveImage(value: unknown, folder: string): unknown {
  if (!isRecord(value)) return value;
  const { image } = value;
  const isRelative =
    typeof image === "string" && image !== "" && !isAbsolute(image) && !/^[a-z][a-z0-9+.-]+:/i.test(image);
  return isRelative ? { ...value, image: join(folder, image) } : value;
}
