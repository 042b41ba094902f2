/**
 * Curves that a camera moves along. All are smooth up to their speed, so nothing jerks.
 *
 * @module
 */

/** The part of a move that goes into speeding up, and again into slowing down. */
const ramp = 0.35;

/** 0 to 1 over `time` 0 to 1: speeds up along a raised cosine, travels evenly, slows down. Never falls. */
export function ease(time: number): number {
  if (time <= 0) return 0;
  if (time >= 1) return 1;
  if (time > 0.5) return 1 - ease(1 - time);
  const speed = 1 / (1 - ramp);
  if (time < ramp) return (speed * (time - (ramp / Math.PI) * Math.sin((Math.PI * time) / ramp))) / 2;
  return speed * (time - ramp / 2);
}

/** 0 to 1 in the first `length` seconds, then 1. */
export function swell(seconds: number, length: number): number {
  return ease(Math.min(1, seconds / length));
}

/** Cycles a second and weight of each wave of a hand; the weights add up to 1. */
const waves = [
  { pace: 0.31, weight: 0.52 },
  { pace: 0.73, weight: 0.3 },
  { pace: 1.37, weight: 0.13 },
  { pace: 2.21, weight: 0.05 },
] as const;

/** A hand's slow sway, between -1 and 1: the same for the same time, another one for each axis. */
export function wander(seconds: number, axis: number): number {
  let sum = 0;
  for (const [index, { pace, weight }] of waves.entries()) {
    // Each axis has its own paces and phases, far from each other's.
    const turn = 2 * Math.PI * (pace * (1 + 0.17 * axis) * seconds + 0.37 * axis + 0.61 * index);
    sum += weight * Math.sin(turn);
  }
  return sum;
}
