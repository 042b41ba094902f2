import { isUsableId } from "../api/dialect.js";
import { RequestError, show } from "../errors.js";

/**
 * What another process needs to go on with a job. Plain JSON, without a secret: keep it in a queue message, a database
 * or a file.
 */
export interface Ticket {
  /** The version of this form. */
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
  /** Since when the server has not known the job, in milliseconds since 1970, if `advance()` found that. */
  readonly notFoundSince?: number;
}

/** An address, the same for any spelling of it: `/v1` and `/v1/` are one place. */
function placeOf(address: string): string {
  const url = new URL(address);
  return url.origin + url.pathname.replace(/\/+$/, "");
}

const strings = ["id", "baseURL", "dialect", "model"] as const;
const numbers = ["createdAt", "deadline"] as const;

/** `value` as a ticket of `baseURL`, or a clear refusal. Requests never go where a ticket points. */
export function readTicket(value: unknown, baseURL: string): Ticket {
  if (typeof value !== "object" || value === null) throw invalid(`It is ${show(value)}.`);
  const ticket = value as Record<string, unknown>;
  if (ticket.v !== 1) throw invalid(`Its version is ${show(ticket.v)}; this version of ugoku reads 1.`);
  for (const name of strings)
    if (typeof ticket[name] !== "string" || ticket[name] === "") throw invalid(`Its ${name} is ${show(ticket[name])}.`);
  for (const name of numbers)
    if (!Number.isFinite(ticket[name])) throw invalid(`Its ${name} is ${show(ticket[name])}.`);
  if (ticket.notFoundSince !== undefined && !Number.isFinite(ticket.notFoundSince))
    throw invalid(`Its notFoundSince is ${show(ticket.notFoundSince)}.`);
  // The key is empty if the job was resumed by its id.
  if (typeof ticket.key !== "string") throw invalid(`Its key is ${show(ticket.key)}.`);
  const checked = ticket as unknown as Ticket;
  checkJobId(checked.id);
  if (!URL.canParse(checked.baseURL)) throw invalid(`Its baseURL is ${show(checked.baseURL)}.`);
  if (placeOf(checked.baseURL) !== placeOf(baseURL)) {
    throw new RequestError(
      "ticket_endpoint_mismatch",
      `The ticket is of ${placeOf(checked.baseURL)}, but this client speaks to ${placeOf(baseURL)}.`,
      { hint: "Make a client for that server with createUgoku({ baseURL }) and resume it there.", jobId: checked.id },
    );
  }
  return checked;
}

/** Refuses an id that would lead to another address than a job's. */
export function checkJobId(id: string): void {
  if (!isUsableId(id)) throw invalid(`Its id is ${show(id)}.`);
}

function invalid(why: string): RequestError {
  return new RequestError("ticket_invalid", `This is not a ticket that job.ticket gave. ${why}`, {
    hint: "Pass what job.ticket held, as JSON.parse() gives it back, or the job's id as a string.",
  });
}
