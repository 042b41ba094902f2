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
}

/** The same for any spelling of one address: `/v1` and `/v1/` are one place. */
function sameEndpoint(a: string, b: string): boolean {
  const form = (text: string) => {
    const url = new URL(text);
    return url.origin + url.pathname.replace(/\/+$/, "");
  };
  return form(a) === form(b);
}

const strings = ["id", "baseURL", "dialect", "model", "key"] as const;
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
  const checked = ticket as unknown as Ticket;
  if (!URL.canParse(checked.baseURL)) throw invalid(`Its baseURL is ${show(checked.baseURL)}.`);
  if (!sameEndpoint(checked.baseURL, baseURL)) {
    throw new RequestError(
      "ticket_endpoint_mismatch",
      `The ticket is of ${new URL(checked.baseURL).origin}, but this client speaks to ${new URL(baseURL).origin}.`,
      { hint: "Make a client for that server with createUgoku({ baseURL }) and resume it there.", jobId: checked.id },
    );
  }
  return checked;
}

function invalid(why: string): RequestError {
  return new RequestError("ticket_invalid", `This is not a ticket that job.ticket gave. ${why}`, {
    hint: "Pass what job.ticket held, as JSON.parse() gives it back, or the job's id as a string.",
  });
}
