/** Reads the inputs of `ugoku lint`: texts, files and standard input. */
import { createReadStream } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { addAbortSignal, type Readable } from "node:stream";
import { decodeTable, saveAsCsv } from "../../batch/table.js";
import { detectImageType } from "../../image/detect-type.js";
import { errnoCode } from "../../utils/errno.js";
import { describeValue } from "../../utils/errors.js";
import { closestMatch } from "../../utils/suggest.js";
import { commandName } from "../command-name.js";
import { usageError } from "../parse-args.js";
import { nearPath } from "../terminal.js";

/** `text`: the input is one prompt. */
export type SourceKind = "text" | "markdown" | "jsonl" | "csv" | "tsv";

export interface PromptSource {
  /** A file's path, `-` for standard input, `<prompt>` for a text. */
  readonly name: string;
  readonly kind: SourceKind;
  /** Given as an argument: surrounding white space is part of the prompt. */
  readonly isTyped: boolean;
  /** The byte order mark, or `""`. It is not part of `text`. */
  readonly mark: string;
  readonly text: string;
  /** The file to rewrite, if it is one. */
  readonly file?: SourceFile;
}

/** The state of a file when it was read. */
export interface SourceFile {
  /** Links are resolved. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

const saveAsText = "Save it as UTF-8 text.";
const megabytes = 10;
const limit = megabytes * 1_000_000;

/**
 * Reads all inputs before any of them is linted or changed.
 *
 * @throws {RequestError} `option_invalid`, if one of them cannot be read as text.
 */
export async function readSources(operands: readonly string[], signal: AbortSignal): Promise<PromptSource[]> {
  if (operands.filter((operand) => operand === "-").length > 1)
    throw usageError("Standard input can be read only once, but - is given twice.", "Omit one of them.");
  const sources: PromptSource[] = [];
  for (const operand of operands) sources.push(await readSource(operand, signal));
  return sources;
}

async function readSource(operand: string, signal: AbortSignal): Promise<PromptSource> {
  if (operand === "-") {
    const bytes = await readBytes(process.stdin, "Standard input", signal);
    const { mark, text } = decode(bytes, "Standard input", saveAsText);
    return { name: "-", kind: "text", isTyped: false, mark, text };
  }
  const stats = await stat(operand).catch((error: unknown) => checkNotFile(operand, error));
  if (!stats) return { name: "<prompt>", kind: "text", isTyped: true, mark: "", text: operand };
  if (stats.isDirectory())
    throw usageError(`${operand} is a folder.`, `Name files in it: ${commandName()} lint ${join(operand, "*.md")}`);
  const kind = detectKind(operand);
  if (stats.isFile() && stats.size > limit) throw tooLarge(operand);
  const bytes = await readBytes(createReadStream(operand), operand, signal);
  const isTable = kind === "csv" || kind === "tsv";
  const { mark, text, isUtf8 } = decode(bytes, operand, isTable ? saveAsCsv : saveAsText);
  const { size, mtimeMs, mode, uid, gid } = stats;
  // Fixes are written as UTF-8.
  const file = stats.isFile() && isUtf8 ? { path: await realpath(operand), size, mtimeMs, mode, uid, gid } : undefined;
  return { name: nearPath(operand), kind, isTyped: false, mark, text, ...(file ? { file } : {}) };
}

function detectKind(path: string): SourceKind {
  if (/\.(?:md|markdown)$/i.test(path)) return "markdown";
  if (/\.(?:jsonl|ndjson)$/i.test(path)) return "jsonl";
  const table = /\.(csv|tsv)$/i.exec(path)?.[1];
  if (table !== undefined) return table.toLowerCase() as SourceKind;
  if (/\.(?:xlsx?|xlsm|ods)$/i.test(path)) throw usageError(`${path} is a spreadsheet, not text.`, saveAsCsv);
  const other = /\.(?:json|ya?ml)$/i.exec(path)?.[0];
  if (other === undefined) return "text";
  throw usageError(
    `${path} cannot be linted: ugoku cannot tell which part of a ${other} file is the prompt.`,
    `Write a .jsonl file, one {"prompt": "…"} a line, or pipe one prompt: … | ${commandName()} lint -`,
  );
}

/** Whether a text ends like a file name or begins like a path. */
const looksLikeFile = (operand: string) =>
  /\.(?:txt|md|markdown|jsonl|ndjson)$/i.test(operand) ||
  /^\S+\.(?:text|mdx|json|csv|tsv|ya?ml|toml|html?|jpe?g|png|webp|gif|mp4|mov|webm|[cm]?[jt]s|py|docx?|rtf|pdf)$/i.test(
    operand,
  ) ||
  /^(?:\.{1,2}|~|[a-z]:)?[/\\]\S+$/i.test(operand);

/** Rejects a text that looks like a file. */
async function checkNotFile(operand: string, error: unknown): Promise<undefined> {
  if (!looksLikeFile(operand)) return undefined;
  const code = errnoCode(error);
  if (code !== "ENOENT" && code !== "ENOTDIR" && code !== "ENAMETOOLONG") throw unreadable(operand, error);
  const names = await readdir(dirname(operand)).catch(() => []);
  const meant = closestMatch(basename(operand), names);
  throw usageError(
    `There is no file ${operand}.`,
    meant === undefined
      ? `Check the name. To lint a prompt that looks like a file name, pipe it: echo "…" | ${commandName()} lint -`
      : `Did you mean ${join(dirname(operand), meant)}?`,
  );
}

async function readBytes(stream: Readable, name: string, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of addAbortSignal(signal, stream)) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > limit) break;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw unreadable(name, error);
  }
  if (size > limit) throw tooLarge(name);
  return Buffer.concat(chunks);
}

/** UTF-8, or UTF-16, as spreadsheet programs save text. */
function decode(bytes: Buffer, name: string, hint: string) {
  const decoded = decodeTable(bytes);
  if (typeof decoded === "string") {
    const found = detectImageType(bytes);
    if ("picture" in found ? found.picture : found.type !== "partial")
      throw usageError(
        `${name} is a picture, and ugoku lint reads prompts.`,
        `A picture is checked with its prompt: ${commandName()} plan photo.jpg -p "…"`,
      );
    throw usageError(`${name} is ${decoded}.`, hint);
  }
  const isUtf8 = decoded.encoding === "utf-8";
  return { mark: isUtf8 && bytes[0] === 0xef ? "\ufeff" : "", text: decoded.text, isUtf8 };
}

const tooLarge = (name: string) => usageError(`${name} is larger than ${megabytes} MB.`, "Split the file.");

function unreadable(name: string, error: unknown) {
  const reason = error instanceof Error ? error.message : describeValue(error);
  return usageError(`${name} cannot be read: ${reason}.`, "Nothing was linted.");
}
