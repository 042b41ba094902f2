/**
 * Reads a manifest: JSONL or CSV, each line one item.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { dirname, extname, isAbsolute, join, resolve } from "node:path";
import { errnoCode } from "../utils/errno.js";
import { describeValue, RequestError } from "../utils/errors.js";
import { closestMatch } from "../utils/suggest.js";
import { itemFields } from "./item.js";
import { fault, type Problem } from "./manifest-error.js";

/** A line of a manifest, or an item of a list: what it says, not yet checked. */
export interface Row {
  readonly value: unknown;
  readonly line?: number | undefined;
  /** Of a manifest's line, the folder where its paths begin. */
  readonly folder?: string | undefined;
}

/** The lines of a manifest, and what is wrong with those that are none. */
export interface Manifest {
  readonly rows: readonly Row[];
  readonly problems: readonly Problem[];
}

/** @throws RequestError (`manifest_invalid`) for a file that is not there, or of another kind. */
export async function readManifest(path: string): Promise<Manifest> {
  const kind = extname(path).toLowerCase();
  const isCsv = kind === ".csv";
  if (!isCsv && kind !== ".jsonl" && kind !== ".ndjson")
    throw new RequestError("manifest_invalid", `${path} is neither .jsonl nor .csv.`, {
      hint: "A manifest is JSON Lines or CSV, with the columns image and prompt.",
    });
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    const code = errnoCode(cause);
    throw new RequestError("manifest_invalid", `${path} cannot be read: ${reasons[code] ?? String(cause)}.`, {
      cause,
      hint:
        code === "ENOENT" && !isAbsolute(path)
          ? `Check the path: a relative one starts at the current folder, ${process.cwd()}.`
          : "Name a .jsonl or .csv file that can be read.",
    });
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new RequestError("manifest_invalid", `${path} is not UTF-8.`, {
      cause,
      hint: isCsv ? 'In Excel, save it as "CSV UTF-8".' : "Save it as UTF-8.",
    });
  }
  const { rows, problems } = isCsv ? await readCsv(text) : readJsonl(text);
  const folder = resolve(dirname(path));
  return { rows: rows.map((row) => ({ ...row, folder, value: fromFolder(row.value, dirname(path)) })), problems };
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "there is no permission to read it",
};

function readJsonl(text: string): Manifest {
  const rows: Row[] = [];
  const problems: Problem[] = [];
  for (const [index, each] of text.split("\n").entries()) {
    if (each.trim() === "") continue;
    const line = index + 1;
    try {
      rows.push({ value: JSON.parse(each), line });
    } catch {
      problems.push(
        fault(
          line,
          `is no JSON: it begins with ${describeValue(each.slice(0, 40))}`,
          "Each line is one object: { … }.",
        ),
      );
    }
  }
  return { rows, problems };
}

async function readCsv(text: string): Promise<Manifest> {
  const { parse, CsvError } = await import("csv-parse/sync");
  // One kind of line end, or a line in quotes would be counted twice.
  const plain = text.replace(/\r\n?/g, "\n");
  let last = 0;
  let records: readonly { record: string[]; info: { lines: number } }[];
  try {
    records = parse(plain, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      relax_column_count: true,
      trim: true,
      on_record: (record, { lines }) => {
        last = lines;
        return record;
      },
    }) as unknown as typeof records;
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    // The only errors that these options leave. The parser's own line is where it stopped, often far below the quote.
    const problem = fault(
      last + 1,
      "begins a row with a quote that is not closed, or that stands in the middle of a cell",
      'Put the cell into quotes, and write a quote in it twice: "".',
    );
    return { rows: [], problems: [problem] };
  }
  const [head, ...rest] = records;
  const columns = head?.record ?? [];
  const problems = columns.flatMap((name) => unknownField(name, "column")).map((what) => fault(1, what));
  for (const name of ["image", "prompt"])
    if (!columns.includes(name))
      problems.push(fault(1, `has no column ${describeValue(name)}`, "The first line names the columns."));
  const repeated = columns.filter((name, index) => columns.indexOf(name) !== index);
  for (const name of new Set(repeated))
    problems.push(fault(1, `names the column ${describeValue(name)} twice`, "Leave one of them out."));
  if (problems.length > 0) return { rows: [], problems };
  const rows: Row[] = [];
  // A record's line is where it ends; a quoted cell may have brought more than one.
  let before = head?.info.lines ?? 1;
  for (const { record, info } of rest) {
    const line = Math.max(before + 1, info.lines - record.join("").split("\n").length + 1);
    before = info.lines;
    if (record.every((cell) => cell === "")) continue;
    if (record.length > columns.length) {
      problems.push(
        fault(
          line,
          `has ${record.length} cells, and the first line ${columns.length}`,
          "A cell with a comma needs quotes.",
        ),
      );
      continue;
    }
    const cells = columns.map((name, index) => [name, record[index] ?? ""] as const).filter(([, cell]) => cell !== "");
    rows.push({
      value: Object.fromEntries(cells.map(([name, cell]) => [name, name === "duration" ? numberOf(cell) : cell])),
      line,
    });
  }
  return { rows, problems };
}

const numberOf = (cell: string): number | string => (/^\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell);

/** A manifest's own folder is where its paths begin: it can be moved with its images. */
function fromFolder(value: unknown, folder: string): unknown {
  if (typeof value !== "object" || value === null || !("image" in value)) return value;
  const { image } = value;
  if (typeof image !== "string" || image === "" || isAbsolute(image) || /^[a-z][a-z0-9+.-]+:/i.test(image))
    return value;
  return { ...value, image: join(folder, image) };
}

/** What is wrong with a field's name, if anything. */
export function unknownField(name: string, what: string): string[] {
  if ((itemFields as readonly string[]).includes(name)) return [];
  const meant = closestMatch(name, itemFields);
  return [
    `has an unknown ${what} ${describeValue(name)}${meant ? `; did you mean ${meant}?` : `; there are ${itemFields.join(", ")}`}`,
  ];
}
