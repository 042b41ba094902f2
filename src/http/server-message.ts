/**
 * Reads the message of a server's error response.
 *
 * @module
 */

import { isRecord } from "../utils/guards.js";
import { parseJson } from "../utils/json.js";
import { type Readable, readLimited } from "../utils/read-limited.js";
import { readLayers } from "./answer-layers.js";
import { findMessage, findReason } from "./read-reason.js";

/** Maximum bytes of an error body that are read. */
const maxErrorBytes = 64 * 1024;

/** The message and code of an error response. */
export interface ServerMessage {
  readonly message: string;
  readonly code: string | undefined;
}

/** Maximum characters of the server's message that are quoted. */
const maxMessageLength = 2_000;

/** Maximum characters of a page that are searched for its title. */
const maxPageStart = 16_384;

/** Reads the start of a body as text. `failure`: the error after which the rest is missing. */
export async function readStart(
  response: Readable,
  signal: AbortSignal,
  maxBytes = maxErrorBytes,
): Promise<{ readonly text: string; readonly failure?: unknown }> {
  const { bytes, failure } = await readLimited(response, maxBytes, signal);
  // `stream` drops a character that the limit splits.
  const text = new TextDecoder().decode(bytes, { stream: true });
  return failure === undefined ? { text } : { text, failure };
}

const shorten = (text: string, max: number): string => (text.length > max ? `${text.slice(0, max - 1)}…` : text);

/** Reads the message and code of an error in any of the forms that servers use, or describes a page. */
export function readServerMessage(text: string): ServerMessage {
  const { message, code } = parseServerMessage(text);
  return { message: toQuotable(message), code: code && shorten(code, 200) };
}

/** A server's words without what they quote of the request, and not longer than anyone reads. */
export const toQuotable = (message: string): string => shorten(withoutInputs(message), maxMessageLength);

/** Pydantic quotes the start of its input, which may be the prompt or the image: `input_value='…', input_type=str`. */
function withoutInputs(message: string): string {
  const [start = "", ...quotes] = message.split("input_value=");
  const rest = quotes.map((quote) => {
    const end = quote.indexOf(", input_type=");
    return end < 0 ? "" : `input_value=…${quote.slice(end)}`;
  });
  return start + rest.join("");
}

const fields = { answer: {}, statuses: {} };

function parseServerMessage(text: string): ServerMessage {
  const parsed = parseJson(text);
  const body = parsed.ok ? parsed.value : text;
  if (typeof body !== "object" || body === null) return { message: describeText(String(body)), code: undefined };
  const layers = readLayers(body, {});
  const found = findReason(layers, fields);
  if (!found) {
    const { error, detail } = body as Record<string, unknown>;
    return { message: JSON.stringify([error, detail].find(isRecord) ?? body), code: undefined };
  }
  const more = findMessage(layers[0]);
  if (more === undefined || found.message.includes(more) || ("error" in body && isRecord(body.error))) return found;
  // Where `error` is only the name of the status, `message` has the reason. A list of errors follows what it is about.
  const words = Object.values(body).includes(found.message) ? [found.message, more] : [more, found.message];
  return { message: words.join(": "), code: found.code };
}

/** Describes a body in a few words. Only its start is looked at. */
export function describeText(text: string): string {
  const start = text.slice(0, maxPageStart).trim();
  if (start === "") return "an empty body";
  if (/^<(!doctype|html|head|body|\?xml)/i.test(start)) {
    // Up to the next "<", so that a page of many beginnings is read once.
    const title = /<title[^<>]*>([^<]{1,200})/i.exec(start)?.[1]?.trim();
    return title ? `an HTML page titled "${title}"` : "an HTML page";
  }
  // Control characters other than white space: a binary file, or terminal escapes.
  if (/[^\P{Cc}\s]|\uFFFD/u.test(start)) return "bytes that are not text";
  return shorten(start, 300);
}
