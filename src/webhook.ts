/**
 * Webhooks of the Videos API, signed as Standard Webhooks: verified, typed, and signed for tests.
 *
 * Loads nothing but its own code, and needs nothing but Web Crypto.
 *
 * @module ugoku/webhook
 */
import { RequestError, show } from "./errors.js";
import { checkNames } from "./option-names.js";
import { checkUgoku, type ResumesJobs, readEvent, type WebhookEvent } from "./webhook/event.js";
import { checkRequest, readBytes, readHeaders, type WebhookRequest } from "./webhook/incoming.js";
import { invalid } from "./webhook/invalid.js";
import { checkReplay, checkStore, type ReplayStore } from "./webhook/replay.js";
import { holdsOneOf, readSecrets, signatureOf } from "./webhook/secret.js";
import { checkTimestamp, type Now, readNow, readTolerance } from "./webhook/timestamp.js";

export type {
  ResumesJobs,
  VideoCompletedEvent,
  VideoEvent,
  VideoFailedEvent,
  WebhookData,
  WebhookEvent,
} from "./webhook/event.js";
export type { WebhookHeaders, WebhookRequest } from "./webhook/incoming.js";
export { type MemoryReplayStore, memoryReplayStore, type ReplayStore } from "./webhook/replay.js";
export type { Now } from "./webhook/timestamp.js";

/** Options of {@link verifyWebhook}. */
export interface VerifyOptions {
  /** Seconds by which the sender's clock and this one may differ, either way. Default: 300. */
  readonly tolerance?: number | undefined;
  /** The time to go by, for tests: milliseconds since 1970, a `Date` or a clock. Default: `Date.now`. */
  readonly now?: Now | undefined;
  /** Remembers the ids that were taken, and refuses them the second time. Default: none, and a repeat passes. */
  readonly store?: ReplayStore | undefined;
  /** The client for `event.resume()` without an argument. */
  readonly ugoku?: ResumesJobs | undefined;
}

/**
 * Verifies a webhook's time and signature, and gives its event.
 *
 * The body has to be as it came, byte for byte. `secret` is `"whsec_"` and base64, or any other text as it is; a list
 * while it is being changed. Of a `Request` the body is read.
 *
 * @throws WebhookError `webhook_invalid` (answer 400), `webhook_replayed` or `webhook_event_unknown` (answer 200);
 * RequestError for an unknown option; whatever the store rejects with
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 * import { verifyWebhook } from "ugoku/webhook";
 *
 * const ugoku = createUgoku({ baseURL: "https://videos.example/v1" });
 *
 * export async function POST(request: Request): Promise<Response> {
 *   const event = await verifyWebhook(request, process.env.WEBHOOK_SECRET ?? "");
 *   if (event.type === "video.completed") {
 *     const clip = await event.resume(ugoku).wait();
 *     await clip.saveTo(`clips/${event.data.id}.mp4`);
 *   }
 *   return new Response("ok");
 * }
 * ```
 */
export async function verifyWebhook(
  request: WebhookRequest,
  secret: string | readonly string[],
  options: VerifyOptions = {},
): Promise<WebhookEvent> {
  checkNames("verifyWebhook()", options, ["tolerance", "now", "store", "ugoku"]);
  const { store, ugoku } = options;
  const tolerance = readTolerance(options.tolerance ?? 300);
  if (store !== undefined) checkStore(store);
  if (ugoku !== undefined) checkUgoku("verifyWebhook()'s ugoku", ugoku);
  const keys = readSecrets(secret);
  checkRequest(request);
  // What is cheap to refuse is refused before a body of any length is read.
  const { id, timestamp, signature } = readHeaders(request.headers);
  checkTimestamp(timestamp, readNow(options.now ?? Date.now), tolerance);
  const body = await readBytes(request);

  const text = signedText(id, timestamp, body);
  // All of them, whichever is right; and one signature a secret, however many the header holds.
  const expected = await Promise.all(keys.map((key) => signatureOf(key, text)));
  if (!holdsOneOf(signature, expected)) {
    throw invalid(
      `The webhook's signature is not that of its id, its time and its body of ${body.length} bytes.`,
      "Is it the secret of this very webhook, and the body as it came, byte for byte? Otherwise someone else sent it.",
    );
  }
  const event = readEvent(body, id, ugoku);
  // Last, so that what is refused for another reason can come again.
  if (store !== undefined) await checkReplay(store, { id, tolerance, jobId: event.data.id });
  return event;
}

