import { HttpResponse, http } from "msw";
import { describe, expect, test } from "vitest";
import { createUgoku } from "../../src/index.js";
import { createFakeClock, createFakeVideosApi, sampleImage } from "../../src/testing.js";
import { clientOf, submit } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { mockNetwork } from "../helpers/network.js";

cleanEnvironment();
const network = mockNetwork();

/** Untyped, as in plain JavaScript. */
const create = createFakeVideosApi as (options?: unknown) => ReturnType<typeof createFakeVideosApi>;

describe("createFakeVideosApi()", () => {
  test("works as the fetch of a client", async () => {
    const fake = createFakeVideosApi();
    const clip = await (await submit(clientOf("http://videos.test/v1", { fetch: fake.fetch }))).wait();
    expect(fake.jobs.map(({ id }) => id)).toEqual([clip.jobId]);
    expect(fake.jobs[0]!.video.status).toBe("completed");
  });

  test.each(["http://videos.test/v1", "http://videos.test/v1/", "http://videos.test/deep/path/v1"])(
    "mswHandlers(%j) works in an msw server",
    async (base) => {
      const fake = createFakeVideosApi();
      network.use(...fake.mswHandlers(base));
      const clip = await (await submit(clientOf(base))).wait();
      expect((await clip.bytes()).length).toBeGreaterThan(100);
      expect((await clientOf(base).list()).data).toHaveLength(1);
      expect((await clientOf(base).resume(clip.jobId).cancel()).outcome).toBe("confirmed");
    },
  );

  test.each(["http://videos.test", "http://videos.test/v1/v1", "http://videos.test/api/v1", "http://other.test/v1"])(
    "mswHandlers() of another base URL leave %s/videos to the network",
    async (base) => {
      const fake = createFakeVideosApi();
      const theNetwork = http.all("*", () => new HttpResponse("the network", { status: 404 }));
      network.use(...fake.mswHandlers("http://videos.test/v1"), theNetwork);
      expect((await failure(submit(clientOf(base)))).message).toContain("the network");
      expect(fake.requests).toEqual([]);
    },
  );

  test("mswHandlers() › a base URL with /videos is answered with 404", async () => {
    const fake = createFakeVideosApi();
    network.use(...fake.mswHandlers("http://videos.test/v1"));
    expect(await failure(submit(clientOf("http://videos.test/v1/videos")))).toMatchObject({ code: "not_found" });
    expect(fake.jobs).toEqual([]);
  });

  test("rejects an aborted fetch with its reason, and creates no job", async () => {
    const fake = createFakeVideosApi();
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    const body = JSON.stringify({ prompt: "She smiles." });
    const work = fake.fetch("http://videos.test/v1/videos", {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
      signal,
    });
    expect(await rejection(work)).toBe(reason);
    expect(fake.jobs).toEqual([]);
  });
});

