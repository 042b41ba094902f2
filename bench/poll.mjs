// npm run bench:poll: lag and number of requests of our poll interval and others.
// Virtual time, seeded: each run prints the same. Exits with 1 if a limit is exceeded. The figures of docs/guides/polling.md.
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { build } from "esbuild";
import { machine, table } from "./report.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
/** The published code, from its sources. */
const bundled = await build({
  stdin: {
    contents: `export * from "./src/job/poll-interval.ts"; export * from "./src/job/job-progress.ts"; export * from "./src/job/duration-history.ts";`,
    resolveDir: root,
  },
  bundle: true,
  format: "esm",
  write: false,
  logLevel: "error",
});
const { defaultPollInterval, addJitter, JobProgress, DurationHistory } = await import(
  `data:text/javascript;base64,${Buffer.from(bundled.outputFiles[0].contents).toString("base64")}`
);

const jobs = Number(process.env.JOBS ?? 40_000);
const roundTrip = 200;

/** Numbers from 0 to 1 that are the same in each run (xorshift). */
function randomFrom(seed) {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** A bell-shaped number of mean 0 and deviation 1 (Box and Muller). */
const bell = (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** The progress that servers report at `share` of the job's time. Each job has its own shape; integers up to 99. */
const whole = (percent) => Math.min(99, Math.max(0, Math.floor(percent)));
const shapes = {
  linear: () => (share) => whole(100 * share),
  curved: (random) => {
    const power = 0.6 + random();
    return (share) => whole(100 * share ** power);
  },
  queued: (random) => {
    const queue = random() / 2;
    return (share) => (share < queue ? "queued" : whole((100 * (share - queue)) / (1 - queue)));
  },
  "queued, unsaid": (random) => {
    const queue = random() / 2;
    return (share) => (share < queue ? 0 : whole((100 * (share - queue)) / (1 - queue)));
  },
  "jumps 0/30/90/99": () => (share) => (share < 0.3 ? 0 : share < 0.75 ? 30 : share < 0.9 ? 90 : 99),
  none: () => () => 0,
};

/** Each returns a function for one job: (milliseconds since the create request, number of the poll) → milliseconds to wait. */
const every = (milliseconds) => () => () => milliseconds;
const others = {
  "fixed 0.5 s": every(500),
  "fixed 1 s": every(1_000),
  "fixed 2 s": every(2_000),
  "fixed 5 s": every(5_000),
  "fixed 6 s": every(6_000),
  "fixed 10 s": every(10_000),
  "AWS waiter, 2 to 120 s": (random) => {
    const doubling = Math.log2(120 / 2) + 1;
    return (_, poll) => (poll > doubling ? 120_000 : 2_000 + random() * (Math.min(2 ** poll, 120) - 2) * 1_000);
  },
  "Google LRO, 5 s x 1.5 to 45 s": () => (_, poll) => Math.min(45_000, 5_000 * 1.5 ** (poll - 1)),
  "5 % of the job's age, 1 to 15 s": () => (age) => Math.min(15_000, Math.max(1_000, 0.05 * age)),
};

/** Another interval as a watcher: it only learns whether the job runs. */
const blind = (make, random) => {
  const wait = make(random);
  return { see() {}, wait };
};

/** Our own code, called as in the SDK. */
function ours(schedule, durations) {
  const tracker = new JobProgress(0, "model", durations);
  const video = { id: "video", status: "", size: "1280x720", seconds: "8" };
  return {
    see(progress, now) {
      if (progress === "completed") tracker.apply(video, "completed", now);
      else if (progress === "queued") tracker.apply({ ...video, progress: 0 }, "queued", now);
      else tracker.apply({ ...video, progress }, "in_progress", now);
    },
    wait: (now) => schedule(tracker.pollState(now)),
  };
}

/** Polls one job to its end. */
function watch(watcher, duration, progressAt) {
  let now = 0;
  watcher.see("queued", now);
  for (let poll = 1; ; poll++) {
    const seen = now + watcher.wait(now, poll) + roundTrip / 2;
    now = seen + roundTrip / 2;
    if (seen >= duration) {
      watcher.see("completed", now);
      return { lag: now - duration, requests: poll };
    }
    watcher.see(progressAt(seen / duration), now);
    if (poll > 100_000) throw new Error("a job is polled for ever");
  }
}

/** Mean and 95th percentile of the lag in seconds, and requests for each job. */
function summary(results) {
  const lags = Float64Array.from(results, ({ lag }) => lag / 1_000).sort();
  const mean = lags.reduce((sum, lag) => sum + lag, 0) / lags.length;
  const requests = results.reduce((sum, result) => sum + result.requests, 0) / results.length;
  return { mean, p95: lags[Math.floor(0.95 * lags.length)], requests };
}

function run(count, spread, shape, makeWatcher) {
  const random = randomFrom(2026);
  const results = [];
  for (let job = 0; job < count; job++) {
    const duration = 90_000 * Math.exp(spread * bell(random));
    results.push(watch(makeWatcher(), duration, shapes[shape](random)));
  }
  return summary(results);
}

const row = (name, { mean, p95, requests }) => [name, mean.toFixed(2), p95.toFixed(2), requests.toFixed(1)];

/** All intervals and shapes for one spread of durations: the text, and the exceeded limits. */
function compare(spread) {
  const random = randomFrom(7);
  // They do not use progress, so its shape does not matter.
  const peers = Object.entries(others).map(([name, make]) => [
    name,
    run(jobs, spread, "none", () => blind(make, random)),
  ]);
  const schedule = (state) => addJitter(defaultPollInterval(state), state, random);
  const rows = peers.map(([name, result]) => row(name, result));
  const verdicts = [];
  const missed = [];
  for (const shape of Object.keys(shapes)) {
    const durations = new DurationHistory();
    const own = {
      cold: run(jobs, spread, shape, () => ours(schedule, new DurationHistory())),
      warm: run(jobs, spread, shape, () => ours(schedule, durations)),
    };
    for (const [state, result] of Object.entries(own)) {
      const name = `${shape}, ${state}`;
      rows.push(row(`ugoku, ${name}`, result));
      const better = peers.filter(([, { mean, requests }]) => mean < result.mean && requests < result.requests);
      const worse = peers.filter(([, { mean, requests }]) => mean > result.mean && requests > result.requests);
      const names = better.map(([peer]) => peer).join("; ") || "none";
      verdicts.push([name, names, worse.map(([peer]) => peer).join("; ") || "none"]);
      if (better.length > 0) missed.push(`sigma ${spread}, ${name}: better in both: ${names}`);
      if (spread === 0.35 && shape === "linear" && !(result.mean <= 0.7 && result.requests <= 8))
        missed.push(`${name}: not at most 0.7 s of mean lag for at most 8 requests a job`);
    }
  }
  const text = [
    `\nJobs of 90 s (median), log-normal, sigma ${spread}\n`,
    table(["schedule", "mean lag s", "p95 lag s", "requests a job"], rows),
    "",
    table(["ugoku with progress", "better in lag and requests", "worse in both"], verdicts),
  ];
  return { text: text.join("\n"), missed };
}

/** The first jobs of a kind, by the number of learned durations: many short histories, without progress. */
function warming(spread) {
  const random = randomFrom(11);
  const schedule = (state) => addJitter(defaultPollInterval(state), state, random);
  const byCount = Array.from({ length: 65 }, () => []);
  for (let history = 0; history < Math.ceil(jobs / 80); history++) {
    const durations = new DurationHistory();
    for (const results of byCount)
      results.push(watch(ours(schedule, durations), 90_000 * Math.exp(spread * bell(random)), () => 0));
  }
  const rows = [0, 1, 2, 4, 8, 16, 32, 64].map((count) => row(String(count), summary(byCount[count])));
  return table(["jobs learned from", "mean lag s", "p95 lag s", "requests a job"], rows);
}

if (isMainThread) {
  const spreads = [0.35, 0.8];
  const compared = spreads.map(
    (spread) =>
      new Promise((resolve, reject) =>
        new Worker(new URL(import.meta.url), { workerData: spread }).once("message", resolve).once("error", reject),
      ),
  );
  console.log(`Polling: ${machine()}.`);
  console.log(`${jobs.toLocaleString("en")} simulated jobs a row, round trip ${roundTrip / 1_000} s.`);
  console.log(
    "cold: nothing learned from earlier jobs. warm: the jobs of a row follow each other and are learned from.",
  );
  const results = await Promise.all(compared);
  for (const { text } of results) console.log(text);
  console.log(`\nNo progress, sigma ${spreads[0]}: how soon ugoku is warm\n`);
  console.log(warming(spreads[0]));
  const missed = results.flatMap((result) => result.missed);
  console.log(missed.length === 0 ? "\nAll bars are met." : `\nMISSED\n${missed.join("\n")}`);
  process.exitCode = missed.length > 0 ? 1 : 0;
} else {
  parentPort.postMessage(compare(workerData));
}
