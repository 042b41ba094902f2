/**
 * Reads a manifest: JSON Lines, CSV, TSV or a folder of images.
 *
 * @module
 */
import { open, readdir, readFile, stat } from "node:fs/promises";
import { dirname, extname, isAbsolute, join, resolve, sep } from "node:path";
import { detectImageType } from "../image/detect-type.js";
import { errnoCode } from "../utils/errno.js";
import { describeValue, RequestError } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { describeUnknownField, fields, type ItemField, misspelledField, toFieldName } from "./item.js";
import type { Problem } from "./manifest-error.js";
import { type Cell, decodeTable, readTable, saveAsCsv, type TableRow } from "./table.js";

/** A line of a manifest or an item of a list, not yet validated. */
export interface Row {
  readonly value: unknown;
  readonly line?: number | undefined;
  /** The manifest's folder, to which its paths are relative. */
  readonly folder?: string | undefined;
  /** The name of the image, if the manifest is a folder. */
  readonly file?: string | undefined;
  /** The user's own columns, if they are not in `value`. */
  readonly columns?: Readonly<Record<string, unknown>> | undefined;
}

export interface Manifest {
  readonly rows: readonly Row[];
  /** Of the lines that cannot be parsed. */
  readonly problems: readonly Problem[];
  /** What was left out, such as files that are not images. */
  readonly notes?: readonly string[];
}

const maxMegabytes = 200;
const maxRows = 100_000;

