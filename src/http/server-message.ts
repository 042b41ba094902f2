/**
 * Reads the message of a server's error response.
 *
 * @module
 */
import { isRecord } from "../utils/guards.js";
import { parseJson } from "../utils/json.js";
import { type Readable, readLimited } from "../utils/read-limited.js";

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

/** How often a gateway may wrap an error in another one. */
const maxWrappers = 8;

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

const asText = (value: unknown): string | undefined =>
  typeof value === "string" && value.trim() !== ""
    ? value.trim()
    : typeof value === "number"
      ? String(value)
      : undefined;

const shorten = (text: string, max: number): string => (text.length > max ? `${text.slice(0, max - 1)}…` : text);

/** Reads the message of `{error:{message}}`, `{error:"…"}`, `{detail}`, `{detail:[{loc,msg}]}`, `{code,message}` or a page. */
export function readServerMessage(text: string): ServerMessage {
  const { message, code } = parseServerMessage(text);
  return { message: shorten(withoutInputs(message), maxMessageLength), code: code && shorten(code, 200) };
}

/** Pydantic quotes the start of its input, which may be the prompt or the image: `input_value='…', input_type=str`. */
function withoutInputs(message: string): string {
  const [start = "", ...quotes] = message.split("input_value=");
  const rest = quotes.map((quote) => {
    const end = quote.indexOf(", input_type=");
    return end < 0 ? "" : `input_value=…${quote.slice(end)}`;
  });
  return start + rest.join("");
}

function parseServerMessage(text: string): ServerMessage {
  const parsed = parseJson(text);
  if (!parsed.ok) return { message: describeText(text), code: undefined };
  let body = parsed.value;
  if (typeof body !== "object" || body === null) return { message: describeText(String(body)), code: undefined };
  // A gateway may wrap an error, and FastAPI's detail may be an object.
  for (let depth = 0; depth < maxWrappers; depth += 1) {
    const { error, detail } = body as Record<string, unknown>;
    if (isRecord(error) && isRecord(error.error)) body = error;
    else if (!isRecord(error) && isRecord(detail)) body = detail;
    else break;
  }
  const { error, detail, message, code } = body as Record<string, unknown>;
  if (isRecord(error)) {
    const innerMessage = asText(error.message) ?? asText(error.detail) ?? JSON.stringify(error);
    return { message: innerMessage, code: errorCode(error) };
  }
  const found = readPair(error, message) ?? asText(detail) ?? readDetails(detail) ?? asText(message);
  return { message: found ?? JSON.stringify(body), code: asText(code) };
}

/** Where the code only repeats the HTTP status, as with LiteLLM, the type says more. */
const errorCode = ({ code, type }: Readonly<Record<string, unknown>>): string | undefined =>
  (/^[45]\d\d$/.test(String(code)) ? asText(type) : undefined) ?? asText(code) ?? asText(type);

/** Where `error` is only the name of the status, `message` has the reason. */
function readPair(error: unknown, message: unknown): string | undefined {
  const [name, reason] = [asText(error), asText(message)];
  return name !== undefined && reason !== undefined && reason !== name ? `${name}: ${reason}` : name;
}

/** FastAPI's list of validation errors. */
function readDetails(detail: unknown): string | undefined {
  if (!Array.isArray(detail) || detail.length === 0) return undefined;
  const lines = detail.map((item: { loc?: unknown; msg?: unknown }) => {
    const names: unknown[] = Array.isArray(item?.loc) ? item.loc.filter((part) => part !== "body") : [];
    const field = names.length > 0 ? `${names.map((name) => asText(name) ?? JSON.stringify(name)).join(".")}: ` : "";
    return `${field}${asText(item?.msg) ?? JSON.stringify(item)}`;
  });
  return lines.join("; ");
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
