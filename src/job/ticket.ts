import { isUsableId } from "../dialects/types.js";
import { describeValue } from "../utils/errors.js";
import { checkPlace, invalidRecord, type RecordKind, readRecord } from "./record.js";

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

const kind: RecordKind = {
  name: "a ticket",
  source: "job.ticket gave",
  hint: "Pass what job.ticket held, as JSON.parse() gives it back, or the job's id as a string.",
  strings: ["id", "baseURL", "dialect", "model"],
  numbers: ["createdAt", "deadline"],
  mayBeMissing: ["notFoundSince"],
};

/** `value` as a ticket of `baseURL`, or a clear refusal. Requests never go where a ticket points. */
export function readTicket(value: unknown, baseURL: string): Ticket {
  const ticket = readRecord(value, kind) as unknown as Ticket;
  checkJobId(ticket.id);
  if (ticket.deadline < ticket.createdAt) throw invalidRecord("Its deadline is before its createdAt.", kind);
  checkPlace(ticket.baseURL, baseURL, kind, ticket.id);
  return ticket;
}

/** Refuses an id that would lead to another address than a job's. */
export function checkJobId(id: string): void {
  if (!isUsableId(id)) throw invalidRecord(`Its id is ${describeValue(id)}.`, kind);
}
