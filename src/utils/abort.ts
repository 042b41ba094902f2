/** `events` of Node, found at run time: other runtimes have none, and warn of nothing. */
interface Events {
  setMaxListeners?(count: number, target: AbortSignal): void;
}

/**
 * Calls `stop` once when the signal fires; gives back what lets go of the signal.
 *
 * One signal may stop thousands of jobs. Node takes more than ten listeners for a leak and says so, unless it is told:
 * its own `fetch` does the same.
 */
export function onAbort(signal: AbortSignal | undefined, stop: () => void): () => void {
  if (!signal) return () => {};
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  const events = process?.getBuiltinModule?.("events") as Events | undefined;
  events?.setMaxListeners?.(0, signal);
  signal.addEventListener("abort", stop, { once: true });
  return () => signal.removeEventListener("abort", stop);
}

/**
 * `work`, or a rejection with the signal's reason as soon as it fires.
 *
 * The work itself is not stopped by this: it is for what knows no signal, or may not look at it.
 */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    const forget = onAbort(signal, stop);
    work.then(resolve, reject).finally(forget);
  });
}
