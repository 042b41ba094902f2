/**
 * `waitForAll()` in simulated time: lag and number of requests for 1 to 1,000 jobs.
 *
 * The client, its loop and its poll interval are those of the built package; time, server and randomness are simulated.
 * Compared with two simple ways: each job by its id at the same interval, and the complete list every ten seconds.
 * A row of few jobs is the mean of many runs.
 *
 * Usage: npm run build && node bench/poll-many.mjs
 */
import { createUgoku } from "../dist/index.js";
import { seeded } from "./random.mjs";

const median = 90_000;
const sigma = 0.35;
const roundTrip = 200;
const seed = 20261122;

/** Durations of jobs in milliseconds, log-normal. */
function durations(count, random) {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: count }, () => median * Math.exp(sigma * normal()));
}

const start = 1_800_000_000_000;
const json = (value) => new Response(JSON.stringify(value), { headers: { "content-type": "application/json" } });

/** A server in simulated time. Concurrent requests share a round trip. */
function simulate(count, { progress, foreign = 0 }, run) {
  const ends = durations(count, seeded(seed + count + 10_000 * run));
  let now = start;
  let requests = 0;
  let lastAt = -1;
  const jobs = ends.map((ms, index) => ({ id: `job_${index}`, ms }));
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const others = Array.from({ length: foreign }, (_, index) => ({
    id: `foreign_${index}`,
    status: "completed",
    created_at: start / 1000 + 10_000 - index,
  }));
  const row = ({ id, ms }) => {
    const elapsed = now - start;
    const done = elapsed >= ms;
    const percent = progress === "linear" ? Math.floor((100 * elapsed) / ms) : 0;
    return {
      id,
      status: done ? "completed" : "in_progress",
      progress: done ? 100 : Math.min(99, percent),
      created_at: start / 1000,
      seconds: "8",
      size: "720x1280",
    };
  };
  const fetch = async (input) => {
    requests += 1;
    if (now !== lastAt) now += roundTrip;
    lastAt = now;
    const url = new URL(input);
    const id = /\/videos\/(.+)$/.exec(url.pathname)?.[1];
    if (id !== undefined) return json(row(byId.get(id)));
    const after = url.searchParams.get("after");
    const all = [...others, ...jobs];
    const first = after === null ? 0 : all.findIndex((one) => one.id === after) + 1;
    const page = all.slice(first, first + 100).map((one) => (one.ms === undefined ? one : row(one)));
    // Each page takes a round trip.
    lastAt = -1;
    return json({ data: page, last_id: page.at(-1)?.id ?? null, has_more: first + page.length < all.length });
  };
  const sleep = async (milliseconds) => {
    now += milliseconds;
  };
  const baseURL = "http://videos.test/v1";
  const tickets = jobs.map(({ id }) => ({
    v: 1,
    id,
    baseURL,
    dialect: "openai",
    model: "sora-2",
    createdAt: start,
    deadline: start + 3_600_000,
    key: id,
  }));
  const options = { baseURL, fetch, sleep, clock: { now: () => now }, logger: false };
  return { ends, byId, tickets, options, requests: () => requests, now: () => now, fetch, sleep };
}

/** As many runs as give the row a hundred jobs, each with other durations and another jitter. */
async function measure(way, count, world) {
  const runs = Math.ceil(100 / count);
  const results = [];
  for (let run = 0; run < runs; run++) {
    Math.random = seeded(seed - run);
    results.push(await way(count, world, run));
  }
  const lags = results.flatMap((result) => result.lags).sort((a, b) => a - b);
  const requests = results.reduce((sum, result) => sum + result.requests, 0) / runs;
  return {
    mean: lags.reduce((sum, lag) => sum + lag, 0) / lags.length / 1000,
    p95: lags[Math.floor(0.95 * (lags.length - 1))] / 1000,
    requests,
    each: requests / count,
  };
}

/** ugoku: the list where it needs fewer requests, otherwise ids. */
async function ours(count, world, run) {
  const simulation = simulate(count, world, run);
  const ugoku = createUgoku(simulation.options);
  const lags = [];
  for await (const outcome of ugoku.waitForAll(simulation.tickets)) {
    if (outcome.status !== "completed") throw new Error(`${outcome.job.id} ended as ${outcome.status}`);
    lags.push(simulation.now() - start - simulation.byId.get(outcome.job.id).ms);
  }
  return { lags, requests: simulation.requests() };
}

/** Each job on its own, as `job.wait()` does: separate simulations, because they share no request. */
async function byIdOnly(count, world, run) {
  const { ends } = simulate(count, world, run);
  const lags = [];
  let requests = 0;
  for (const [index] of ends.entries()) {
    const simulation = simulate(count, world, run);
    await createUgoku(simulation.options).resume(simulation.tickets[index]).wait();
    lags.push(simulation.now() - start - ends[index]);
    requests += simulation.requests();
  }
  return { lags, requests };
}

/** The complete list every ten seconds, until every job has ended. */
async function listEveryTenSeconds(count, world, run) {
  const simulation = simulate(count, world, run);
  const open = new Set(simulation.tickets.map(({ id }) => id));
  const lags = [];
  while (open.size > 0) {
    await simulation.sleep(10_000);
    for (let after = ""; ; ) {
      const page = await (await simulation.fetch(`http://videos.test/v1/videos?limit=100${after}`)).json();
      for (const { id, status } of page.data) {
        if (status !== "completed" || !open.delete(id)) continue;
        lags.push(simulation.now() - start - simulation.byId.get(id).ms);
      }
      if (!page.has_more) break;
      after = `&after=${page.last_id}`;
    }
  }
  return { lags, requests: simulation.requests() };
}

const ways = { "waitForAll()": ours, "each by its id": byIdOnly, "list every 10 s": listEveryTenSeconds };
const worlds = {
  "linear progress": { progress: "linear" },
  "no progress": { progress: "none" },
  "linear, 1,000 newer jobs of others in the list": { progress: "linear", foreign: 1_000 },
};

console.log(
  `Node ${process.version}, jobs of ${median / 1000} s (median), all created at once, round trip ${roundTrip} ms, seed ${seed}\n`,
);
for (const [name, world] of Object.entries(worlds)) {
  console.log(`${name}\n`);
  console.log("| jobs | way | mean lag s | p95 lag s | requests | a job |");
  console.log("|---|---|---|---|---|---|");
  for (const count of [1, 10, 100, 1_000])
    for (const [way, run] of Object.entries(ways)) {
      const { mean, p95, requests, each } = await measure(run, count, world);
      const cells = [count, way, mean.toFixed(2), p95.toFixed(2), Math.round(requests), each.toFixed(1)];
      console.log(`| ${cells.join(" | ")} |`);
    }
  console.log("");
}
