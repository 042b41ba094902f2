// npm run soak: a thousand jobs at once, twice, over real sockets; every 20th request of each kind fails.
// Exits with 1 if a job is lost or created twice, or if memory, sockets, timers or listeners leak.
// --jobs 150 --rounds 1: fewer. --jobs 500 --rounds 4: the heap after 500, 1,000, 1,500 and 2,000 jobs. --json: only the figures. --resend: a client that retries failed create requests must fail.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bundleSources } from "./bundle.mjs";
import { machine, table } from "./report.mjs";

const { values } = parseArgs({
  options: {
    jobs: { type: "string", default: "1000" },
    rounds: { type: "string", default: "2" },
    json: { type: "boolean" },
    resend: { type: "boolean" },
  },
});
const jobs = Number(values.jobs);
const rounds = Number(values.rounds);
const wanted = jobs * rounds;
/** Bytes that a client may keep for each job: its key and its ticket, so that no key is sent twice. */
const keptPerJob = 2_048;
/** Normal variation of the heap, in bytes. */
const noise = 1_500_000;

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "ugoku-soak-"));

const library = join(folder, "ugoku.mjs");
await bundleSources(here("../src/index.ts"), library);

const server = fork(here("soak/server.mjs"));
const [{ port }] = await once(server, "message");
const clips = await mkdtemp(join(folder, "clips-"));
const client = fork(
  here("soak/client.mjs"),
  [library, `http://127.0.0.1:${port}/v1`, values.jobs, values.rounds, clips, ...(values.resend ? ["resend"] : [])],
  { execArgv: ["--expose-gc"] },
);
let result;
client.on("message", (message) => {
  result = message;
});
await once(client, "disconnect");
const stuck = setTimeout(() => client.kill("SIGKILL"), 10_000);
if (client.exitCode === null && client.signalCode === null) await once(client, "exit");
clearTimeout(stuck);
server.send("report");
const [seen] = await once(server, "message");
server.disconnect();
const leftFiles = await readdir(clips);
await rm(folder, { recursive: true });

if (!result) throw new Error("The client died.");
const heapAt = (at) => result.heap.find((stage) => stage.at === at)?.heapUsed ?? Number.NaN;
/** From the end of the first round to the end of the last; with one round, from its middle. */
const grown = heapAt(`${rounds}: 100 %`) - heapAt(rounds === 1 ? "1: 50 %" : "1: 100 %");
const kept = grown / (jobs * Math.max(0.5, rounds - 1));
const problems = [
  ...result.wrong,
  ...(seen.jobs === wanted ? [] : [`${seen.jobs} jobs on the server, ${wanted} wanted`]),
  ...(seen.twiceByKey === 0 ? [] : [`${seen.twiceByKey} jobs created twice with one key`]),
  ...(seen.twiceByPrompt === 0 ? [] : [`${seen.twiceByPrompt} jobs paid for twice`]),
  ...(grown <= wanted * keptPerJob + noise ? [] : [`the heap has grown by ${grown} bytes`]),
  ...(result.left.length === 0 ? [] : [`still open: ${result.left.join(", ")}`]),
  ...(result.listeners === 0 ? [] : [`${result.listeners} listeners are left on the signal`]),
  ...(leftFiles.length === 0 ? [] : [`${leftFiles.length} files are left in the folder`]),
  ...(client.exitCode === 0 ? [] : [`the client did not end by itself (${client.exitCode ?? client.signalCode})`]),
];

if (values.json) console.log(JSON.stringify({ ...result, seen, kept, problems }));
else {
  const { facts, heap } = result;
  const failed = Object.values(seen.faulty).reduce((sum, count) => sum + count, 0);
  console.log(`${machine()}; ${jobs} jobs at once, ${rounds} rounds, ${Math.round(result.seconds)} s\n`);
  const rows = [
    ["jobs wanted / on the server", `${wanted} / ${seen.jobs}`],
    ["created twice by key / paid for twice", `${seen.twiceByKey} / ${seen.twiceByPrompt}`],
    ["clips, each checked to be its own", facts.waitedAlone + facts.waitedTogether],
    ["requests that failed", failed],
    ["create requests received", seen.counts.create],
    ["of these refused with 429 and retried", seen.rateLimited],
    ["create requests with an unknown outcome", facts.uncertain],
    ["of these found through the list", facts.reconciled],
    ["of these not in the list after 3 s, sent with another key", facts.notTaken],
    ["polls by id / through the list", `${seen.counts.poll} / ${seen.counts.list}`],
    ["downloads", seen.counts.content],
    ["of these resumed / started over", `${seen.resumed} / ${seen.startedOver}`],
    ["sockets opened", seen.connections],
    ["sockets, timers, listeners, files left", [...result.left, ...leftFiles].length + result.listeners],
  ];
  console.log(table(["what", "count"], rows));
  const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
  const stages = heap.map(({ at, heapUsed, external, seconds: when }) => [
    at,
    when.toFixed(1),
    megabytes(heapUsed),
    megabytes(external),
  ]);
  console.log(`\n${table(["round: done", "seconds", "heap, MB", "external, MB"], stages)}`);
  console.log(`\nAfter the first round, the heap grew by ${Math.round(kept)} bytes for each job.`);
}
for (const problem of problems.slice(0, 20)) console.error(`soak: ${problem}`);
if (problems.length > 0) process.exitCode = 1;
