import type { BatchView } from "./batch-progress.js";
import type { BatchState } from "./batch-state.js";
import { plural } from "./terminal.js";

/**
 * Once: nothing more is created, creates and downloads that are under way end, jobs go on at their server for the next run.
 * The preview engine has no server that outlives it: what it renders is finished.
 */
export function gracefulShutdown(state: BatchState, interrupted: AbortSignal, isPreview: boolean) {
  const now = new AbortController();
  const soon = new AbortController();
  let view: BatchView | undefined;
  let isBegun = false;
  const settle = () => {
    if (soon.signal.aborted && !isPreview && !state.isBusy) now.abort(interrupted.reason);
  };
  const begin = () => {
    soon.abort(interrupted.reason);
    if (!isBegun) now.abort(interrupted.reason);
    const goOn = isPreview
      ? `${plural(state.open.size, "preview")} under way will be finished, `
      : state.running > 0
        ? `${plural(state.running, "job")} at the server will go on there, `
        : "";
    view?.note(
      `Stopping: nothing more is created, ${goOn}downloads are finished. Ctrl-C again stops at once; the same command goes on.`,
    );
    settle();
  };
  if (interrupted.aborted) begin();
  else interrupted.addEventListener("abort", begin, { once: true });
  return {
    now: now.signal,
    soon: soon.signal,
    look: (current: BatchView) => {
      view = current;
      isBegun = true;
      // After the event's own teller has gone on: it may be about to begin what is waited for.
      if (soon.signal.aborted) setImmediate(settle);
    },
  };
}
