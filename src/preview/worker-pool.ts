/** Renders and encodes a clip in two worker threads, side by side. */
import type { MessagePort } from "node:worker_threads";
import { UgokuError } from "../utils/errors.js";
import type { DecoderSettings, EncodedFrame } from "./encoder.js";
import { isMissing } from "./optional-deps.js";
import type { Scene } from "./warp.js";
import { getWorkerUrl } from "./worker-url.js";

/** What the renderer gets. Cloned, except for the planes of the images, which are shared memory. */
export interface ClipJob extends Scene {
  readonly fps: number;
  /** Frames of the complete clip. */
  readonly frames: number;
}

/** The frames of a clip, in the order of decoding. */
export interface EncodedClip {
  readonly frames: readonly EncodedFrame[];
  readonly settings: DecoderSettings;
}

export type ToWorker =
  | { readonly type: "draw"; readonly job: ClipJob; readonly encoder: MessagePort }
  | {
      readonly type: "encode";
      readonly width: number;
      readonly height: number;
      readonly frames: number;
      readonly keyFrameInterval: number;
      readonly renderer: MessagePort;
    };

export type FromWorker =
  | { readonly type: "frame" }
  | { readonly type: "clip"; readonly clip: EncodedClip }
  | { readonly type: "failed"; readonly message: string };

/**
 * Seconds from one key frame to the next. A key frame looks slightly different from the frame before it, which is visible as
 * a jump. The clips of the reference models have up to twelve seconds, and so only the first.
 */
export const keyFrameSeconds = 12;

/** Started workers. */
export interface Pool {
  /** Encodes a clip. Can be called once. */
  encode(job: ClipJob, onFrame: () => void): Promise<EncodedClip>;
  /** Terminates the workers. */
  close(): Promise<void>;
}

/** Starts a worker that draws, and one that encodes. */
export async function startPool(keepAlive: boolean): Promise<Pool> {
  const { MessageChannel, Worker } = await import("node:worker_threads");
  const url = findWorker();
  // Flags of the parent, such as a loader or an inspector port, must not apply to the workers.
  const start = () => new Worker(url, { execArgv: [], name: "ugoku-preview" });
  const [renderer, encoder] = [start(), start()];
  const workers = [renderer, encoder];
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
    });
  }
  // Adding a listener refs the worker again.
  unref();
  return {
    encode(job, onFrame) {
      const done = new Promise<EncodedClip>((resolve) => {
        encoder.on("message", (message: FromWorker) => {
          if (message.type === "frame") onFrame();
          if (message.type === "clip") resolve(message.clip);
        });
      });
      unref();
      const { port1, port2 } = new MessageChannel();
      const { fps, frames, image } = job;
      const send = (worker: typeof renderer, message: ToWorker, port: MessagePort) =>
        worker.postMessage(message, [port]);
      send(renderer, { type: "draw", job, encoder: port1 }, port1);
      const { frameWidth: width, frameHeight: height } = image;
      const keyFrameInterval = keyFrameSeconds * fps;
      send(encoder, { type: "encode", width, height, frames, keyFrameInterval, renderer: port2 }, port2);
      return Promise.race([done, failed]);
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
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
