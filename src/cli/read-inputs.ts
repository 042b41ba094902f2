/**
 * What `ugoku lint` was given: texts, files, and standard input.
 *
 * @module
 */
import { createReadStream } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { addAbortSignal, type Readable } from "node:stream";
import { errnoCode } from "../utils/errno.js";
import { describeValue } from "../utils/errors.js";
import { closestMatch } from "../utils/suggest.js";
import { usageError } from "./parse-args.js";
import { nearPath } from "./terminal.js";

/** How prompts stand in a source. `text`: it is one. */
export type SourceKind = "text" | "markdown" | "jsonl";

export interface PromptSource {
  /** A file's path, `-` for standard input, `<prompt>` for a text. */
  readonly name: string;
  readonly kind: SourceKind;
  /** Whether white space around the prompt is part of it: what was typed is taken as it is. */
  readonly isTyped: boolean;
  /** The byte order mark, if there is one; it is not part of `text`. */
  readonly mark: string;
  readonly text: string;
  /** Where a mended text goes; missing for what is no file. */
  readonly file?: SourceFile;
}

/** A file as it was when it was read. */
export interface SourceFile {
  /** Without links. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

const megabytes = 10;
const limit = megabytes * 1_000_000;

/**
 * Reads everything before anything is judged or changed.
 *
 * @throws {RequestError} `option_invalid`, if one of them cannot be read as text.
 */
export async function readSources(operands: readonly string[], signal: AbortSignal): Promise<PromptSource[]> {
  if (operands.filter((operand) => operand === "-").length > 1)
    throw usageError("Standard input can be read once, and - is given twice.", "Leave one of them out.");
  const sources: PromptSource[] = [];
  for (const operand of operands) sources.push(await readSource(operand, signal));
  return sources;
}

async function readSource(operand: string, signal: AbortSignal): Promise<PromptSource> {
  if (operand === "-") {
    const bytes = await bytesOf(process.stdin, "Standard input", signal);
    return { name: "-", kind: "text", isTyped: false, ...decode(bytes, "Standard input") };
  }
  const facts = await stat(operand).catch((error: unknown) => refuseMissing(operand, error));
  if (!facts) return { name: "<prompt>", kind: "text", isTyped: true, mark: "", text: operand };
  if (facts.isDirectory())
    throw usageError(`${operand} is a folder.`, `Name files in it: ugoku lint ${join(operand, "*.md")}`);
  const kind = kindOf(operand);
  if (facts.isFile() && facts.size > limit) throw tooLarge(operand);
  const { mark, text } = decode(await bytesOf(createReadStream(operand), operand, signal), operand);
  const { size, mtimeMs, mode, uid, gid } = facts;
  const file = facts.isFile() ? { path: await realpath(operand), size, mtimeMs, mode, uid, gid } : undefined;
  return { name: nearPath(operand), kind, isTyped: false, mark, text, ...(file ? { file } : {}) };
}

function kindOf(path: string): SourceKind {
  if (/\.(?:md|markdown)$/i.test(path)) return "markdown";
  if (/\.(?:jsonl|ndjson)$/i.test(path)) return "jsonl";
  const other = /\.(?:json|csv|tsv|ya?ml)$/i.exec(path)?.[0];
  if (other === undefined) return "text";
  throw usageError(
    `${path} cannot be linted: which part of a ${other} file is a prompt is not known.`,
    'Write a .jsonl file, one {"prompt": "…"} a line, or pipe one prompt: … | ugoku lint -',
  );
}

/** Text that ends as a file's name does, or begins as a path does. */
const looksLikeFile = (operand: string) =>
  /\.(?:txt|md|markdown|jsonl|ndjson)$/i.test(operand) ||
  /^\S+\.(?:text|mdx|json|csv|tsv|ya?ml|toml|html?|jpe?g|png|webp|gif|mp4|mov|webm|[cm]?[jt]s|py|docx?|rtf|pdf)$/i.test(
    operand,
  ) ||
  /^(?:\.{1,2}|~|[a-z]:)?[/\\]\S+$/i.test(operand);

/** A text is no file, and that is all right, unless it looks like one. */
async function refuseMissing(operand: string, error: unknown): Promise<undefined> {
  if (!looksLikeFile(operand)) return undefined;
  const code = errnoCode(error);
  if (code !== "ENOENT" && code !== "ENOTDIR" && code !== "ENAMETOOLONG") throw unreadable(operand, error);
  const names = await readdir(dirname(operand)).catch(() => []);
  const meant = closestMatch(basename(operand), names);
  throw usageError(
    `There is no file ${operand}.`,
    meant === undefined
      ? 'A prompt that looks like a file is read from standard input: echo "…" | ugoku lint -'
      : `Did you mean ${join(dirname(operand), meant)}?`,
  );
}

async function bytesOf(stream: Readable, name: string, signal: AbortSignal): Promise<Buffer> {
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

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decode(bytes: Buffer, name: string): { mark: string; text: string } {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) throw usageError(`${name} is UTF-16, and UTF-8 is expected.`, "Save it as UTF-8.");
  if (bytes.includes(0)) throw usageError(`${name} is binary, not text.`, "Prompts are UTF-8 text.");
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw usageError(`${name} is not UTF-8 text.`, "Save it as UTF-8.");
  }
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  return { mark, text: text.slice(mark.length) };
}

const tooLarge = (name: string) => usageError(`${name} is larger than ${megabytes} MB.`, "Split the file.");

const reasons: Readonly<Record<string, string>> = {
  EACCES: "it may not be read",
  EPERM: "it may not be read",
  EISDIR: "it is a folder",
  ELOOP: "it is a link to itself",
};

function unreadable(name: string, error: unknown) {
  const code = errnoCode(error);
  const reason = reasons[code] ?? (error instanceof Error ? error.message : describeValue(error));
  return usageError(`${name} cannot be read: ${reason}.`, "Nothing was linted.");
}
