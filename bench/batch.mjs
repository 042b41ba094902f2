// npm run bench:batch: animateAll() with 100, 1,000 and 10,000 photos against a server on loopback in a process of its own,
// and the same requests by fetch alone. Each runs in a fresh process. Writes nothing but a temporary folder.
// Exits with 1 if a photo is lost or created twice, if the time or what is kept grows faster than the number, or if more than
// 100 MB are kept. The highest RSS is told, beside that of fetch alone, and not judged: when V8 collects what a request leaves
// behind is up to V8, and differs from run to run.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { machine, table } from "./report.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const sizes = process.argv
  .slice(2)
  .map(Number)
  .filter((count) => count > 0);
const counts = sizes.length > 0 ? sizes : [100, 1_000, 10_000];
const jobMs = 60;
/** Jobs open at once: what animateAll() does unless it is told otherwise. */
const open = 20;
/** Megabytes in use after the run, its garbage collected, at the most; and bytes by which an image may add to them. */
const mostMegabytes = 100;
const mostBytes = 2_000;
/** How much longer an item may take in the largest batch than in the middle one. */
const mostGrowth = 1.5;

const folder = await mkdtemp(join(tmpdir(), "ugoku-bench-batch-"));
const image = join(folder, "photo.png");
const background = { r: 60, g: 120, b: 180 };
await sharp({ create: { width: 720, height: 1280, channels: 3, background } })
  .png()
  .toFile(image);

const rows = [];
const problems = [];
const perItem = new Map();
const keptBy = new Map();

/** Runs a client against a server of its own: what the client says, and what the server saw. */
async function run(program, count) {
  const server = fork(here("batch/server.mjs"), [JSON.stringify({ jobMs })]);
  const [{ port }] = await once(server, "message");
  const outDir = join(folder, "clips");
  const words = [`http://127.0.0.1:${port}/v1`, outDir, count, image, open, jobMs].map(String);
  const client = fork(here(program), words, { execArgv: ["--expose-gc"] });
  const [result] = await once(client, "message");
  await once(client, "exit");
  server.send("report");
  const [seen] = await once(server, "message");
  server.disconnect();
  await rm(outDir, { recursive: true });
  return { result, seen };
}

function row(name, count, { elapsedMs, cpuMs, peak, kept }, { create, poll, list, content }) {
  return [
    name,
    (elapsedMs / 1000).toFixed(1),
    (count / (elapsedMs / 1000)).toFixed(0),
    (cpuMs / count).toFixed(2),
    ((create + poll + list + content) / count).toFixed(2),
    `${create} / ${poll} / ${list} / ${content}`,
    (peak / 1e6).toFixed(0),
    (kept / 1e6).toFixed(1),
  ];
}

for (const count of counts) {
  const { result, seen } = await run("batch/client.mjs", count);
  perItem.set(count, result.elapsedMs / count);
  if (result.done !== count || seen.jobs !== count || seen.twice.length > 0)
    problems.push(`${count}: ${result.done} done, ${seen.jobs} jobs made, ${seen.twice.length} photos paid for twice`);
  keptBy.set(count, result.kept);
  if (result.kept > mostMegabytes * 1e6) problems.push(`${count}: ${(result.kept / 1e6).toFixed(0)} MB are kept`);
  rows.push(row(count.toLocaleString("en"), count, result, seen.counts));
}
const most = Math.max(...counts);
const alone = await run("batch/fetch-alone.mjs", most);
rows.push(row(`${most.toLocaleString("en")}, fetch alone`, most, alone.result, alone.seen.counts));
await rm(folder, { recursive: true });

if (counts.length > 2) {
  const [, middle, large] = counts;
  const growth = perItem.get(large) / perItem.get(middle);
  if (growth > mostGrowth)
    problems.push(`an item takes ${growth.toFixed(2)} times as long with ${large} as with ${middle}`);
  const bytes = (keptBy.get(large) - keptBy.get(middle)) / (large - middle);
  if (bytes > mostBytes) problems.push(`${bytes.toFixed(0)} bytes are kept of each image`);
}
console.log(`${machine()}; jobs of ${jobMs} ms, ${open} open at once, a JSONL ledger, photos as a stream\n`);
console.log(
  table(
    [
      "images",
      "seconds",
      "jobs a second",
      "CPU ms an image",
      "requests an image",
      "creates / polls / lists / downloads",
      "peak RSS above the start, MB",
      "kept at the end, MB",
    ],
    rows,
  ),
);
for (const problem of problems) console.error(`bench:batch: ${problem}`);
if (problems.length > 0) process.exitCode = 1;
