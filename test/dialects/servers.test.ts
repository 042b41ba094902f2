import OpenAI from "openai";
import { describe, expect, test } from "vitest";
import { dialects } from "../../src/dialects/find-dialect.js";
import { createUgoku, type Ugoku } from "../../src/index.js";
import { secretKey } from "../helpers/clients.js";
import { mp4 } from "../helpers/clips.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { json, serve, type WireServer } from "../helpers/servers.js";
import { manualTime, timed } from "../helpers/time.js";
import { type Case, cases, clientFor, named, submitTo } from "./cases.js";
import { newApiServer } from "./new-api-server.js";
import { sglangServer } from "./sglang-server.js";
import { serveStrict } from "./strict-server.js";
import { vllmOmniServer } from "./vllm-omni-server.js";

cleanEnvironment();

/** Through a user's own client. */
const ownClient = ({ name, model }: Pick<Case, "name" | "model">, { baseURL }: WireServer): Ugoku =>
  createUgoku({
    client: new OpenAI({ baseURL, apiKey: secretKey, maxRetries: 3, logLevel: "off" }),
    dialect: name,
    model,
    logger: false,
    pollInterval: () => 1,
  }) as unknown as Ugoku;

/** `OpenAI` sends its key as a bearer token. */
const bearer = cases.filter(({ name }) => dialects[name].auth.header === "authorization");

