/**
 * Webhooks of the Videos API, signed as Standard Webhooks: verified, typed, and signed for tests.
 *
 * Loads nothing but its own code, and needs nothing but Web Crypto.
 *
 * @module ugoku/webhook
 */
import { type OptionRules, rule, validateOptions } from "./utils/validate-options.js";
import { checkUgoku, type JobResumer, readEvent, type WebhookEvent } from "./webhook/event.js";
import { invalid } from "./webhook/invalid.js";
import { checkRequest, readBytes, readHeaders, type WebhookRequest } from "./webhook/parse-request.js";
import { checkReplay, type ReplayStore } from "./webhook/replay.js";
import { signedText } from "./webhook/sign.js";
import { computeSignature, matchesAnySignature, readSecrets } from "./webhook/signature.js";
import { checkTimestamp, type Now, readNow } from "./webhook/timestamp.js";

export type {
  JobResumer,
  VideoCompletedEvent,
  VideoEvent,
  VideoFailedEvent,
  WebhookData,
  WebhookEvent,
} from "./webhook/event.js";
export type { WebhookHeaders, WebhookRequest } from "./webhook/parse-request.js";
export { type MemoryReplayStore, memoryReplayStore, type ReplayStore } from "./webhook/replay.js";
export { type SignedWebhook, type SignOptions, signWebhook } from "./webhook/sign.js";
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
  readonly ugoku?: JobResumer | undefined;
}

const rules: OptionRules<VerifyOptions> = {
  tolerance: {
    accepts: (value) => Number.isFinite(value) && Number(value) >= 0,
    expected: "a number of seconds, 0 or more",
  },
  now: rule.anything,
  store: rule.withMethod("add", "such as memoryReplayStore()"),
  ugoku: rule.anything,
};

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
  validateOptions("verifyWebhook()", options, rules);
  const { store, ugoku, tolerance = 300 } = options;
  if (ugoku !== undefined) checkUgoku("verifyWebhook()'s ugoku", ugoku);
  const keys = readSecrets(secret);
  checkRequest(request);
  // What is cheap to refuse is refused before a body of any length is read.
  const { id, timestamp, signature } = readHeaders(request.headers);
  checkTimestamp(timestamp, readNow(options.now ?? Date.now), tolerance);
  const body = await readBytes(request);

  const text = signedText(id, timestamp, body);
  // All of them, whichever is right; and one signature a secret, however many the header holds.
  const expected = await Promise.all(keys.map((key) => computeSignature(key, text)));
  if (!matchesAnySignature(signature, expected)) {
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
