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
 * Creates a valid PNG of the given size, a few kilobytes large, without a file or an image library.
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
    chunk("IDAT", zlib(rows(width, height))),
    chunk("IEND", new Uint8Array()),
  ]);
}

/** The palette index of each pixel as the difference to the pixel above (filter 2), which gives long runs. */
function rows(width: number, height: number): Uint8Array {
  const all = new Uint8Array((width + 1) * height);
  const hills = [0, 1, 2].map((hill) =>
    Float64Array.from({ length: width }, (_, x) => getHillEdge(hill, (x + 0.5) / width) * height),
  );
  const radius = 0.16 * Math.min(width, height);
  let above = new Uint8Array(width);
  for (let y = 0; y < height; y++) {
    const start = y * (width + 1);
    all[start] = 2;
    const row = new Uint8Array(width).fill(Math.floor((y / height) * sky));
    const half = Math.sqrt(Math.max(0, radius ** 2 - (y - 0.3 * height) ** 2));
    row.fill(sun, Math.max(0, Math.round(0.68 * width - half)), Math.round(0.68 * width + half));
    for (let x = 0; x < width; x++) {
      hills.forEach((edges, hill) => {
        if (y > (edges[x] ?? height)) row[x] = sun + 1 + hill;
      });
      all[start + 1 + x] = (row[x] ?? 0) - (above[x] ?? 0);
    }
    above = row;
  }
  return all;
}

/** The upper edge of a hill at `x`, both from 0 to 1. */
const getHillEdge = (hill: number, x: number): number =>
  0.62 + 0.13 * hill + 0.05 * Math.sin(x * (7 - hill) + hill * 2);

/** Deflate with fixed codes. Matches repeat the previous byte only, which is enough for runs. */
function zlib(data: Uint8Array): Uint8Array {
  const bytes: number[] = [0x78, 0x01];
  let pending = 0;
  let held = 0;
  const put = (value: number, count: number) => {
    pending |= value << held;
    for (held += count; held >= 8; held -= 8) {
      bytes.push(pending & 0xff);
      pending >>>= 8;
    }
  };
  // Codes are written from the highest bit, other numbers from the lowest.
  const putCode = (code: number, count: number) => {
    for (let bit = count - 1; bit >= 0; bit--) put((code >> bit) & 1, 1);
  };
  const putSymbol = (symbol: number) => {
    if (symbol < 144) putCode(0x30 + symbol, 8);
    else if (symbol < 256) putCode(0x190 + symbol - 144, 9);
    else if (symbol < 280) putCode(symbol - 256, 7);
    else putCode(0xc0 + symbol - 280, 8);
  };
  /** A match of 3 to 258 bytes at distance 1: a length code, its extra bits, and the distance code. */
  const putLength = (length: number) => {
    const more = Math.max(0, Math.floor(Math.log2(length - 3)) - 2);
    putSymbol(length === 258 ? 285 : 257 + 4 * more + ((length - 3) >> more));
    if (length < 258) put((length - 3) & ((1 << more) - 1), more);
    putCode(0, 5);
  };
  put(0b011, 3);
  for (let at = 0; at < data.length; ) {
    let run = 0;
    while (at > 0 && run < 258 && at + run < data.length && data[at + run] === data[at - 1]) run++;
    if (run >= 3) {
      putLength(run);
      at += run;
      continue;
    }
    putSymbol(data[at] ?? 0);
    at++;
  }
  putSymbol(256);
  put(0, 7);
  const sum = new Uint8Array(4);
  new DataView(sum.buffer).setUint32(0, adler32(data));
  return joinBytes([Uint8Array.from(bytes), sum]);
}

function adler32(data: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of data) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, crc32(bytes.subarray(4, data.length + 8)));
  return bytes;
}

function crc32(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
