/**
 * Reads a webhook out of whatever a framework calls a request.
 *
 * @module
 */
import { describeValue } from "../utils/errors.js";
import { invalid } from "./invalid.js";

/** Headers in any of their forms: the web's `Headers`, Node's `request.headers`, or pairs. Names in any case. */
export type WebhookHeaders =
  | Headers
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | Iterable<readonly [name: string, value: string]>;

/** A webhook as it came: a `Request`, or its raw body and its headers. */
export type WebhookRequest =
  | Request
  | { readonly body: string | Uint8Array | ArrayBuffer; readonly headers: WebhookHeaders };

/** The three headers of a signed webhook. */
export interface SignedHeaders {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
}

const example = "Pass the Request, or { body, headers } of it as it came.";
const rawBody =
  "Pass the body as it came, byte for byte: verifyWebhook(request, secret) before request.json(); " +
  'in Express express.raw({ type: "*/*" }), in Next.js and Workers the Request itself.';

/** Whether `request` can be read at all, said before anything else is. */
export function checkRequest(request: WebhookRequest): void {
  if (typeof request !== "object" || request === null)
    throw invalid(`The request is ${describeValue(request)}.`, example);
  if (typeof request.headers !== "object" || request.headers === null) {
    throw invalid(`The request's headers are ${describeValue(request.headers)}.`, example);
  }
  if (isWebRequest(request)) {
    if (request.bodyUsed) throw invalid("The request's body has been read already.", rawBody);
    return;
  }
  const { body } = request as { readonly body: unknown };
  if (typeof body === "string" || body instanceof Uint8Array || isArrayBuffer(body)) return;
  const what =
    typeof body !== "object" || body === null
      ? `is ${describeValue(body)}`
      : typeof (body as { pipe?: unknown }).pipe === "function" ||
          typeof (body as { getReader?: unknown }).getReader === "function"
        ? "is a stream"
        : `is ${describeValue(body)} that was parsed: the signature is of the text`;
  throw invalid(`The request's body ${what}.`, rawBody);
}

/** The body's bytes. Not its text: decoding drops a byte order mark, and the signature is of the bytes. */
export async function readBytes(request: WebhookRequest): Promise<Uint8Array> {
  if (!isWebRequest(request)) {
    const { body } = request;
    return typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(body);
  }
  try {
    return new Uint8Array(await request.arrayBuffer());
  } catch (cause) {
    throw invalid("The request's body could not be read to its end.", rawBody, cause);
  }
}

function isWebRequest(request: WebhookRequest): request is Request {
  // By what it can do: frameworks and test environments bring Request classes of their own.
  return "arrayBuffer" in request && typeof request.arrayBuffer === "function";
}

function isArrayBuffer(value: unknown): value is ArrayBuffer {
  // Not instanceof, which fails for buffers of another realm.
  return Object.prototype.toString.call(value) === "[object ArrayBuffer]";
}

/** The headers that say who signed, when, and what. */
export function readHeaders(headers: WebhookHeaders): SignedHeaders {
  const found = new Map<string, string[]>();
  for (const [name, value] of pairsOf(headers)) {
    if (typeof name !== "string" || value === undefined || value === null) continue;
    const values = found.get(name.toLowerCase()) ?? [];
    values.push(...(Array.isArray(value) ? value : [value]).map(String));
    found.set(name.toLowerCase(), values);
  }
  const names = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;
  const missing = names.filter((name) => !found.get(name)?.some((value) => value.trim() !== ""));
  if (missing.length > 0) {
    throw invalid(
      `The request has no ${missing.join(", no ")}.`,
      "A signed webhook has webhook-id, webhook-timestamp and webhook-signature. Does a proxy drop them?",
    );
  }
  const single = (name: (typeof names)[number]): string => {
    const values = found.get(name) ?? [];
    if (values.length > 1) throw invalid(`The request has ${values.length} headers ${name}.`, "One is expected.");
    return values.join("");
  };
  return {
    id: single("webhook-id"),
    timestamp: single("webhook-timestamp"),
    // Of these there may be several, in one header or in more.
    signature: (found.get("webhook-signature") ?? []).join(" "),
  };
}

function pairsOf(headers: WebhookHeaders): Iterable<readonly [string, unknown]> {
  return Symbol.iterator in headers
    ? (headers as Iterable<readonly [string, unknown]>)
    : Object.entries(headers as Readonly<Record<string, unknown>>);
}
