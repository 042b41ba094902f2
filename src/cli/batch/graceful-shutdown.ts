import { plural } from "../terminal.js";
import type { BatchView } from "./batch-progress.js";
import type { BatchState } from "./batch-state.js";

/**
 * First signal: no more create requests; requests and downloads in progress finish; jobs continue on the server for the next run.
 * Previews in progress are finished, because no server keeps them.
 */
export function gracefulShutdown(state: BatchState, interrupted: AbortSignal, isPreview: boolean) {
  const now = new AbortController();
  const soon = new AbortController();
  let view: BatchView | undefined;
  let hasStarted = false;
  const settle = () => {
    if (soon.signal.aborted && !isPreview && !state.isBusy) now.abort(interrupted.reason);
  };
  const stop = () => {
    soon.abort(interrupted.reason);
    if (!hasStarted) now.abort(interrupted.reason);
    const continuing = isPreview
      ? ` ${plural(state.open.size, "preview")} in progress will finish.`
      : state.running > 0
        ? ` ${plural(state.running, "job")} will continue on the server.`
        : "";
    view?.note(
      `Stopping. No more create requests are sent, and downloads in progress finish.${continuing} ` +
        "Ctrl-C again stops immediately. The same command continues later.",
    );
    settle();
  };
  if (interrupted.aborted) stop();
  else interrupted.addEventListener("abort", stop, { once: true });
  return {
    now: now.signal,
    soon: soon.signal,
    afterEvent: (current: BatchView) => {
      view = current;
      hasStarted = true;
      // Later: the event's emitter may be about to start a request or a download.
      if (soon.signal.aborted) setImmediate(settle);
    },
  };
}
