/**
 * The preview engine compared with ffmpeg's zoompan filter with libx264, on the same image in the same run.
 *
 * Every figure is the median of three fresh processes; the two alternate, so that load affects both.
 * Run `npm run build` first. An argument selects another build than dist/preview.js. `--repeat [clips] [at once]` measures
 * the memory of one process that renders many clips of 4 seconds instead: 24 clips, one at a time. With `--client` these
 * go through `createUgoku({ endpoint: preview() })`, from the file to the clip's bytes, as a program's own would.
 */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const self = fileURLToPath(import.meta.url);
const built = fileURLToPath(new URL("../dist/preview.js", import.meta.url));
const image = fileURLToPath(new URL("../examples/cafe.jpg", import.meta.url));
const lengths = [4, 8, 12];
const fps = 24;
const width = 1280;
const height = 720;
const runs = 3;

if (process.argv[2] === "--render") await render(process.argv[3], Number(process.argv[4]), process.argv[5]);
else if (process.argv[2] === "--repeat") await repeat(process.argv.slice(3));
else await compare(resolve(process.argv[2] ?? built));

/** Renders a clip in this process. */
async function renderer(engine) {
  const { createPreviewRenderer } = await import(pathToFileURL(engine).href);
  const bytes = new Uint8Array(await readFile(image));
  const { render } = createPreviewRenderer();
  return (seconds) =>
    render({
      jobId: "bench",
      model: "preview",
      prompt: "Slow push-in.",
      seconds,
      width,
      height,
      image: { bytes, type: "image/jpeg" },
      signal: new AbortController().signal,
      onProgress: () => {},
    });
}

/** Renders a clip in this process through the client. */
async function client() {
  const [{ createUgoku }, { preview }] = await Promise.all([
    import(pathToFileURL(resolve(built, "../index.js")).href),
    import(pathToFileURL(built).href),
  ]);
  const { animate } = createUgoku({ endpoint: preview(), logger: false });
  return async (seconds) => {
    const clip = await animate(image).withPrompt("Slow push-in.").duration(seconds).size("1280x720").render();
    await clip.bytes();
  };
}

/** Many clips in this process: the peak memory after each. */
async function repeat(words) {
  const [clips = 24, atOnce = 1] = words.filter((word) => word !== "--client").map(Number);
  const viaClient = words.includes("--client");
  const renderOne = viaClient ? await client() : await renderer(built);
  console.log(`${clips} clips of 4 s${viaClient ? " through the client" : ""}, ${atOnce} at once. ${machine()}\n`);
  console.log("| clips | peak MiB so far | MiB now |\n|---|---|---|");
  let started = 0;
  let done = 0;
  const line = async () => {
    while (started++ < clips) {
      await renderOne(4);
      const peak = process.resourceUsage().maxRSS / 1024;
      console.log(`| ${++done} | ${peak.toFixed(0)} | ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} |`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, line));
}

/** One clip in this process, for `compare`. */
async function render(engine, seconds, output) {
  const clip = await (await renderer(engine))(seconds);
  await writeFile(output, clip.video.bytes);
  const used = process.resourceUsage();
  const cpu = (used.userCPUTime + used.systemCPUTime) / 1e6;
  console.log(JSON.stringify({ cpu, peak: used.maxRSS / 1024 }));
}

async function compare(engine) {
  if (!existsSync(engine)) {
    console.error("There is no dist/preview.js. Run npm run build first.");
    process.exit(1);
  }
  const ffmpeg = ffmpegVersion();
  const folder = await mkdtemp(join(tmpdir(), "ugoku-bench-"));
  try {
    const rows = [];
    for (const seconds of lengths) {
      const ours = [];
      const theirs = [];
      for (let run = 0; run < runs; run++) {
        ours.push(await measure(folder, (output) => [process.execPath, [self, "--render", engine, seconds, output]]));
        if (ffmpeg !== undefined) theirs.push(await measure(folder, (output) => ["ffmpeg", zoompan(seconds, output)]));
      }
      rows.push(row("ugoku/preview", seconds, ours));
      if (ffmpeg !== undefined) rows.push(row("ffmpeg zoompan, x264 veryfast", seconds, theirs));
    }
    print(rows, ffmpeg);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function zoompan(seconds, output) {
  const frames = seconds * fps;
  const zoom = `zoompan=z='1+0.15*on/${frames}':x='iw/2-iw/zoom/2':y='ih/2-ih/zoom/2':d=${frames}:s=${width}x${height}:fps=${fps}`;
  const filters = `scale=${width * 1.25}:${height * 1.25},${zoom}`;
  const encoder = ["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-movflags", "+faststart"];
  return ["-nostdin", "-y", "-benchmark", "-i", image, "-vf", filters, "-frames:v", frames, ...encoder, output];
}

/** Runs one process. Wall time is that of the complete process; MB are 1,000,000 bytes. */
async function measure(folder, command) {
  const output = join(folder, "clip.mp4");
  const [file, options] = command(output);
  const start = performance.now();
  const child = spawn(file, options.map(String), { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stdout.on("data", (data) => (said += data));
  child.stderr.on("data", (data) => (said += data));
  const code = await new Promise((done, fail) => child.on("error", fail).on("close", done));
  const wall = (performance.now() - start) / 1000;
  if (code !== 0) throw new Error(`${file} ended with ${code}:\n${said}`);
  return { wall, size: statSync(output).size / 1e6, ...usage(said) };
}

/** CPU seconds and peak memory in MiB, as the process itself reports them. */
function usage(said) {
  const ours = /^\{"cpu".*\}$/m.exec(said);
  if (ours) return JSON.parse(ours[0]);
  const number = (pattern) => Number(pattern.exec(said)?.[1]);
  const cpu = number(/bench: utime=([\d.]+)s/) + number(/bench: utime=\S+ stime=([\d.]+)s/);
  return { cpu, peak: number(/bench: maxrss=(\d+)/) / 1024 };
}

function row(name, seconds, measured) {
  const middle = (key) => measured.map((one) => one[key]).sort((a, b) => a - b)[Math.floor(measured.length / 2)];
  const figures = [
    middle("wall").toFixed(2),
    middle("cpu").toFixed(2),
    middle("peak").toFixed(0),
    middle("size").toFixed(2),
  ];
  return `| ${name} | ${seconds} | ${figures.join(" | ")} |`;
}

function print(rows, ffmpeg) {
  console.log(`${width}x${height} at ${fps} frames a second, median of ${runs} fresh processes, taking turns.`);
  console.log(machine());
  console.log(ffmpeg ? `Beside ${ffmpeg}.\n` : "ffmpeg is not installed here, so there is nothing to compare with.\n");
  console.log("| | seconds of film | wall s | CPU s | peak MiB | MB out |\n|---|---|---|---|---|---|");
  for (const line of rows) console.log(line);
}

function machine() {
  const { versions, platform, arch } = process;
  const processor = cpus()[0]?.model.trim() ?? "unknown processor";
  const today = new Date().toISOString().slice(0, 10);
  return `${today}, Node ${versions.node}, ${platform} ${arch}, ${processor}, ${availableParallelism()} threads.`;
}

function ffmpegVersion() {
  try {
    return execFileSync("ffmpeg", ["-version"], { encoding: "utf8" }).split(" Copyright", 1)[0];
  } catch {
    return undefined;
  }
}
