import { nodeModule } from "./node.js";

/**
 * Calls `stop` once when the signal fires. Returns the function that removes the listener.
 *
 * One signal may stop thousands of jobs, so Node's warning about more than ten listeners is disabled, as `fetch` does. Other
 * runtimes have no such warning.
 */
export function onAbort(signal: AbortSignal | undefined, stop: () => void): () => void {
  if (!signal) return () => {};
  // Not 0: for a signal with 0, getMaxListeners() throws, which undici calls.
  nodeModule("events")?.setMaxListeners?.(Number.POSITIVE_INFINITY, signal);
  signal.addEventListener("abort", stop, { once: true });
  return () => signal.removeEventListener("abort", stop);
}

/** Rejects with the signal's reason as soon as it fires. The work itself is not stopped. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    const removeListener = onAbort(signal, stop);
    work.then(resolve, reject).finally(removeListener);
  });
}
