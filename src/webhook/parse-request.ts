/**
 * Reads the requests of web frameworks and of Node.
 *
 * @module
 */
import { fromBase64, joinBytes } from "../utils/bytes.js";
import { isRecord } from "../utils/guards.js";
import { describeValue } from "../utils/message.js";
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

const bodyHint =
  "Pass the Request, before request.json(), or its { body, headers }, unchanged, byte for byte. " +
  'In Express use express.raw({ type: "*/*" }).';

/** Rejects a value that cannot be read as a request. */
export function checkRequest(request: WebhookRequest): void {
  const wrong = (what: string) => invalidWebhook(`The request${what}.`, bodyHint);
  if (!isRecord(request)) throw wrong(` is ${describeValue(request)}`);
  const { headers, body } = request;
  if (typeof headers !== "object" || headers === null) throw wrong(`'s headers are ${describeValue(headers)}`);
  if (isWebRequest(request)) {
    if (request.bodyUsed) throw wrong("'s body has already been read");
  } else if (typeof body !== "string" && !isBytes(body))
    throw wrong(`'s body is ${describeValue(body)}, not its raw text`);
}

/** Not instanceof, which fails for a buffer of another realm. */
const isBytes = (value: unknown): value is Uint8Array | ArrayBuffer =>
  /^\[object (Uint8Array|ArrayBuffer)\]$/.test(Object.prototype.toString.call(value));

/** The body's bytes. Decoding to text would drop a byte order mark, and the signature is for the bytes. */
export async function readBytes(request: WebhookRequest): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = isWebRequest(request) ? await readStream(request) : decodeBody(request);
  } catch (error) {
    throw invalidWebhook(
      `The request's body ${isWebRequest(request) ? `could not be read completely (${error})` : "is not Base64, and isBase64Encoded is true"}.`,
      bodyHint,
    );
  }
  if (bytes === undefined || bytes.length > maxBodyBytes)
    throw invalidWebhook(
      `The request's body has more than ${maxBodyBytes} bytes.`,
      "Respond with 400 or 413: an event is much smaller.",
    );
  return bytes;
}

/** `undefined` for a text that is too long to be decoded: Base64 has four characters for three bytes. */
function decodeBody({ body, isBase64Encoded }: Exclude<WebhookRequest, Request>): Uint8Array | undefined {
  if (typeof body !== "string") return new Uint8Array(body);
  if (body.length > (maxBodyBytes * 4) / 3 + 4) return undefined;
  return isBase64Encoded === true ? fromBase64(body) : new TextEncoder().encode(body);
}

/** `undefined` for a body that is too long, whose rest is not read. */
async function readStream(request: Request): Promise<Uint8Array | undefined> {
  if (Number(request.headers.get?.("content-length")) > maxBodyBytes) return undefined;
  const { body } = request;
  // A stand-in for a request may have no stream, or one of Node.
  if (!body?.getReader) return new Uint8Array(await request.arrayBuffer());
  const reader = body.getReader();
  const stop = () => void reader.cancel().catch(() => {});
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    stop();
  }, bodyTimeout);
  const chunks: Uint8Array[] = [];
  try {
    for (let size = 0; size <= maxBodyBytes; ) {
      const { done, value } = await reader.read();
      if (isLate) throw new Error(`not within ${bodyTimeout / 1000} s`);
      if (done) return joinBytes(chunks);
      if (!isBytes(value)) throw new TypeError("not a stream of bytes");
      const chunk = new Uint8Array(value);
      chunks.push(chunk);
      size += chunk.length;
    }
    return undefined;
  } finally {
    clearTimeout(timer);
    stop();
  }
}

/** Not instanceof: frameworks and test environments have other Request classes. */
const isWebRequest = (request: WebhookRequest): request is Request =>
  "arrayBuffer" in request && typeof request.arrayBuffer === "function";

const names = ["webhook-id", "webhook-timestamp", "webhook-signature"];

/** Reads id, time and signature from the headers. */
export function readHeaders(headers: WebhookHeaders): SignedHeaders {
  const pairs: readonly (readonly [unknown, unknown])[] =
    Symbol.iterator in headers ? [...headers] : Object.entries(headers);
  const found = names.map((wanted) => {
    const values = pairs
      .filter(([name]) => String(name).toLowerCase() === wanted)
      .flatMap(([, value]) => value ?? [])
      .map(String);
    if (wanted !== "webhook-signature" && values.length > 1)
      throw invalidWebhook(`The request has ${values.length} ${wanted} headers.`, "Expected one.");
    // There may be several signatures, in one header or in more.
    return values.join(" ");
  });
  const missing = names.filter((_, index) => found[index]?.trim() === "");
  if (missing.length > 0)
    throw invalidWebhook(
      `The request has no ${missing.join(", no ")}.`,
      "Check whether a proxy removes them: a signed webhook has all three.",
    );
  const [id = "", timestamp = "", signature = ""] = found;
  return { id, timestamp, signature };
}
