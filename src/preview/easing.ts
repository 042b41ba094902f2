/**
 * Easing curves of camera moves, with continuous speed.
 *
 * @module
 */

/** The fraction of a move that accelerates, and the fraction that decelerates. */
const ramp = 0.35;

/** From 0 to 1 over `time` 0 to 1: accelerates along a raised cosine, moves evenly, decelerates. Monotonic. */
export function ease(time: number): number {
  if (time <= 0) return 0;
  if (time >= 1) return 1;
  if (time > 0.5) return 1 - ease(1 - time);
  const speed = 1 / (1 - ramp);
  if (time < ramp) return (speed * (time - (ramp / Math.PI) * Math.sin((Math.PI * time) / ramp))) / 2;
  return speed * (time - ramp / 2);
}

/** From 0 to 1 in the first `length` seconds, then 1. */
export function swell(seconds: number, length: number): number {
  return ease(Math.min(1, seconds / length));
}

/** The waves of handheld motion: cycles per second, and weights that add up to 1. */
const waves = [
  { frequency: 0.31, weight: 0.52 },
  { frequency: 0.73, weight: 0.3 },
  { frequency: 1.37, weight: 0.13 },
  { frequency: 2.21, weight: 0.05 },
] as const;

/** Handheld motion of one axis, -1 to 1. Deterministic: depends on the time and the axis only. */
export function wander(seconds: number, axis: number): number {
  let sum = 0;
  for (const [index, { frequency, weight }] of waves.entries()) {
    // Frequencies and phases differ for each axis.
    const turn = 2 * Math.PI * (frequency * (1 + 0.17 * axis) * seconds + 0.37 * axis + 0.61 * index);
    sum += weight * Math.sin(turn);
  }
  return sum;
}
