/**
 * Tickets, and the validation of all records that a caller stores as JSON and passes back.
 *
 * @module
 */
import { describeValue, RequestError } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { codeOnly, type Message, text } from "../utils/message.js";
import { isUsableId } from "../utils/usable-id.js";
import { withoutQuery } from "../utils/without-query.js";

/** Milliseconds until waiting for a job ends with `JobTimeoutError`, unless `timeout` is given. */
export const defaultJobTimeout = 30 * 60_000;

/**
 * Everything another process needs to continue a job. Plain JSON without a secret: keep it in a queue message, a database
 * or a file.
 */
export interface Ticket {
  /** The version of this format. */
  readonly v: 1;
  readonly id: string;
  readonly baseURL: string;
  readonly dialect: string;
  readonly model: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** When waiting ends with an error, in milliseconds since 1970. */
  readonly deadline: number;
  /** The job's idempotency key. */
  readonly key: string;
  /** The first refused poll in a row (404, 400, 501 …) that `advance()` got, in milliseconds since 1970. */
  readonly notFoundSince?: number;
  /** The first report in a row of a failure that the dialect wants confirmed, in milliseconds since 1970. */
  readonly failedSince?: number;
}

/** The fields of a record, and the texts of its errors. */
export interface RecordFormat {
  /** With its article, such as `"a ticket"`. */
  readonly name: string;
  readonly source: string;
  readonly hint: Message;
  readonly strings: readonly string[];
  readonly numbers: readonly string[];
  readonly optionalNumbers: readonly string[];
}

const ticketFormat: RecordFormat = {
  name: "a ticket",
  source: "job.ticket holds",
  hint: text`${codeOnly("Pass job.ticket, as JSON.parse() returns it, or the job's id as a string.")}`,
  strings: ["id", "baseURL", "dialect", "model"],
  numbers: ["createdAt", "deadline"],
  optionalNumbers: ["notFoundSince", "failedSince"],
};

/** Validates a ticket. It is untrusted: one of another server is rejected, so that no request goes to its base URL. */
export function readTicket(value: unknown, baseURL: string): Ticket {
  const ticket = readRecord(value, baseURL, ticketFormat) as unknown as Ticket;
  checkJobId(ticket.id);
  if (ticket.deadline < ticket.createdAt) throw invalidRecord("Its deadline is before its createdAt.", ticketFormat);
  return ticket;
}

/** Rejects an id that would change the path of a request. */
export function checkJobId(id: string): void {
  if (/^\s*[{["]/.test(id))
    throw new RequestError("ticket_invalid", "This is JSON as text, not a ticket or a job's id.", {
      hint: text`${codeOnly("Pass JSON.parse(text).")}`,
    });
  if (!isUsableId(id)) throw invalidRecord(`Its id is ${describeValue(id)}.`, ticketFormat);
}

/** Validates a record that ugoku wrote for the server at `baseURL`. */
export function readRecord(value: unknown, baseURL: string, format: RecordFormat): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw invalidRecord(`It is ${describeValue(value)}.`, format);
  const record = value;
  const { v, id, baseURL: recorded } = record;
  if (typeof v === "number" && Number.isInteger(v) && v > 1)
    throw new RequestError(
      "ticket_invalid",
      `This is ${format.name} of a newer ugoku: its version is ${v}, and this ugoku reads version 1.`,
      { hint: text`Install that version of ugoku here too. ${format.hint}` },
    );
  if (v !== 1) throw invalidRecord(`Its version is ${describeValue(v)}; this version of ugoku reads 1.`, format);
  for (const name of format.strings)
    if (typeof record[name] !== "string" || record[name] === "")
      throw invalidRecord(`Its ${name} is ${describeValue(record[name])}.`, format);
  for (const name of [...format.numbers, ...format.optionalNumbers]) {
    if (record[name] === undefined && format.optionalNumbers.includes(name)) continue;
    if (!Number.isFinite(record[name])) throw invalidRecord(`Its ${name} is ${describeValue(record[name])}.`, format);
  }
  // The key is empty if the job was resumed by its id.
  if (typeof record.key !== "string") throw invalidRecord(`Its key is ${describeValue(record.key)}.`, format);
  if (typeof recorded !== "string" || !URL.canParse(recorded))
    throw invalidRecord(`Its base URL is ${describeValue(recorded)}.`, format);
  if (normalizeURL(recorded) !== normalizeURL(baseURL))
    throw new RequestError(
      "ticket_endpoint_mismatch",
      `This is ${format.name} of ${normalizeURL(recorded)}, but this client is for ${normalizeURL(baseURL)}.`,
      {
        hint: text`${codeOnly("Create a client of it with createUgoku({ baseURL }) or createUgoku({ endpoint }), and resume the job there.")}`,
        jobId: typeof id === "string" ? id : undefined,
      },
    );
  return record;
}

/** `/v1` and `/v1/` are the same base URL. */
function normalizeURL(address: string): string {
  return withoutQuery(address).replace(/\/+$/, "");
}

export function invalidRecord(why: string, { name, source, hint }: RecordFormat): RequestError {
  return new RequestError("ticket_invalid", `This is not ${name} that ${source}. ${why}`, { hint });
}
