// The server of the soak test, in its own process: real sockets; every 20th request of a kind fails, with alternating faults.
// Sends its port to the parent, and its counts on request.
import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";

/** One of this many requests fails. */
const oneIn = 20;
/** Milliseconds: the duration of a job, the lag of the list, the requested wait of the client. */
const jobTakes = () => 1_000 + Math.random() * 2_000;
const listLag = 1_000;
const pollAfter = 400;
const maxPageSize = 100;
const clipLength = 64 * 1024;

const faults = {
  create: ["429", "reset before reading", "reset, accepted", "500, accepted", "truncated, accepted"],
  poll: ["500", "429", "reset", "html", "404"],
  list: ["500", "reset"],
  content: ["cut", "cut, ignores Range", "500"],
};

const jobs = new Map();
const ignoresRange = new Set();
const counts = { create: 0, poll: 0, list: 0, content: 0 };
const faulty = { create: 0, poll: 0, list: 0, content: 0 };
const seen = { resumed: 0, startedOver: 0, rateLimited: 0, connections: 0 };

function faultOf(kind) {
  counts[kind] += 1;
  if (counts[kind] % oneIn !== 0) return undefined;
  const kinds = faults[kind];
  return kinds[faulty[kind]++ % kinds.length];
}

function json(response, status, value, headers = {}) {
  const text = JSON.stringify(value);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

/** The first and last boxes of an MP4, with a hash of the prompt, so that the clip of another job is detected. */
function clipOf(prompt) {
  const bytes = Buffer.alloc(clipLength, 1);
  bytes.writeUInt32BE(24, 0);
  bytes.write("ftypisom", 4, "latin1");
  bytes.writeUInt32BE(clipLength - 24, 24);
  bytes.write("moov", 28, "latin1");
  createHash("sha256").update(prompt).digest().copy(bytes, 32);
  return bytes;
}

function show(job) {
  const done = Date.now() >= job.endsAt;
  return {
    id: job.id,
    object: "video",
    model: "sora-2",
    prompt: job.prompt,
    size: "720x1280",
    seconds: "4",
    created_at: Math.floor(job.acceptedAt / 1000),
    status: done ? "completed" : "in_progress",
    progress: done ? 100 : Math.floor((99 * (Date.now() - job.acceptedAt)) / (job.endsAt - job.acceptedAt)),
  };
}

function take(request, body) {
  const prompt = /name="prompt"\r\n\r\n([^\r]*)\r\n/.exec(body.toString("latin1"))?.[1] ?? "";
  const now = Date.now();
  const id = `video_${randomBytes(9).toString("hex")}`;
  const job = { id, key: request.headers["idempotency-key"], prompt, acceptedAt: now, endsAt: now + jobTakes() };
  jobs.set(id, job);
  return job;
}

async function create(request, response, fault) {
  if (fault === "reset before reading") return request.socket.resetAndDestroy();
  const body = await readAll(request);
  if (fault === "429") {
    seen.rateLimited += 1;
    return json(response, 429, { error: { message: "too many" } });
  }
  const job = take(request, body);
  if (fault === "reset, accepted") return request.socket.resetAndDestroy();
  if (fault === "500, accepted") return json(response, 500, { error: { message: "the answer was lost" } });
  const text = JSON.stringify(show(job));
  response.writeHead(200, { "content-type": "application/json", "openai-poll-after-ms": String(pollAfter) });
  return response.end(fault === undefined ? text : text.slice(0, 30));
}

function fail(request, response, fault) {
  if (fault === "reset") return request.socket.resetAndDestroy();
  if (fault !== "html") return json(response, Number(fault), { error: { message: `a fault: ${fault}` } });
  response.writeHead(200, { "content-type": "text/html" });
  return response.end("<html>Be right back</html>");
}

function list(query, response) {
  const all = [...jobs.values()].filter(({ acceptedAt }) => acceptedAt + listLag <= Date.now()).reverse();
  const after = query.get("after");
  const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const data = all.slice(from, from + Math.min(maxPageSize, Number(query.get("limit") ?? 20))).map(show);
  const rest = { has_more: from + data.length < all.length, first_id: data[0]?.id, last_id: data.at(-1)?.id };
  json(response, 200, { object: "list", data, ...rest }, { "openai-poll-after-ms": String(pollAfter) });
}

function content(request, response, id, fault) {
  const job = jobs.get(id);
  if (!job || Date.now() < job.endsAt) return json(response, 404, { error: { message: "not ready" } });
  if (fault === "500") return fail(request, response, fault);
  const clip = clipOf(job.prompt);
  if (fault === "cut, ignores Range") ignoresRange.add(id);
  const headers = { "content-type": "video/mp4", etag: `"${id}"`, "accept-ranges": "bytes" };
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? Number.NaN);
  if (from > 0 && ignoresRange.has(id)) seen.startedOver += 1;
  else if (from > 0) {
    seen.resumed += 1;
    headers["content-range"] = `bytes ${from}-${clip.length - 1}/${clip.length}`;
    response.writeHead(206, { ...headers, "content-length": clip.length - from });
    return response.end(clip.subarray(from));
  }
  response.writeHead(200, { ...headers, "content-length": clip.length });
  if (!fault) return response.end(clip);
  // The first half is sent before the connection breaks.
  return response.write(clip.subarray(0, clip.length >> 1), () => setTimeout(() => request.socket.destroy(), 50));
}

async function readAll(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function answer(request, response) {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  if (request.method === "POST") return create(request, response, faultOf("create"));
  const [, id, isContent] = /^\/v1\/videos\/([^/]+)(\/content)?$/.exec(pathname) ?? [];
  if (isContent) return content(request, response, id, faultOf("content"));
  const fault = faultOf(id ? "poll" : "list");
  if (fault) return fail(request, response, fault);
  if (!id) return list(searchParams, response);
  const job = jobs.get(id);
  if (!job) return json(response, 404, { error: { message: "no such job" } });
  return json(response, 200, show(job), { "openai-poll-after-ms": String(pollAfter) });
}

/** The number of jobs with the same value. */
function twice(by) {
  const values = [...jobs.values()].map((job) => job[by]);
  return values.length - new Set(values).size;
}

const server = createServer((request, response) => {
  request.on("error", () => {});
  answer(request, response).catch(() => request.socket.destroy());
});
server.on("connection", () => {
  seen.connections += 1;
});
server.on("clientError", (_error, socket) => socket.destroy());
server.listen(0, "127.0.0.1", 2_048, () => process.send?.({ port: server.address().port }));
process.on("message", () => {
  const facts = { jobs: jobs.size, twiceByKey: twice("key"), twiceByPrompt: twice("prompt"), counts, faulty, ...seen };
  process.send?.(facts);
});
process.on("disconnect", () => process.exit());
