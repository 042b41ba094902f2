/**
 * Spreads the groups of a clip over worker threads and collects what they encode.
 *
 * @module
 */

import { errnoCode } from "../utils/errno.js";
import { UgokuError } from "../utils/errors.js";
import { unavailable } from "./optional-deps.js";
import type { ClipJob, FromWorker, Group, ToWorker } from "./worker-protocol.js";
import { workerUrl } from "./worker-url.js";

/** Of film, at most, are encoded as one closed group, which begins at a place to seek to. */
const groupSeconds = 2;

/** Workers that already load their encoder and wait for a job. */
export interface Pool {
  /** Encodes a clip; resolves with one MP4 a group, in order. To be called once. */
  encode(job: ClipJob, onFrame: () => void): Promise<Uint8Array[]>;
  /** Ends the workers, at work or not. */
  close(): Promise<void>;
}

/** Starts the workers: one a core, at most two, and no more than there are groups. */
export async function startPool(frames: number, keepAlive: boolean): Promise<Pool> {
  const { Worker } = await import("node:worker_threads");
  const { availableParallelism } = await import("node:os");
  const count = Math.min(2, availableParallelism(), Math.max(1, Math.floor(frames / 8)));
  // The parent's flags (a loader, an inspector's port) are not the workers'.
  const workers = Array.from({ length: count }, () => new Worker(workerUrl, { execArgv: [], name: "ugoku-preview" }));
  const letGo = () => {
    if (!keepAlive) for (const worker of workers) worker.unref();
  };
  let fail: (error: unknown) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // Before anyone waits for it, a failure is not unhandled.
  failed.catch(() => {});
  for (const worker of workers) {
    worker.on("error", (cause) => fail(isMissing(cause) ? notThere(cause) : crashed(cause.message, cause)));
    worker.on("exit", (code) => fail(crashed(`it ended with exit code ${code}`)));
    worker.on("message", (message: FromWorker) => {
      if (message.type === "failed") fail(crashed(message.message));
      if (message.type !== "unavailable") return;
      const cause = Object.assign(new Error(message.message), { code: message.code });
      fail(unavailable("h264-mp4-encoder", cause));
    });
  }
  // Each new listener takes hold of the process again.
  letGo();
  return {
    encode(job, onFrame) {
      const waiting = groupsOf(job.frames, job.fps, workers.length);
      const parts = new Array<Uint8Array>(waiting.length);
      let missing = waiting.length;
      const done = new Promise<Uint8Array[]>((resolve) => {
        for (const worker of workers) {
          const send = (message: ToWorker) => worker.postMessage(message);
          const next = () => {
            const group = waiting.shift();
            if (group !== undefined) send({ type: "group", group });
          };
          worker.on("message", (message: FromWorker) => {
            if (message.type === "frame") onFrame();
            if (message.type !== "group") return;
            parts[message.index] = message.bytes;
            onFrame();
            missing -= 1;
            if (missing === 0) resolve(parts);
            else next();
          });
          send({ type: "job", job });
          next();
        }
        letGo();
      });
      return Promise.race([done, failed]);
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** As many groups of equal length as keep every worker busy to the end. */
export function groupsOf(frames: number, fps: number, workers: number): Group[] {
  const rounds = Math.ceil(frames / (groupSeconds * fps * workers));
  const count = Math.min(frames, rounds * workers);
  const groups: Group[] = [];
  for (let index = 0; index < count; index++) {
    const first = Math.floor((index * frames) / count);
    groups.push({ index, first, count: Math.floor(((index + 1) * frames) / count) - first });
  }
  return groups;
}

function isMissing(cause: unknown): boolean {
  const code = errnoCode(cause);
  return code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND";
}

function notThere(cause: unknown): UgokuError {
  return new UgokuError("preview_unavailable", `The preview engine's worker is not at ${workerUrl.href}.`, {
    cause,
    hint: "Was ugoku bundled into your program? Leave it out of the bundle (external), or reinstall it.",
  });
}

function crashed(what: string, cause?: unknown): UgokuError {
  return new UgokuError("preview_failed", `A worker of the preview engine stopped: ${what.replace(/\.$/, "")}.`, {
    cause,
    hint: "Try again; if it stops again, a smaller size or a shorter clip needs less memory.",
    retryable: true,
  });
}
