// The server of bench:batch and of the kill test, in its own process: bills a create request when it arrives, responds late,
// lists with a lag; `deletes`: deletes a job with its download. Sends its port to the parent, and its counts on request.
// The bytes of a photo contain its name ("photo-17-end"), and so does its clip.
import { createServer } from "node:http";

const {
  jobMs = 200,
  listLagMs = 0,
  answerMs = 0,
  refuseEvery = 0,
  lateEvery = 0,
  lateMs = 0,
  clipBytes = 4_096,
  deletes = false,
} = JSON.parse(process.argv[2] ?? "{}");

const jobs = [];
const byId = new Map();
const billed = new Map();
const keys = new Map();
const counts = { create: 0, refused: 0, poll: 0, list: 0, content: 0, other: 0 };

const later = (milliseconds, work) => (milliseconds > 0 ? setTimeout(work, milliseconds) : work());

function json(response, status, value, headers = {}) {
  const text = JSON.stringify(value);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

function show(job) {
  const done = Date.now() - job.at >= jobMs;
  return {
    id: job.id,
    object: "video",
    model: job.model,
    status: done ? "completed" : "in_progress",
    progress: done ? 100 : 50,
    created_at: Math.floor(job.at / 1000),
    prompt: job.prompt,
    size: job.size,
    seconds: job.seconds,
  };
}

/** The boxes of an MP4, with the name of the photo. */
function clipOf(photo) {
  const bytes = Buffer.alloc(clipBytes, 1);
  bytes.writeUInt32BE(24, 0);
  bytes.write("ftypisom", 4, "latin1");
  bytes.writeUInt32BE(clipBytes - 24, 24);
  bytes.write("moov", 28, "latin1");
  bytes.write(`photo-${photo}-end`, 32, "latin1");
  return bytes;
}

const field = (body, name) =>
  Buffer.from(
    new RegExp(`name="${name}"\r\n(?:[^\r]+\r\n)*\r\n([^\r]*)\r\n`).exec(body)?.[1] ?? "",
    "latin1",
  ).toString();

function create(request, body, response) {
  counts.create += 1;
  if (refuseEvery > 0 && counts.create % refuseEvery === 0) {
    counts.refused += 1;
    return json(response, 429, { error: { message: "Slow down." } }, { "openai-poll-after-ms": "100" });
  }
  const photo = Number(/photo-(\d+)-end/.exec(body)?.[1] ?? -1);
  const key = request.headers["idempotency-key"] ?? "";
  billed.set(photo, (billed.get(photo) ?? 0) + 1);
  keys.set(key, (keys.get(key) ?? 0) + 1);
  const [prompt, size, seconds, model] = ["prompt", "size", "seconds", "model"].map((name) => field(body, name));
  const job = { id: `video_${jobs.length + 1}`, at: Date.now(), photo, prompt, size, seconds, model };
  jobs.push(job);
  byId.set(job.id, job);
  const isLate = lateEvery > 0 && counts.create % lateEvery === 0;
  later(isLate ? lateMs : answerMs, () => json(response, 200, show(job), { "openai-poll-after-ms": "100" }));
}

function list(url, response) {
  counts.list += 1;
  const listed = Date.now() - listLagMs;
  const limit = Number(url.searchParams.get("limit") ?? 20);
  const after = url.searchParams.get("after");
  let at = after === null ? jobs.length - 1 : Number(after.slice(6)) - 2;
  const data = [];
  for (; at >= 0 && data.length < limit; at--) if (jobs[at].at <= listed) data.push(show(jobs[at]));
  json(
    response,
    200,
    { object: "list", data, last_id: data.at(-1)?.id ?? null, has_more: at >= 0 },
    { "openai-poll-after-ms": "100" },
  );
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on("error", () => {});
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const url = new URL(request.url, "http://localhost");
    const parts = url.pathname.split("/").slice(2);
    if (request.method === "POST") return create(request, Buffer.concat(chunks).toString("latin1"), response);
    if (parts.length === 1) return list(url, response);
    const job = byId.get(parts[1]);
    if (!job) return json(response, 404, { error: { message: "No such job." } });
    if (parts[2] === "content") {
      counts.content += 1;
      if (deletes) byId.delete(job.id);
      response.writeHead(200, { "content-type": "video/mp4", "content-length": clipBytes, etag: `"${job.id}"` });
      return response.end(clipOf(job.photo));
    }
    counts.poll += 1;
    json(response, 200, show(job), { "openai-poll-after-ms": "100" });
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));

process.on("message", (message) => {
  if (message !== "report") return;
  const twice = [...billed.entries()].filter(([, count]) => count > 1).map(([photo, count]) => ({ photo, count }));
  const twiceByKey = [...keys.values()].filter((count) => count > 1).length;
  process.send({ counts, jobs: jobs.length, photos: billed.size, twice, twiceByKey });
});
process.on("disconnect", () => process.exit());
