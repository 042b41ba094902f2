// node bench/kill-bullmq.mjs: 500 photos through BullMQ on a real Redis, two workers, 20 × SIGKILL at random moments; then the
// control run, which must pay twice. Exits with 1 if a job is lost or paid for twice, or if the control finds nothing.
// --jobs 100 --kills 5 --seed 7. UGOKU_TEST_BULLMQ=<folder>: another BullMQ.
import { parseArgs } from "node:util";
import { careless, honest, killRun } from "./bullmq/kill-run.mjs";
import { machine, table } from "./report.mjs";

const { values } = parseArgs({
  options: {
    jobs: { type: "string", default: "500" },
    kills: { type: "string", default: "20" },
    seed: { type: "string", default: "20261123" },
    concurrency: { type: "string", default: "10" },
    verbose: { type: "boolean" },
  },
});
const [jobs, kills, seed] = [values.jobs, values.kills, values.seed].map(Number);
const concurrency = Number(values.concurrency);
const run = ({ server, options }, { maxJobs = jobs } = {}) =>
  killRun({ jobs: maxJobs, kills, seed, server, options: { ...options, concurrency } });

const good = await run(honest);
const control = await run(careless, { maxJobs: Math.min(jobs, 200) });
const { seen, clips, counts } = good;
const problems = [
  ...(good.killed === kills ? [] : [`${good.killed} kills, ${kills} wanted`]),
  ...(counts.completed === jobs
    ? []
    : [`${counts.completed} done, ${counts.failed} failed: ${good.reasons.join("; ")}`]),
  ...(seen.photos === jobs ? [] : [`${jobs - seen.photos} photos were never created`]),
  ...(seen.twice.length === 0 ? [] : [`${seen.twice.length} photos paid for twice`]),
  ...(clips.whole === jobs && clips.wrong.length === 0 ? [] : [`${clips.whole} whole clips; wrong: ${clips.wrong}`]),
  ...(control.seen.twice.length > 0 ? [] : ["the control, which must pay twice, did not"]),
];
console.log(`${machine()}; ${jobs} photos, ${kills} kills, seed ${seed}\n`);
const row = (name, { counts, killed, seconds, seen, clips }) => [
  name,
  counts.completed,
  killed,
  seen.photos,
  seen.twice.length,
  clips.whole,
  seconds.toFixed(1),
  (counts.completed / seconds).toFixed(1),
  Object.values(seen.counts).reduce((sum, count) => sum + count, 0),
];
const heads = ["run", "done", "kills", "photos created", "paid twice", "whole clips", "s", "jobs/s", "requests"];
console.log(table(heads, [row("settles longer than the list lags", good), row("control: shorter", control)]));
console.log(`\nRequests of the first: ${JSON.stringify(seen.counts)}`);
for (const problem of problems) console.error(`kill-bullmq: ${problem}`);
if (problems.length > 0) process.exitCode = 1;
