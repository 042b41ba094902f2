/**
 * Two smoothing filters over a map of numbers, both linear in its size.
 *
 * @module
 */

/** The mean of the square of `2 * radius + 1` cells around each cell; at the border, of the cells that exist. */
export function smooth(values: Float32Array, width: number, height: number, radius: number): Float32Array {
  const across = new Float32Array(values.length);
  for (let y = 0; y < height; y++) runningMean(values, across, y * width, 1, width, radius);
  const both = new Float32Array(values.length);
  for (let x = 0; x < width; x++) runningMean(across, both, x, width, height, radius);
  return both;
}

function runningMean(
  from: Float32Array,
  to: Float32Array,
  start: number,
  stride: number,
  length: number,
  radius: number,
): void {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < Math.min(radius, length); i++) {
    sum += from[start + i * stride] ?? 0;
    count++;
  }
  for (let i = 0; i < length; i++) {
    if (i + radius < length) {
      sum += from[start + (i + radius) * stride] ?? 0;
      count++;
    }
    if (i - radius > 0) {
      sum -= from[start + (i - radius - 1) * stride] ?? 0;
      count--;
    }
    to[start + i * stride] = sum / count;
  }
}

/**
 * Smooths `values` but keeps its edges where `guide` has edges (He, Sun and Tang, "Guided Image Filtering", 2010).
 * `softness` is the variance of the guide below which it counts as flat.
 */
export function guidedFilter(
  guide: Float32Array,
  values: Float32Array,
  width: number,
  height: number,
  radius: number,
  softness: number,
): Float32Array {
  const mean = (map: Float32Array) => smooth(map, width, height, radius);
  const meanGuide = mean(guide);
  const meanValues = mean(values);
  const meanBoth = mean(guide.map((value, at) => value * (values[at] ?? 0)));
  const meanSquare = mean(guide.map((value) => value * value));
  const slope = new Float32Array(values.length);
  const offset = new Float32Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const g = meanGuide[at] ?? 0;
    const v = meanValues[at] ?? 0;
    const a = ((meanBoth[at] ?? 0) - g * v) / ((meanSquare[at] ?? 0) - g * g + softness);
    slope[at] = a;
    offset[at] = v - a * g;
  }
  const meanSlope = mean(slope);
  const meanOffset = mean(offset);
  return guide.map((value, at) => (meanSlope[at] ?? 0) * value + (meanOffset[at] ?? 0));
}
