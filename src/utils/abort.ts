/** Node's `events`. Other runtimes have none, and no warning. */
interface Events {
  setMaxListeners?(count: number, target: AbortSignal): void;
}

/**
 * Calls `stop` once when the signal fires. Returns the function that removes the listener.
 *
 * One signal may stop thousands of jobs, so Node's warning about more than ten listeners is disabled, as `fetch` does.
 */
export function onAbort(signal: AbortSignal | undefined, stop: () => void): () => void {
  if (!signal) return () => {};
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  const events = process?.getBuiltinModule?.("events") as Events | undefined;
  events?.setMaxListeners?.(0, signal);
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
