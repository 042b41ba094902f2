// Many photos through a queue, with two workers in their own processes and SIGKILL at random moments.
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { bundleSources } from "../bundle.mjs";
import { seeded } from "../random.mjs";
import { startRedis } from "./redis.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
/** The folder of another BullMQ than the one in node_modules. */
const bullmq = process.env.UGOKU_TEST_BULLMQ || dirname(createRequire(import.meta.url).resolve("bullmq/package.json"));

/** Bundles the current sources, because the last build may be older. */
export async function bundle(entry, outfile) {
  // Where the bundle imports it from.
  mkdirSync(join(dirname(outfile), "node_modules"), { recursive: true });
  for (const [name, folder] of [
    ["bullmq", bullmq],
    ["ioredis", join(bullmq, "../ioredis")],
  ]) {
    const link = join(dirname(outfile), "node_modules", name);
    if (!existsSync(link)) symlinkSync(folder, link);
  }
  await bundleSources(entry, outfile);
}

async function startServer(settings) {
  const server = fork(here("../batch/server.mjs"), [JSON.stringify(settings)]);
  const [{ port }] = await once(server, "message");
  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    async report() {
      server.send("report");
      return (await once(server, "message"))[0];
    },
    async stop() {
      server.disconnect();
      await once(server, "exit");
    },
  };
}

async function makePhotos(folder, count) {
  const create = { width: 720, height: 1280, channels: 3, background: "#a08060" };
  const picture = await sharp({ create }).png().toBuffer();
  await mkdir(folder);
  for (let photo = 0; photo < count; photo++)
    await writeFile(join(folder, `${photo}.png`), Buffer.concat([picture, Buffer.from(`photo-${photo}-end`)]));
}

async function inspectClips(folder) {
  // The partial file of a killed download starts with a dot.
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".mp4"));
  const wrong = [];
  for (const name of names) {
    const bytes = await readFile(join(folder, name));
    const isWhole = bytes.length === 4_096 && bytes.toString("latin1", 4, 8) === "ftyp";
    if (!isWhole || !bytes.includes(`photo-${name.replace(".mp4", "")}-end`)) wrong.push(name);
  }
  return { whole: names.length - wrong.length, wrong };
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Runs `jobs` photos to their end. `kills` times, at a random share of the progress, one of the two workers is killed and
 * started again. With `stopMs` it is stopped for that time and continued instead.
 */
export async function killRun({ jobs, kills, seed, stopMs = 0, server: serverSettings, options, limitMs = 300_000 }) {
  const random = seeded(seed);
  const folder = await mkdtemp(join(tmpdir(), "ugoku-kill-"));
  const redis = await startRedis();
  const server = await startServer(serverSettings);
  const workers = [];
  try {
    const [workerFile, queueFile] = [join(folder, "worker.mjs"), join(folder, "bullmq.mjs")];
    await bundle(here("worker.ts"), workerFile);
    await bundle(here("../../src/bullmq.ts"), queueFile);
    await makePhotos(join(folder, "photos"), jobs);
    const { createVideoQueue } = await import(queueFile);
    const videos = createVideoQueue({ connection: redis.connection });
    const outDir = join(folder, "clips");
    const settings = { port: redis.port, baseURL: server.baseURL, outDir, ...options };
    const start = () => {
      const child = spawn(process.execPath, [workerFile, JSON.stringify(settings)], {
        stdio: ["ignore", "ignore", "inherit", "ipc"],
        env: { ...process.env, NODE_NO_WARNINGS: "1" },
      });
      return { child, ready: once(child, "message") };
    };
    const started = Date.now();
    const items = Array.from({ length: jobs }, (_, photo) => ({
      image: join(folder, "photos", `${photo}.png`),
      prompt: `The woman slowly raises her hand; take ${photo}.`,
      key: `photo-${photo}`,
      output: `${photo}.mp4`,
    }));
    // Twice: the second time, all keys are known.
    await videos.queue.waitUntilReady();
    const memory = [await redis.usedMemory()];
    const added = [await videos.addAll(items), await videos.addAll(items)];
    memory.push(await redis.usedMemory());
    workers.push(start(), start());
    // The total work is a create request and a download for each. No kill in the last tenth: a busy machine could finish first.
    const targets = Array.from({ length: kills }, () => random() * 1.8 * jobs).sort((a, b) => a - b);
    const stopped = [];
    let killed = 0;
    let counts = {};
    while (Date.now() - started < limitMs) {
      counts = await videos.queue.getJobCounts("completed", "failed");
      if (counts.completed + counts.failed >= jobs) break;
      const seen = await server.report();
      if (killed < kills && seen.jobs + counts.completed >= targets[killed]) {
        const at = Math.floor(random() * 2);
        await workers[at].ready;
        await pause(random() * 100);
        const { child } = workers[at];
        child.kill(stopMs > 0 ? "SIGSTOP" : "SIGKILL");
        killed += 1;
        if (stopMs > 0) stopped.push(pause(stopMs).then(() => child.kill("SIGCONT")));
        else workers[at] = start();
      }
      await pause(10);
    }
    const seconds = (Date.now() - started) / 1000;
    // A stopped worker may still send something.
    if (stopMs > 0) await Promise.all(stopped).then(() => pause(1_000));
    const failed = await videos.queue.getJobs(["failed"]);
    const result = {
      added,
      counts,
      killed,
      seconds,
      // Bytes: empty, all waiting, all done.
      memory: [...memory, await redis.usedMemory()],
      ledgerBytes: await redis.ledgerMemory(),
      reasons: [...new Set(failed.map((job) => job.failedReason))],
      seen: await server.report(),
      clips: await inspectClips(outDir),
    };
    await videos.close();
    return result;
  } finally {
    for (const { child } of workers) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    }
    await server.stop();
    await redis[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Short locks, so that the jobs of a killed worker are taken over at once. */
const quick = { lockDuration: 2_000, stalledInterval: 1_000 };

/** Late responses and refusals; the list lags, but the worker waits longer. */
export const honest = {
  server: { jobMs: 1_000, listLagMs: 700, answerMs: 20, lateEvery: 15, lateMs: 400, refuseEvery: 40 },
  options: { settleMs: 6_000, onAmbiguous: "resubmit", worker: quick },
};

/** The minimum wait: the lag of the list, the slowest create request and 0.3 s. */
export const tight = {
  server: { jobMs: 500, listLagMs: 700, answerMs: 20, lateEvery: 15, lateMs: 400, refuseEvery: 40 },
  options: { settleMs: 1_400, onAmbiguous: "resubmit", worker: quick },
};

/** The control: the list lags longer than the worker waits, and missing jobs are submitted again. */
export const careless = {
  server: { jobMs: 300, listLagMs: 60_000, answerMs: 400 },
  options: { settleMs: 100, onAmbiguous: "resubmit", worker: quick },
};
