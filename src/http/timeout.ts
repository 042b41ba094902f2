import { onAbort } from "../utils/abort.js";
import { maxTimerMs } from "../utils/timers.js";

/** A signal that fires with the caller's, or when `timeout` milliseconds have passed without {@link Timeout.clear}. */
export interface Timeout {
  readonly signal: AbortSignal;
  readonly expired: () => boolean;
  clear(): void;
}

/** Starts a timeout of `milliseconds` that also follows `outer`. */
export function startTimeout(milliseconds: number, outer: AbortSignal | undefined): Timeout {
  const controller = new AbortController();
  let expired = false;
  const timer = setTimeout(
    () => {
      expired = true;
      controller.abort(new DOMException(`No response within ${milliseconds} ms`, "TimeoutError"));
    },
    Math.min(milliseconds, maxTimerMs),
  );
  const follow = () => controller.abort(outer?.reason);
  if (outer?.aborted) follow();
  const forget = onAbort(outer, follow);
  return {
    signal: controller.signal,
    expired: () => expired,
    // Removes the listener too: one signal may serve thousands of polls.
    clear: () => {
      clearTimeout(timer);
      forget();
    },
  };
}

/** Assumed upload rate of a slow connection, in bytes per millisecond. */
const slowUploadRate = 16;

/** Milliseconds added to a timeout for uploading `bytes`. */
export const uploadTime = (bytes: number): number => Math.ceil(bytes / slowUploadRate);
