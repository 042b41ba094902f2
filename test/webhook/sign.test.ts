import fc from "fast-check";
import OpenAI from "openai";
import { describe, expect, test } from "vitest";
import { signWebhook, verifyWebhook } from "../../src/webhook.js";
import { failure } from "../helpers/failure.js";
import { hmac, now, payload, seconds, secret, toKey } from "./helpers.js";

const anySecret = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 64 }).map((bytes) => `whsec_${Buffer.from(bytes).toString("base64")}`),
  fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => !text.startsWith("whsec_")),
);
const anyId = fc.stringMatching(/^[!-~]{1,40}$/);
const anyData = fc.dictionary(fc.string(), fc.jsonValue()).map((more) => ({ ...more, id: "video_1" }));

describe("signWebhook()", () => {
  test("signs any payload so that it verifies", async () => {
    const form = fc.constantFrom("object", "Request", "bytes");
    await fc.assert(
      fc.asyncProperty(anySecret, anyId, anyData, form, async (key, id, data, how) => {
        const signed = await signWebhook(payload({ data }), key, { id, timestamp: seconds });
        const request =
          how === "Request"
            ? new Request("https://a.example", { method: "POST", ...signed })
            : how === "bytes"
              ? { ...signed, body: Buffer.from(signed.body) }
              : signed;
        const event = await verifyWebhook(request, key, { now });
        expect(event.webhookId).toBe(id);
        expect(event.raw).toEqual(JSON.parse(signed.body));
      }),
      { numRuns: 300 },
    );
  });

  test("no byte of body, id, time or signature can be changed", async () => {
    const parts = fc.constantFrom("body", "webhook-id", "webhook-timestamp", "webhook-signature");
    await fc.assert(
      fc.asyncProperty(
        anySecret,
        anyId,
        parts,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (key, id, part, at, by) => {
          const signed = await signWebhook(payload(), key, { id, timestamp: seconds });
          const original = Buffer.from(part === "body" ? signed.body : signed.headers[part as "webhook-id"]);
          const changed = Buffer.from(original);
          // Of the signature itself: before it stands its version.
          const from = part === "webhook-signature" ? 3 : 0;
          const index = from + (at % (changed.length - from));
          changed[index] = changed[index]! ^ by;
          const request =
            part === "body"
              ? { ...signed, body: changed }
              : { ...signed, headers: { ...signed.headers, [part]: changed.toString("latin1") } };
          const error = await failure(verifyWebhook(request, key, { now, tolerance: 1e12 }));
          expect(error.code).toBe("webhook_invalid");
          // For no other reason than the changed part: with the original one it passes.
          expect(await verifyWebhook(signed, key, { now })).toMatchObject({ id: "evt_1" });
        },
      ),
      { numRuns: 400 },
    );
  });

  test("defaults to the current time and a new id", async () => {
    const [first, second] = [await signWebhook({}, secret), await signWebhook({}, secret)];
    expect(first.headers["webhook-id"]).toMatch(/^msg_\w{32}$/);
    expect(first.headers["webhook-id"]).not.toBe(second.headers["webhook-id"]);
    expect(Math.abs(Number(first.headers["webhook-timestamp"]) - Date.now() / 1000)).toBeLessThan(60);
    expect(first.body).toBe("{}");
  });

  test.each<[string, unknown[], string]>([
    ["a time in milliseconds", [{}, secret, { timestamp: now }], "option_invalid"],
    ["half a second", [{}, secret, { timestamp: 1.5 }], "option_invalid"],
    ["no date", [{}, secret, { timestamp: new Date("x") }], "option_invalid"],
    ["an id with a line break", [{}, secret, { id: "a\nb" }], "option_invalid"],
    ["an empty id", [{}, secret, { id: "" }], "option_invalid"],
    ["an unknown option", [{}, secret, { time: 5 }], "option_invalid"],
    ["no payload", [undefined, secret], "option_invalid"],
    ["a number", [7, secret], "option_invalid"],
    ["an empty secret", [{}, ""], "webhook_invalid"],
    ["two secrets", [{}, [secret, secret]], "webhook_invalid"],
  ])("rejects %s", async (_, given, code) => {
    expect(await failure(signWebhook(...(given as Parameters<typeof signWebhook>)))).toMatchObject({ code });
  });
});

describe("verifyWebhook() › agrees with the openai package", () => {
  const client = new OpenAI({ apiKey: "unused", baseURL: "http://videos.test/v1" });
  const theirs = (body: string, headers: Record<string, string>, key: string) =>
    client.webhooks.unwrap(body, headers, key).then(
      () => true,
      (error: unknown) => {
        expect(error).toBeInstanceOf(OpenAI.InvalidWebhookSignatureError);
        return false;
      },
    );
  const ours = (body: string, headers: Record<string, string>, key: string) =>
    verifyWebhook({ body, headers }, key).then(
      () => true,
      (error: { code?: string }) => {
        expect(error.code).toBe("webhook_invalid");
        return false;
      },
    );

  test("it unwraps what signWebhook() signs, and refuses it changed", async () => {
    for (const key of [secret, "plain secret", "秘密"]) {
      const { body, headers } = await signWebhook(payload(), key);
      expect(await client.webhooks.unwrap(body, headers, key)).toEqual(payload());
      expect(await theirs(`${body} `, headers, key)).toBe(false);
      expect(await theirs(body, headers, `${key === secret ? "whsec_AAAA" : "no"}`)).toBe(false);
    }
  });

  test("on webhooks of a third implementation, valid or changed", async () => {
    const change = fc.constantFrom("nothing", "body", "id", "older", "newer", "signature", "secret", "stale", "early");
    const shape = fc.constantFrom("v1", "bare", "behind a wrong one", "before a wrong one", "behind forty", "v1a");
    const verdicts = { true: 0, false: 0 };
    await fc.assert(
      fc.asyncProperty(anySecret, anyId, change, shape, async (key, id, what, how) => {
        const time = Math.floor(Date.now() / 1000) + (what === "stale" ? -310 : what === "early" ? 310 : 0);
        const body = JSON.stringify(payload({ note: id }));
        const signer = what === "secret" ? "whsec_AAAAAAAA" : key;
        const raw = signer.startsWith("whsec_") ? toKey(signer) : signer;
        const signature = hmac(raw, what === "id" ? `${id}x` : id, time, what === "signature" ? `${body} ` : body);
        const wrong = `v1,${hmac("wrong", id, time, body)}`;
        const header = {
          v1: `v1,${signature}`,
          bare: signature,
          "behind a wrong one": `${wrong} v1,${signature}`,
          "before a wrong one": `v1,${signature} ${wrong}`,
          "behind forty": `${`${wrong} `.repeat(40)}v1,${signature}`,
          v1a: `v1a,${signature}`,
        }[how];
        const headers = {
          "webhook-id": id,
          "webhook-timestamp": String(time + (what === "older" ? -1 : what === "newer" ? 1 : 0)),
          "webhook-signature": header,
        };
        const sent = what === "body" ? body.replace("video_1", "video_2") : body;
        const verdict = await theirs(sent, headers, key);
        expect(await ours(sent, headers, key), `${what}, ${how}`).toBe(verdict);
        verdicts[`${verdict}`] += 1;
      }),
      { numRuns: 400 },
    );
    // Both answers were given, and often.
    expect(verdicts.true).toBeGreaterThan(10);
    expect(verdicts.false).toBeGreaterThan(100);
  });
});
