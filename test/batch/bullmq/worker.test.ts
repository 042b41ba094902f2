// @module-tag slow

import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { QueueEvents } from "bullmq";
import { Redis as IoRedis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { VideoProgress } from "../../../src/bullmq.js";
import { clientOf } from "../../helpers/clients.js";
import { hasRedis, type Redis, setUpQueue, startRedis } from "./queue-setup.js";

test.skipIf(hasRedis)("skipped: there is no redis-server on this machine", () => {});

const takeNumber = (prompt: string) => Number(/take (\d+)/.exec(prompt)?.[1]);

describe.runIf(hasRedis)("createVideoWorker()", () => {
  let redis: Redis;
  beforeAll(async () => {
    redis = await startRedis({ appendfsync: "everysec" });
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  test("waiting takes no slot: with a concurrency of 1, twenty jobs run at once", async () => {
    await using at = await setUpQueue(redis);
    at.server.behavior.jobMs = 60_000;
    await at.videos.addAll(await at.items(20));
    at.work({ concurrency: 1 });
    await expect.poll(() => at.server.jobs.length, { timeout: 15_000 }).toBe(20);
    at.server.behavior.jobMs = 0;
    expect(await at.ended(20)).toMatchObject({ completed: 20, failed: 0 });
  });

  test("reports progress and results through BullMQ", async () => {
    await using at = await setUpQueue(redis);
    const events = new QueueEvents(at.name, { connection: redis.connection });
    await events.waitUntilReady();
    const steps: string[] = [];
    events.on("progress", ({ data }) => steps.push((data as VideoProgress).step));
    const completed = new Promise<unknown>((resolve) =>
      events.on("completed", ({ returnvalue }) => resolve(returnvalue)),
    );
    at.server.behavior.jobMs = 400;
    await at.videos.addAll([{ ...(await at.items(1))[0]!, output: "spring/1.mp4" }]);
    at.work();
    const path = join(at.outDir, "spring/1.mp4");
    const bytes = at.server.clip.length;
    const result = { key: "sku-0", path, bytes, jobId: "video_1", ticket: { id: "video_1", key: "sku-0" } };
    expect(await completed).toMatchObject(result);
    expect((await stat(path)).size).toBe(bytes);
    expect([...new Set(steps)]).toEqual(["running", "downloading"]);
    await events.close();
  });

  test("does not pay for a clip that cannot be saved: an output that is a folder fails, a folder that cannot be created is retried", async () => {
    await using at = await setUpQueue(redis);
    const [first, second] = await at.items(2);
    await mkdir(join(at.outDir, "taken.mp4"), { recursive: true });
    await writeFile(join(at.outDir, "file"), "mine");
    await at.videos.addAll([
      { ...first!, output: "taken.mp4" },
      { ...second!, output: "file/clip.mp4" },
    ]);
    at.work();
    const { queue } = at.videos;
    await expect
      .poll(() => queue.getJobCounts("failed", "delayed"), { timeout: 15_000 })
      .toEqual({ failed: 1, delayed: 1 });
    expect((await queue.getFailed())[0]?.failedReason).toMatch(/taken\.mp4" is a folder/);
    expect(at.server.jobs).toEqual([]);
    // Mended, both are made.
    await rm(join(at.outDir, "taken.mp4"), { recursive: true });
    await rm(join(at.outDir, "file"));
    await queue.retryJobs();
    for (const job of await queue.getDelayed()) await job.promote();
    expect(await at.ended(2)).toMatchObject({ completed: 2, failed: 0 });
    expect(at.server.jobs).toHaveLength(2);
  });

  test("BullMQ's counts and Prometheus metrics include the videos", async () => {
    await using at = await setUpQueue(redis);
    at.server.behavior.jobMs = 60_000;
    at.server.behavior.create = (prompt) => (takeNumber(prompt) === 0 ? "refused" : undefined);
    await at.videos.addAll(await at.items(4));
    const { queue } = at.videos;
    expect(await queue.getJobCounts("prioritized", "delayed")).toEqual({ prioritized: 4, delayed: 0 });
    expect(await queue.exportPrometheusMetrics()).toMatch(
      new RegExp(`^bullmq_job_count\\{queue="${at.name}", state="prioritized"\\} 4$`, "m"),
    );
    at.work();
    // Three run at the server: for BullMQ, they wait for their next look.
    await expect
      .poll(() => queue.getJobCounts("delayed", "failed"), { timeout: 10_000 })
      .toEqual({ delayed: 3, failed: 1 });
    const told = await queue.exportPrometheusMetrics();
    for (const [state, count] of Object.entries({ prioritized: 0, delayed: 3, failed: 1, completed: 0 }))
      expect(told).toMatch(new RegExp(`state="${state}"\\} ${count}$`, "m"));
  });

  test("a completed item is not made again when its job is added again", async () => {
    await using at = await setUpQueue(redis);
    const items = await at.items(3);
    await at.videos.addAll(items);
    at.work();
    await at.ended(3);
    const before = at.server.requests.length;
    for (const job of await at.videos.queue.getCompleted()) await job.remove();
    expect(await at.videos.addAll(items)).toEqual({ total: 3, added: 0, known: 3 });
    expect(await at.ended(3)).toMatchObject({ completed: 3 });
    expect(at.server.requests.length).toBe(before);
  });

  test("createsPerMinute is shared by all workers of the queue", async () => {
    await using at = await setUpQueue(redis);
    const items = await at.items(12);
    // What a first create loads must not come between its turn and its sending.
    for (const { image, prompt } of items.slice(0, 1))
      await clientOf(at.server.baseURL).animate(image).withPrompt(prompt).lint("off").plan();
    await at.videos.addAll(items);
    // One each 200 ms.
    for (let count = 0; count < 2; count++) at.work({ createsPerMinute: 300, ugoku: clientOf(at.server.baseURL) });
    await at.ended(12);
    const times = at.server.jobs.map((job) => job.at);
    expect(times).toHaveLength(12);
    const took = times.at(-1)! - times[0]!;
    // Two workers with a pace each would need half of it; and nobody sleeps through many turns.
    expect(took).toBeGreaterThan(11 * 200 - 250);
    expect(took).toBeLessThan(11 * 200 + 6_000);
  });

  test("a 429 pauses all workers, and no job fails", async () => {
    await using at = await setUpQueue(redis);
    await at.videos.addAll(await at.items(20));
    const pauseMs = 1_500;
    at.server.behavior.pauseMs = pauseMs;
    let refused = 0;
    let since: number | undefined;
    at.server.behavior.create = () => {
      since ??= Date.now();
      if (Date.now() - since > pauseMs * 0.9) return undefined;
      refused += 1;
      return "429";
    };
    at.work({ concurrency: 2 });
    at.work({ concurrency: 2, ugoku: clientOf(at.server.baseURL) });
    expect(await at.ended(20)).toMatchObject({ completed: 20, failed: 0 });
    // Those of four places that were under way. Each of the twenty for itself would be many more.
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThanOrEqual(4);
    expect(at.server.jobs).toHaveLength(20);
  });

  test("finds the job of a lost response in the list, and does not send it again", async () => {
    await using at = await setUpQueue(redis);
    at.server.behavior.create = (prompt) => (takeNumber(prompt) % 2 ? "lost" : undefined);
    await at.videos.addAll(await at.items(6));
    at.work();
    expect(await at.ended(6)).toMatchObject({ completed: 6 });
    expect(at.server.jobs).toHaveLength(6);
  });

  test("fails a job that the list does not show; a retry searches for it and sends nothing", async () => {
    await using at = await setUpQueue(redis);
    at.server.behavior.create = () => "lost";
    at.server.behavior.isListed = false;
    await at.videos.addAll(await at.items(1));
    at.work();
    expect(await at.ended(1)).toMatchObject({ failed: 1 });
    const [job] = await at.videos.queue.getFailed();
    expect(job!.failedReason).toMatch(/^submit_uncertain: .*list shows no job/s);
    at.server.behavior.isListed = true;
    await at.videos.queue.retryJobs();
    await expect.poll(() => at.videos.queue.getCompletedCount(), { timeout: 10_000 }).toBe(1);
    expect(at.server.jobs).toHaveLength(1);
  });

  test("waits settleMs for a resubmitted request too before it searches for its job", async () => {
    await using at = await setUpQueue(redis);
    const [item] = await at.items(1);
    at.server.behavior.isListed = false;
    // Its worker was killed after it had sent the second, and before it could write that down; the list lags.
    await at.ledger.claim(await at.intentOf(item!, "sku-0"));
    await at.ledger.claim(await at.intentOf(item!, "sku-0#2"));
    at.server.jobs.push({ id: "video_1", prompt: item!.prompt, at: Date.now() });
    await at.videos.addAll([item!]);
    const [job] = await at.videos.queue.getPrioritized();
    await job!.updateData({ ...job!.data, lost: { key: "sku-0", searches: 0 } } as never);
    at.work({ onAmbiguous: "resubmit", settleMs: 100 });
    await new Promise((resolve) => setTimeout(resolve, 700));
    at.server.behavior.isListed = true;
    expect(await at.ended(1)).toMatchObject({ completed: 1 });
    expect(at.server.jobs).toHaveLength(1);
  });

  test('onAmbiguous: "resubmit" sends a missing job again', async () => {
    await using at = await setUpQueue(redis);
    let creates = 0;
    at.server.behavior.create = () => (++creates === 1 ? "cut" : undefined);
    await at.videos.addAll(await at.items(1));
    at.work({ onAmbiguous: "resubmit" });
    expect(await at.ended(1)).toMatchObject({ completed: 1 });
    expect(creates).toBe(2);
  });

  test('onAmbiguous: "resubmit" sends nothing again while the list shows possible jobs', async () => {
    await using at = await setUpQueue(redis);
    at.server.behavior.create = () => "lost";
    const items = await at.items(2);
    // The list cannot tell them apart.
    await at.videos.addAll(items.map((item) => ({ ...item, prompt: items[0]!.prompt })));
    at.work({ onAmbiguous: "resubmit" });
    expect(await at.ended(2)).toMatchObject({ failed: 2, completed: 0 });
    for (const { failedReason } of await at.videos.queue.getFailed())
      expect(failedReason).toMatch(/^submit_uncertain: .*video_1/);
    expect(at.server.jobs).toHaveLength(2);
  });

  test('onAmbiguous: "resubmit" does not take one answer for a server without a list', async () => {
    await using at = await setUpQueue(redis);
    at.server.behavior.create = () => "lost";
    let lists = 0;
    at.server.behavior.refusesList = () => ++lists === 1;
    await at.videos.addAll(await at.items(1));
    at.work({ onAmbiguous: "resubmit" });
    expect(await at.ended(1)).toMatchObject({ completed: 1 });
    expect(at.server.jobs).toHaveLength(1);
  });

  test("a failed job is sent again only when it is retried", async () => {
    await using at = await setUpQueue(redis);
    at.server.behavior.fails = (job) => job.id === "video_1";
    await at.videos.addAll(await at.items(1));
    const { worker } = at.work();
    const failed = new Promise<string>((resolve) => worker.on("failed", (_job, error) => resolve(error.message)));
    expect(await failed).toMatch(/^job_failed: /);
    expect(at.server.jobs).toHaveLength(1);
    await at.videos.queue.retryJobs();
    await expect.poll(() => at.videos.queue.getCompletedCount(), { timeout: 10_000 }).toBe(1);
    expect(at.server.jobs).toHaveLength(2);
  });

  test("a retried job is not paid again when the record of its first attempt is old", async () => {
    await using at = await setUpQueue(redis);
    const retention = 3 / 86_400;
    at.server.behavior.fails = (job) => job.id === "video_1";
    const items = await at.items(1);
    const { queue } = at.videos;
    const getJob = async () => (await queue.getJob("sku-0"))!;
    await at.videos.addAll(items);
    const first = at.work({ retention });
    await at.ended(1);
    await sleep(1_500);
    // Another worker goes on while the second job runs for longer than the retention.
    at.server.behavior.jobMs = 3_500;
    await (await getJob()).retry();
    await expect.poll(() => at.server.jobs.length).toBe(2);
    await first.close();
    at.work({ retention, ugoku: clientOf(at.server.baseURL) });
    await expect.poll(() => queue.getCompletedCount(), { timeout: 15_000 }).toBe(1);
    expect(at.server.jobs).toHaveLength(2);
    // Later than the retention of the first attempt, and earlier than that of the second.
    await (await getJob()).remove();
    await sleep(1_500);
    expect(await at.videos.addAll(items)).toEqual({ total: 1, added: 0, known: 1 });
    await expect.poll(() => queue.getCompletedCount(), { timeout: 10_000 }).toBe(1);
    expect(at.server.jobs).toHaveLength(2);
  }, 40_000);

  test("a rejected item and a missing image fail at once with their reason", async () => {
    await using at = await setUpQueue(redis);
    at.server.behavior.create = () => "refused";
    const [item] = await at.items(1);
    await at.videos.addAll([item!, { ...item!, image: join(at.folder.path, "none.png"), key: "none" }]);
    at.work();
    expect(await at.ended(2)).toMatchObject({ failed: 2 });
    const reasons = (await at.videos.queue.getFailed()).map((job) => job.failedReason.split(":")[0]);
    expect(reasons.toSorted()).toEqual(["image_not_found", "request_rejected"]);
  });

  test("close() during the run loses and repeats nothing", async () => {
    await using at = await setUpQueue(redis);
    at.server.behavior.jobMs = 300;
    await at.videos.addAll(await at.items(30));
    const first = at.work({ concurrency: 4 });
    await expect.poll(() => at.server.jobs.length).toBeGreaterThan(5);
    await first.close();
    expect(await at.videos.queue.getActiveCount()).toBe(0);
    at.work({ ugoku: clientOf(at.server.baseURL) });
    expect(await at.ended(30)).toMatchObject({ completed: 30, failed: 0 });
    expect(at.server.jobs).toHaveLength(30);
  });

  test("uses an existing ioredis client, and does not close it", async () => {
    await using at = await setUpQueue(redis);
    const connection = new IoRedis({ ...redis.connection, maxRetriesPerRequest: null });
    await at.videos.addAll(await at.items(2));
    const { close } = at.work({ connection });
    expect(await at.ended(2)).toMatchObject({ completed: 2 });
    await close();
    expect(await connection.ping()).toBe("PONG");
    await connection.quit();
  });
});

describe.runIf(hasRedis)("a crash of Redis", () => {
  test("workers continue when it is back", async () => {
    const redis = await startRedis();
    try {
      await using at = await setUpQueue(redis);
      at.videos.queue.on("error", () => {});
      at.server.behavior.jobMs = 500;
      await at.videos.addAll(await at.items(30));
      at.work({ concurrency: 4, worker: { lockDuration: 1_000, stalledInterval: 500 } });
      await expect.poll(() => at.server.jobs.length, { timeout: 10_000 }).toBeGreaterThan(8);
      await redis.restart(300);
      expect(await at.ended(30, 20_000)).toMatchObject({ completed: 30, failed: 0 });
      expect(at.server.jobs).toHaveLength(30);
    } finally {
      await redis[Symbol.asyncDispose]();
    }
  }, 30_000);
});
