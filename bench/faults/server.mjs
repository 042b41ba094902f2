// The fault server: real sockets, one server for each cell, so that clients cannot affect each other.
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { clip } from "./media.mjs";

/** The successful poll at which a job is done. */
const doneAtPoll = 3;

/** A port below the ephemeral range, so that it is free again after an outage. */
const anyPort = () => 15_000 + Math.floor(Math.random() * 15_000);

/** Runs `scenario` with the protocol of `vendor`. `facts` counts the requests. */
export async function startFaultServer(scenario, vendor) {
  const facts = { requests: 0, createRequests: 0, keys: [], jobs: [], polls: 0, contents: 0, cancels: 0 };
  const held = new Set();
  let stopped = false;

  const fault = (list, number) => list?.[number - 1] ?? {};

  function startJob(body) {
    const prompt = promptOf(body);
    const job = {
      id: `job_${randomBytes(6).toString("hex")}`,
      createdAt: Math.floor(Date.now() / 1000),
      prompt,
      good: 0,
      word: vendor.words.waiting,
    };
    facts.jobs.push(job);
    return job;
  }

  /** The status word of a successful poll. */
  function nextWord(job) {
    job.good += 1;
    const special = scenario.words?.[job.good - 1];
    const done = !scenario.never && job.good >= doneAtPoll;
    job.word = special ?? (done ? vendor.words.done : vendor.words.waiting);
    return job.word;
  }

  async function create(request, response) {
    facts.createRequests += 1;
    const plan = fault(scenario.create, facts.createRequests);
    if (plan.reset === "early") return request.socket.resetAndDestroy();
    const body = await readAll(request);
    facts.keys.push(request.headers["idempotency-key"] ?? null);
    const isFault = Object.keys(plan).length > 0;
    const job = !isFault || plan.accepted ? startJob(body) : undefined;
    if (isFault) return applyFault(plan, request, response, job && vendor.created(job));
    if (scenario.downFrom === "created") {
      response.setHeader("connection", "close");
      response.on("finish", () => void outage(scenario.downFor));
    }
    return json(response, 200, wrap(vendor.created(job)));
  }

  const wrap = (body) => (scenario.wrapped ? { code: "success", message: "", data: body } : body);

  /** The answer to a successful poll, in the form of the scenario. */
  function shape(job, answer) {
    const isDone = job.word === vendor.words.done;
    if (scenario.failedAs400 && isDone)
      return {
        status: 400,
        body: { ...answer.body, status: "failed", error: { code: 400, message: "Input was refused." } },
      };
    if (scenario.clipUrl && isDone)
      return { ...answer, body: { ...answer.body, metadata: { url: `${origin()}/files/clip.mp4` } } };
    return { ...answer, body: wrap(answer.body) };
  }

  const origin = () => `http://127.0.0.1:${server.address().port}`;

  function list(response, query) {
    if (scenario.emptyPage && !query.has("after"))
      return json(response, 200, { object: "list", data: [], has_more: true, last_id: "job_of_somebody_else" });
    const answer = vendor.list(facts.jobs.toReversed());
    if (scenario.milliseconds) for (const job of answer.data) job.created_at *= 1000;
    return json(response, 200, answer);
  }

  function poll(request, response, path) {
    facts.polls += 1;
    const plan = fault(scenario.poll, facts.polls);
    if (Object.keys(plan).length > 0) return applyFault(plan, request, response);
    const job = facts.jobs.find(({ id }) => path.includes(id));
    if (!job) return json(response, 404, vendor.error("no such job"));
    const { status = 200, body } = shape(job, vendor.poll(job, nextWord(job)));
    return json(response, status, body);
  }

  function applyFault(plan, request, response, answer) {
    if (plan.reset) return request.socket.resetAndDestroy();
    if (plan.silent) return held.add(response);
    if (plan.html) {
      response.writeHead(plan.status, { "content-type": "text/html" });
      return response.end("<html><head><title>Bad Gateway</title></head><body>502</body></html>");
    }
    if (plan.cut) {
      const text = JSON.stringify(answer);
      response.writeHead(200, { "content-type": "application/json" });
      return response.end(text.slice(0, text.length >> 1));
    }
    const headers = plan.retryAfter === undefined ? {} : { "retry-after": String(plan.retryAfter) };
    return json(response, plan.status, vendor.error(`made-up ${plan.status}`), headers);
  }

  function content(request, response, path) {
    facts.contents += 1;
    const owner = facts.jobs.find(({ id }) => path.includes(id));
    if (owner && owner.word !== vendor.words.done) return json(response, 404, vendor.error("not ready"));
    if (scenario.clipUrl && !path.startsWith("/files/")) return json(response, 404, vendor.error("no such file"));
    if (scenario.errorAsContent) return json(response, 200, vendor.error("storage is out of order"));
    const plan = fault(scenario.content, facts.contents);
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? "");
    const headers = { "content-type": "video/mp4", etag: '"clip-1"' };
    if (!scenario.ignoresRange) headers["accept-ranges"] = "bytes";
    if (range && !scenario.ignoresRange) {
      const from = Number(range[1]);
      headers["content-range"] = `bytes ${from}-${clip.length - 1}/${clip.length}`;
      response.writeHead(206, { ...headers, "content-length": clip.length - from });
      return response.end(clip.subarray(from));
    }
    response.writeHead(200, { ...headers, "content-length": clip.length });
    if (!plan.half) return response.end(clip);
    response.write(clip.subarray(0, clip.length >> 1));
    return setTimeout(() => request.socket.destroy(), 150);
  }

  async function answer(request, response) {
    const { pathname: path, searchParams } = new URL(request.url, "http://localhost");
    const kind = path.startsWith("/files/") ? "content" : vendor.kind(request.method, path);
    if (kind === "create") return create(request, response);
    await readAll(request);
    if (kind === "poll") return poll(request, response, path);
    if (kind === "content") return content(request, response, path);
    if (kind === "result") return json(response, 200, vendor.result());
    if (kind === "list") return list(response, searchParams);
    if (kind === "cancel") {
      facts.cancels += 1;
      return json(response, 200, { id: facts.jobs.at(-1)?.id, deleted: true, status: "canceled" });
    }
    return json(response, 404, vendor.error(`no such path: ${request.method} ${path}`));
  }

  const server = createServer((request, response) => {
    facts.requests += 1;
    // A client may close the connection.
    request.on("error", () => {});
    answer(request, response).catch(() => request.socket.destroy());
  });
  server.on("clientError", (_error, socket) => socket.destroy());

  async function listen(port) {
    for (let tries = 0; ; tries++) {
      try {
        await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
        return server.address().port;
      } catch (error) {
        if (error.code !== "EADDRINUSE" || tries > 20) throw error;
        if (port === undefined) throw error;
        await sleep(20);
      }
    }
  }

  async function outage(milliseconds) {
    const { port } = server.address();
    server.close();
    // Sent bytes may still arrive.
    await sleep(50);
    server.closeAllConnections();
    await sleep(milliseconds - 50);
    if (!stopped) await listen(port);
  }

  const port = await listen(anyPort());
  if (scenario.downFrom === "start") void outage(scenario.downFor);
  return {
    origin: `http://127.0.0.1:${port}`,
    facts,
    close() {
      stopped = true;
      for (const response of held) response.destroy();
      server.close();
      server.closeAllConnections();
    },
  };
}

function json(response, status, body, headers = {}) {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

async function readAll(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The prompt of a create request of any vendor. */
function promptOf(body) {
  const text = body.toString("latin1");
  const part =
    /name="prompt"\r\n(?:[^\r]+\r\n)*\r\n([^\r]*)\r\n/.exec(text)?.[1] ??
    /"prompt(?:Text)?":"([^"]*)"/.exec(text)?.[1] ??
    "";
  return Buffer.from(part, "latin1").toString("utf8");
}
