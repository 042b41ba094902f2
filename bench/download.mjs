// npm run build && node bench/download.mjs: time and memory to save a clip of 100 MB from a server on loopback.
// Each row is a fresh process; the server has its own. RSS is relative to the value just before the download, when the
// package is loaded and the server was contacted once. Most of it is Node's: fetch allocates two buffers for each 64 kB, and
// V8 collects them only after 32 MB. The first two rows therefore only read and discard. The peer is `openai` with
// downloadContent() and a pipeline. MB=100 ROUNDS=5; --json prints data.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPeers, machine, median, packageVersion, table } from "./report.mjs";

const size = Number(process.env.MB ?? 100) * 1_000_000;
const program = fileURLToPath(new URL("download-client.mjs", import.meta.url));

installPeers();
const rounds = Number(process.env.ROUNDS ?? 5);
const cases = [
  { name: "node:http, thrown away", role: "http", breaks: 0 },
  { name: "fetch, thrown away", role: "fetch", breaks: 0 },
  { name: `ugoku ${packageVersion("..")}, saveTo()`, role: "ugoku", breaks: 0 },
  { name: "the same, 3 breaks", role: "ugoku", breaks: 3 },
  { name: `openai ${packageVersion("./node_modules/openai")}, pipeline()`, role: "openai", breaks: 0 },
  { name: "the same, 1 break", role: "openai", breaks: 1 },
];
const results = new Map(cases.map(({ name }) => [name, []]));
for (let round = 0; round < rounds; round++)
  for (const { name, role: saver, breaks } of cases) results.get(name).push(await runOnce(saver, breaks));
const rows = cases.map(({ name }) => {
  const all = results.get(name);
  const peaks = all.map(({ peak }) => peak);
  return {
    case: name,
    MB: size / 1e6,
    seconds: median(all.map(({ seconds }) => seconds)),
    peakMB: median(peaks),
    highestPeakMB: Math.max(...peaks),
    totalMB: median(all.map(({ total }) => total)),
    requests: all[0].requests,
    sentMB: median(all.map(({ sent }) => sent / 1e6)),
    left: [...new Set(all.map(({ left }) => left))].join(", "),
  };
});
if (process.argv.includes("--json")) console.log(JSON.stringify({ machine: machine(), rounds, rows }, null, 2));
else print();

function print() {
  console.log(`Saving a clip of ${size / 1e6} MB: ${machine()}, ${rounds} fresh processes each.\n`);
  const head = [
    "",
    "seconds, median",
    "peak RSS above baseline, MB: median",
    "highest",
    "peak RSS in total, MB",
    "requests",
    "MB sent",
    "what is on the disk",
  ];
  const line = (row) => [
    row.case,
    row.seconds.toFixed(2),
    row.peakMB.toFixed(1),
    row.highestPeakMB.toFixed(1),
    row.totalMB.toFixed(1),
    row.requests,
    row.sentMB.toFixed(1),
    row.left,
  ];
  console.log(table(head, rows.map(line)));
}

async function runOnce(saver, breaks) {
  const folder = await mkdtemp(join(tmpdir(), "ugoku-bench-"));
  const server = await serve(breaks);
  try {
    const target = join(folder, "clip.mp4");
    const { port } = server.http.address();
    const child = spawn(process.execPath, [program, saver, `http://127.0.0.1:${port}/v1`, target], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
    });
    await once(child, "close");
    const { error, ...figures } = JSON.parse(text);
    const saved = await stat(target).catch(() => undefined);
    const bytes = saved ? `${(saved.size / 1e6).toFixed(0)} MB` : "nothing";
    if (!saved && !error) return { ...figures, left: "nothing, as it should be", requests: 1, sent: server.sent() };
    const left = saved?.size === size && !error ? "the whole file" : `${bytes} (${error})`;
    return { ...figures, left, requests: server.requests(), sent: server.sent() };
  } finally {
    server.http.closeAllConnections();
    server.http.close();
    await rm(folder, { recursive: true });
  }
}

/** Streams a generated file, supports Range, and closes the connection at each of the `breaks`. */
async function serve(breaks) {
  const block = Buffer.alloc(64 * 1024, 7);
  const start = Buffer.from([0, 0, 0, 24, ...Buffer.from("ftypisom")]);
  const places = Array.from({ length: breaks }, (_, index) => Math.floor((size * (index + 1)) / (breaks + 1)));
  let requests = 0;
  let sent = 0;
  const http = createServer((request, response) => {
    if (!request.url.endsWith("/content")) {
      const video = { id: "video_1", object: "video", status: "completed", progress: 100, model: "sora-2" };
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(video));
      return;
    }
    requests += 1;
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const end = places.shift() ?? size;
    const headers = { etag: '"1"', "content-type": "video/mp4", "content-length": size - from };
    if (from > 0) headers["content-range"] = `bytes ${from}-${size - 1}/${size}`;
    response.writeHead(from > 0 ? 206 : 200, headers);
    let at = from;
    const pump = () => {
      while (at < end) {
        const part = at === 0 ? start : block.subarray(0, Math.min(block.length, end - at));
        at += part.length;
        sent += part.length;
        if (!response.write(part)) return void response.once("drain", pump);
      }
      if (end === size) response.end();
      else setTimeout(() => response.destroy(), 20);
    };
    pump();
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  return { http, requests: () => requests, sent: () => sent };
}