describe("createFakeVideosApi() › rejects", () => {
  test.each<[unknown, RegExp, RegExp]>([
    [{ foo: 1 }, /has no option "foo"/, /script, .*record/],
    [{ render: {} }, /has no option "render"/, /Did you mean renderer\?/],
    [{ apikey: "k" }, /has no option "apikey"/, /Did you mean apiKey\?/],
    [
      { faults: [{ on: "create", kind: "status", status: 429, retryAfter: 2 }] },
      /"retryAfter"/,
      /mean retryAfterSeconds\?/,
    ],
    [null, /are null, not an object/, /script/],
    ["happy", /are "happy", not an object/, /script/],
    [{ script: "hapy" }, /"hapy"/, /Did you mean "happy"\?/],
    [{ script: "quick" }, /"quick"/, /happy, slow, failing, moderation, stuck, flaky/],
    [{ script: 7 }, /script is 7/, /happy/],
    [{ script: {} }, /no queuedMs/, /queuedMs: 30/],
    [{ script: { queuedMs: 0 } }, /no runningMs/, /queuedMs: 30/],
    [{ script: { queuedMs: "0", runningMs: 0 } }, /queuedMs .* is "0"/, /milliseconds/],
    [{ script: { queuedMs: 0, runningMs: -1 } }, /runningMs .* is -1/, /milliseconds/],
    [{ script: { queuedMs: 0, runningMs: Number.NaN } }, /runningMs .* is NaN/, /milliseconds/],
    [{ script: { queuedMs: 0, runingMs: 0 } }, /no option "runingMs"/, /Did you mean runningMs\?/],
    [{ script: { queuedMs: 0, runningMs: 0, error: "broken" } }, /error .* is "broken"/, /code:/],
    [{ script: { queuedMs: 0, runningMs: 0, error: { code: "x" } } }, /script: { error } }\) .*message/, /text/],
    [
      { script: { queuedMs: 0, runningMs: 0, error: { message: "x", code: 5 } } },
      /code of .*script: { error } }\) is 5/,
      /text/,
    ],
    [{ script: { queuedMs: 0, runningMs: 0, pollAfterMs: "1" } }, /pollAfterMs .* is "1"/, /milliseconds/],
    [{ renderer: async () => ({}) }, /renderer .* is a function/, /render\(\)/],
    [{ renderer: {} }, /renderer .* is an object without render\(\)/, /createPreviewRenderer/],
    [{ clock: {} }, /clock .* is an object without now\(\)/, /now: \(\) => 0/],
    [{ clock: 0 }, /clock .* is 0/, /now\(\)/],
    [{ clock: () => 0 }, /clock .* is a function/, /now\(\)/],
    [{ apiKey: 12345 }, /apiKey .* is a number/, /text/],
    [{ apiKey: "" }, /apiKey .* is empty/, /text/],
    [{ models: [] }, /models .* is an array/, /table/],
    [{ defaultModel: "sora-3" }, /defaultModel .* is "sora-3"/, /sora-2/],
    [{ imageMatch: "exactly" }, /imageMatch .* is "exactly"/, /"exact" or "shape"/],
    [{ record: "no" }, /record .* is "no"/, /true or false/],
    [{ seed: 0.5 }, /seed .* is 0.5/, /whole number/],
    [{ faults: {} }, /faults .* an object/, /list/],
    [{ faults: ["refuse"] }, /faults\[0\] is "refuse"/, /on: "create"/],
    [{ faults: [{ on: "create", kind: "reset" }] }, /kind of faults\[0\] is "reset"/, /refuse, reset-before/],
    [{ faults: [{ on: "create", kind: "refused" }] }, /kind of faults\[0\] is "refused"/, /Did you mean "refuse"\?/],
    [{ faults: [{ on: "crate", kind: "refuse" }] }, /on of faults\[0\].* is "crate"/, /Did you mean "create"\?/],
    [{ faults: [{ kind: "refuse" }] }, /on of faults\[0\].* is undefined/, /one of create, .*any/],
    [{ faults: [{ on: "create", kind: "lagging-list", lagMs: 1 }] }, /on of faults\[0\].* is "create"/, /Use list/],
    [{ faults: [{ on: "any", kind: "late", ms: 1 }] }, /on of faults\[0\].* is "any"/, /Use webhook/],
    [{ faults: [{ on: "any", kind: "status" }] }, /faults\[0\].* no status/, /400 to 599/],
    [{ faults: [{ on: "any", kind: "slow" }] }, /faults\[0\].* no ms/, /milliseconds/],
    [{ faults: [{ on: "any", kind: "status", status: 200 }] }, /status of faults\[0\] is 200/, /400 to 599/],
    [{ faults: [{ on: "any", kind: "refuse", status: 500 }] }, /faults\[0\] has no option "status"/, /nth/],
    [{ faults: [{ on: "any", kind: "hang", acepted: true }] }, /no option "acepted"/, /Did you mean accepted\?/],
    [{ faults: [{ on: "any", kind: "refuse", nth: 0 }] }, /nth of faults\[0\] is 0/, /1 or more/],
    [{ faults: [{ on: "any", kind: "refuse", times: 1.5 }] }, /times of faults\[0\] is 1.5/, /1 or more/],
    [{ faults: [{ on: "any", kind: "refuse", probability: 2 }] }, /probability of faults\[0\] is 2/, /0 to 1/],
  ])("%j", async (options, message, hint) => {
    const error = await failure(() => create(options));
    expect(error).toMatchObject({ name: "RequestError", code: "option_invalid" });
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
  });

  test("a fault of webhooks without a webhook", async () => {
    const faults = [
      { on: "create", kind: "refuse" },
      { on: "webhook", kind: "lost" },
    ];
    const error = await failure(() => create({ faults }));
    expect(error).toMatchObject({ code: "option_invalid" });
    expect(error.message).toMatch(/^faults\[1\] applies to webhooks/);
    expect(error.hint).toMatch(/webhook: \{ url/);
    expect(create({ faults, webhook: { url: "http://a.test/", secret: "s3cret" } }).jobs).toEqual([]);
  });

  test.each<[unknown, boolean]>([
    [{ faults: [{ on: "create", kind: "status", status: 200 }] }, true],
    [{ faults: [{ on: "create", kind: "slow", ms: -1 }] }, true],
    [{ webhook: { url: "app.test", secret: "s3cret" } }, true],
    [{ script: { queuedMs: "0", runningMs: 0 } }, true],
    // Optional fields.
    [{ faults: [{ on: "create", kind: "status", status: 500, retryAfterSeconds: -1 }] }, false],
    [{ script: { queuedMs: 0, runningMs: 0, pollAfterMs: -1 } }, false],
    [{ seed: 0.5 }, false],
  ])("%j, and suggests omitting it only if it is optional", async (options, isRequired) => {
    const { hint } = await failure(() => create(options));
    expect(hint).toMatch(isRequired ? /^Pass (?!.*leave it out)/ : /, or leave it out for the default\.$/);
  });

  test("no options that its types allow", () => {
    for (const options of [
      {},
      { script: undefined, clock: undefined, renderer: undefined, record: undefined },
      { clock: Date, script: { queuedMs: 0, runningMs: Number.POSITIVE_INFINITY } },
      { apiKey: "k", defaultModel: "sora-2-pro", imageMatch: "shape", record: false },
    ] as const)
      expect(create(options).jobs).toEqual([]);
  });
});

