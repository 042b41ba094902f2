// node bench/bullmq-margins.mjs: many short runs with the minimum wait after a lost create request, with workers that are
// killed, and with workers that are stopped (SIGSTOP) and continued. Exits with 1 if a photo is lost or paid for twice.
// --runs 20 --jobs 60 --events 8 --stopMs 5000 --seed 1
import { parseArgs } from "node:util";
import { killRun, tight } from "./bullmq/kill-run.mjs";
import { machine, table } from "./report.mjs";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "20" },
    jobs: { type: "string", default: "60" },
    events: { type: "string", default: "8" },
    stopMs: { type: "string", default: "5000" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
  },
});
const [runs, jobs, events, stopMs, first] = ["runs", "jobs", "events", "stopMs", "seed"].map((name) =>
  Number(values[name]),
);
const modes = { killed: 0, "stood still": stopMs };
const rows = [];
for (const [mode, stop] of Object.entries(modes)) {
  if (values.only && values.only !== mode) continue;
  const sum = { done: 0, events: 0, creates: 0, photos: 0, twice: 0, whole: 0 };
  for (let seed = first; seed < first + runs; seed++) {
    const { counts, killed, seen, clips, reasons } = await killRun({
      ...tight,
      jobs,
      kills: events,
      seed,
      stopMs: stop,
    });
    sum.done += counts.completed;
    sum.events += killed;
    sum.creates += seen.counts.create;
    sum.photos += seen.photos;
    sum.twice += seen.twice.length;
    sum.whole += clips.whole;
    if (counts.completed !== jobs || seen.photos !== jobs || seen.twice.length > 0 || clips.whole !== jobs) {
      process.exitCode = 1;
      console.error(`${mode}, seed ${seed}: ${JSON.stringify({ counts, reasons, twice: seen.twice, clips })}`);
    }
  }
  rows.push([mode, runs, ...Object.values(sum)]);
}
console.log(`${machine()}; ${jobs} photos a run, seeds from ${first}, settleMs ${tight.options.settleMs}\n`);
console.log(
  table(["workers", "runs", "done", "events", "creates", "photos created", "paid twice", "whole clips"], rows),
);
