/**
 * Reads the requests of web frameworks and of Node.
 *
 * @module
 */
import { fromBase64 } from "../utils/bytes.js";
import { describeValue } from "../utils/errors.js";
import { readLimited } from "../utils/read-limited.js";
import { invalidWebhook } from "./signature.js";

/** Headers in any form: the web's `Headers`, Node's `request.headers`, or pairs. Names in any case. */
export type WebhookHeaders =
  | Headers
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | Iterable<readonly [name: string, value: string]>;

/** An incoming webhook: a `Request`, its raw body and its headers, or an event of API Gateway or of a Lambda URL. */
export type WebhookRequest =
  | Request
  | {
      readonly body: string | Uint8Array | ArrayBuffer;
      readonly headers: WebhookHeaders;
      /** Whether `body` is Base64, as in an event of API Gateway. */
      readonly isBase64Encoded?: boolean | undefined;
    };

/** Maximum bytes of a body: 1 MiB. An event has some hundred bytes, and a stranger may send any number. */
export const maxBodyBytes = 1024 * 1024;

/** Milliseconds to receive the body of a `Request`. */
const bodyTimeout = 30_000;

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
  const tooLarge = () =>
    invalidWebhook(
      `The request's body has more than ${maxBodyBytes} bytes.`,
      "Respond with 400 or 413: an event of the Videos API is much smaller.",
    );
  if (!isWebRequest(request)) {
    const { body } = request;
    const length = typeof body === "string" ? body.length : body.byteLength;
    // Base64 has four characters for three bytes.
    if (length > (request.isBase64Encoded === true ? (maxBodyBytes * 4) / 3 + 4 : maxBodyBytes)) throw tooLarge();
    if (typeof body !== "string") return new Uint8Array(body);
    return request.isBase64Encoded === true ? decodeBody(body) : new TextEncoder().encode(body);
  }
  if (Number(request.headers.get?.("content-length")) > maxBodyBytes) throw tooLarge();
  const { bytes, exceeded, failure } = await readLimited(request, maxBodyBytes, AbortSignal.timeout(bodyTimeout));
  if (failure !== undefined)
    throw invalidWebhook("The request's body could not be read completely.", bodyHint, failure);
  if (exceeded) throw tooLarge();
  return bytes;
}

function decodeBody(body: string): Uint8Array {
  try {
    return fromBase64(body);
  } catch {
    throw invalidWebhook("The request has isBase64Encoded: true, but its body is not Base64.", bodyHint);
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
