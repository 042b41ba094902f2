// Measures time, CPU and memory of this process from now on. Needs --expose-gc.

/** Starts; `stop()` returns the milliseconds, the peak RSS, and the bytes in use after garbage collection. */
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
