/** Calculations with sizes, durations and frames. */
import { type FrameRule, type Limit, type ModelSpec, type SizeString, unlimited } from "./spec.js";

/** The nearest number that the limit allows: the number itself if it is allowed, of two equally near ones the smaller. */
export function clampToLimit({ from, to, step = 0 }: Limit, value: number): number {
  // Rounded: 3 * 0.1 is not exactly 0.3.
  const whole = step > 0 ? Number((Math.ceil(value / step - 0.5) * step).toFixed(9)) : value;
  return Number.isNaN(whole) ? from : Math.min(to, Math.max(from, whole));
}

/** The nearest size whose sides the limit allows. */
export function closestAllowedSize(limit: Limit, size: string): SizeString {
  return size
    .split("x", 2)
    .map((side) => clampToLimit(limit, Number(side)))
    .join("x") as SizeString;
}

/** Width and height of `"1280x720"` in pixels, or `undefined` if it is not of that form. */
export function parseSize(size: string): { width: number; height: number } | undefined {
  const match = /^([1-9]\d{0,5})x([1-9]\d{0,5})$/.exec(size);
  return match ? { width: Number(match[1]), height: Number(match[2]) } : undefined;
}

/**
 * The size of `sizes` whose aspect ratio is nearest to `width` by `height`. Of equally near ones the first, which is the
 * cheapest in our tables.
 */
export function nearestSize(sizes: readonly string[], width: number, height: number): string | undefined {
  const shape = Math.log(width / height);
  let best: { size: string; distance: number } | undefined;
  for (const size of sizes) {
    const parsed = parseSize(size);
    if (!parsed) continue;
    const distance = Math.abs(Math.log(parsed.width / parsed.height) - shape);
    if (!best || distance < best.distance - 1e-9) best = { size, distance };
  }
  return best?.size;
}

/** Describes a limit: `"a multiple of 16 pixels from 64 to 1024"`, `"1 to 10 whole seconds"`. */
export function describeLimit({ from, to, step = 0 }: Limit, unit: "pixels" | "seconds"): string {
  const isOpen = to === unlimited;
  if (unit === "seconds") return `${from} ${isOpen ? "or more" : `to ${to}`}${step === 1 ? " whole" : ""} seconds`;
  const counted = step === 2 ? "an even number of " : step > 1 ? `a multiple of ${step} ` : "";
  return `${counted}pixels${isOpen ? (from > step ? ` from ${from}` : "") : ` from ${from} to ${to}`}`;
}

/**
 * The default size of a clip for an image of `width` by `height` pixels: from a list, the nearest aspect ratio; for
 * an open model, the image's own aspect ratio, as large as fits into its default size in either orientation.
 */
export function sizeFor(spec: ModelSpec, width: number, height: number): string {
  if (spec.sizes !== "any") return nearestSize(spec.sizes, width, height) ?? spec.defaultSize;
  const box = parseSize(spec.defaultSize) ?? { width: 1280, height: 720 };
  // One scale for both sides keeps the aspect ratio.
  const scale = Math.min(
    Math.min(box.width, box.height) / Math.min(width, height),
    Math.max(box.width, box.height) / Math.max(width, height),
  );
  const { from, to, step = 1 } = spec.limits?.side ?? { from: 16, to: unlimited };
  // Video codecs work on blocks of 16 pixels, even where the model's step is smaller.
  const unit = Math.ceil(16 / step) * step;
  const side = (pixels: number) => {
    const nearest = Math.round((pixels * scale) / unit) * unit;
    return Math.min(Math.floor(to / unit) * unit, Math.max(Math.ceil(from / unit) * unit, nearest));
  };
  return `${side(width)}x${side(height)}`;
}

/**
 * The number of frames of a clip of `seconds`: the nearest count that the model supports, for servers that take `num_frames`.
 *
 * @example
 * ```ts
 * import { frameCount, openModels } from "ugoku";
 *
 * const { frames } = openModels["Wan-AI/Wan2.2-I2V-A14B-Diffusers"];
 * console.log(frameCount(frames, 5, frames.fps)); // 81
 * ```
 */
export function frameCount({ multiple }: FrameRule, seconds: number, fps: number): number {
  return Math.max(0, Math.round((seconds * fps - 1) / multiple)) * multiple + 1;
}
