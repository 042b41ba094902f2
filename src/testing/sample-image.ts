/** An image for tests, drawn and encoded here: a sun over hills, so that a crop is visible. */
import { joinBytes } from "../utils/bytes.js";
import { type OptionRules, validateOptions } from "../utils/validate-options.js";

/** Options of {@link sampleImage}. */
export interface SampleImageOptions {
  /** Pixels, 1 to 4096. Default 720. */
  readonly width?: number | undefined;
  /** Pixels, 1 to 4096. Default 1280. */
  readonly height?: number | undefined;
}

const pixels = {
  accepts: (value: unknown) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 4096,
  expected: "a whole number of pixels from 1 to 4096",
};
const rules: OptionRules<SampleImageOptions> = { width: pixels, height: pixels };

/** The palette: 250 shades of sky, the sun, three hills. */
const sky = 250;
const sun = 250;
const palette = Uint8Array.from([
  ...Array.from({ length: sky }, (_, shade) => {
    const down = shade / (sky - 1);
    return [90 + 160 * down, 150 + 50 * down, 220 - 70 * down];
  }).flat(),
  ...[255, 244, 200],
  ...[122, 150, 128, 84, 122, 104, 48, 84, 78],
]);

/**
 * Creates a valid PNG of the given size, a few kilobytes large, without a file or an image library. Needs `node:zlib`.
 *
 * The default size is that of sora-2, 720x1280.
 *
 * @throws RequestError `option_invalid` for an invalid size.
 *
 * @example
 * ```ts
 * import { writeFile } from "node:fs/promises";
 * import { sampleImage } from "ugoku/testing";
 *
 * await writeFile("banner.png", sampleImage({ width: 1280, height: 720 }));
 * ```
 */
export function sampleImage(options: SampleImageOptions = {}): Uint8Array<ArrayBuffer> {
  validateOptions("sampleImage()", options, rules);
  const { width = 720, height = 1280 } = options;
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  // 8 bits per pixel, indexed color.
  header.set([8, 3], 8);
  return joinBytes([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", header),
    chunk("PLTE", palette),
    chunk("IDAT", zlib().deflateSync(rows(width, height))),
    chunk("IEND", new Uint8Array()),
  ]);
}

/** The palette index of each pixel, row by row after a byte for the filter: none. */
function rows(width: number, height: number): Uint8Array {
  const all = new Uint8Array((width + 1) * height);
  const radius = 0.16 * Math.min(width, height);
  for (let y = 0; y < height; y++) {
    const row = all.subarray(y * (width + 1) + 1, (y + 1) * (width + 1)).fill(Math.floor((y / height) * sky));
    const half = Math.sqrt(Math.max(0, radius ** 2 - (y - 0.3 * height) ** 2));
    row.fill(sun, Math.max(0, Math.round(0.68 * width - half)), Math.round(0.68 * width + half));
  }
  for (let hill = 0; hill < 3; hill++) {
    for (let x = 0; x < width; x++) {
      const edge = 0.62 + 0.13 * hill + 0.05 * Math.sin(((x + 0.5) / width) * (7 - hill) + hill * 2);
      for (let y = Math.floor(edge * height) + 1; y < height; y++) all[y * (width + 1) + 1 + x] = sun + 1 + hill;
    }
  }
  return all;
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, zlib().crc32(bytes.subarray(4, data.length + 8)));
  return bytes;
}

/** Loaded on use: the fake itself needs no module of Node. */
const zlib = () => process.getBuiltinModule("node:zlib");
