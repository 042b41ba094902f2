/**
 * Reads what can be read only once, or costs a download, only once.
 *
 * @module
 */
import { untilAborted } from "../utils/abort.js";
import { classifyInput, type ImageInput } from "./classify-input.js";
import { type LoadedImage, type LoadImageOptions, loadClassified } from "./load.js";
import { usedUp } from "./read-stream.js";

/** Loads one image, as often as it is asked to. */
export type ImageLoader = (options?: LoadImageOptions) => Promise<LoadedImage>;

interface Running {
  readonly result: Promise<LoadedImage>;
  readonly controller: AbortController;
  /** How many callers still want it. */
  waiting: number;
}

/**
 * A loader for `input` that reads streams and URLs at most once: for `plan()` and then `submit()`, and for forks of one
 * builder. Files and bytes are read anew each time, so that a builder does not hold on to them.
 *
 * Callers share one download, and each can leave it by its own signal; it is stopped when the last one leaves. A failure
 * is not kept, except for a stream, which cannot be read again. Never throws: a wrong input is the loader's rejection.
 */
export function createImageLoader(input: ImageInput): ImageLoader {
  let running: Running | undefined;

  return async (options = {}) => {
    const { signal } = options;
    signal?.throwIfAborted();
    const sorted = classifyInput(input);
    if (sorted.kind !== "stream" && sorted.kind !== "web") return loadClassified(sorted, options);

    if (!running) {
      const controller = new AbortController();
      const result = loadClassified(sorted, { ...options, signal: controller.signal });
      const started: Running = { result, controller, waiting: 0 };
      running = started;
      const forget = () => {
        if (running === started && sorted.kind === "web") running = undefined;
      };
      result.catch(forget);
      controller.signal.addEventListener("abort", forget, { once: true });
    }
    const shared = running;
    // What is left of a stream that was given up half way is not an image.
    if (shared.controller.signal.aborted) throw usedUp("The stream");
    shared.waiting += 1;
    let settled = false;
    try {
      const loaded = await untilAborted(shared.result, signal);
      settled = true;
      return loaded;
    } finally {
      shared.waiting -= 1;
      if (!settled && signal?.aborted && shared.waiting === 0) shared.controller.abort(signal.reason);
    }
  };
}