describe("listen() › rejects", () => {
  test.each([
    [{ port: "x" }, /port .* is "x"/, /0 to 65535/],
    // Node would take it for the path of a UNIX socket.
    [{ port: "8787" }, /port .* is "8787"/, /0 to 65535/],
    [{ port: -1 }, /port .* is -1/, /0 to 65535/],
    [{ port: 65_536 }, /port .* is 65536/, /0 to 65535/],
    [{ port: 80.5 }, /port .* is 80.5/, /0 to 65535/],
    [{ port: null }, /port .* is null/, /0 to 65535/],
    [{ Ports: 8787 }, /no option "Ports"/, /Did you mean port\?/],
    [8787, /are 8787, not an object/, /port/],
  ])("%j", async (options, message, hint) => {
    const error = await failure(Promise.resolve(create().listen(options as never)));
    expect(error).toMatchObject({ name: "RequestError", code: "option_invalid" });
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
  });
});

test.each([[undefined], ["fake.test/v1"], [""], ["file:///v1"]])(
  "mswHandlers(%j) is rejected: no request would match",
  (baseURL) => {
    const refused = () => createFakeVideosApi().mswHandlers(baseURL as string);
    expect(refused).toThrow(/as the base URL/);
  },
);

test("a stuck job needs few requests until its deadline", async () => {
  const clock = createFakeClock();
  const fake = createFakeVideosApi({ script: "stuck", clock });
  const { animate } = createUgoku({
    baseURL: "http://fake.test/v1",
    fetch: fake.fetch,
    clock,
    sleep: clock.sleep,
    logger: false,
  });
  const photo = sampleImage({ width: 720, height: 1280 });
  const error = await failure(animate(photo).withPrompt("The cat slowly blinks.").size("720x1280").render());
  expect(error).toMatchObject({ code: "job_timeout" });
  expect(fake.requests.length).toBeLessThan(300);
});
