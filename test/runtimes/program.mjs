// The scenarios of test/runtimes, run by each runtime with the built package: `program.mjs <scenario> <JSON>`. Prints what
// happened as JSON; the test asserts the same for each runtime.
import { existsSync, writeFileSync } from "node:fs";
import { animate, createUgoku, isUgokuError, SubmitUncertainError } from "ugoku";
import { animateAll } from "ugoku/batch";
import { lintPrompt } from "ugoku/lint";
import { preview } from "ugoku/preview";
import { createFakeVideosApi, sampleImage } from "ugoku/testing";
import { memoryReplayStore, signWebhook, verifyWebhook } from "ugoku/webhook";

const prompt = "The woman slowly turns her head to the right and smiles.";

/** A client that polls fast and logs nothing. */
const connect = (baseURL, options = {}) => createUgoku({ baseURL, logger: false, pollInterval: 20, ...options });

const describeError = (error) =>
  isUgokuError(error)
    ? { code: error.code, retryable: error.retryable, uncertain: error instanceof SubmitUncertainError }
    : { thrown: `${error?.name}: ${error?.message}` };

const settle = async (work) => {
  try {
    return await work();
  } catch (error) {
    return { ...describeError(error), error };
  }
};

/** A minimal job, with an image of so many bytes more. */
const submit = (ugoku, padding = 0) =>
  ugoku
    .animate(Buffer.concat([sampleImage(), Buffer.alloc(padding)]))
    .withPrompt(prompt)
    .lint("off")
    .submit();