describe.each(bearer)("$name through an OpenAI client", (one) => {
  test("submits, polls and downloads", async () => {
    const strict = one.make();
    await using wire = await serveStrict(strict);
    const job = await submitTo(ownClient(one, wire));
    expect(strict.creates[0]?.fields).toEqual(one.fields);
    expect(strict.dropped).toEqual([]);
    expect(Buffer.from(await (await job.wait()).bytes()).equals(strict.clip)).toBe(true);
    if (one.list) expect((await ownClient(one, wire).list()).data.map(({ id }) => id)).toEqual([job.id]);
    if (one.cancel) expect((await job.cancel()).outcome).toBe(one.name === "sglang" ? "unknown" : "confirmed");
    expect(wire.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  test.runIf(one.refused[0] !== "" && one.name !== "new-api")("keeps the server's message", async () => {
    const [model, status, words] = one.refused;
    await using wire = await serveStrict(one.make());
    const error = await failure(submitTo(ownClient({ ...one, model }, wire)));
    expect(error).toMatchObject({ name: "ApiError", status });
    expect(error.message).toMatch(words);
    expect(wire.requests).toHaveLength(1);
  });
});

describe("the error codes of LiteLLM", () => {
  const answer = (status: number, error: object) => serve((_, response) => json(response, { error }, status));
  const codeOf = async (status: number, error: object, dialect: "litellm" | "openai" = "litellm") => {
    await using server = await answer(status, error);
    return (await failure(submitTo(clientFor({ ...named("litellm"), name: dialect }, server)))).code;
  };
  const noDatabase = { message: "No connected db.", type: "no_db_connection", param: null, code: "400" };

  test("without a database, a wrong key is refused as such, in this dialect only", async () => {
    expect(await codeOf(400, noDatabase)).toBe("unauthorized");
    expect(await codeOf(400, noDatabase, "openai")).toBe("request_rejected");
    expect(await codeOf(500, noDatabase)).toBe("submit_uncertain");
  });

  test("a used budget is a lack of credit", async () => {
    const error = { message: "No.", type: "budget_exceeded", param: null, code: "400" };
    expect(await codeOf(400, error)).toBe("insufficient_credit");
  });
});

describe("Azure", () => {
  test("retries with the same key while too many tasks are running", async () => {
    const one = named("azure");
    const strict = one.make();
    await using wire = await serveStrict(strict);
    const slept: number[] = [];
    const sleep = async (milliseconds: number) => {
      slept.push(milliseconds);
      // One of the two ends while it is waited for.
      if (slept.length === 2) [...strict.jobs.values()][0]!.polls = 9;
    };
    const ugoku = clientFor(one, wire, { sleep });
    await submitTo(ugoku);
    await submitTo(ugoku);
    await submitTo(ugoku);
    expect(slept).toHaveLength(2);
    const keys = wire.requests.map(({ headers }) => headers["idempotency-key"]);
    expect(new Set(keys.slice(2)).size).toBe(1);
    expect(keys).toHaveLength(5);
  });

  test("rejects if the limit persists, without a job", async () => {
    const one = named("azure");
    const strict = one.make();
    await using wire = await serveStrict(strict);
    const ugoku = clientFor(one, wire, { sleep: async () => {} });
    await submitTo(ugoku);
    await submitTo(ugoku);
    const error = await failure(submitTo(ugoku));
    expect(error).toMatchObject({ name: "ApiError", code: "rate_limited", status: 429, retryable: true });
    expect(error.message).toContain("Too many running tasks");
    expect(strict.creates).toHaveLength(2);
  });
});

describe("vLLM-Omni", () => {
  test("reports not_found after a restart, once it is certain", async () => {
    const one = named("vllm-omni");
    const strict = one.make();
    await using wire = await serveStrict(strict);
    const time = manualTime();
    const job = await submitTo(clientFor(one, wire, timed(time, { pollInterval: () => 5_000 })));
    strict.jobs.clear();
    const error = await failure(job.wait());
    expect(error).toMatchObject({ code: "not_found", status: 404, jobId: job.id });
    expect(error.message).toContain("Video not found");
    expect(error.hint).toContain("restart");
    // A restart of half a minute is waited out.
    expect(time.slept.reduce((sum, each) => sum + each, 0)).toBeGreaterThanOrEqual(30_000);
  });

  test("reports an unconfirmed cancellation if the job does not stop in time", async () => {
    const one = named("vllm-omni");
    const strict = vllmOmniServer({ isSlowToStop: true });
    strict.nextOutcome = { end: "completed", polls: 50 };
    await using wire = await serveStrict(strict);
    const job = await submitTo(clientFor(one, wire));
    strict.jobs.get(job.id)!.polls = 5;
    const { outcome, message } = await job.cancel();
    expect(outcome).toBe("unknown");
    expect(message).toContain("Cancellation in progress. Please try again later.");
    expect(strict.jobs.has(job.id)).toBe(true);
  });

  test("works with the older version that returns the clip directly, without polling", async () => {
    const one = named("vllm-omni");
    const strict = vllmOmniServer({ isOld: true });
    await using wire = await serveStrict(strict);
    const clip = await (await submitTo(clientFor(one, wire))).wait();
    expect(Buffer.from(await clip.bytes()).equals(strict.clip)).toBe(true);
    expect(wire.requests).toHaveLength(1);
  });

  test("reports progress 0, then 100, with no update between", async () => {
    const one = named("vllm-omni");
    await using wire = await serveStrict(one.make());
    const seen = new Set<number>();
    const job = await submitTo(clientFor(one, wire));
    for await (const { video } of job.updates()) seen.add(video.progress ?? -1);
    expect([...seen]).toEqual([0, 100]);
  });
});

describe("SGLang", () => {
  const one = named("sglang");

  test.each([
    ["a fetch", clientFor],
    ["an OpenAI client", ownClient],
  ])("with cloud storage gives the clip at another origin, which never gets the key (%s)", async (_, client) => {
    const bytes = mp4(9_000);
    await using cloud = await serve((request, response) => {
      const isSigned = request.url.endsWith(".mp4?X-Amz-Signature=5ecret");
      response.writeHead(isSigned ? 200 : 403).end(isSigned ? bytes : "");
    });
    const strict = sglangServer({ cloud: (id) => `${cloud.origin}/${id}.mp4?X-Amz-Signature=5ecret` });
    await using wire = await serveStrict(strict);
    const clip = await (await submitTo(client(one, wire))).wait();
    expect(Buffer.from(await clip.bytes()).equals(bytes)).toBe(true);
    expect(cloud.requests).toHaveLength(1);
    expect(JSON.stringify(cloud.requests[0]!.headers)).not.toContain(secretKey);
    expect(wire.requests.filter(({ url }) => url.includes("/content"))).toEqual([]);
  });

  test("redacts a signed URL of the clip in the error", { tags: ["slow"] }, async () => {
    const strict = sglangServer({ cloud: (id) => `https://bucket.test/${id}.mp4?X-Amz-Signature=5ecret` });
    await using wire = await serveStrict(strict);
    // In the reference dialect, which knows of no other place than the content.
    const clip = await (await submitTo(clientFor({ ...one, name: "openai" }, wire))).wait();
    const error = await failure(clip.bytes());
    expect(error).toMatchObject({ code: "request_rejected", status: 400 });
    expect(error.message).toContain("cloud storage");
    expect(error.message).not.toContain("5ecret");
  });

  test("of an older version has a list without a cursor, which waitForAll() uses to the end", async () => {
    const strict = sglangServer({ isOld: true });
    strict.nextOutcome = { end: "completed", polls: 0 };
    await using wire = await serveStrict(strict);
    const ugoku = clientFor(one, wire);
    const jobs = [];
    for (let count = 0; count < 4; count++) jobs.push(await submitTo(ugoku));
    const before = wire.requests.length;
    const ended = [];
    for await (const { job } of ugoku.waitForAll(jobs)) ended.push(job.id);
    expect(ended.sort()).toEqual(jobs.map(({ id }) => id).sort());
    expect(wire.requests.slice(before).every(({ url }) => url.startsWith("/v1/videos"))).toBe(true);
  });
});

describe("LiteLLM", () => {
  test.each([
    ["a fetch", clientFor],
    ["an OpenAI client", ownClient],
  ])("has ids with +, / and =, which are encoded in every path (%s)", async (_, client) => {
    const one = named("litellm");
    await using wire = await serveStrict(one.make());
    const job = await submitTo(client(one, wire));
    expect(job.id).toMatch(/^video_(?=.*\+)(?=.*\/).*==?$/);
    await (await job.wait()).bytes();
    const paths = wire.requests.filter(({ method }) => method === "GET").map(({ url }) => url);
    expect(paths.length).toBeGreaterThan(1);
    for (const path of paths) expect(path).toContain(`/v1/videos/${encodeURIComponent(job.id)}`);
  });
});

describe("New API", () => {
  const one = named("new-api");

  test("accepts task_id as the only id", async () => {
    const strict = newApiServer({ onlyTaskId: true });
    await using wire = await serveStrict(strict);
    const job = await submitTo(clientFor(one, wire));
    expect(job.id).toMatch(/^task_/);
    expect(Buffer.from(await (await job.wait()).bytes()).equals(strict.clip)).toBe(true);
  });

  test("waits on an unknown status until the timeout", async () => {
    const strict = one.make();
    strict.nextOutcome = { end: "expired", polls: 1 };
    await using wire = await serveStrict(strict);
    const time = manualTime();
    const job = await submitTo(clientFor(one, wire, timed(time, { pollInterval: () => 60_000 })));
    const error = await failure(job.wait({ timeout: 600_000 }));
    expect(error).toMatchObject({ name: "JobTimeoutError", code: "job_timeout" });
    expect(error.message).toContain("unknown");
  });
});
