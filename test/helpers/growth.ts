/** How many times longer `work` takes for eight times the size: 8 if it is linear, 64 if it is quadratic. The best of five. */
export function growth(work: (size: number) => unknown, size: number): number {
  const best = (given: number) => {
    const times = Array.from({ length: 5 }, () => {
      const started = performance.now();
      work(given);
      return performance.now() - started;
    });
    // Below a millisecond a timer shows nothing but its own noise.
    return Math.max(1, Math.min(...times));
  };
  best(size);
  return best(size * 8) / best(size);
}