const scenarios = {
  /** Creates a job; `reconcile` searches for it if the outcome is unknown. */
  async create({ baseURL, pollFirst = false, reconcile = false, padding = 0, ...options }) {
    const ugoku = connect(baseURL, options);
    // The create request then uses a connection that the server has kept open.
    if (pollFirst) await ugoku.list();
    const { id, error, ...problem } = await settle(() => submit(ugoku, padding));
    if (!error) return { id };
    if (!reconcile) return { ...problem, message: error.message, hint: String(error.hint) };
    const found = await settle(() => error.reconcile({ settleMs: 0 }));
    return { ...problem, found: found?.id ?? found };
  },

  /** The codes of the errors, or "loaded", for images by URL. */
  async images({ urls, options }) {
    const ugoku = createUgoku({ baseURL: "http://127.0.0.1:9/v1", logger: false, ...options });
    const results = {};
    for (const url of urls) {
      const { error, ...problem } = await settle(() => ugoku.animate(url).withPrompt(prompt).lint("off").plan());
      results[url] = error ? (problem.code ?? problem.thrown) : "loaded";
    }
    return results;
  },

  /** Waits through failing polls, and saves a clip whose download breaks. */
  async save({ baseURL, path }) {
    const job = await submit(connect(baseURL));
    const progress = [];
    const clip = await job.wait({ onUpdate: ({ status }) => progress.push(status) });
    await clip.saveTo(path);
    const again = await settle(() => clip.saveTo(path));
    return { id: job.id, last: progress.at(-1), again: again?.code };
  },

  /** The process stops after the create request; another one saves the clip from the ticket. */
  async ticket({ baseURL, ticket, path }) {
    if (!existsSync(ticket)) {
      const job = await submit(connect(baseURL));
      writeFileSync(ticket, JSON.stringify(job.ticket));
      return { id: job.id };
    }
    const { readFile } = await import("node:fs/promises");
    const job = connect(baseURL).resume(JSON.parse(await readFile(ticket, "utf8")));
    await (await job.wait()).saveTo(path);
    return { id: job.id };
  },

  /** A manifest with a ledger. One byte on standard error for each step. */
  async batch({ baseURL, manifest, ...options }) {
    const onEvent = ({ type }) => {
      if (["intent", "accepted", "completed"].includes(type)) process.stderr.write(".");
    };
    return settle(async () => {
      const report = await animateAll(manifest, { ugoku: connect(baseURL), lint: "off", onEvent, ...options });
      const { done, failed, ambiguous, skipped } = report;
      return { done, failed, ambiguous, skipped };
    });
  },

  /** Renders a clip with the workers of the preview engine. */
  async preview({ path }) {
    const { animate } = createUgoku({ endpoint: preview(), model: "preview", logger: false });
    const image = sampleImage({ width: 640, height: 360 });
    const animation = animate(image).withPrompt("The camera slowly pushes in.").duration(2).size("320x180").lint("off");
    const clip = await animation.render();
    await clip.saveTo(path);
    return {};
  },

  /** The fake in memory and on a socket, both with the client of this process. */
  async fake() {
    const fake = createFakeVideosApi({ apiKey: "key" });
    const server = await fake.listen();
    const inMemory = connect("http://fake.test/v1", { apiKey: "key", fetch: fake.fetch });
    const onSocket = connect(server.url, { apiKey: "key" });
    const lengths = [];
    for (const ugoku of [inMemory, onSocket]) {
      const clip = await (await submit(ugoku)).wait();
      lengths.push((await clip.bytes()).length);
    }
    const wrong = await settle(() => submit(connect(server.url, { apiKey: "wrong", maxRetries: 0 })));
    await server.close();
    // Another port: a connection that was kept open and then closed proves nothing.
    const other = await fake.listen();
    await other.close();
    const closed = await settle(() => submit(connect(other.url, { apiKey: "key", maxRetries: 0 })));
    return {
      jobs: fake.jobs.length,
      same: lengths[0] > 500 && lengths[0] === lengths[1],
      wrong: wrong.code,
      closed: closed.code,
    };
  },

  /** The fake on a socket, for a client in another process, until standard input ends. */
  async listen() {
    const fake = createFakeVideosApi();
    const server = await fake.listen();
    console.log(server.url);
    for await (const _ of process.stdin) break;
    await server.close();
    return { jobs: fake.jobs.length };
  },

  async webhook() {
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const payload = { id: "evt_1", type: "video.completed", created_at: 1_800_000_000, data: { id: "video_1" } };
    const signed = await signWebhook(payload, secret);
    const request = (body = signed.body) =>
      new Request("http://app.test/", { method: "POST", headers: signed.headers, body });
    const store = memoryReplayStore();
    const verify = async (...words) => {
      const { error, ...result } = await settle(async () => ({ id: (await verifyWebhook(...words)).data.id }));
      return error ? result.code : result.id;
    };
    return {
      request: await verify(request(), secret, { store }),
      repeat: await verify(request(), secret, { store }),
      object: await verify(signed, secret),
      tampered: await verify(request(signed.body.replace("video_1", "video_2")), secret),
      wrong: await verify(request(), "another secret"),
      old: await verify(await signWebhook(payload, secret, { timestamp: 1_000_000_000 }), secret),
    };
  },

  async lint() {
    const ids = (text) => lintPrompt(text).messages.map(({ ruleId }) => ruleId);
    return { english: ids("A beautiful photo of a cat"), japanese: ids("美しい猫の写真"), clean: ids(prompt) };
  },

  /** A job through a proxy, in one of the documented ways; "environment" leaves it to the runtime. */
  async proxied({ baseURL, proxy, way, ...options }) {
    const { EnvHttpProxyAgent, fetch: undiciFetch, ProxyAgent, setGlobalDispatcher } = await import("undici");
    if (way === "global dispatcher") setGlobalDispatcher(new EnvHttpProxyAgent());
    const dispatcher = way === "ProxyAgent" ? new ProxyAgent(proxy) : undefined;
    const fetch = dispatcher && ((url, init) => undiciFetch(url, { ...init, dispatcher }));
    const ugoku = connect(baseURL, { ...(fetch && { fetch }), ...options });
    const { error, id, ...problem } = await settle(() => submit(ugoku));
    if (error) return { ...problem, message: error.message };
    const clip = await (await ugoku.resume(id)).wait();
    return { bytes: (await clip.bytes()).length > 500 };
  },

  /** Without options: the endpoint of the environment. */
  async environment() {
    const job = await submit({ animate });
    return { id: job.id };
  },

  /** An abort ends a request at once, with its own reason. */
  async abort({ baseURL }) {
    const controller = new AbortController();
    let started = 0;
    const onAttempt = () => {
      started = Date.now();
      setTimeout(() => controller.abort(new Error("enough")), 500);
    };
    const ugoku = connect(baseURL);
    const { thrown, code } = await settle(() =>
      ugoku.animate(sampleImage()).withPrompt(prompt).lint("off").submit({ signal: controller.signal, onAttempt }),
    );
    return { thrown, code, soon: Date.now() - started < 5_000 };
  },
};

const [name, words = "{}"] = process.argv.slice(2);
console.log(JSON.stringify((await scenarios[name](JSON.parse(words))) ?? null));
