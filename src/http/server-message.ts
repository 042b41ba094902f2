/**
 * Reads the message of a server's error response.
 *
 * @module
 */
import { untilAborted } from "../utils/abort.js";
import { isRecord } from "../utils/guards.js";
import { openBody } from "../utils/response-body.js";

/** Maximum bytes of an error body that are read. */
const maxErrorBytes = 64 * 1024;

/** The message and code of an error response. */
export interface ServerMessage {
  readonly message: string;
  readonly code: string | undefined;
}

/** Maximum characters of the server's message that are quoted. */
const maxMessageLength = 2_000;

/** Reads the start of a body as text. `failure`: the error after which the rest is missing. */
export async function readStart(
  response: Response,
  signal: AbortSignal,
  maxBytes = maxErrorBytes,
): Promise<{ readonly text: string; readonly failure?: unknown }> {
  const reader = openBody(response);
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (let size = 0; size < maxBytes; ) {
      const value = await untilAborted(reader.read(), signal);
      if (!value) break;
      size += value.byteLength;
      text += decoder.decode(value, { stream: true });
    }
    return { text };
  } catch (failure) {
    return { text, failure };
  } finally {
    reader.cancel();
  }
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
  // Pydantic quotes the start of its input, which may be the prompt or the image.
  const shown = message.replace(/input_value=.*?(?=, input_type=)/gs, "input_value=…");
  return { message: shorten(shown, maxMessageLength), code };
}

function parseServerMessage(text: string): ServerMessage {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { message: describeText(text), code: undefined };
  }
  if (typeof body !== "object" || body === null) return { message: describeText(String(body)), code: undefined };
  const { error, detail, message, code } = body as Record<string, unknown>;
  if (isRecord(error)) {
    // A gateway may wrap an error twice.
    if (isRecord(error.error)) return parseServerMessage(JSON.stringify(error));
    const innerMessage = asText(error.message) ?? asText(error.detail) ?? JSON.stringify(error);
    return { message: innerMessage, code: asText(error.code) ?? asText(error.type) };
  }
  // FastAPI's detail may be an object.
  if (isRecord(detail)) return parseServerMessage(JSON.stringify(detail));
  const found = readPair(error, message) ?? asText(detail) ?? readDetails(detail) ?? asText(message);
  return { message: found ?? JSON.stringify(body), code: asText(code) };
}

/** Where `error` is only the name of the status, `message` has the reason. */
function readPair(error: unknown, message: unknown): string | undefined {
  const [name, reason] = [asText(error), asText(message)];
  return name !== undefined && reason !== undefined && reason !== name ? `${name}: ${reason}` : name;
}

/** FastAPI's list of validation errors. */
function readDetails(detail: unknown): string | undefined {
  if (!Array.isArray(detail) || detail.length === 0) return undefined;
  const lines = detail.map((item: { loc?: unknown; msg?: unknown }) => {
    const field = Array.isArray(item?.loc) ? `${item.loc.filter((part) => part !== "body").join(".")}: ` : "";
    return `${field}${asText(item?.msg) ?? JSON.stringify(item)}`;
  });
  return lines.join("; ");
}

/** Describes a body in a few words. */
export function describeText(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") return "an empty body";
  if (/^<(!doctype|html|head|body|\?xml)/i.test(trimmed)) {
    const title = /<title[^>]*>([^<]{1,200})/i.exec(trimmed)?.[1]?.trim();
    return title ? `an HTML page titled "${title}"` : "an HTML page";
  }
  // Control characters other than white space: a binary file, or terminal escapes.
  if (/[^\P{Cc}\s]|\uFFFD/u.test(trimmed)) return "bytes that are not text";
  return shorten(trimmed, 300);
}
