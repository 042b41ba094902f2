import { join } from "node:path";
import { EnvHttpProxyAgent, getGlobalDispatcher, setGlobalDispatcher } from "undici";
import { describe, expect, test } from "vitest";
import { type Clip, createUgoku } from "../../src/index.js";
import { prompt } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { emptyFolder } from "../helpers/folders.js";
import { closedPort, json } from "../helpers/servers.js";
import { clientOf, imageFor, submitTo } from "./stand-in-clients.js";
import {
  type Behaviour,
  clipBytes,
  readClip,
  type Service,
  type StandIn,
  serveStandIn,
  standInKey,
  standIns,
} from "./stand-ins.js";

cleanEnvironment();

/** Expects a message about the last request that the service got, with its path below the base URL. */
function expectNamed({ message }: Error, { requests }: Service): void {
  const { method, url } = requests.at(-1) ?? { method: "none", url: "" };
  const [, sentMethod, path = "none"] = /^\[(\w+)\] "(\/[^"]+)": /.exec(message) ?? [];
  expect([sentMethod, url.replace(/\?.*/, "")]).toEqual([method, expect.stringMatching(`${path}$`)]);
}

/** The sentences in an answer. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return value.includes(" ") ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

const render = async (standIn: StandIn, service: Service): Promise<Clip> => (await submitTo(standIn, service)).wait();

describe.each(standIns)("$name", (standIn) => {
  const start = (behaviour?: Behaviour) => serveStandIn(standIn, behaviour);

  test("renders and saves a landscape clip; the key stays with the service", async () => {
    await using service = await start();
    await using folder = await emptyFolder();
    const clip = await render(standIn, service);
    const path = join(folder.path, "clip.mp4");
    await clip.saveTo(path);
    expect((await readClip(path)).equals(clipBytes)).toBe(true);
    expect(service.problems).toEqual([]);
    expect(service.jobs).toHaveLength(1);
    expect(service.downloads.map(({ hadKey }) => hadKey)).toEqual([standIn.clipNeedsKey === true]);
  });

  test("renders a portrait clip", async () => {
    await using service = await start();
    const { animate } = clientOf(standIn, service);
    const size = standIn.takes === "url" ? { size: "720x1280" } : {};
    const animation = animate(await imageFor(standIn, 720, 1280), { prompt, lint: "off", ...size });
    const plan = await animation.plan();
    const [width = 0, height = 0] = plan.request.size.split("x").map(Number);
    expect(height).toBeGreaterThan(width);
    await (await animation.submit()).wait();
    expect(service.problems).toEqual([]);
    // The plan names the address of the service, not that of the Videos API.
    const sentTo = service.requests.filter(({ method }) => method === "POST").map(({ url }) => service.origin + url);
    expect(sentTo).toContain(plan.request.url);
  });

  test("waits on over failed polls: 500, 429, and a cut connection", async () => {
    await using service = await start({
      intercept: (kind, count, response) => {
        if (kind !== "poll" || count > 3) return false;
        if (count === 1) response.writeHead(500).end("oops");
        else if (count === 2) response.writeHead(429, { "retry-after": "1" }).end();
        else response.destroy();
        return true;
      },
    });
    const clip = await render(standIn, service);
    expect((await clip.bytes()).byteLength).toBe(clipBytes.length);
    expect(service.jobs).toHaveLength(1);
  });

  test("a lost create answer is uncertain; the job is found where the service has a list", async () => {
    await using service = await start({
      intercept: (kind, _, response) => {
        if (kind !== "create") return false;
        response.destroy();
        return true;
      },
    });
    const { animate, reconcile } = clientOf(standIn, service);
    const animation = animate(await imageFor(standIn, 1280, 720), { prompt, lint: "off", idempotencyKey: "order-17" });
    const error = await failure(animation.submit({ maxRetries: 0 }));
    expect(error).toMatchObject({ code: "submit_uncertain" });
    // The same key is never sent again.
    expect(await failure(animation.submit())).toMatchObject({ code: "submit_uncertain" });
    expect(service.jobs).toHaveLength(1);
    const { attempt } = error as unknown as { attempt: Parameters<typeof reconcile>[0] };
    if (standIn.list) {
      const job = await reconcile(attempt);
      expect(job?.id).toBe(standIn.create.id);
    } else expect((await failure(reconcile(attempt))).message).toMatch(/cannot list jobs/);
    expect(service.jobs).toHaveLength(1);
  });

  test("a refused connection is sent again, and proves that nothing was paid", async () => {
    const port = await closedPort();
    const error = await failure(submitTo(standIn, { origin: `http://127.0.0.1:${port}` }));
    expect(error).toMatchObject({ code: "endpoint_unreachable", retryable: true });
  });

  test("a refused connection to a proxy proves it too", async () => {
    const proxy = `http://127.0.0.1:${await closedPort()}`;
    const before = getGlobalDispatcher();
    setGlobalDispatcher(new EnvHttpProxyAgent({ httpProxy: proxy, httpsProxy: proxy, noProxy: "" }));
    try {
      const error = await failure(submitTo(standIn, { origin: "http://service.test" }));
      expect(error).toMatchObject({ code: "endpoint_unreachable", retryable: true });
    } finally {
      setGlobalDispatcher(before);
    }
  });

  test("waiting without a key ends at once, and names the variable", async () => {
    await using service = await start();
    const { ticket } = await submitTo(standIn, service);
    const sent = service.requests.length;
    const { resume } = createUgoku({ endpoint: standIn.make({ baseURL: service.origin }), logger: false });
    const error = await failure(resume(ticket).wait());
    expect(error).toMatchObject({ code: "endpoint_missing" });
    expect(String(error.hint)).toContain(standIn.variable);
    expect(service.requests).toHaveLength(sent);
  });

  test("a missing key names the variable, before anything is sent", async () => {
    await using service = await start();
    const { animate } = createUgoku({ endpoint: standIn.make({ baseURL: service.origin }), logger: false });
    const animation = animate(await imageFor(standIn, 1280, 720), { prompt, lint: "off" });
    const error = await failure(animation.submit());
    expect(error).toMatchObject({ code: "endpoint_missing" });
    expect(String(error.hint)).toContain(standIn.variable);
    expect(service.requests).toEqual([]);
  });

  test("reads the key from the variable of the vendor's own package", async () => {
    await using service = await start();
    process.env[standIn.variable] = standInKey;
    const { animate } = createUgoku({ endpoint: standIn.make({ baseURL: service.origin }), logger: false });
    await animate(await imageFor(standIn, 1280, 720), { prompt, lint: "off" }).submit();
    expect(service.jobs).toHaveLength(1);
  });

  test.each(["key", "credit", "field"] as const)("refuses with the service's words: %s", async (refusal) => {
    await using service = await start({ refusal });
    const error = await failure(submitTo(standIn, service));
    const { body } = standIn.refusals[refusal];
    expect(textsOf(body).some((words) => error.message.includes(words))).toBe(true);
    expect(error.name).toBe("ApiError");
    expect(JSON.stringify(error)).not.toContain(standInKey);
    expect(service.jobs).toEqual([]);
    if (error.code === "unauthorized") expect(String(error.hint)).toContain(standIn.variable);
    if (refusal === "credit") expect(error.code).toBe("insufficient_credit");
  });

  test("errors name the request that the service got", async () => {
    await using refusing = await start({ refusal: "field" });
    expectNamed(await failure(submitTo(standIn, refusing)), refusing);
    await using forgetful = await start({
      intercept: (kind, _, response) => {
        if (kind !== "poll") return false;
        json(response, { message: "No such task." }, 404);
        return true;
      },
    });
    const job = await submitTo(standIn, forgetful);
    expectNamed(await failure(job.poll()), forgetful);
    await using breaking = await start({ intercept: (_, __, response) => Boolean(response.destroy()) });
    const lost = await failure(submitTo(standIn, breaking));
    expect(lost.code).toBe("submit_uncertain");
    expectNamed(lost, breaking);
    await using silent = await start({ intercept: () => true });
    const late = await failure(submitTo(standIn, silent, { timeout: 200 }));
    expect(late.code).toBe("submit_uncertain");
    expectNamed(late, silent);
  });

  test("a failed job says why", async () => {
    await using service = await start({ ending: "fails" });
    const error = await failure(render(standIn, service));
    expect(error).toMatchObject({ code: "job_failed" });
    expect(error.message).not.toMatch(/no reason/);
  });

  test("a job that moderation refused says so", async () => {
    await using service = await start({ ending: "is moderated" });
    expect(await failure(render(standIn, service))).toMatchObject({ code: "moderation_blocked" });
  });

  test("resumes in another process", async () => {
    await using service = await start();
    const job = await submitTo(standIn, service);
    const ticket = JSON.parse(JSON.stringify(job.ticket));
    expect(JSON.stringify(ticket)).not.toContain(standInKey);
    const clip = await clientOf(standIn, service).resume(ticket).wait();
    expect((await clip.bytes()).byteLength).toBe(clipBytes.length);
  });

  test("reads a fresh address when the first one has expired", async () => {
    await using service = await start({ expires: true, polls: 0 });
    await using folder = await emptyFolder();
    const clip = await render(standIn, service);
    const path = join(folder.path, "clip.mp4");
    await clip.saveTo(path);
    expect((await readClip(path)).equals(clipBytes)).toBe(true);
  });

  test.runIf(standIn.cancel)("cancels", async () => {
    await using service = await start();
    const job = await submitTo(standIn, service);
    expect(await job.cancel()).toMatchObject({ outcome: "confirmed" });
    expect(service.canceled).toEqual([standIn.create.id]);
  });
});
