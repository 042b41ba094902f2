import { createReadStream } from "node:fs";
import { errnoCode } from "../utils/errno.js";
import { describeValue, isUgokuError, UgokuError } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { type LedgerEntry, MemoryLedger } from "./ledger.js";

export interface LedgerFile {
  readonly ledger: MemoryLedger;
  /** Bytes up to the end of the last complete line. */
  readonly validLength: number;
  /** The last line lacks only its newline. */
  readonly needsNewline: boolean;
}

/**
 * Reads the file of a ledger; a missing file is an empty ledger. If a crash truncated the last line, it is ignored, unless it
 * lacks only its newline.
 *
 * @throws UgokuError (`ledger_invalid`) with the line's number, for any other line that ugoku did not write
 */
export async function readLedgerFile(path: string): Promise<LedgerFile> {
  const ledger = new MemoryLedger();
  let lines = 0;
  let validLength = 0;
  let rest: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let start = 0;
      for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10, start)) {
        lines += 1;
        const text = rest.toString("utf8", start, end).replace(lines === 1 ? /^\uFEFF/ : "", "");
        if (text.trim() !== "") await ledger.write(parseLine(text, path, lines));
        start = end + 1;
      }
      validLength += start;
      rest = rest.subarray(start);
    }
  } catch (error) {
    if (isUgokuError(error)) throw error;
    if (errnoCode(error) !== "ENOENT") throw ledgerError(path, error);
  }
  const last = rest.toString("utf8");
  if (parseJson(last) === undefined) return { ledger, validLength, needsNewline: false };
  await ledger.write(parseLine(last, path, lines + 1));
  return { ledger, validLength: validLength + rest.length, needsNewline: true };
}

/** The error for a ledger that cannot be opened, read or written. */
export function ledgerError(path: string, cause: unknown): UgokuError {
  const code = errnoCode(cause);
  const [reason, hint] = reasons[code] ?? [
    cause instanceof Error ? cause.message : String(cause),
    "Check that its folder exists and is writable.",
  ];
  const shown = code !== "" && reasons[code] ? ` (${code})` : "";
  return new UgokuError("ledger_not_writable", `The ledger ${path} cannot be used: ${reason}${shown}.`, {
    cause,
    hint: `${hint} Nothing is sent that cannot be recorded.`,
  });
}

const space = "Free some space and run again with the same ledger.";
const otherPath = "Name another file for the ledger, or another folder for the clips.";

const reasons: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOSPC: ["the disk is full", space],
  EDQUOT: ["the disk quota is used up", space],
  EISDIR: ["it is a folder", "Name a file, such as ugoku.ledger.jsonl in that folder."],
  ENOTDIR: ["a part of its path is a file, not a folder", otherPath],
  ENOENT: ["its folder does not exist", "Create the folder, or name another one."],
  EACCES: ["permission denied", "Change the permissions, or name another folder."],
  EPERM: ["permission denied", "Change the permissions, or name another folder."],
  EROFS: ["the file system is read-only", otherPath],
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const requiredFields: Readonly<Record<LedgerEntry["status"], readonly string[]>> = {
  intent: ["attempt"],
  accepted: ["ticket"],
  rejected: ["error"],
  ambiguous: ["attempt", "error", "candidates"],
  completed: ["ticket"],
  failed: ["ticket", "error"],
};

function parseLine(text: string, path: string, line: number): LedgerEntry {
  const value = parseJson(text);
  if (value === undefined)
    throw invalid(path, line, `is not valid JSON (starts with ${describeValue(text.slice(0, 40))})`);
  if (!isRecord(value)) throw invalid(path, line, `is ${describeValue(value)}, not an object`);
  const { v, at: _, ...entry } = value;
  if (typeof v === "number" && v > 1)
    throw invalid(path, line, `is of a newer ugoku (version ${v})`, "Update ugoku: npm install ugoku@latest.");
  const { status, key } = entry;
  const isEntry = v === 1 && typeof status === "string" && typeof key === "string" && key !== "";
  const required = Object.entries(requiredFields).find(([known]) => known === status)?.[1];
  if (!isEntry || !required) throw invalid(path, line, "was not written by ugoku");
  const missing = required.find((name) => typeof entry[name] !== "object" || entry[name] === null);
  if (missing) throw invalid(path, line, `has no ${missing}`);
  return entry as unknown as LedgerEntry;
}

const defaultHint =
  "Is it a ledger? Each line records a paid create request: repair it from a copy, and do not delete it.";

function invalid(path: string, line: number, what: string, hint = defaultHint): UgokuError {
  return new UgokuError("ledger_invalid", `Line ${line} of ${path} ${what}.`, { hint });
}
