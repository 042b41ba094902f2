/**
 * Measures a decoded picture. The lint rules judge the numbers.
 *
 * @module
 */
import type { PixelBox, PixelSize } from "./fit-plan.js";

/** The brightness of a decoded picture, scaled down. */
export interface Luma extends PixelSize {
  /** Brightness of each pixel in rows, 0 to 255. */
  readonly luma: Uint8Array;
  /** Opacity of each pixel, 0 to 255; `undefined` if all are opaque. */
  readonly alpha?: Uint8Array | undefined;
  /** The file's color space, as the decoder names it: `"srgb"`, `"b-w"`, `"cmyk"`, … */
  readonly colorSpace: string;
}

/** Measures of a picture. Shares are 0 to 1. */
export interface ImageMeasures {
  /**
   * Edge width of the sharpest parts, in pixels of the picture at 1,024 pixels a side or less: about 0.6 in a sharp
   * picture. `undefined` if no part has enough contrast.
   */
  readonly edgeWidth: number | undefined;
  /** Of the pixels outside a white or black background. */
  readonly exposure: {
    /** The luma that 2, 10, 90 and 98 % of the pixels are below. */
    readonly percentiles: readonly [p2: number, p10: number, p90: number, p98: number];
    /** The share of clipped highlights: white pixels with a soft transition around them, as in a photo. */
    readonly blown: number;
  };
  /** The share of pixels that belong to a white or black background which reaches the border. */
  readonly background: number;
  /** The share of pixels that are not opaque. */
  readonly transparent: number;
  /** The mean difference between neighboring pixels. */
  readonly detail: number;
  /** The share of the detail in the inner half of width and height: 0.25 if it is distributed evenly. */
  readonly middle: number;
  /** The share of the detail inside the crop: 1 without a crop. */
  readonly kept: number;
}

const white = 250;
const black = 6;
/** Maximum boundary steps per pixel of a background area. */
const maxRaggedness = 0.04;
/** Below this mean squared difference between neighbors a tile has only noise and no edge. */
const minEdge = 36;
const tileSize = 16;

/** Measures a picture. `crop` is the part that is kept, each side as a share of the picture's: 0 to 1. */
export function measure(picture: Luma, crop: PixelBox = { left: 0, top: 0, width: 1, height: 1 }): ImageMeasures {
  const background = findBackground(picture);
  const full = { left: 0, top: 0, width: picture.width, height: picture.height };
  const detail = detailIn(picture, full);
  const shareIn = ({ left, top, width, height }: PixelBox) => {
    const box = {
      left: Math.round(left * picture.width),
      top: Math.round(top * picture.height),
      width: Math.round(width * picture.width),
      height: Math.round(height * picture.height),
    };
    return detail === 0 ? 1 : detailIn(picture, box) / detail;
  };
  const share = (list: Uint8Array | undefined, test: (value: number) => boolean) => {
    let count = 0;
    for (const value of list ?? []) if (test(value)) count += 1;
    return count / Math.max(1, picture.luma.length);
  };
  return {
    edgeWidth: measureEdges(picture),
    exposure: measureExposure(picture, background),
    background: share(background, (value) => value === 1),
    transparent: share(picture.alpha, (value) => value < 250),
    detail: detail / Math.max(1, picture.luma.length),
    middle: shareIn({ left: 0.25, top: 0.25, width: 0.5, height: 0.5 }),
    kept: shareIn(crop),
  };
}

/** The detail of each column, or of each row. */
export function sumDetail(picture: Pick<Luma, "luma" | "width" | "height">, byColumn: boolean): number[] {
  const { width, height } = picture;
  return Array.from({ length: byColumn ? width : height }, (_, at) =>
    // Differences are to the next column and row.
    detailIn(picture, byColumn ? { left: at, top: 0, width: 2, height } : { left: 0, top: at, width, height: 2 }),
  );
}

/** The sum of the differences between neighbors that are above noise. */
function detailIn({ luma, width, height }: Pick<Luma, "luma" | "width" | "height">, box: PixelBox): number {
  let sum = 0;
  const right = Math.min(width, box.left + box.width) - 1;
  const bottom = Math.min(height, box.top + box.height) - 1;
  for (let y = box.top; y < bottom; y++) {
    for (let x = box.left, at = y * width + box.left; x < right; x++, at++) {
      const here = luma[at] ?? 0;
      const difference = Math.abs((luma[at + 1] ?? 0) - here) + Math.abs((luma[at + width] ?? 0) - here);
      if (difference > 6) sum += difference;
    }
  }
  return sum;
}

