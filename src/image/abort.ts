/**
 * Lets every async function of this room end at once when its signal fires.
 *
 * @module
 */

/**
 * `work`, or a rejection with the signal's reason as soon as it fires.
 *
 * The work itself is not stopped by this: it is for steps that know no signal, such as a read from a stream.
 */
export function withSignal<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  if (signal.aborted) {
    work.catch(() => {});
    return Promise.reject(signal.reason);
  }
  return new Promise<T>((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
