import { describe, expect, test } from "vitest";
import { createFakeClock, createFakeVideosApi, type FakeOptions, type WebhookOptions } from "../../src/testing.js";
import { memoryReplayStore, verifyWebhook } from "../../src/webhook.js";
import { clientOf, submit } from "../helpers/clients.js";
import { failure } from "../helpers/failure.js";
import { serve } from "../helpers/servers.js";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const url = "http://app.test/webhooks";

/** An app that responds with `responses` first, then verifies the webhooks and responds with 204. */
function setUp(options: FakeOptions = {}, webhook: Partial<WebhookOptions> = {}, responses: (number | Error)[] = []) {
  const clock = createFakeClock();
  const store = memoryReplayStore();
  const events: string[] = [];
  const app = async (to: string, init: RequestInit): Promise<Response> => {
    const request = new Request(to, init);
    try {
      const next = responses.shift();
      if (next instanceof Error) throw next;
      if (next !== undefined) return new Response("not now", { status: next });
      const event = await verifyWebhook(request, secret, { store });
      events.push(`${event.type} ${event.data.id}`);
      return new Response(null, { status: 204 });
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === undefined) throw error;
      events.push(code);
      return new Response(code, { status: code === "webhook_replayed" ? 200 : 400 });
    }
  };
  const fake = createFakeVideosApi({ clock, webhook: { url, secret, fetch: app, ...webhook }, ...options });
  const ugoku = clientOf("http://fake.test/v1", { fetch: fake.fetch, clock, sleep: clock.sleep });
  return { clock, fake, ugoku, events };
}

describe("a webhook", () => {
  test("is delivered at once, even if the app's fetch keeps a clone of a long response", async () => {
    const clones: Response[] = [];
    const keepClone = async () => {
      const response = new Response("x".repeat(300_000));
      clones.push(response.clone());
      return response;
    };
    const { clock, fake, ugoku } = setUp({}, { fetch: keepClone });
    await submit(ugoku);
    clock.advance(150);
    expect(await fake.deliver()).toMatchObject([{ status: 200, error: undefined }]);
    expect(clones).toHaveLength(1);
  });

  test.each([
    ["happy", "video.completed"],
    ["failing", "video.failed"],
    ["moderation", "video.failed"],
  ] as const)("of the scenario %s is a valid %s, sent once when the job ends by the clock", async (script, type) => {
    const { clock, fake, ugoku, events } = setUp({ script });
    const job = await submit(ugoku);
    clock.advance(149);
    expect(await fake.deliver()).toEqual([]);
    clock.advance(1);
    const deliveries = await fake.deliver();
    expect(events).toEqual([`${type} ${job.id}`]);
    expect(deliveries).toMatchObject([{ jobId: job.id, type, attempt: 1, status: 204, error: undefined, faults: [] }]);
    expect(JSON.parse(deliveries[0]!.request.body)).toMatchObject({
      object: "event",
      type,
      created_at: Math.floor(clock.now() / 1000),
      data: { id: job.id },
    });
    // Further polls do not send it again.
    await job.poll();
    clock.advance(3_600_000);
    expect(await fake.deliver()).toHaveLength(1);
    expect(fake.deliveries).toHaveLength(1);
  });

  test("is sent while the client waits", async () => {
    const { ugoku, events, fake } = setUp({ script: "slow" });
    const job = await submit(ugoku);
    await job.wait();
    await fake.deliver();
    expect(events).toEqual([`video.completed ${job.id}`]);
  });

  test("is sent to a socket by the system clock, without further requests", async () => {
    let resolveReceived = () => {};
    const received = new Promise<void>((resolve) => {
      resolveReceived = resolve;
    });
    await using app = await serve((_, response) => {
      response.writeHead(200).end("ok");
      resolveReceived();
    });
    const fake = createFakeVideosApi({ webhook: { url: `${app.origin}/hook`, secret } });
    const job = await submit(clientOf("http://fake.test/v1", { fetch: fake.fetch }));
    await received;
    const [request] = app.requests;
    expect(request).toMatchObject({ method: "POST", url: "/hook" });
    const event = await verifyWebhook({ body: request!.body, headers: request!.headers }, secret);
    expect(event.data.id).toBe(job.id);
    expect(await fake.deliver()).toMatchObject([{ status: 200 }]);
  });

  test("without a 2xx response is retried after 5 s, 5 min and 30 min, with the same id and a new time", async () => {
    let now = Date.now();
    const { clock, fake, ugoku } = setUp({}, { now: () => now }, [500, new TypeError("fetch failed"), 302, 404, 500]);
    await submit(ugoku);
    clock.advance(150);
    await fake.deliver();
    for (const wait of [5_000, 300_000, 1_800_000]) {
      const { length } = fake.deliveries;
      clock.advance(wait - 1);
      expect(await fake.deliver()).toHaveLength(length);
      now += wait;
      clock.advance(1);
      expect(await fake.deliver()).toHaveLength(length + 1);
    }
    clock.advance(864_000_000);
    const deliveries = await fake.deliver();
    expect(deliveries.map(({ attempt, status, error }) => [attempt, status, error])).toEqual([
      [1, 500, undefined],
      [2, undefined, "TypeError: fetch failed"],
      [3, 302, undefined],
      [4, 404, undefined],
    ]);
    expect(new Set(deliveries.map(({ webhookId }) => webhookId)).size).toBe(1);
    expect(new Set(deliveries.map(({ request }) => request.headers["webhook-timestamp"])).size).toBe(4);
    expect(new Set(deliveries.map(({ request }) => request.body)).size).toBe(1);
  });

  test("is retried as retryAfterMs says, until a 2xx response or 410", async () => {
    const accepted = setUp({}, { retryAfterMs: [10, 10] }, [503]);
    await submit(accepted.ugoku);
    for (const step of [150, 10, 10]) {
      accepted.clock.advance(step);
      await accepted.fake.deliver();
    }
    expect(accepted.fake.deliveries.map(({ status }) => status)).toEqual([503, 204]);
    const gone = setUp({}, { retryAfterMs: [10, 10] }, [410]);
    await submit(gone.ugoku);
    for (const step of [150, 10, 10]) {
      gone.clock.advance(step);
      await gone.fake.deliver();
    }
    expect(gone.fake.deliveries.map(({ status }) => status)).toEqual([410]);
  });

  test("of a deleted job or a closed fake is not sent", async () => {
    const { clock, fake, ugoku, events } = setUp();
    await (await submit(ugoku)).cancel();
    clock.advance(1_000);
    await fake.deliver();
    await submit(ugoku);
    fake.close();
    clock.advance(1_000);
    expect(await fake.deliver()).toEqual([]);
    expect(events).toEqual([]);
  });
});

