import { createReadStream } from "node:fs";
import { errnoCode } from "../utils/errno.js";
import { describeValue, UgokuError } from "../utils/errors.js";
import type { LedgerEntry } from "./ledger.js";

/** What was read of a journal. */
export interface Journal {
  readonly lines: number;
  readonly length: {
    /** Bytes up to which the lines are whole. */
    readonly whole: number;
    /** The last line is whole but for its end. */
    readonly needsEnd: boolean;
  };
}

/**
 * Reads the lines of a journal, each to `onEntry`. A last line without its end is what a crash leaves behind: it is kept if it
 * is whole all the same, and else not counted.
 *
 * @throws UgokuError (`ledger_invalid`) with the line's number, for any other line that is none of ours.
 */
export async function readJournal(path: string, onEntry: (entry: LedgerEntry) => void): Promise<Journal> {
  let lines = 0;
  let whole = 0;
  let rest: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let start = 0;
      for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10, start)) {
        lines += 1;
        const text = rest.toString("utf8", start, end).replace(lines === 1 ? /^\uFEFF/ : "", "");
        if (text.trim() !== "") onEntry(readLine(text, path, lines));
        start = end + 1;
      }
      whole += start;
      rest = rest.subarray(start);
    }
  } catch (error) {
    if (errnoCode(error) !== "ENOENT") throw error;
  }
  const last = wholeLine(rest.toString("utf8"), path, lines + 1);
  if (!last) return { lines, length: { whole, needsEnd: false } };
  onEntry(last);
  return { lines: lines + 1, length: { whole: whole + rest.length, needsEnd: true } };
}

/** The entry of a line that may be torn. Half a JSON object is none. */
function wholeLine(text: string, path: string, line: number): LedgerEntry | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  return readLine(text, path, line);
}

const states: ReadonlySet<unknown> = new Set<LedgerEntry["state"]>([
  "intent",
  "accepted",
  "rejected",
  "ambiguous",
  "done",
  "failed",
]);

function readLine(text: string, path: string, line: number): LedgerEntry {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid(path, line, `is no JSON: it begins with ${describeValue(text.slice(0, 40))}`);
  }
  if (typeof value !== "object" || value === null)
    throw invalid(path, line, `is ${describeValue(value)}, not an object`);
  const { v, at: _, ...entry } = value as Record<string, unknown>;
  if (typeof v === "number" && v > 1)
    throw invalid(path, line, `is of a newer ugoku (version ${v})`, "Update ugoku: npm install ugoku@latest.");
  const isEntry = v === 1 && states.has(entry.state) && typeof entry.key === "string" && entry.key !== "";
  if (!isEntry) throw invalid(path, line, "is no line that ugoku wrote");
  const needed = neededBy[entry.state as LedgerEntry["state"]];
  const missing = needed.find((name) => typeof entry[name] !== "object" || entry[name] === null);
  if (missing) throw invalid(path, line, `has no ${missing}`);
  return entry as unknown as LedgerEntry;
}

const neededBy: Readonly<Record<LedgerEntry["state"], readonly string[]>> = {
  intent: ["attempt"],
  accepted: ["ticket"],
  rejected: ["error"],
  ambiguous: ["attempt", "error", "candidates"],
  done: ["ticket"],
  failed: ["ticket", "error"],
};

const isItOne =
  "Is it a ledger? Each line says what became of one paid create: repair it from a copy rather than delete it.";

function invalid(path: string, line: number, what: string, hint = isItOne): UgokuError {
  return new UgokuError("ledger_invalid", `Line ${line} of ${path} ${what}.`, { hint });
}