/**
 * For a step blurred by a Gaussian of radius σ, the squared first difference over the squared second difference is 2σ²
 * at any contrast. Measured by tile; the sharpest tenth of the tiles with an edge counts, because a soft background
 * behind a sharp subject is not a fault.
 */
function measureEdges({ luma, width, height }: Luma): number | undefined {
  const widths: number[] = [];
  for (let top = 1; top + tileSize < height; top += tileSize) {
    for (let left = 1; left + tileSize < width; left += tileSize) {
      let first = 0;
      let second = 0;
      for (let y = top; y < top + tileSize; y++) {
        for (let x = left, at = y * width + left; x < left + tileSize; x++, at++) {
          // No arrays and powers here: this runs once for each pixel, in a process that has just started.
          const here = luma[at] ?? 0;
          const before = luma[at - 1] ?? 0;
          const after = luma[at + 1] ?? 0;
          const above = luma[at - width] ?? 0;
          const below = luma[at + width] ?? 0;
          const across = after - 2 * here + before;
          const down = below - 2 * here + above;
          // Central differences: both are of the same place, with half of the noise.
          first += ((after - before) * (after - before) + (below - above) * (below - above)) / 4;
          second += across * across + down * down;
        }
      }
      if (first / tileSize ** 2 >= minEdge) widths.push(Math.sqrt(first / Math.max(1, 2 * second)));
    }
  }
  if (widths.length === 0) return undefined;
  widths.sort((a, b) => a - b);
  return widths[Math.floor(widths.length / 10)];
}

/**
 * Marks the pixels of a white or black background: those connected to the border by pixels of the same kind, if the
 * boundary of the area is smooth. A product on white is not overexposed; a clipped sky in a photo has a ragged boundary.
 */
function findBackground(picture: Luma): Uint8Array {
  const background = new Uint8Array(picture.luma.length);
  for (const test of [(value: number) => value >= white, (value: number) => value <= black]) {
    const { pixels, boundary } = flood(picture, test);
    if (boundary < pixels.length * maxRaggedness) for (const at of pixels) background[at] = 1;
  }
  return background;
}

/** The pixels connected to the border, and the number of steps that leave the area. */
function flood(
  { luma, width, height }: Luma,
  test: (value: number) => boolean,
): { pixels: number[]; boundary: number } {
  const seen = new Uint8Array(luma.length);
  const pixels: number[] = [];
  let boundary = 0;
  const visit = (at: number) => {
    if (seen[at] === 1) return;
    if (!test(luma[at] ?? 0)) {
      boundary += 1;
      return;
    }
    seen[at] = 1;
    pixels.push(at);
  };
  const start = (at: number) => {
    if (test(luma[at] ?? 0)) visit(at);
  };
  for (let x = 0; x < width; x++) {
    start(x);
    start((height - 1) * width + x);
  }
  for (let y = 0; y < height; y++) {
    start(y * width);
    start(y * width + width - 1);
  }
  // The list grows during the iteration.
  for (const at of pixels) {
    const x = at % width;
    if (x > 0) visit(at - 1);
    if (x < width - 1) visit(at + 1);
    if (at >= width) visit(at - width);
    if (at + width < luma.length) visit(at + width);
  }
  return { pixels, boundary };
}

function measureExposure({ luma, width, alpha }: Luma, background: Uint8Array): ImageMeasures["exposure"] {
  const counts = new Uint32Array(256);
  let total = 0;
  let blown = 0;
  let transitions = 0;
  let soft = 0;
  for (let at = 0; at < luma.length; at++) {
    if (background[at] === 1 || (alpha?.[at] ?? 255) < 250) continue;
    const value = luma[at] ?? 0;
    counts[value] = (counts[value] ?? 0) + 1;
    total += 1;
    if (value < white) continue;
    blown += 1;
    for (const beside of [luma[at + 1] ?? 255, luma[at + width] ?? 255]) {
      if (beside >= white) continue;
      transitions += 1;
      // Clipped light fades out; the white of a drawing ends at a line.
      if (beside >= 215) soft += 1;
    }
  }
  const below = (share: number) => {
    let sum = 0;
    for (let value = 0; value < 256; value++) {
      sum += counts[value] ?? 0;
      if (sum >= share * total) return value;
    }
    return 255;
  };
  return {
    percentiles: [below(0.02), below(0.1), below(0.9), below(0.98)],
    blown: total > 0 && soft * 2 >= transitions ? blown / total : 0,
  };
}
