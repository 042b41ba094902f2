import { describe, expect, test } from "vitest";
import { memoryReplayStore, type ReplayStore, verifyWebhook } from "../../src/webhook.js";
import { failure, rejection } from "../helpers/failure.js";
import { body, incoming, now, payload, seconds, secret } from "./helpers.js";

const take = (store: ReplayStore, request = incoming(), more = {}) =>
  verifyWebhook(request, secret, { now, store, ...more });

/** Redis' `SET id 1 NX EX n` in memory. */
function redisLike() {
  const asked: string[] = [];
  const keys = new Set<string>();
  const add = async (id: string, { ttlSeconds }: { ttlSeconds: number }) => {
    asked.push(`SET ${id} 1 NX EX ${ttlSeconds}`);
    if (keys.has(id)) return false;
    keys.add(id);
    return true;
  };
  return { add, asked };
}

describe("verifyWebhook() › store accepts a webhook once", () => {
  test.each<[string, () => ReplayStore]>([
    ["memoryReplayStore()", () => memoryReplayStore()],
    ["one over a database", redisLike],
  ])("in %s", async (_, make) => {
    const store = make();
    expect(await take(store)).toMatchObject({ id: "evt_1" });
    expect(await failure(take(store))).toMatchObject({
      name: "WebhookError",
      code: "webhook_replayed",
      message: 'The webhook "msg_1" has already been accepted.',
      jobId: "video_1",
    });
    expect(await take(store, incoming(body, { id: "msg_2" }))).toMatchObject({ webhookId: "msg_2" });
  });

  test("concurrently", async () => {
    const store = memoryReplayStore();
    const codes = await Promise.all(
      Array.from({ length: 20 }, () =>
        take(store).then(
          () => "taken",
          (error) => error.code,
        ),
      ),
    );
    expect(codes.toSorted()).toEqual(["taken", ...Array(19).fill("webhook_replayed")].toSorted());
  });

  test("also if it is signed again hours later", async () => {
    const store = memoryReplayStore({ now: () => time });
    let time = now;
    expect(await take(store)).toMatchObject({ id: "evt_1" });
    time += 71 * 3_600_000;
    const again = incoming(body, { timestamp: seconds + 71 * 3600 });
    expect(await failure(take(store, again, { now: time }))).toMatchObject({ code: "webhook_replayed" });
  });

  test("without a store a repeat is accepted", async () => {
    for (let time = 0; time < 2; time += 1)
      expect(await verifyWebhook(incoming(), secret, { now })).toMatchObject({ id: "evt_1" });
  });
});

describe("verifyWebhook() › store", () => {
  test("receives a TTL in whole seconds above 72 hours", async () => {
    const store = redisLike();
    await take(store);
    await take(store, incoming(body, { id: "msg_2" }), { tolerance: 0.2 });
    expect(store.asked).toEqual([`SET msg_1 1 NX EX ${72 * 3600 + 600}`, `SET msg_2 1 NX EX ${72 * 3600 + 1}`]);
  });

  test("is not called for a webhook that is rejected for another reason", async () => {
    const store = redisLike();
    const forged = { ...incoming(), body: body.replace("video_1", "video_2") };
    const refused = [
      forged,
      incoming(body, { timestamp: seconds - 301 }),
      incoming(JSON.stringify(payload({ type: "batch.completed" }))),
      incoming("not JSON"),
    ];
    for (const request of refused) expect((await failure(take(store, request))).code).toMatch(/^webhook_(?!replayed)/);
    expect(store.asked).toEqual([]);
    expect(await take(store)).toMatchObject({ id: "evt_1" });
    expect(store.asked).toHaveLength(1);
  });

  test("an error of the store is passed on", async () => {
    const down = new Error("ECONNREFUSED");
    expect(await rejection(take({ add: () => Promise.reject(down) }))).toBe(down);
  });

  test.each(["OK", 1, null, undefined, 0])("an invalid result %j is an error", async (answer) => {
    const error = await failure(take({ add: () => answer as never }));
    expect(error).toMatchObject({ code: "option_invalid", message: expect.stringContaining("not true or false") });
    expect(error.hint).toContain("redis.set");
  });
});

describe("memoryReplayStore()", () => {
  test("removes expired ids, and the oldest above max", () => {
    let time = 0;
    const store = memoryReplayStore({ max: 3, now: () => time });
    const add = (id: string) => store.add(id, { ttlSeconds: 10 });
    expect(["a", "b", "c", "a"].map(add)).toEqual([true, true, true, false]);
    expect(add("d")).toBe(true);
    expect(store.size).toBe(3);
    expect(add("b")).toBe(false);
    expect(add("a")).toBe(true);
    time = 9_999;
    expect(add("a")).toBe(false);
    time = 10_000;
    expect(add("a")).toBe(true);
    expect(store.size).toBe(1);
  });

  test("keeps at most 10,000 ids by default", () => {
    const store = memoryReplayStore();
    for (let id = 0; id < 10_500; id += 1) store.add(`msg_${id}`, { ttlSeconds: 60 });
    expect(store.size).toBe(10_000);
  });

  test("delete() accepts an id again", async () => {
    const store = memoryReplayStore();
    const event = await take(store);
    store.delete(event.webhookId);
    expect(await take(store)).toMatchObject({ id: "evt_1" });
  });

  test.each([0, -1, 1.5, Number.NaN, "9"])("max %j is rejected", async (max) => {
    expect(await failure(() => memoryReplayStore({ max: max as number }))).toMatchObject({ code: "option_invalid" });
  });
});
