// npm run bench:probe: our header reader compared with libraries: valid, truncated and hostile files, speed.
// The figures of docs/decisions/002-image-header-reader.md.
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { loaders } from "./probe-readers.mjs";
import { installPeers, machine, median, packageVersion, table } from "./report.mjs";

installPeers();
const nameOf = (key) => (key === "ugoku" ? "ugoku's own" : `${key} ${packageVersion(`./node_modules/${key}`)}`);

const noise = { type: "gaussian", mean: 120, sigma: 40 };
const picture = (width, height) => sharp({ create: { width, height, channels: 3, background: "#c84", noise } });
const small = () => picture(123, 77);

/** Real files of 123 x 77, and their orientation. */
const good = [];
for (let orientation = 1; orientation <= 8; orientation++) {
  const turned = () => small().withMetadata({ orientation });
  for (const file of [turned().jpeg(), turned().jpeg({ progressive: true }), turned().png(), turned().webp()]) {
    good.push({ bytes: new Uint8Array(await file.toBuffer()), orientation });
  }
}
for (const file of [small().webp({ lossless: true }), small().webp(), small().png()]) {
  good.push({ bytes: new Uint8Array(await file.toBuffer()), orientation: 1 });
}

const size = 20 * 2 ** 20;
/** A file of 20 MiB: a valid start, then one endless chunk. */
const endless = (start, chunk) => {
  const bytes = Buffer.alloc(size);
  Buffer.from(start, "latin1").copy(bytes);
  for (let at = start.length; at + chunk.length <= size; at += chunk.length) bytes.write(chunk, at, "latin1");
  return new Uint8Array(bytes);
};
const riff = "RIFF\xf8\xff\x3f\x01WEBPVP8X\x0a\0\0\0\x08\0\0\0\x09\0\0\x09\0\0";
const hostile = [
  endless("\xff\xd8", "\xff"),
  endless("\xff\xd8", "\xff\xfe\0\x02"),
  endless("\xff\xd8", "\xff\xe2\0\0"),
  endless(riff, "JUNK\0\0\0\0"),
  endless(Buffer.from(good[2].bytes.subarray(0, 33)).toString("latin1"), "\0\0\0\0tEXt\0\0\0\0"),
];

const large = await picture(1700, 1200).jpeg({ quality: 95 }).toBuffer();
const folder = await mkdtemp(join(tmpdir(), "ugoku-probe-"));
const file = join(folder, "large.jpg");
await writeFile(file, large);

/** Microseconds, in fresh processes: the first read, and a read of many. */
function measureSpeed(key) {
  const script = fileURLToPath(new URL("./probe-speed.mjs", import.meta.url));
  const runs = Array.from({ length: 9 }, () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [script, key, file], { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  });
  return { first: median(runs.map(({ first }) => first)), warm: median(runs.map(({ warm }) => warm)) };
}

const rows = [];
for (const [key, load] of Object.entries(loaders)) {
  const read = await load();
  const right = good.filter(({ bytes, orientation }) => {
    try {
      const found = read(bytes);
      return found.width === 123 && found.height === 77 && (found.orientation ?? 1) === orientation;
    } catch {
      return false;
    }
  }).length;
  let cuts = 0;
  let accepted = 0;
  for (const { bytes } of [good[20], good[21], good[22], good[23], good.at(-3), good.at(-2)]) {
    for (let end = 0; end < bytes.length; end += 7) {
      cuts += 1;
      try {
        read(bytes.slice(0, end));
        accepted += 1;
      } catch {
        // Refused, as a truncated file should be.
      }
    }
  }
  const slowest = Math.max(
    ...hostile.map((bytes) => {
      const started = performance.now();
      try {
        read(bytes);
      } catch {
        // Only the time matters here.
      }
      return performance.now() - started;
    }),
  );
  const { first, warm } = measureSpeed(key);
  rows.push([
    nameOf(key),
    `${right} of ${good.length}`,
    `${accepted} of ${cuts}`,
    slowest.toFixed(0),
    first.toFixed(0),
    warm.toFixed(2),
  ]);
}
await rm(folder, { recursive: true, force: true });
console.log(`Header readers: ${machine()}; a JPEG of ${(large.length / 1e6).toFixed(1)} MB for the speed.\n`);
console.log(
  table(
    [
      "reader",
      "good files right",
      "cut-off files accepted",
      "slowest hostile file, ms",
      "first read, µs",
      "one of many reads, µs",
    ],
    rows,
  ),
);
