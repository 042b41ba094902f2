/** Encodes the groups of pictures of a clip in worker threads. */
import { UgokuError } from "../utils/errors.js";
import { isMissing, unavailable } from "./optional-deps.js";
import type { Scene } from "./warp.js";
import { getWorkerUrl } from "./worker-url.js";

/** The input of a worker. Cloned to each worker, except for the planes of the images, which are shared memory. */
export interface ClipJob extends Scene {
  readonly fps: number;
  /** Frames of the complete clip. */
  readonly frames: number;
}

/** A closed group of pictures: frames that are encoded together. */
export interface Group {
  readonly index: number;
  readonly first: number;
  readonly count: number;
}

export type ToWorker =
  | { readonly type: "job"; readonly job: ClipJob }
  | { readonly type: "group"; readonly group: Group };

export type FromWorker =
  | { readonly type: "frame" }
  | { readonly type: "group"; readonly index: number; readonly bytes: Uint8Array }
  /** The encoder cannot be loaded. */
  | { readonly type: "unavailable"; readonly message: string; readonly code: string | undefined }
  | { readonly type: "failed"; readonly message: string };

/** Maximum length of a group. Players can seek to the start of each. */
const groupSeconds = 2;

/** Started workers, which load their encoder before a job arrives. */
export interface Pool {
  /** Encodes a clip; resolves with one MP4 per group, in order. Can be called once. */
  encode(job: ClipJob, onFrame: () => void): Promise<Uint8Array[]>;
  /** Terminates the workers. */
  close(): Promise<void>;
}

/** Starts the workers: one per core, at most two, and no more than the clip needs. */
export async function startPool(frames: number, keepAlive: boolean): Promise<Pool> {
  const { Worker } = await import("node:worker_threads");
  const { availableParallelism } = await import("node:os");
  const url = findWorker();
  const count = Math.min(2, availableParallelism(), Math.max(1, Math.floor(frames / 8)));
  // Flags of the parent, such as a loader or an inspector port, must not apply to the workers.
  const workers = Array.from({ length: count }, () => new Worker(url, { execArgv: [], name: "ugoku-preview" }));
  const unref = () => {
    if (!keepAlive) for (const worker of workers) worker.unref();
  };
  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // Prevents an unhandled rejection before encode() is called.
  failed.catch(() => {});
  for (const worker of workers) {
    worker.on("error", (cause) =>
      fail(isMissing(cause) ? workerMissing(cause, url.href) : workerFailed(cause.message, cause)),
    );
    worker.on("exit", (code) => fail(workerFailed(`it ended with exit code ${code}`)));
    worker.on("message", (message: FromWorker) => {
      if (message.type === "failed") fail(workerFailed(message.message));
      if (message.type !== "unavailable") return;
      const cause = Object.assign(new Error(message.message), { code: message.code });
      fail(unavailable("h264-mp4-encoder", cause));
    });
  }
  // Adding a listener refs the worker again.
  unref();
  return {
    encode(job, onFrame) {
      const pending = createGroups(job.frames, job.fps, workers.length);
      const parts = new Array<Uint8Array>(pending.length);
      let remaining = pending.length;
      const done = new Promise<Uint8Array[]>((resolve) => {
        for (const worker of workers) {
          const send = (message: ToWorker) => worker.postMessage(message);
          const next = () => {
            const group = pending.shift();
            if (group !== undefined) send({ type: "group", group });
          };
          worker.on("message", (message: FromWorker) => {
            if (message.type === "frame") onFrame();
            if (message.type !== "group") return;
            parts[message.index] = message.bytes;
            onFrame();
            remaining -= 1;
            if (remaining === 0) resolve(parts);
            else next();
          });
          send({ type: "job", job });
          next();
        }
        unref();
      });
      return Promise.race([done, failed]);
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** Splits the frames into equal groups, so that all workers finish together. */
export function createGroups(frames: number, fps: number, workers: number): Group[] {
  const rounds = Math.ceil(frames / (groupSeconds * fps * workers));
  const count = Math.min(frames, rounds * workers);
  const groups: Group[] = [];
  for (let index = 0; index < count; index++) {
    const first = Math.floor((index * frames) / count);
    groups.push({ index, first, count: Math.floor(((index + 1) * frames) / count) - first });
  }
  return groups;
}

function findWorker(): URL {
  try {
    return getWorkerUrl();
  } catch (cause) {
    throw workerMissing(cause);
  }
}

function workerMissing(cause: unknown, address?: string): UgokuError {
  const place = address === undefined ? "" : ` at ${address}`;
  return new UgokuError("preview_unavailable", `The worker of the preview engine was not found${place}.`, {
    cause,
    hint: "If ugoku is bundled into your program, mark it as external; otherwise reinstall it.",
  });
}

function workerFailed(reason: string, cause?: unknown): UgokuError {
  return new UgokuError("preview_failed", `A worker of the preview engine stopped: ${reason.replace(/\.$/, "")}.`, {
    cause,
    hint: "Try again. A smaller size or a shorter clip needs less memory.",
    retryable: true,
  });
}
