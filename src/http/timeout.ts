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
      controller.abort(new DOMException(`No answer within ${milliseconds} ms`, "TimeoutError"));
    },
    Math.min(milliseconds, maxTimerMs),
  );
  const follow = () => controller.abort(outer?.reason);
  if (outer?.aborted) follow();
  const forget = onAbort(outer, follow);
  return {
    signal: controller.signal,
    expired: () => expired,
    // Lets go of the caller's signal too: it may be one signal for thousands of polls. Who reads a body on watches it.
    clear: () => {
      clearTimeout(timer);
      forget();
    },
  };
}

/** Bytes a millisecond that a slow line still manages. */
const slowUpload = 16;

/** Milliseconds that a body of so many bytes may take on its way, beside the time for its answer. */
export const uploadTime = (bytes: number): number => Math.ceil(bytes / slowUpload);