describe("a webhook fault", () => {
  test("duplicate › sends the same request twice, and a replay store detects it", async () => {
    const { clock, fake, ugoku, events } = setUp({ faults: [{ on: "webhook", kind: "duplicate" }] });
    const job = await submit(ugoku);
    clock.advance(150);
    const [first, second, ...others] = await fake.deliver();
    expect(events).toEqual([`video.completed ${job.id}`, "webhook_replayed"]);
    expect(second?.request).toEqual(first?.request);
    expect(others).toEqual([]);
  });

  test("wrong-signature › is rejected, and the retry is valid", async () => {
    const { clock, fake, ugoku, events } = setUp({ faults: [{ on: "webhook", kind: "wrong-signature" }] });
    const job = await submit(ugoku);
    clock.advance(150);
    await fake.deliver();
    expect(events).toEqual(["webhook_invalid"]);
    clock.advance(5_000);
    await fake.deliver();
    expect(events).toEqual(["webhook_invalid", `video.completed ${job.id}`]);
    expect(fake.deliveries.map(({ faults, status }) => [faults, status])).toEqual([
      [["wrong-signature"], 400],
      [[], 204],
    ]);
  });

  test("lost › is never sent, but recorded", async () => {
    const { clock, fake, ugoku, events } = setUp({ faults: [{ on: "webhook", kind: "lost" }] });
    await submit(ugoku);
    clock.advance(150);
    await fake.deliver();
    clock.advance(864_000_000);
    expect(await fake.deliver()).toMatchObject([{ status: undefined, error: "lost by a fault", faults: ["lost"] }]);
    expect(events).toEqual([]);
  });

  test("late › is sent after the delay", async () => {
    const { clock, fake, ugoku, events } = setUp({ faults: [{ on: "webhook", kind: "late", ms: 60_000 }] });
    await submit(ugoku);
    clock.advance(150);
    clock.advance(59_999);
    await fake.deliver();
    expect(events).toEqual([]);
    clock.advance(1);
    await fake.deliver();
    expect(events).toHaveLength(1);
  });

  test("on any request › does not apply to webhooks", async () => {
    const { clock, fake, ugoku, events } = setUp({
      faults: [{ on: "any", kind: "status", status: 500, nth: 2, times: 9 }],
    });
    await submit(ugoku);
    clock.advance(150);
    await fake.deliver();
    expect(events).toHaveLength(1);
  });
});

describe("createFakeVideosApi({ webhook }) › rejects", () => {
  test.each<[unknown, RegExp]>([
    ["http://x", /webhook .* is "http:\/\/x"/],
    [{ secret }, /no url/],
    [{ url: "app", secret }, /url .* is "app"/],
    [{ url }, /secret is undefined/],
    [{ url, secret: "" }, /secret is empty/],
    [{ url, secret: "whsec_!" }, /not base64/],
    [{ url, secret, retryAfterMs: 5 }, /retryAfterMs .* is 5/],
    [{ url, secret, retries: [] }, /no option "retries"/],
    [{ url, secret, fetch: "fetch" }, /fetch .* is "fetch"/],
  ])("%j", async (webhook, message) => {
    const error = await failure(() => createFakeVideosApi({ webhook } as FakeOptions));
    expect(error.message).toMatch(message);
    expect(`${error.message} ${error.hint}`).not.toContain(secret);
  });

  test("deliver() without a webhook", async () => {
    const fake = createFakeVideosApi();
    expect(fake.deliveries).toEqual([]);
    expect((await failure(fake.deliver())).message).toMatch(/no webhook/);
  });
});
