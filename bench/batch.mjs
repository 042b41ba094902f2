// npm run bench:batch: animateAll() with 100, 1,000 and 10,000 photos against a server on loopback in a process of its own.
// Each batch runs in a fresh process. Prints a Markdown table, and writes nothing but a temporary folder.
// Exits with 1 if a photo is lost or created twice, if the time grows faster than the number, or if memory is above 100 MB.
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
const jobMs = 500;
/** Megabytes above what the process had before the batch, at the most. */
const mostMegabytes = 100;
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
for (const count of counts) {
  const server = fork(here("batch/server.mjs"), [JSON.stringify({ jobMs })]);
  const [{ port }] = await once(server, "message");
  const outDir = join(folder, `clips-${count}`);
  const client = fork(here("batch/client.mjs"), [`http://127.0.0.1:${port}/v1`, outDir, String(count), image], {
    execArgv: ["--expose-gc"],
  });
  const [result] = await once(client, "message");
  await once(client, "exit");
  server.send("report");
  const [seen] = await once(server, "message");
  server.disconnect();
  await rm(outDir, { recursive: true });

  const { create, look, list, content } = seen.counts;
  const megabytes = (result.peak - result.before) / 1e6;
  perItem.set(count, result.elapsedMs / count);
  if (result.done !== count || seen.jobs !== count || seen.twice.length > 0)
    problems.push(`${count}: ${result.done} done, ${seen.jobs} jobs made, ${seen.twice.length} photos paid for twice`);
  if (megabytes > mostMegabytes) problems.push(`${count}: ${megabytes.toFixed(0)} MB`);
  rows.push([
    count.toLocaleString("en"),
    (result.elapsedMs / 1000).toFixed(1),
    (count / (result.elapsedMs / 1000)).toFixed(0),
    (result.cpuMs / count).toFixed(2),
    ((create + look + list + content) / count).toFixed(2),
    `${create} / ${look} / ${list} / ${content}`,
    megabytes.toFixed(0),
  ]);
}
await rm(folder, { recursive: true });

if (counts.length > 2) {
  const [, middle, large] = counts;
  const growth = perItem.get(large) / perItem.get(middle);
  if (growth > mostGrowth)
    problems.push(`an item takes ${growth.toFixed(2)} times as long with ${large} as with ${middle}`);
}
console.log(`${machine()}; jobs of ${jobMs} ms, 100 open at once, a JSONL ledger, photos as a stream\n`);
console.log(
  table(
    [
      "images",
      "seconds",
      "jobs a second",
      "CPU ms an image",
      "requests an image",
      "creates / looks / lists / downloads",
      "peak RSS above the start, MB",
    ],
    rows,
  ),
);
for (const problem of problems) console.error(`bench:batch: ${problem}`);
if (problems.length > 0) process.exitCode = 1;
