// Time, processor and memory of what this process does from now on. Needs --expose-gc.

/** Starts; `stop()` gives the milliseconds, the highest RSS, and what is still in use once the garbage is gone, in bytes. */
export function watchMemory() {
  globalThis.gc();
  const before = process.memoryUsage();
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  let peak = before.rss;
  const sample = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const watch = setInterval(sample, 20);
  return {
    stop() {
      clearInterval(watch);
      sample();
      const { user, system } = process.cpuUsage(cpuBefore);
      const elapsedMs = performance.now() - startedAt;
      globalThis.gc();
      globalThis.gc();
      const { heapUsed, external } = process.memoryUsage();
      const kept = heapUsed + external - before.heapUsed - before.external;
      return { elapsedMs, cpuMs: (user + system) / 1_000, peak: peak - before.rss, kept };
    },
  };
}
