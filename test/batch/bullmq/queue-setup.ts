import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Redis } from "../../../bench/bullmq/redis.mjs";
import type { IntentEntry } from "../../../src/batch.js";
import {
  createRedisLedger,
  createVideoQueue,
  createVideoWorker,
  type VideoQueue,
  type VideoWorkerOptions,
} from "../../../src/bullmq.js";
import { hashPrompt } from "../../../src/submit/submit-attempt.js";
import { clientOf } from "../../helpers/clients.js";
import { emptyFolder } from "../../helpers/folders.js";
import { portrait } from "../../helpers/pictures.js";
import { isCreate, json, serve, video, type WireRequest } from "../../helpers/servers.js";

interface ServerJob {
  readonly id: string;
  readonly prompt: string;
  readonly at: number;
}

/** The server's behavior, which tests change while it runs. */
export interface ServerBehavior {
  jobMs: number;
  /** Outcome of a create request: accepted with a lost response, cut off before acceptance, or rejected. */
  create: (prompt: string) => "lost" | "cut" | "429" | "refused" | undefined;
  /** Milliseconds that a 429 asks to wait. */
  pauseMs: number;
  fails: (job: ServerJob) => boolean;
  isListed: boolean;
  /** Whether the list answers with 404. */
  refusesList: () => boolean;
}

const getPrompt = ({ body }: WireRequest) =>
  /name="prompt"\r\n\r\n([^\r]*)\r\n/.exec(body.toString("latin1"))?.[1] ?? "";

/** A server that bills a create request on arrival. */
export async function videoServer() {
  const jobs: ServerJob[] = [];
  const behavior: ServerBehavior = {
    jobMs: 100,
    pauseMs: 300,
    create: () => undefined,
    fails: () => false,
    isListed: true,
    refusesList: () => false,
  };
  const toVideo = (job: ServerJob) => {
    const isDone = Date.now() - job.at >= behavior.jobMs;
    const status = isDone ? (behavior.fails(job) ? "failed" : "completed") : "in_progress";
    return video({
      id: job.id,
      prompt: job.prompt,
      created_at: Math.floor(job.at / 1000),
      status,
      progress: isDone ? 100 : 10,
      ...(status === "failed" ? { error: { code: "internal_error", message: "It broke." } } : {}),
    });
  };
  const pollAfter = { "openai-poll-after-ms": "100" };
  const clip = Buffer.from("\0\0\0\x18ftypisom\0\0\0\0isommp42\0\0\0\x08moov", "latin1");
  const at = await serve((request, response) => {
    if (isCreate(request)) {
      const prompt = getPrompt(request);
      const outcome = behavior.create(prompt);
      if (outcome === "cut") return void response.destroy();
      if (outcome === "429")
        return json(response, { error: { message: "Slow down." } }, 429, {
          "openai-poll-after-ms": String(behavior.pauseMs),
        });
      if (outcome === "refused") return json(response, { error: { message: "Not this one." } }, 400);
      const job = { id: `video_${jobs.length + 1}`, prompt, at: Date.now() };
      jobs.push(job);
      return outcome === "lost" ? void response.destroy() : json(response, toVideo(job), 200, pollAfter);
    }
    const [, id, content] = /^\/v1\/videos\/([^/?]+)(\/content)?/.exec(request.url) ?? [];
    if (!id) {
      if (behavior.refusesList()) return json(response, { error: { message: "default backend" } }, 404);
      const data = behavior.isListed ? jobs.map(toVideo).reverse() : [];
      return json(response, { object: "list", data, has_more: false });
    }
    const job = jobs.find((one) => one.id === id);
    if (!job) return json(response, { error: { message: "No such job." } }, 404);
    if (!content) return json(response, toVideo(job), 200, pollAfter);
    response.writeHead(200, { "content-type": "video/mp4", "content-length": clip.length });
    return void response.end(clip);
  });
  return Object.assign(at, { jobs, behavior, clip });
}

export type VideoServer = Awaited<ReturnType<typeof videoServer>>;

let count = 0;

/** Sets up a queue with photos, a server and workers; everything is removed after the test. */
export async function setUpQueue(redis: Redis, name = `test-${process.pid}-${++count}`) {
  const server = await videoServer();
  const folder = await emptyFolder();
  const closers: (() => Promise<void>)[] = [];
  const outDir = join(folder.path, "clips");
  await mkdir(join(folder.path, "photos"));
  const picture = await portrait();
  const videos: VideoQueue = createVideoQueue({ connection: redis.connection, name });
  const ledger = createRedisLedger(redis.connection, { name });
  closers.push(() => ledger.close());
  return {
    name,
    ledger,
    server,
    folder,
    outDir,
    videos,
    /** Items with existing photos. */
    async items(number: number) {
      const made = [];
      for (let photo = 0; photo < number; photo++) {
        const image = join(folder.path, "photos", `${photo}.png`);
        await writeFile(image, picture);
        made.push({ image, prompt: `The woman slowly raises her hand; take ${photo}.`, key: `sku-${photo}` });
      }
      return made;
    },
    /** The ledger entry that a worker writes before it sends the item's create request. */
    async intentOf({ prompt }: { readonly prompt: string }, key: string): Promise<IntentEntry> {
      const place = { v: 1, key, baseURL: server.baseURL, dialect: "openai", model: "sora-2" } as const;
      const attempt = { ...place, seconds: 4, size: "720x1280", sentAt: Date.now() };
      return { status: "intent", key, attempt: { ...attempt, promptHash: await hashPrompt(prompt) } };
    },
    work(options: Partial<VideoWorkerOptions> = {}) {
      const started = createVideoWorker({
        connection: redis.connection,
        name,
        ugoku: clientOf(server.baseURL),
        outDir,
        lint: "off",
        settleMs: 300,
        ...options,
      });
      started.worker.on("error", () => {});
      closers.push(started.close);
      return started;
    },
    /** Resolves when so many jobs have ended. */
    async ended(number: number, within = 15_000) {
      const last = Date.now() + within;
      for (;;) {
        const counts = await videos.queue.getJobCounts();
        if ((counts.completed ?? 0) + (counts.failed ?? 0) >= number) return counts;
        if (Date.now() > last) throw new Error(`Not all ended: ${JSON.stringify(counts)}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(closers.map((close) => close()));
      await videos.close();
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

export { hasRedis, type Redis, startRedis } from "../../../bench/bullmq/redis.mjs";