/** Options of {@link signWebhook}. */
export interface SignOptions {
  /** The `webhook-id`. Default: a new one. */
  readonly id?: string | undefined;
  /** When it is signed: whole seconds since 1970, or a `Date`. Default: now. */
  readonly timestamp?: number | Date | undefined;
}

/** A signed webhook: what `fetch(url, { method: "POST", ...signed })` sends, and what {@link verifyWebhook} takes. */
export interface SignedWebhook {
  readonly body: string;
  readonly headers: Record<"webhook-id" | "webhook-timestamp" | "webhook-signature" | "content-type", string>;
}

/**
 * Signs a webhook as a server would, for tests. An object becomes JSON; a string is sent as it is.
 *
 * @throws WebhookError for an empty secret, RequestError for an option or a payload that cannot be signed
 *
 * @example
 * ```ts
 * import { signWebhook, verifyWebhook } from "ugoku/webhook";
 *
 * const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
 * const payload = { id: "evt_1", type: "video.completed", created_at: 1_800_000_000, data: { id: "video_1" } };
 * const event = await verifyWebhook(await signWebhook(payload, secret), secret);
 * console.log(event.data.id); // "video_1"
 * ```
 */
export async function signWebhook(
  payload: string | object,
  secret: string,
  options: SignOptions = {},
): Promise<SignedWebhook> {
  checkNames("signWebhook()", options, ["id", "timestamp"]);
  const [key] = readSecrets([secret]);
  const body = toBody(payload);
  const id = options.id ?? `msg_${globalThis.crypto.randomUUID().replaceAll("-", "")}`;
  if (typeof id !== "string" || !/^[\x21-\x7e]+$/.test(id)) {
    throw new RequestError("option_invalid", `signWebhook()'s id is ${show(id)}, which no header can hold.`, {
      hint: 'Pass one word such as "msg_1".',
    });
  }
  const timestamp = secondsOf(options.timestamp ?? new Date());
  const text = signedText(id, String(timestamp), new TextEncoder().encode(body));
  return {
    body,
    headers: {
      "webhook-id": id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": `v1,${await signatureOf(key as Uint8Array<ArrayBuffer>, text)}`,
      "content-type": "application/json",
    },
  };
}

/** What is signed: `${id}.${timestamp}.${body}`. */
function signedText(id: string, timestamp: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`${id}.${timestamp}.`);
  const text = new Uint8Array(head.length + body.length);
  text.set(head);
  text.set(body, head.length);
  return text;
}

function toBody(payload: unknown): string {
  if (typeof payload === "string") return payload;
  if (typeof payload === "object" && payload !== null) {
    const body = JSON.stringify(payload);
    if (body !== undefined) return body;
  }
  throw new RequestError("option_invalid", `signWebhook()'s payload is ${show(payload)}.`, {
    hint: "Pass an object, or the body as a string.",
  });
}

function secondsOf(timestamp: number | Date): number {
  const seconds = timestamp instanceof Date ? Math.floor(timestamp.getTime() / 1000) : timestamp;
  // Later than the year 5000 are milliseconds.
  if (Number.isSafeInteger(seconds) && seconds >= 0 && seconds < 1e11) return seconds;
  throw new RequestError("option_invalid", `signWebhook()'s timestamp is ${show(timestamp)}.`, {
    hint: "Pass whole seconds since 1970, not milliseconds, or a Date.",
  });
}
