import { describeValue } from "../utils/message.js";
import { checkNames, optionError } from "../utils/option-error.js";
import { computeSignature, readSecrets, signedText } from "./signature.js";

/** Options of {@link signWebhook}. */
export interface SignOptions {
  /** The `webhook-id`. Default: a new one. */
  readonly id?: string | undefined;
  /** The time of the signature: whole seconds since 1970, or a `Date`. Default: now. */
  readonly timestamp?: number | Date | undefined;
}

/** A signed webhook, for `fetch(url, { method: "POST", ...signed })` and `verifyWebhook()`. */
export interface SignedWebhook {
  readonly body: string;
  readonly headers: Record<"webhook-id" | "webhook-timestamp" | "webhook-signature" | "content-type", string>;
}

/**
 * Signs a webhook as a server does, for tests. An object becomes JSON; a string is used unchanged.
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
    throw optionError(
      `signWebhook()'s id is ${describeValue(id)}, which is not a valid header value.`,
      'Pass one word such as "msg_1".',
    );
  }
  const timestamp = toSeconds(options.timestamp ?? new Date());
  const text = signedText(id, String(timestamp), new TextEncoder().encode(body));
  return {
    body,
    headers: {
      "webhook-id": id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": `v1,${await computeSignature(key as Uint8Array<ArrayBuffer>, text)}`,
      "content-type": "application/json",
    },
  };
}

function toBody(payload: unknown): string {
  if (typeof payload === "string") return payload;
  if (typeof payload === "object" && payload !== null) {
    const body = JSON.stringify(payload);
    if (body !== undefined) return body;
  }
  throw optionError(
    `signWebhook()'s payload is ${describeValue(payload)}.`,
    "Pass an object, or the body as a string.",
  );
}

function toSeconds(timestamp: number | Date): number {
  const seconds = timestamp instanceof Date ? Math.floor(timestamp.getTime() / 1000) : timestamp;
  // A value after the year 5000 is in milliseconds.
  if (Number.isSafeInteger(seconds) && seconds >= 0 && seconds < 1e11) return seconds;
  throw optionError(
    `signWebhook()'s timestamp is ${describeValue(timestamp)}.`,
    "Pass whole seconds since 1970, not milliseconds, or a Date.",
  );
}
