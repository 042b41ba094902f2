/**
 * How many times more CPU time `work` takes for eight times the size: 8 if it is linear, 64 if it is quadratic. The best of five.
 * A busy machine adds a little to CPU time, and much to the time on the clock.
 */
export function growth(work: (size: number) => unknown, size: number): number {
  const best = (given: number) => {
    const times = Array.from({ length: 5 }, () => {
      const started = process.cpuUsage();
      work(given);
      const { user, system } = process.cpuUsage(started);
      return (user + system) / 1_000;
    });
    // Below a millisecond a timer shows nothing but its own noise.
    return Math.max(1, Math.min(...times));
  };
  best(size);
  return best(size * 8) / best(size);
}
