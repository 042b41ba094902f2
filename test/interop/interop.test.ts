// @module-tag slow
// @module-tag node-independent

/**
 * Every step with every real server: `node scripts/interop/install.mjs`, then `npm run test:interop`.
 * UGOKU_INTEROP=dynamo,litellm chooses servers.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { dialects } from "../../src/dialects/find-dialect.js";
import { probeEndpoint } from "../../src/doctor.js";
import {
  createUgoku,
  type Job,
  JobFailedError,
  SubmitUncertainError,
  type Ugoku,
  type UgokuOptions,
} from "../../src/index.js";
import { buildProgram, createManifest, type Program, start } from "../batch/batch-process.js";
import { prompt } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { emptyFolder } from "../helpers/folders.js";
import { picture, portrait } from "../helpers/pictures.js";
import { serve } from "../helpers/servers.js";
import { isInstalled, type RunningServer } from "./real-server.js";
import { type Relay, startRelay } from "./relay.js";
import { servers } from "./servers/index.js";

vi.mock("../../src/preview/worker-url.js", async () => {
  const { buildWorker } = await import("../preview/build-worker.js");
  const url = await buildWorker();
  return { getWorkerUrl: () => url };
});

cleanEnvironment();

const chosen = process.env.UGOKU_INTEROP?.split(",");
const wanted = servers.filter(({ id }) => chosen?.includes(id) ?? true);
const missing = [...new Set(wanted.map(({ id }) => id))].filter((id) => !isInstalled(id));
if (missing.length > 0)
  console.warn(`skipped: ${missing.join(", ")} not installed (node scripts/interop/install.mjs ${missing.join(" ")})`);

// Shown as skipped; a file without a test would fail.
test.skip.each(missing)("%s is not installed", () => {});

let program: Program;
beforeAll(async () => {
  program = await buildProgram();
}, 60_000);
afterAll(() => program[Symbol.asyncDispose]());

describe.each(wanted.filter(({ id }) => isInstalled(id)))("$name", { timeout: 120_000 }, (server) => {
  let running: RunningServer;
  let relay: Relay;
  beforeAll(async () => {
    running = await server.start();
    relay = await startRelay(running.origin);
  }, 6 * 60_000);
  afterAll(async () => {
    await relay?.[Symbol.asyncDispose]();
    await running?.[Symbol.asyncDispose]();
  });

  const { can } = dialects[server.dialect];
  const hasList = can.list && server.list !== false;
  const settings = (): UgokuOptions => ({
    baseURL: relay.origin + server.base,
    dialect: server.dialect,
    model: server.model,
    ...(server.apiKey === undefined ? {} : { apiKey: server.apiKey }),
  });
  const createClient = (more: UgokuOptions = {}) =>
    createUgoku({ ...settings(), logger: false, pollInterval: () => 50, ...more }) as unknown as Ugoku;
  const animate = async (
    ugoku: Ugoku,
    image: Uint8Array | { url: string; send: "reference" } | undefined,
    words = prompt,
  ) =>
    ugoku
      .animate((image ?? (await portrait())) as Uint8Array)
      .withPrompt(words)
      .duration(4)
      .size("720x1280")
      .fit("cover")
      .lint("off");
  const submit = async (ugoku: Ugoku, words = prompt): Promise<Job> =>
    (await animate(ugoku, undefined, words)).submit();
  const lastReceived = async () => (await running.received?.())?.at(-1);
  const hasPixelsOf = async (received: Uint8Array | string, image: Uint8Array) => {
    const [a, b] = [received, image].map((one) =>
      sharp(one as Uint8Array)
        .ensureAlpha()
        .raw()
        .toBuffer(),
    );
    return (await a)?.equals((await b) as Buffer);
  };
  const isClip = (bytes: Uint8Array) => Buffer.from(bytes).equals(running.clip);

  test("ugoku doctor detects it", async () => {
    const { baseURL, apiKey } = settings();
    const report = await probeEndpoint({ baseURL, apiKey, timeout: 60_000 });
    expect(report.dialect).toMatchObject(server.verdict);
    expect(report.findings.filter(({ level }) => level === "error")).toEqual([]);
    if (server.isModelListed !== false) expect(report.models).toContain(server.model);
    expect(relay.accepted()).toBe(0);
  });

  test("an image as bytes becomes a saved clip", async () => {
    await using folder = await emptyFolder();
    const updates: string[] = [];
    const image = await portrait();
    const clip = await (await animate(createClient(), image)).render({
      onUpdate: ({ status }) => updates.push(status),
    });
    const path = join(folder.path, "clip.mp4");
    const saved = await clip.saveTo(path);
    expect(saved.bytes).toBe(running.clip.length);
    expect(isClip(await readFile(path))).toBe(true);
    expect(updates.at(-1)).toBe("completed");
    const received = await lastReceived();
    if (!received) return;
    expect(received).toMatchObject({ prompt, size: "720x1280" });
    expect(String(received.seconds)).toBe("4");
    if (received.image !== undefined) expect(await hasPixelsOf(received.image, image)).toBe(true);
  });

  test("a landscape photo is cropped to a portrait clip", async () => {
    const clip = await (await animate(createClient(), await picture(1600, 900, "jpeg"))).render();
    expect(isClip(await clip.bytes())).toBe(true);
    const image = (await lastReceived())?.image;
    if (image === undefined) return;
    expect(await sharp(image as Uint8Array).metadata()).toMatchObject({ width: 720, height: 1280 });
  });

  test(server.reference ? "an image URL is used" : "an image URL is refused before any request", async () => {
    const image = await portrait();
    await using images = await serve((_, response) => {
      response.writeHead(200, { "content-type": "image/png" }).end(image);
    });
    const url = `${images.origin}/cat.png`;
    const sent = relay.requests.length;
    const work = (await animate(createClient(), { url, send: "reference" })).submit();
    if (server.reference === undefined) {
      expect(await failure(work)).toMatchObject({ code: "unsupported" });
      expect(relay.requests).toHaveLength(sent);
      return;
    }
    expect(isClip(await (await (await work).wait()).bytes())).toBe(true);
    expect(images.requests).toHaveLength(server.reference === "fetched" ? 1 : 0);
    const received = await lastReceived();
    if (received?.image === undefined) return;
    if (server.reference === "passed") expect(received.image).toBe(url);
    else expect(await hasPixelsOf(received.image, image)).toBe(true);
  });

  test(hasList ? "lists its jobs" : "its list is refused", async () => {
    const sent = relay.requests.length;
    const ugoku = createClient();
    if (!hasList) {
      const error = await failure(ugoku.list());
      if (can.list) return expect(error).toMatchObject({ name: "ApiError", status: expect.any(Number) });
      expect(error).toMatchObject({ code: "unsupported" });
      expect(relay.requests).toHaveLength(sent);
      return;
    }
    const jobs = [await submit(ugoku), await submit(ugoku), await submit(ugoku)];
    // Not the newest three: two of the servers sort by whole seconds, and show older jobs of the same second first.
    const { data } = await ugoku.list({ limit: 100 });
    expect(data.map(({ id }) => id)).toEqual(expect.arrayContaining(jobs.map(({ id }) => id)));
  });

  test(server.cancel ? "cancels a running job" : "cancelling is refused", async () => {
    const ugoku = createClient();
    const job = await submit(ugoku, server.cancel ? `${prompt} [hold 30]` : prompt);
    const sent = relay.requests.length;
    if (server.cancel === undefined) {
      // A dialect that has a delete, and a server that has none.
      if (can.delete) return expect((await job.cancel()).outcome).not.toBe("confirmed");
      expect(await failure(job.cancel())).toMatchObject({ code: "unsupported" });
      expect(relay.requests).toHaveLength(sent);
      return;
    }
    expect((await job.cancel()).outcome).toBe(server.cancel);
    if (server.cancel === "confirmed" && hasList)
      expect((await ugoku.list()).data.map(({ id }) => id)).not.toContain(job.id);
  });

  test.runIf(server.failing)("a failed job is reported in the server's words", async () => {
    const { prompt: words = "", code, message } = server.failing ?? {};
    const error = await failure((await submit(createClient(), `${prompt} ${words}`)).wait());
    expect(error).toBeInstanceOf(JobFailedError);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message ?? /./);
  });

  test.each(server.refusals)("refusal: $title", async (refusal) => {
    const accepted = relay.accepted();
    const sent = relay.requests.filter(({ method }) => method === "POST").length;
    const ugoku = createClient(refusal.client);
    const animation = (await animate(ugoku, undefined, `${prompt} ${refusal.prompt ?? ""}`))
      .size(refusal.size ?? "720x1280")
      .extra(refusal.extra ?? {});
    const error = await failure(animation.submit());
    expect(error).toMatchObject(refusal.error);
    expect(error.message).toMatch(refusal.message);
    if (server.apiKey) expect(error.message).not.toContain(server.apiKey);
    expect(relay.accepted()).toBe(accepted);
    expect(relay.requests.filter(({ method }) => method === "POST")).toHaveLength(sent + 1);
  });

  test("a lost response to a create request is sent once, and reconciled if there is a list", async () => {
    const before = (await running.received?.())?.length ?? 0;
    const accepted = relay.accepted();
    relay.loseNextCreate();
    const words = `${prompt} Take ${Date.now()}.`;
    // Of another duration than all other jobs: SGLang's list shows no prompts, and several jobs that fit are not assigned.
    const error = await failure((await animate(createClient(), undefined, words)).duration(8).submit());
    expect(error).toBeInstanceOf(SubmitUncertainError);
    expect(relay.accepted()).toBe(accepted + 1);
    const uncertain = error as SubmitUncertainError;
    if (hasList) {
      const job = await uncertain.reconcile();
      expect(isClip(await (await job!.wait()).bytes())).toBe(true);
    } else {
      const found = await failure(uncertain.reconcile());
      expect(found).toMatchObject({ code: "submit_uncertain" });
      expect(found.message).toMatch(/cannot list jobs|no list that can be read/);
    }
    expect(relay.accepted()).toBe(accepted + 1);
    const received = await running.received?.();
    if (received) expect(received).toHaveLength(before + 1);
  });

  test("waitForAll() yields each of 30 jobs once", async () => {
    const ugoku = createClient();
    const jobs = await Promise.all(Array.from({ length: 30 }, (_, take) => submit(ugoku, `${prompt} Take ${take}.`)));
    const ended: string[] = [];
    for await (const outcome of ugoku.waitForAll(jobs)) {
      expect(outcome.status).toBe("completed");
      ended.push(outcome.job.id);
    }
    expect(ended.sort()).toEqual(jobs.map(({ id }) => id).sort());
    expect(new Set(ended).size).toBe(30);
  });

  test("a batch that is killed sends no create request twice", async () => {
    const count = 12;
    await using folder = await emptyFolder();
    const manifest = await createManifest(folder.path, count);
    const [outDir, ledger] = [join(folder.path, "clips"), join(folder.path, "ledger.jsonl")];
    const client = { ...settings(), pollInterval: 50 };
    const batch = { client, manifest, outDir, ledger, concurrency: 3, settleMs: 1_000 };
    const accepted = relay.accepted();
    let killed = 0;
    let result = await start(program.file, batch, 8).result;
    while (result === undefined) {
      killed += 1;
      result = await start(program.file, batch, killed === 1 ? 14 : Number.POSITIVE_INFINITY).result;
    }
    expect(killed).toBe(2);
    expect(relay.accepted() - accepted).toBeLessThanOrEqual(count);
    const { ambiguous = 0, failed = 0, errors = [] } = result;
    // An image whose create request was in flight cannot be decided without a list, or if another one has its prompt; it is not sent
    // again. Without jobs, a clip that was in a response is lost with the process.
    expect(errors.filter((code) => code !== "submit_uncertain")).toEqual(
      failed > 0 && !can.retrieve ? ["unsupported"] : [],
    );
    expect(ambiguous + failed).toBeLessThanOrEqual(2 * 3);
    // A killed process may leave a partial file behind.
    const names = (await readdir(outDir)).filter((name) => name.endsWith(".mp4"));
    for (const name of names) expect(isClip(await readFile(join(outDir, name)))).toBe(true);
    // A clip may have been saved, and the process killed before it was recorded: then it is downloaded again, if there is a job.
    const expected = count - ambiguous - failed;
    if (can.retrieve) expect(names).toHaveLength(expected);
    else expect(names.length).toBeGreaterThanOrEqual(expected);
  });

  for (const step of server.steps ?? []) test(step.title, () => step.run({ running, relay, createClient }));
});
