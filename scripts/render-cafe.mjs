// Renders examples/cafe.svg to the demo photo, examples/cafe.jpg, and lays film grain over it:
// grain hides banding in the gradients and gives a moving camera something to carry along.
import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import sharp from "sharp";

const WIDTH = 2880;
const HEIGHT = 1620;
// The drawing is 1600 x 900 with a bleed of 40 round it, at 72 dpi.
const SCALE = WIDTH / 1600;
const BLEED = 40 * SCALE;
const GRAIN = 2.7;
const QUALITY = 88;

const path = (name) => fileURLToPath(new URL(`../examples/${name}`, import.meta.url));
const target = process.argv[2] ?? path("cafe.jpg");

/** Mulberry32: the same grain every run. */
const rng = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

const { data, info } = await sharp(readFileSync(path("cafe.svg")), { density: 72 * SCALE })
  .extract({ left: BLEED, top: BLEED, width: WIDTH, height: HEIGHT })
  .modulate({ saturation: 1.08 })
  .flatten({ background: "#5a3226" })
  .removeAlpha()
  .raw()
  .toBuffer({ resolveWithObject: true });

// Soft noise, two pixels across, so that it survives both JPEG and a video encoder.
const random = rng(2026);
const cols = WIDTH + 1;
const noise = new Float32Array(cols * (HEIGHT + 1));
for (let i = 0; i < noise.length; i += 1) noise[i] = random() + random() + random() - 1.5;
for (let y = 0, at = 0; y < HEIGHT; y += 1) {
  for (let x = 0; x < WIDTH; x += 1, at += info.channels) {
    const i = y * cols + x;
    const n = (noise[i] + noise[i + 1] + noise[i + cols] + noise[i + cols + 1]) * GRAIN;
    for (let c = 0; c < 3; c += 1) data[at + c] = Math.max(0, Math.min(255, Math.round(data[at + c] + n)));
  }
}

await sharp(data, { raw: info }).jpeg({ quality: QUALITY, mozjpeg: true }).toFile(target);
console.log(`${target.split("/").pop()} ${WIDTH}x${HEIGHT} ${statSync(target).size} bytes`);
