import { createHmac } from "node:crypto";

/** The secret, the id, the time and the body that the Standard Webhooks libraries are tested with. */
export const published = {
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
  signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
} as const;

export const { secret } = published;

/** A second, and when it was in milliseconds. */
export const seconds = 1_800_000_000;
export const now = seconds * 1000;

export const payload = (fields: Record<string, unknown> = {}) => ({
  id: "evt_1",
  object: "event",
  created_at: seconds - 2,
  type: "video.completed",
  data: { id: "video_1" },
  ...fields,
});

export const body = JSON.stringify(payload());

/** Signs by other code than ours: Node's own, from the words of the specification. */
export function hmac(key: string | Buffer, id: string, timestamp: number | string, text: string | Buffer): string {
  return createHmac("sha256", key).update(`${id}.${timestamp}.`).update(text).digest("base64");
}

export const toKey = (whsec: string) => Buffer.from(whsec.replace("whsec_", ""), "base64");

/** A webhook as a server sends it now. */
export function incoming(
  text: string | Buffer<ArrayBuffer> = body,
  { id = "msg_1", timestamp = seconds as number | string } = {},
) {
  return {
    body: text,
    headers: {
      "webhook-id": id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": `v1,${hmac(toKey(secret), id, timestamp, text)}`,
    },
  };
}
