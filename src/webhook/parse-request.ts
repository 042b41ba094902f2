/**
 * Reads the requests of web frameworks and of Node.
 *
 * @module
 */
import { describeValue } from "../utils/errors.js";
import { invalidWebhook } from "./signature.js";

/** Headers in any form: the web's `Headers`, Node's `request.headers`, or pairs. Names in any case. */
export type WebhookHeaders =
  | Headers
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | Iterable<readonly [name: string, value: string]>;

/** An incoming webhook: a `Request`, or its raw body and its headers. */
export type WebhookRequest =
  | Request
  | { readonly body: string | Uint8Array | ArrayBuffer; readonly headers: WebhookHeaders };

/** The three headers of a signed webhook. */
export interface SignedHeaders {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
}

const requestHint = "Pass the Request, or its unchanged { body, headers }.";
const bodyHint =
  "Pass the unchanged body, byte for byte: verifyWebhook(request, secret) before request.json(); " +
  'in Express express.raw({ type: "*/*" }), in Next.js and Workers the Request.';

/** Rejects a value that cannot be read as a request. */
export function checkRequest(request: WebhookRequest): void {
  if (typeof request !== "object" || request === null)
    throw invalidWebhook(`The request is ${describeValue(request)}.`, requestHint);
  if (typeof request.headers !== "object" || request.headers === null) {
    throw invalidWebhook(`The request's headers are ${describeValue(request.headers)}.`, requestHint);
  }
  if (isWebRequest(request)) {
    if (request.bodyUsed) throw invalidWebhook("The request's body has already been read.", bodyHint);
    return;
  }
  const { body } = request as { readonly body: unknown };
  if (typeof body === "string" || body instanceof Uint8Array || isArrayBuffer(body)) return;
  const found =
    typeof body !== "object" || body === null
      ? `is ${describeValue(body)}`
      : typeof (body as { pipe?: unknown }).pipe === "function" ||
          typeof (body as { getReader?: unknown }).getReader === "function"
        ? "is a stream"
        : `is ${describeValue(body)} that was parsed: the signature is for the raw text`;
  throw invalidWebhook(`The request's body ${found}.`, bodyHint);
}

/** The body's bytes. Decoding to text would drop a byte order mark, and the signature is for the bytes. */
export async function readBytes(request: WebhookRequest): Promise<Uint8Array> {
  if (!isWebRequest(request)) {
    const { body } = request;
    return typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(body);
  }
  try {
    return new Uint8Array(await request.arrayBuffer());
  } catch (cause) {
    throw invalidWebhook("The request's body could not be read completely.", bodyHint, cause);
  }
}

function isWebRequest(request: WebhookRequest): request is Request {
  // Not instanceof: frameworks and test environments have other Request classes.
  return "arrayBuffer" in request && typeof request.arrayBuffer === "function";
}

function isArrayBuffer(value: unknown): value is ArrayBuffer {
  // Not instanceof, which fails for a buffer of another realm.
  return Object.prototype.toString.call(value) === "[object ArrayBuffer]";
}

/** Reads id, time and signature from the headers. */
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
    throw invalidWebhook(
      `The request has no ${missing.join(", no ")}.`,
      "A signed webhook has webhook-id, webhook-timestamp and webhook-signature. Check whether a proxy removes them.",
    );
  }
  const single = (name: (typeof names)[number]): string => {
    const values = found.get(name) ?? [];
    if (values.length > 1) throw invalidWebhook(`The request has ${values.length} ${name} headers.`, "Expected one.");
    return values.join("");
  };
  return {
    id: single("webhook-id"),
    timestamp: single("webhook-timestamp"),
    // There may be several, in one header or in more.
    signature: (found.get("webhook-signature") ?? []).join(" "),
  };
}

function pairsOf(headers: WebhookHeaders): Iterable<readonly [string, unknown]> {
  return Symbol.iterator in headers
    ? (headers as Iterable<readonly [string, unknown]>)
    : Object.entries(headers as Readonly<Record<string, unknown>>);
}
