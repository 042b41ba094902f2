import { nameOf } from "../dialects/dialect-names.js";
import { checkJobId, defaultJobTimeout, readTicket, type Ticket } from "../job/ticket.js";
import { withoutQuery } from "../utils/without-query.js";
import type { EndpointAddress } from "./endpoint-address.js";

/** The ticket, or one for an id. Frozen. */
export function openTicket(given: Ticket | string, address: EndpointAddress, now: number): Ticket {
  const baseURL = withoutQuery(address.baseURL);
  const isId = typeof given === "string" && given !== "";
  const ticket = isId ? ticketOfId(given, baseURL, address, now) : readTicket(given, baseURL);
  // Object.assign: the copies that a spread makes each get a hidden class of their own in V8 of Node 20, three times as
  // large as the ticket.
  return Object.freeze(Object.assign({}, ticket));
}

function ticketOfId(id: string, baseURL: string, { dialect, defaultModel }: EndpointAddress, now: number): Ticket {
  checkJobId(id);
  const deadline = now + defaultJobTimeout;
  return { v: 1, id, baseURL, dialect: nameOf(dialect), model: defaultModel, createdAt: now, deadline, key: "" };
}
