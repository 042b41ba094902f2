import { describeValue } from "../utils/message.js";
import { checkNames, optionError } from "../utils/option-error.js";
import { checkResumer, type JobResumer, readEvent, type WebhookEvent } from "./event.js";
import { checkRequest, readBytes, readHeaders, type WebhookRequest } from "./parse-request.js";
import { checkReplay, type ReplayStore } from "./replay.js";
import { computeSignature, invalidWebhook, matchesAnySignature, readSecrets, signedText } from "./signature.js";

/** The current time: milliseconds since 1970, a date, or a clock. */
export type Now = number | Date | (() => number);

/** Options of {@link verifyWebhook}. */
export interface VerifyOptions {
  /** Maximum difference in seconds between the sender's clock and this one, in either direction. Default: 300. */
  readonly tolerance?: number | undefined;
  /** The current time, for tests: milliseconds since 1970, a `Date` or a clock. Default: `Date.now`. */
  readonly now?: Now | undefined;
  /** Stores the ids of accepted webhooks, so that a repeat is rejected. Default: none, and a repeat is accepted. */
  readonly store?: ReplayStore | undefined;
  /** The client for `event.resume()` without an argument. */
  readonly ugoku?: JobResumer | undefined;
}

/**
 * Verifies a webhook's time and signature, and returns its event.
 *
 * The body must be unchanged, byte for byte. `secret` is `"whsec_"` and base64, or any other text, used as it is; a list
 * during a rotation. The body of a `Request` is read: at most 1 MiB in 30 seconds, and only if the headers are valid. An event
 * of API Gateway or of a Lambda URL can be passed as it is.
 *
 * @throws WebhookError `webhook_invalid` (respond with 400), `webhook_replayed` or `webhook_event_unknown` (respond with
 * 200); RequestError for an invalid option; any error of the store
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
  const { store, ugoku, tolerance = 300 } = options;
  if (!Number.isFinite(tolerance) || tolerance < 0)
    throw optionError(
      `The tolerance of verifyWebhook() is ${describeValue(tolerance)}.`,
      "Pass a number of seconds, 0 or more.",
      "tolerance",
      { value: tolerance },
    );
  if (store !== undefined && typeof store?.add !== "function")
    throw optionError(
      `The store of verifyWebhook() is ${describeValue(store)} without add().`,
      "Pass an object with add(), such as memoryReplayStore().",
      "store",
    );
  if (ugoku !== undefined) checkResumer("verifyWebhook()'s ugoku", ugoku);
  const keys = readSecrets(secret);
  checkRequest(request);
  // Cheap checks come before a body of any length is read.
  const { id, timestamp, signature } = readHeaders(request.headers);
  checkTimestamp(timestamp, readNow(options.now ?? Date.now), tolerance);
  const body = await readBytes(request);

  const text = signedText(id, timestamp, body);
  // Always all of them, and one signature per secret, however many the header has.
  const expected = await Promise.all(keys.map((key) => computeSignature(key, text)));
  if (!matchesAnySignature(signature, expected))
    throw invalidWebhook(
      `The webhook's signature does not match its id, its time and its body of ${body.length} bytes.`,
      "Check that this is the secret of this webhook, and that the body is unchanged, byte for byte. Otherwise the request is forged.",
    );
  const event = readEvent(body, id, ugoku);
  // Last, so that a webhook that is rejected for another reason can be sent again.
  if (store !== undefined) await checkReplay(store, { id, tolerance, jobId: event.data.id });
  return event;
}

function readNow(now: Now): number {
  const value = typeof now === "function" ? now() : now;
  const milliseconds = value instanceof Date ? value.getTime() : value;
  if (typeof milliseconds === "number" && Number.isFinite(milliseconds)) return milliseconds;
  throw optionError(
    `verifyWebhook()'s now is ${describeValue(value)}, not a time.`,
    "Pass milliseconds since 1970, a Date, or a function such as Date.now.",
  );
}

/** Rejects a webhook signed too long ago or in the future: it may be a recorded one, sent again. */
function checkTimestamp(timestamp: string, now: number, tolerance: number): void {
  if (!/^\d{1,15}$/.test(timestamp))
    throw invalidWebhook(
      `webhook-timestamp is ${describeValue(timestamp)}.`,
      "Expected a whole number of seconds since 1970, such as 1614265330.",
    );
  // In whole seconds, like the header.
  const age = Math.floor(now / 1000) - Number(timestamp);
  if (Math.abs(age) > tolerance)
    throw invalidWebhook(
      `The webhook was signed ${Math.abs(age)} s ${age > 0 ? "ago" : "in the future"}; at most ${tolerance} s are accepted.`,
      age > 0
        ? "Respond with 400: the sender signs it again when it retries. If all are too old, this machine's clock is ahead."
        : "Set this machine's clock, which seems to be behind.",
    );
}