/** `hasPrompt`: there is a prompt for lines without one. @throws RequestError (`manifest_invalid`) for a file that is missing, unreadable, too large or of another format. */
export async function readManifest(path: string, hasPrompt = false): Promise<Manifest> {
  const invalid = (what: string, hint: string, cause?: unknown) =>
    new RequestError("manifest_invalid", `${path} ${what}.`, { hint, cause });
  const extension = extname(path).toLowerCase();
  const stats = await stat(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  const isTable = extension === ".csv" || extension === ".tsv";
  const isLines = extension === ".jsonl" || extension === ".ndjson";
  if (stats.isDirectory()) return limitRows(await readImageFolder(path));
  if (/^\.(xlsx?|xlsm|xlsb|ods|numbers)$/.test(extension)) throw invalid("is a spreadsheet, not text", saveAsCsv);
  if (!isTable && !isLines)
    throw invalid(
      "is neither .csv, .tsv, .jsonl nor a folder",
      "A manifest is a table or JSON Lines, with the columns image and prompt.",
    );
  if (stats.size > maxMegabytes * 1_000_000)
    throw invalid(`is larger than ${maxMegabytes} MB`, "Split it, and name images by their path or URL.");
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  const decoded = decodeTable(bytes);
  if (typeof decoded === "string") throw invalid(`is ${decoded}`, isTable ? saveAsCsv : "Save it as UTF-8.");
  const { rows, problems } = isTable
    ? parseTable(decoded.text, extension === ".tsv", hasPrompt)
    : parseJsonl(decoded.text);
  const folder = resolve(dirname(path));
  const near = dirname(path);
  return limitRows({ rows: rows.map((row) => ({ ...row, folder, value: resolveImages(row.value, near) })), problems });
}

function limitRows(manifest: Manifest): Manifest {
  if (manifest.rows.length <= maxRows) return manifest;
  const limit = maxRows.toLocaleString("en");
  const what = `has ${manifest.rows.length.toLocaleString("en")} items, more than ${limit}`;
  return { rows: [], problems: [{ what, hint: "Split it, or pass the items as an async iterable." }] };
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EACCES: "permission denied",
};

function unreadable(path: string, cause: unknown): RequestError {
  const code = errnoCode(cause);
  return new RequestError("manifest_invalid", `${path} cannot be read: ${reasons[code] ?? String(cause)}.`, {
    cause,
    hint:
      code === "ENOENT" && !isAbsolute(path)
        ? `Check the path: a relative one starts at the current folder, ${process.cwd()}.`
        : "Name a file or a folder that can be read.",
  });
}

function parseJsonl(text: string): Manifest {
  const rows: Row[] = [];
  const problems: Problem[] = [];
  for (const [index, source] of text.split(/\r\n|\r|\n/).entries()) {
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

/** A column of a table. `field`: of an item; else it is the user's own. */
interface Column {
  readonly name: string;
  readonly field: ItemField | undefined;
}

function parseTable(text: string, isTabbed: boolean, hasPrompt: boolean): Manifest {
  const { head, rows: records, problems } = readTable(text, isTabbed);
  const columns = head.cells.map(({ text: name }): Column => ({ name, field: toFieldName(name) }));
  const headProblems = checkColumns(columns, head.line, hasPrompt ? ["image"] : ["image", "prompt"]);
  if (headProblems.length > 0) return { rows: [], problems: [...headProblems, ...problems] };
  const parsed = records.map((row) => parseRow(row, columns));
  return {
    rows: parsed.flatMap((one) => one.row ?? []),
    problems: [...problems, ...parsed.flatMap((one) => one.problems)],
  };
}

function checkColumns(columns: readonly Column[], line: number, needed: readonly ItemField[]): Problem[] {
  const present = columns.flatMap(({ field }) => field ?? []);
  const meant = columns.map(({ name, field }) => (field === undefined ? misspelledField(name, present) : undefined));
  const problems = columns.flatMap(({ name, field }): Problem[] => {
    const what = field === undefined ? describeUnknownField(name, "column", present) : undefined;
    return what === undefined ? [] : [{ line, what, hint: "Rename the column, also if it is one of your own." }];
  });
  for (const name of needed)
    if (!present.includes(name) && !meant.includes(name))
      problems.push({
        line,
        what: `has no column ${describeValue(name)}`,
        hint: "The first line names the columns, with , ; or a tab between them.",
      });
  const names = columns.map(({ name, field }) => field ?? name.toLowerCase()).filter((name) => name !== "");
  for (const name of new Set(names.filter((name, index) => names.indexOf(name) !== index)))
    problems.push({ line, what: `names the column ${describeValue(name)} twice`, hint: "Remove one of them." });
  return problems;
}

function parseRow({ line, cells }: TableRow, columns: readonly Column[]): { row?: Row; problems: Problem[] } {
  const problems: Problem[] = [];
  const value: [ItemField, unknown][] = [];
  const own: [string, string][] = [];
  const tooMany = (hint: string) => {
    const what = `has ${cells.length} cells, and the first line ${columns.length}`;
    return { problems: [{ line, what, hint: `Put a cell that contains the delimiter in quotes${hint}.` }] };
  };
  for (const [index, { text }] of cells.entries()) {
    if (text === "") continue;
    const { name = "", field } = columns[index] ?? {};
    if (index >= columns.length) return tooMany("");
    if (name === "") {
      const what = `has a cell in column ${index + 1}, which has no name`;
      problems.push({ line, what, hint: "Name the column in the first line, or empty the cell." });
    } else if (field === undefined) own.push([name, text]);
    else value.push([field, (fields[field].readCell ?? toText)(text)]);
  }
  // Spreadsheets pad rows with empty cells. Else a delimiter in a text has moved the cells after it.
  if (
    cells.length > columns.length &&
    (hasBlanks(cells) || value.some(([field, cell]) => !fields[field].accepts(cell)))
  )
    return tooMany(", or remove the delimiters at the end of the line");
  const columnsOfRow = own.length > 0 ? { columns: Object.fromEntries(own) } : {};
  return { row: { value: Object.fromEntries(value), line, ...columnsOfRow }, problems };
}

/** Whether there is white space beside a delimiter, as beside the comma of a sentence. */
const hasBlanks = (cells: readonly Cell[]): boolean =>
  cells.some(({ text, start }, index) => text !== "" && index > 0 && start - (cells[index - 1]?.end ?? start) > 1);

const toText = (cell: string): string => cell.replace(/\r\n?/g, "\n");

/** What `animate()` reads as an address. One of another scheme stays as it is, and is refused. */
const isAddress = (text: string): boolean => /^((https?|data|file):|[a-z][a-z0-9+.-]+:\/\/)/i.test(text);

/** Paths are relative to the manifest's folder, so that it can be moved with its images. */
function resolveImages(value: unknown, folder: string): unknown {
  if (!isRecord(value)) return value;
  const images = ["image", "lastFrame"].flatMap((name) => {
    const image = value[name];
    if (typeof image === "string" && image !== "" && !isAddress(image)) return [[name, joinPath(folder, image)]];
    // As `animate()` takes it too.
    if (isRecord(image) && typeof image.path === "string" && image.path !== "")
      return [[name, { ...image, path: joinPath(folder, image.path) }]];
    return [];
  });
  return { ...value, ...Object.fromEntries(images) };
}

/** The path from the current folder. A file in it may have a name that looks like an address, such as `data:1.jpg`. */
function joinPath(folder: string, path: string): string {
  if (isAbsolute(path)) return path;
  const joined = join(folder, path);
  return isAddress(joined) ? `.${sep}${joined}` : joined;
}

/** The images of a folder in natural order, each with the prompt of `photo.txt` beside `photo.jpg`. */
async function readImageFolder(path: string): Promise<Manifest> {
  const entries = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  const { compare } = new Intl.Collator("en", { numeric: true });
  const names = entries.map(({ name }) => name).filter((name) => !name.startsWith("."));
  names.sort((a, b) => compare(a, b) || (a < b ? -1 : 1));
  const rows: Row[] = [];
  const others: string[] = [];
  const texts = new Set<string>();
  for (const name of names) {
    const file = joinPath(path, name);
    if (!(await isImage(file))) {
      others.push(name);
      continue;
    }
    const text = `${name.slice(0, name.length - extname(name).length)}.txt`;
    const prompt = names.includes(text) ? await readPrompt(join(path, text)) : undefined;
    if (prompt !== undefined) texts.add(text);
    rows.push({
      value: { image: file, ...(prompt === undefined ? {} : { prompt }) },
      folder: resolve(path),
      file: name,
    });
  }
  if (rows.length === 0)
    throw new RequestError("manifest_invalid", `${path} is a folder without a JPEG, PNG or WebP image.`, {
      hint: "Images in folders below it are not read. Name the folder of the images.",
    });
  const left = others.filter((name) => !texts.has(name));
  const more = left.length > maxNamed ? ` and ${left.length - maxNamed} more` : "";
  const list = `${left.slice(0, maxNamed).join(", ")}${more}`;
  return {
    rows,
    problems: [],
    ...(left.length > 0 ? { notes: [`Not JPEG, PNG or WebP, and left out: ${list}.`] } : {}),
  };
}

const maxNamed = 10;

/** Whether a file begins as an image that the Videos API accepts, or is one that is cut off: that is an error of the item. */
async function isImage(path: string): Promise<boolean> {
  const file = await open(path, "r").catch(() => undefined);
  if (!file) return false;
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(4_096), 0, 4_096, 0);
    const { type } = detectImageType(buffer.subarray(0, bytesRead));
    return bytesRead > 0 && type !== "other";
  } catch {
    // A folder.
    return false;
  } finally {
    await file.close();
  }
}

async function readPrompt(path: string): Promise<string | undefined> {
  const decoded = decodeTable(await readFile(path));
  return typeof decoded === "string" || decoded.text.trim() === "" ? undefined : decoded.text.trim();
}
