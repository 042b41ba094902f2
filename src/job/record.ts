import { describeValue, RequestError } from "../utils/errors.js";

/** What data from outside is meant to be. */
export interface RecordKind {
  /** With its article, such as `"a ticket"`. */
  readonly name: string;
  readonly source: string;
  readonly hint: string;
  readonly strings: readonly string[];
  readonly numbers: readonly string[];
  /** Numbers that may be missing. */
  readonly mayBeMissing: readonly string[];
}

/** `value` as data that an ugoku wrote down, or a clear refusal: it may come from anywhere. */
export function readRecord(value: unknown, kind: RecordKind): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) throw invalidRecord(`It is ${describeValue(value)}.`, kind);
  const record = value as Readonly<Record<string, unknown>>;
  const { v } = record;
  if (typeof v === "number" && Number.isInteger(v) && v > 1)
    throw new RequestError(
      "ticket_invalid",
      `This is ${kind.name} of a newer ugoku: its version is ${v}, and this ugoku reads version 1.`,
      { hint: `Install that version of ugoku here too. ${kind.hint}` },
    );
  if (v !== 1) throw invalidRecord(`Its version is ${describeValue(v)}; this version of ugoku reads 1.`, kind);
  for (const name of kind.strings)
    if (typeof record[name] !== "string" || record[name] === "")
      throw invalidRecord(`Its ${name} is ${describeValue(record[name])}.`, kind);
  for (const name of [...kind.numbers, ...kind.mayBeMissing]) {
    if (record[name] === undefined && kind.mayBeMissing.includes(name)) continue;
    if (!Number.isFinite(record[name])) throw invalidRecord(`Its ${name} is ${describeValue(record[name])}.`, kind);
  }
  // The key is empty if the job was resumed by its id.
  if (typeof record.key !== "string") throw invalidRecord(`Its key is ${describeValue(record.key)}.`, kind);
  return record;
}

/** Refuses what is of another server: neither a request nor a key goes where data from outside points. */
export function checkPlace(given: string, baseURL: string, kind: RecordKind, jobId?: string): void {
  if (!URL.canParse(given)) throw invalidRecord(`Its baseURL is ${describeValue(given)}.`, kind);
  if (placeOf(given) === placeOf(baseURL)) return;
  throw new RequestError(
    "ticket_endpoint_mismatch",
    `This is ${kind.name} of ${placeOf(given)}, but this client speaks to ${placeOf(baseURL)}.`,
    { hint: "Make a client for that server with createUgoku({ baseURL }) and resume it there.", jobId },
  );
}

/** An address, the same for any spelling of it: `/v1` and `/v1/` are one place. */
function placeOf(address: string): string {
  const url = new URL(address);
  return url.origin + url.pathname.replace(/\/+$/, "");
}

export function invalidRecord(why: string, { name, source, hint }: RecordKind): RequestError {
  return new RequestError("ticket_invalid", `This is not ${name} that ${source}. ${why}`, { hint });
}
