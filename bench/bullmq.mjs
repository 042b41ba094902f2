// node bench/bullmq.mjs: time, requests and Redis memory for each video, with two workers and without kills.
// --jobs 1000 --concurrency 20 --jobMs 2000
import { parseArgs } from "node:util";
import { killRun } from "./bullmq/kill-run.mjs";
import { machine, table } from "./report.mjs";

const { values } = parseArgs({
  options: {
    jobs: { type: "string", default: "100,1000" },
    concurrency: { type: "string", default: "20" },
    jobMs: { type: "string", default: "2000" },
  },
});
const rows = [];
for (const jobs of values.jobs.split(",").map(Number)) {
  const { counts, seconds, memory, ledgerBytes, seen, clips } = await killRun({
    jobs,
    kills: 0,
    seed: 1,
    server: { jobMs: Number(values.jobMs) },
    options: { concurrency: Number(values.concurrency) },
  });
  if (counts.completed !== jobs || clips.whole !== jobs || seen.twice.length > 0) process.exitCode = 1;
  const [empty, queued, done] = memory;
  const requests = ["create", "poll", "list", "content"].map((kind) => seen.counts[kind] / jobs);
  rows.push([
    jobs,
    seconds.toFixed(1),
    (jobs / seconds).toFixed(1),
    requests.reduce((sum, each) => sum + each, 0).toFixed(1),
    (requests[1] ?? 0).toFixed(1),
    Math.round((queued - empty) / jobs),
    Math.round((done - empty) / jobs),
    Math.round(ledgerBytes / jobs),
  ]);
}
console.log(`${machine()}; two workers of ${values.concurrency}, jobs of ${values.jobMs} ms, appendfsync always\n`);
const heads = [
  "photos",
  "s",
  "jobs/s",
  "requests a job",
  "of these polls",
  "Redis bytes a job, waiting",
  "done",
  "of these the ledger's",
];
console.log(table(heads, rows));
