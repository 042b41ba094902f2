// @module-tag slow
// @module-tag node-independent
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isUgokuError } from "../../src/index.js";
import { signWebhook, verifyWebhook } from "../../src/webhook.js";
import { installed, runProgram } from "./installed.js";

const base64 = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const secret = `whsec_${base64}`;
const payload = { id: "evt_1", type: "video.completed", created_at: 1_800_000_000, data: { id: "video_é動く" } };
const now = Math.floor(Date.now() / 1000);

const withoutPrefix = "a secret without whsec_";

interface Case {
  readonly secret: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

const libraries = [
  ["npm", installed.npm, (input: unknown) => runNpm(input)],
  ["PyPI", installed.python, (input: unknown) => runProgram(installed.python!, "webhooks.py", [], input)],
] as const;
const runNpm = (input: unknown) =>
  runProgram(process.execPath, "webhooks.mjs", [join(installed.npm!, "standardwebhooks")], input);

/** Cases that both sides must judge alike. */
async function cases(): Promise<Record<string, Case>> {
  const signed = await signWebhook(payload, secret);
  const signedAt = (timestamp: number) => signWebhook(payload, secret, { timestamp });
  const header = signed.headers["webhook-signature"];
  const withHeader = (changes: Record<string, string>) => ({
    secret,
    body: signed.body,
    headers: { ...signed.headers, ...changes },
  });
  return {
    "a webhook that ugoku signed": { secret, ...signed },
    "without padding in the secret": { ...(await signWebhook(payload, `${secret}==`)), secret },
    "one of two signatures": withHeader({ "webhook-signature": `v1,${"A".repeat(43)}= ${header}` }),
    "a signature of another version before it": withHeader({ "webhook-signature": `v1a,abc ${header}` }),
    "signed almost five minutes ago": { secret, ...(await signedAt(now - 280)) },
    "signed a little in the future": { secret, ...(await signedAt(now + 60)) },
    "signed ten minutes ago": { secret, ...(await signedAt(now - 600)) },
    "signed in ten minutes": { secret, ...(await signedAt(now + 600)) },
    "a changed byte": { secret, ...signed, body: signed.body.replace("evt_1", "evt_2") },
    "a space more": { secret, ...signed, body: `${signed.body} ` },
    "another secret": { secret: "whsec_AAKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", ...signed },
    "another id": withHeader({ "webhook-id": "msg_2" }),
    "another time": withHeader({ "webhook-timestamp": String(now - 1) }),
    "no signature": withHeader({ "webhook-signature": "" }),
    "another version only": withHeader({ "webhook-signature": header.replace("v1,", "v2,") }),
    "a time that is not a number": withHeader({ "webhook-timestamp": "yesterday" }),
    [withoutPrefix]: { ...(await signWebhook(payload, base64)), secret: base64 },
  };
}

async function verify({ secret, body, headers }: Case): Promise<string> {
  try {
    await verifyWebhook({ body, headers }, secret);
    return "verified";
  } catch (error) {
    if (isUgokuError(error) && error.code === "webhook_invalid") return "refused";
    throw error;
  }
}

/** The results of both sides, by case. */
async function compare(run: (input: unknown) => Promise<unknown>) {
  const all = await cases();
  const { verified } = (await run({ verify: Object.values(all), sign: [] })) as { verified: string[] };
  const theirs = Object.fromEntries(Object.keys(all).map((name, index) => [name, verified[index]]));
  const ours: Record<string, string> = {};
  for (const [name, one] of Object.entries(all)) ours[name] = await verify(one);
  expect(Object.values(ours).filter((result) => result === "verified")).toHaveLength(7);
  return { ours, theirs };
}

describe.each(libraries)("standardwebhooks of %s", (_, folder, run) => {
  test.skipIf(!folder)("judges webhooks as verifyWebhook() does, except for a secret without whsec_", async () => {
    const { ours, theirs } = await compare(run);
    // It reads such a secret as base64; openai and ugoku as text. See docs/decisions/012-webhooks-on-web-crypto.md.
    expect(theirs).toEqual({ ...ours, [withoutPrefix]: "refused" });
  });

  test.skipIf(!folder)("signs webhooks that verifyWebhook() accepts, with each form of the secret", async () => {
    const body = JSON.stringify(payload);
    // Without its prefix it is the same key for this library.
    const secrets = [secret, `${secret}==`, base64];
    const sign = secrets.map((one) => ({ secret: one, id: "msg_1", timestamp: now, body }));
    const { signed } = (await run({ verify: [], sign })) as { signed: string[] };
    for (const signature of signed) {
      const headers = { "webhook-id": "msg_1", "webhook-timestamp": String(now), "webhook-signature": signature };
      for (const one of [secret, `${secret}==`, `v1,${secret}`])
        expect(await verify({ secret: one, body, headers })).toBe("verified");
      expect(await verify({ secret, body: body.replace("1", "2"), headers })).toBe("refused");
      const own = await signWebhook(body, secret, { id: "msg_1", timestamp: now });
      expect(own.headers["webhook-signature"]).toBe(signature);
    }
    expect(signed).toHaveLength(3);
  });
});

describe("openai of PyPI", () => {
  test.skipIf(!installed.python)("judges webhooks as verifyWebhook() does", async () => {
    const { ours, theirs } = await compare((input) => runProgram(installed.python!, "webhooks_openai.py", [], input));
    expect(theirs).toEqual(ours);
  });
});
