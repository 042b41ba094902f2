// npm run bench:batch: animateAll() with 100, 1,000 and 10,000 photos against a server on loopback in its own process,
// and the same requests with fetch alone. Each runs in a fresh process. Writes only to a temporary folder.
// Exits with 1 if a photo is lost or created twice, if time or memory grow faster than the number of photos, or if more than
// 100 MB stay in use. The peak RSS is only reported, beside that of fetch alone, because it depends on V8's garbage
// collection and differs between runs.
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
/** Open jobs: the default of animateAll(). */
const open = 20;
/** Maximum megabytes in use after the run and garbage collection, and maximum bytes for each image. */
const mostMegabytes = 100;
const mostBytes = 2_000;
/** Maximum ratio of the time for an item between the largest and the middle batch. */
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

/** Runs a client against its own server: returns the client's figures and the server's counts. */
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
