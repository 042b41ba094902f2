/**
 * What can be measured of a picture once it is decoded: numbers only, judged elsewhere.
 *
 * @module
 */
import type { PixelBox, PixelSize } from "./fit-plan.js";

/** A decoded picture, small enough to be looked at in some milliseconds. */
export interface Luma extends PixelSize {
  /** Brightness of each pixel in rows, 0 to 255. */
  readonly luma: Uint8Array;
  /** Opacity of each pixel, 0 to 255; missing if all are opaque. */
  readonly alpha?: Uint8Array | undefined;
  /** The file's colours, as the decoder names them: `"srgb"`, `"b-w"`, `"cmyk"`, … */
  readonly colours: string;
}

/** What was measured. Shares are 0 to 1. */
export interface ImageMeasures {
  /**
   * How wide the edges of the sharpest parts are, in pixels of the picture at 1,024 pixels a side or less: about 0.6 for
   * what is sharp. `undefined` if there is too little contrast anywhere.
   */
  readonly edgeWidth: number | undefined;
  /** Of the pixels that are not part of a white or black background around the subject. */
  readonly exposure: {
    /** The luma that 2, 10, 90 and 98 % of the pixels are below. */
    readonly percentiles: readonly [p2: number, p10: number, p90: number, p98: number];
    /** The share of pixels without any drawing left in the highlights, where light runs out softly, as in a photo. */
    readonly blown: number;
  };
  /** The share of pixels that belong to a white or black background which reaches the border. */
  readonly background: number;
  /** The share of pixels that are not opaque. */
  readonly transparent: number;
  /** How much drawing there is: the mean difference between neighbours. */
  readonly detail: number;
  /** How much of all drawing lies in the middle, which is the inner half of width and height: 0.25 if it is even. */
  readonly middle: number;
  /** How much of all drawing lies in the part that was asked for: 1 if none was. */
  readonly kept: number;
}

const white = 250;
const black = 6;
/** Steps out of an area, for each of its pixels. */
const mostRagged = 0.04;
/** A tile whose mean squared difference between neighbours is below has no edge in it, only noise. */
const leastEdge = 36;
const tile = 16;

/** Measures a picture. `crop` is the part of it that stays, each side as a share of the picture's: 0 to 1. */
export function measure(picture: Luma, crop: PixelBox = { left: 0, top: 0, width: 1, height: 1 }): ImageMeasures {
  const background = backgroundOf(picture);
  const whole = { left: 0, top: 0, width: picture.width, height: picture.height };
  const detail = detailIn(picture, whole);
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
    edgeWidth: edgeWidthOf(picture),
    exposure: exposureOf(picture, background),
    background: share(background, (value) => value === 1),
    transparent: share(picture.alpha, (value) => value < 250),
    detail: detail / Math.max(1, picture.luma.length),
    middle: shareIn({ left: 0.25, top: 0.25, width: 0.5, height: 0.5 }),
    kept: shareIn(crop),
  };
}

/** The sum of the differences between neighbours, where they are more than noise. */
function detailIn({ luma, width, height }: Luma, box: PixelBox): number {
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
 * The width of edges: for a step that was blurred by a Gaussian of radius σ, the squared first difference over the
 * squared second one comes to 2σ², whatever the contrast is. Measured tile by tile, and the sharpest tenth of the tiles
 * that hold an edge counts: a soft background behind a sharp subject is no fault.
 */
function edgeWidthOf({ luma, width, height }: Luma): number | undefined {
  const widths: number[] = [];
  for (let top = 1; top + tile < height; top += tile) {
    for (let left = 1; left + tile < width; left += tile) {
      let first = 0;
      let second = 0;
      for (let y = top; y < top + tile; y++) {
        for (let x = left, at = y * width + left; x < left + tile; x++, at++) {
          const here = luma[at] ?? 0;
          const [before, after] = [luma[at - 1] ?? 0, luma[at + 1] ?? 0];
          const [above, below] = [luma[at - width] ?? 0, luma[at + width] ?? 0];
          // Central differences: the same place for both, and half of the noise.
          first += ((after - before) / 2) ** 2 + ((below - above) / 2) ** 2;
          second += (after - 2 * here + before) ** 2 + (below - 2 * here + above) ** 2;
        }
      }
      if (first / tile ** 2 >= leastEdge) widths.push(Math.sqrt(first / Math.max(1, 2 * second)));
    }
  }
  if (widths.length === 0) return undefined;
  widths.sort((a, b) => a - b);
  return widths[Math.floor(widths.length / 10)];
}

/**
 * Which pixels belong to a white or black background: those that can be reached from the border over white pixels only,
 * or over black ones only, if they make up a calm area. A product on white is not overexposed; where light has eaten
 * into a photo, the rim is ragged.
 */
function backgroundOf(picture: Luma): Uint8Array {
  const background = new Uint8Array(picture.luma.length);
  for (const test of [(value: number) => value >= white, (value: number) => value <= black]) {
    const { pixels, rim } = flood(picture, test);
    if (rim < pixels.length * mostRagged) for (const at of pixels) background[at] = 1;
  }
  return background;
}

/** The pixels that can be reached from the border, and how many steps lead out of them. */
function flood({ luma, width, height }: Luma, test: (value: number) => boolean): { pixels: number[]; rim: number } {
  const seen = new Uint8Array(luma.length);
  const pixels: number[] = [];
  let rim = 0;
  const visit = (at: number) => {
    if (seen[at] === 1) return;
    if (!test(luma[at] ?? 0)) {
      rim += 1;
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
  // The list grows while it is walked.
  for (const at of pixels) {
    const x = at % width;
    if (x > 0) visit(at - 1);
    if (x < width - 1) visit(at + 1);
    if (at >= width) visit(at - width);
    if (at + width < luma.length) visit(at + width);
  }
  return { pixels, rim };
}

function exposureOf({ luma, width, alpha }: Luma, background: Uint8Array): ImageMeasures["exposure"] {
  const counts = new Uint32Array(256);
  let total = 0;
  let blown = 0;
  let rims = 0;
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
      rims += 1;
      // Light runs out softly; the white of a drawing ends at a line.
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
    blown: total > 0 && soft * 2 >= rims ? blown / total : 0,
  };
}
