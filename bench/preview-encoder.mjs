/**
 * H.264 encoders on the same frames of the preview engine: CPU time of encoding, bytes, and luma PSNR against the frames. The last column
 * compares the bytes with those of x264 veryfast at the same PSNR, between two of its qualities.
 *
 * node bench/preview-encoder.mjs [seconds]. Needs ffmpeg. The engine is bundled from the sources.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import hme from "h264-mp4-encoder";
import { pictures } from "./preview-pictures.mjs";

const [width, height, fps] = [1280, 720, 24];
const count = Math.round(Number(process.argv[2] ?? 4) * fps);
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "ugoku-encoder-"));
const raw = join(folder, "frames.yuv");
const rawInput = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", `${width}x${height}`, "-r", fps, "-i", raw].map(
  String,
);
try {
  const { createEncoder, createFrames, decodeImage, estimateDepth, motionFromPrompt } = await loadEngine();
  console.log(
    `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${count} frames of ${width}x${height}\n`,
  );
  console.log(
    "| picture | encoder | CPU ms/frame | kB | PSNR dB | times the bytes of x264 |\n|---|---|---|---|---|---|",
  );
  for (const name of ["portrait", "product", "banner", "landscape", "interior", "illustration"]) {
    const { bytes } = await pictures[name].draw();
    const image = await decodeImage(bytes, width, height);
    const motion = motionFromPrompt("Push in.");
    const drawAt = createFrames({
      image,
      lastFrame: undefined,
      depth: estimateDepth(image),
      motion,
      seconds: count / fps,
    });
    const frames = Array.from({ length: count }, (_, index) => drawAt(index / (count - 1)).slice());
    await writeFile(raw, Buffer.concat(frames));
    const x264 = [12, 15, 18, 20, 22, 23, 24, 26, 29].map((crf) => ({ crf, ...encodeX264(crf) }));
    const print = (encoder, { cpu, size, psnr }) =>
      console.log(
        `| ${name} | ${encoder} | ${(cpu / count).toFixed(1)} | ${(size / 1000).toFixed(0)} | ${psnr.toFixed(2)} | ${(size / sizeAt(psnr, x264)).toFixed(2)} |`,
      );
    print("ugoku/preview", await encodeOwn(createEncoder, frames));
    print("h264-mp4-encoder, speed 8", await encodeHme(frames, 8));
    for (const result of x264) if (result.crf === 23) print("x264 veryfast, crf 23", result);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** The bytes of x264 at a PSNR, interpolated: their logarithm is nearly linear in dB. */
function sizeAt(psnr, results) {
  const index = Math.max(
    1,
    results.findIndex((result) => result.psnr <= psnr),
  );
  const [above, below] = [results[index - 1], results[index]];
  const part = (psnr - below.psnr) / (above.psnr - below.psnr);
  return above.size ** part * below.size ** (1 - part);
}

async function loadEngine() {
  const contents = ["encoder", "warp", "decode-image", "depth-map", "motion"]
    .map((name) => `export * from "./src/preview/${name}.ts";`)
    .join("\n");
  // Beside node_modules, which has sharp.
  const outfile = join(root, "node_modules/.cache/preview-encoder.mjs");
  const stdin = { contents, resolveDir: root };
  await build({
    stdin,
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["sharp"],
    logLevel: "error",
  });
  return import(pathToFileURL(outfile).href);
}

/** Milliseconds. */
function cpuSince(start) {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

async function encodeOwn(createEncoder, frames) {
  const start = process.cpuUsage();
  const encoder = await createEncoder({ width, height, frames: count, keyFrameInterval: 12 * fps });
  const encoded = frames.flatMap((frame) => encoder.encode(frame).map(({ bytes }) => bytes));
  const cpu = cpuSince(start);
  // As a stream, with start codes in place of the lengths.
  const { description } = encoder.settings;
  const sps = description.subarray(8, 8 + description[7]);
  const pps = description.subarray(8 + description[7] + 3);
  const code = Buffer.from([0, 0, 0, 1]);
  const file = join(folder, "own.264");
  await writeFile(
    file,
    Buffer.concat([code, sps, code, pps, ...encoded.flatMap((bytes) => [code, bytes.subarray(4)])]),
  );
  return { cpu, psnr: measurePsnr(file), size: encoded.reduce((sum, bytes) => sum + bytes.length, 0) };
}

async function encodeHme(frames, speed) {
  const encoder = await hme.createH264MP4Encoder();
  Object.assign(encoder, { width, height, frameRate: fps, quantizationParameter: 26, speed, groupOfPictures: count });
  encoder.initialize();
  const start = process.cpuUsage();
  for (const frame of frames) encoder.addFrameYuv(frame);
  const cpu = cpuSince(start);
  encoder.finalize();
  const bytes = encoder.FS.readFile(encoder.outputFilename);
  encoder.delete();
  const file = join(folder, "hme.mp4");
  await writeFile(file, bytes);
  return { cpu, psnr: measurePsnr(file), size: bytes.length };
}

function encodeX264(crf) {
  const file = join(folder, "x264.mp4");
  const words = ["-y", "-benchmark", ...rawInput, "-c:v", "libx264", "-preset", "veryfast", "-crf", String(crf), file];
  const { stderr } = spawnSync("ffmpeg", words, { encoding: "utf8" });
  const [, user, system] = /bench: utime=([\d.]+)s stime=([\d.]+)s/.exec(stderr);
  const size = Number(execFileSync("ffprobe", ["-v", "error", "-show_entries", "format=size", "-of", "csv=p=0", file]));
  return { cpu: (Number(user) + Number(system)) * 1000, psnr: measurePsnr(file), size };
}

function measurePsnr(file) {
  const input = file.endsWith(".264") ? ["-r", String(fps), "-i", file] : ["-i", file];
  const words = [
    ...input,
    ...rawInput,
    "-lavfi",
    `[0:v]settb=1/${fps},setpts=N[a];[1:v]settb=1/${fps},setpts=N[b];[a][b]psnr`,
    "-f",
    "null",
    "-",
  ];
  const { stderr } = spawnSync("ffmpeg", words, { encoding: "utf8" });
  return Number(/PSNR y:([\d.]+)/.exec(stderr)?.[1]);
}
