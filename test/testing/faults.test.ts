import { describe, expect, test } from "vitest";
import type { Job, Ugoku, UgokuOptions } from "../../src/index.js";
import { SubmitUncertainError } from "../../src/index.js";
import {
  createFakeClock,
  createFakeVideosApi,
  type FakeOptions,
  type FakeVideosApi,
  type Fault,
  sampleImage,
} from "../../src/testing.js";
import { clientOf, prompt } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { mockNetwork } from "../helpers/network.js";

cleanEnvironment();
const network = mockNetwork();

interface FakeTransport extends AsyncDisposable {
  readonly baseURL: string;
  readonly options: UgokuOptions;
}

const image = sampleImage();

/** Submits without linting, which would take most of the time. */
const submit = (ugoku: Ugoku): Promise<Job> => ugoku.animate(image).withPrompt(prompt).lint("off").submit();

const noCleanup = { [Symbol.asyncDispose]: async () => {} };

/** The transports through which requests reach the fake. */
const transports = {
  fetch: async (fake: FakeVideosApi): Promise<FakeTransport> => ({
    baseURL: "http://fake.test/v1",
    options: { fetch: fake.fetch },
    ...noCleanup,
  }),
  msw: async (fake: FakeVideosApi): Promise<FakeTransport> => {
    network.use(...fake.mswHandlers("http://fake.test/v1"));
    return { baseURL: "http://fake.test/v1", options: {}, ...noCleanup };
  },
  "a real socket": async (fake: FakeVideosApi): Promise<FakeTransport> => {
    const server = await fake.listen();
    return { baseURL: server.url, options: {}, [Symbol.asyncDispose]: () => server.close() };
  },
} as const;
const names = Object.keys(transports) as (keyof typeof transports)[];

async function setUp(name: keyof typeof transports, options: FakeOptions) {
  // Differs from the system time: times must come from this clock.
  const clock = createFakeClock({ start: 1_900_000_000_000 });
  const fake = createFakeVideosApi({ clock, ...options });
  const transport = await transports[name](fake);
  const ugoku = clientOf(transport.baseURL, { ...transport.options, clock, sleep: clock.sleep });
  const request = (path = "/videos", init?: RequestInit) =>
    (transport.options.fetch ?? fetch)(transport.baseURL + path, init as never);
  const creates = () => fake.requests.filter(({ operation }) => operation === "create");
  return {
    clock,
    fake,
    ugoku,
    request,
    creates,
    transport,
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  };
}

/** The codes and system calls in a chain of causes. */
function getCodes(error: unknown): unknown[] {
  const codes: unknown[] = [];
  for (let current = error; typeof current === "object" && current !== null; current = (current as Error).cause) {
    const { code, syscall } = current as { code?: unknown; syscall?: unknown };
    if (code !== undefined) codes.push(code, syscall);
  }
  return codes;
}

const body = { method: "POST", headers: { "content-type": "application/json" }, body: '{"prompt":"She smiles."}' };

describe.each(names)("a fault through %s", (name) => {
  test("refuse › creates no job, and the client retries if the connection was refused", async () => {
    await using setup = await setUp(name, { faults: [{ on: "create", kind: "refuse" }] });
    if (name === "a real socket") {
      // A server that listens cannot refuse a connection; it resets it.
      const error = await failure(submit(setup.ugoku));
      expect(error).toBeInstanceOf(SubmitUncertainError);
      expect(getCodes(error)).toContain("ECONNRESET");
      expect(setup.fake.jobs).toEqual([]);
      return;
    }
    expect(getCodes(await rejection(setup.request("/videos", body)))).toEqual(["ECONNREFUSED", "connect"]);
    await using again = await setUp(name, { faults: [{ on: "create", kind: "refuse", times: 2 }] });
    await submit(again.ugoku);
    expect(again.creates().map(({ faults }) => faults)).toEqual([["refuse"], ["refuse"], []]);
    expect(again.fake.jobs).toHaveLength(1);
  });

  test("reset-before-acceptance › creates no job, and the outcome is unknown", async () => {
    await using setup = await setUp(name, { faults: [{ on: "create", kind: "reset-before-acceptance" }] });
    const error = await failure(submit(setup.ugoku));
    expect(error).toBeInstanceOf(SubmitUncertainError);
    expect(getCodes(error)).toEqual(expect.arrayContaining(["ECONNRESET", "read"]));
    expect(setup.creates()).toHaveLength(1);
    expect(setup.fake.jobs).toEqual([]);
    expect(await (error as SubmitUncertainError).reconcile()).toBeNull();
  });

  test("reset-after-acceptance › creates a job, which reconcile() finds", async () => {
    await using setup = await setUp(name, { faults: [{ on: "create", kind: "reset-after-acceptance" }] });
    const error = (await failure(submit(setup.ugoku))) as SubmitUncertainError;
    expect(error).toBeInstanceOf(SubmitUncertainError);
    expect(getCodes(error)).toEqual(expect.arrayContaining(["ECONNRESET", "read"]));
    expect(setup.fake.jobs).toHaveLength(1);
    const job = (await error.reconcile()) as Job;
    expect(job.id).toBe(setup.fake.jobs[0]?.id);
    await job.wait();
    expect(setup.creates()).toHaveLength(1);
  });

  test("status 429 › is retried after Retry-After", async () => {
    const fault: Fault = { on: "create", kind: "status", status: 429, retryAfterSeconds: 7 };
    await using setup = await setUp(name, { faults: [fault] });
    await submit(setup.ugoku);
    const [first, second] = setup.creates();
    expect(second!.at - first!.at).toBe(7_000);
    expect(setup.fake.jobs).toHaveLength(1);
  });

  test.each([
    [undefined, 0],
    [true, 1],
  ])("status 503, accepted: %j › creates %d job", async (accepted, count) => {
    await using setup = await setUp(name, { faults: [{ on: "create", kind: "status", status: 503, accepted }] });
    const error = (await failure(submit(setup.ugoku))) as SubmitUncertainError;
    expect(error).toBeInstanceOf(SubmitUncertainError);
    expect(error.cause).toMatchObject({ status: 503, code: "server_error" });
    expect(setup.fake.jobs).toHaveLength(count);
    expect((await error.reconcile())?.id).toBe(setup.fake.jobs[0]?.id);
  });

  test.each([
    [undefined, 0],
    [true, 1],
  ])("html, accepted: %j › creates %d job", async (accepted, count) => {
    await using setup = await setUp(name, { faults: [{ on: "create", kind: "html", accepted }] });
    const response = await setup.request("/videos", body);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(await response.text()).toMatch(/^<!doctype html>/);
    expect(setup.fake.jobs).toHaveLength(count);
  });

  test("truncated › breaks the connection in the middle of the JSON, after the job is created", async () => {
    await using setup = await setUp(name, { faults: [{ on: "create", kind: "truncated", bytes: 10 }] });
    const response = await setup.request("/videos", body);
    expect(response.status).toBe(200);
    const reader = response.body!.getReader();
    const { value } = await reader.read();
    expect(new TextDecoder().decode(value)).toMatch(/^\{"id":"vid/);
    expect(value).toHaveLength(10);
    await expect(reader.read()).rejects.toThrow();
    expect(setup.fake.jobs).toHaveLength(1);
  });

  test("truncated › the download of a clip is resumed", async () => {
    const complete = await getCompleteClip();
    for (const fault of [{}, { bytes: 100 }, { quietly: true, bytes: 300 }]) {
      await using setup = await setUp(name, { faults: [{ on: "content", kind: "truncated", times: 2, ...fault }] });
      const clip = await (await submit(setup.ugoku)).wait();
      expect(Buffer.from(await clip.bytes()).equals(complete)).toBe(true);
      const contents = setup.fake.requests.filter(({ operation }) => operation === "content");
      expect(contents.map(({ faults }) => faults)).toEqual([["truncated"], ["truncated"], []]);
    }
  });

  test("truncated quietly › ends the body early, without an error or a Content-Length", async () => {
    await using setup = await setUp(name, { faults: [{ on: "list", kind: "truncated", bytes: 5, quietly: true }] });
    const response = await setup.request();
    expect(response.headers.has("content-length")).toBe(false);
    expect(await response.text()).toHaveLength(5);
  });

  test("lagging-list › shows a job late, in the list only", async () => {
    await using setup = await setUp(name, { faults: [{ on: "list", kind: "lagging-list", lagMs: 4_000 }] });
    const job = await submit(setup.ugoku);
    expect((await setup.ugoku.list()).data).toEqual([]);
    expect((await job.poll()).status).toBe("queued");
    setup.clock.advance(3_999);
    expect((await setup.ugoku.list()).data).toEqual([]);
    setup.clock.advance(1);
    expect((await setup.ugoku.list()).data.map(({ id }) => id)).toEqual([job.id]);
  });

  test("hang › ends when the client aborts", async () => {
    for (const [accepted, count] of [
      [false, 0],
      [true, 1],
    ] as const) {
      await using setup = await setUp(name, { faults: [{ on: "create", kind: "hang", accepted }] });
      const error = await rejection(setup.request("/videos", { ...body, signal: AbortSignal.timeout(300) }));
      expect(error).toMatchObject({ name: "TimeoutError" });
      expect(setup.fake.jobs).toHaveLength(count);
    }
  });

  test("slow › delays by the fake's clock, and combines with other faults", async () => {
    const faults: Fault[] = [
      { on: "any", kind: "slow", ms: 30_000, times: Number.POSITIVE_INFINITY },
      { on: "list", kind: "status", status: 500 },
    ];
    await using setup = await setUp(name, { faults });
    const before = setup.clock.now();
    expect((await setup.request()).status).toBe(500);
    expect((await setup.request()).status).toBe(200);
    expect(setup.clock.now() - before).toBe(60_000);
    expect(setup.fake.requests.map(({ faults }) => faults)).toEqual([["slow", "status"], ["slow"]]);
  });
});

let completeClip: Promise<Buffer> | undefined;

function getCompleteClip(): Promise<Buffer> {
  completeClip ??= (async () => {
    await using setup = await setUp("fetch", {});
    return Buffer.from(await (await (await submit(setup.ugoku)).wait()).bytes());
  })();
  return completeClip;
}

describe("the timing of a fault", () => {
  const statuses = async (faults: Fault[], count: number, seed?: number) => {
    const fake = createFakeVideosApi({ faults, seed });
    const seen: number[] = [];
    for (let index = 0; index < count; index++) seen.push((await fake.fetch("http://fake.test/v1/videos")).status);
    return seen;
  };
  const fault = (fields: object = {}): Fault => ({ on: "list", kind: "status", status: 500, ...fields });

  test.each<[string, object, number[]]>([
    ["the first request by default", {}, [500, 200, 200, 200]],
    ["times", { times: 2 }, [500, 500, 200, 200]],
    ["every request", { times: Number.POSITIVE_INFINITY }, [500, 500, 500, 500]],
    ["the nth request", { nth: 3 }, [200, 200, 500, 200]],
    ["times from the nth request on", { nth: 2, times: 2 }, [200, 500, 500, 200]],
    ["any request", { on: "any" }, [500, 200, 200, 200]],
    ["not another operation", { on: "create" }, [200, 200, 200, 200]],
    ["always, with probability 1", { probability: 1 }, [500, 500, 500, 500]],
    ["never, with probability 0", { probability: 0 }, [200, 200, 200, 200]],
  ])("%s", async (_, fields, expected) => {
    expect(await statuses([fault(fields)], 4)).toEqual(expected);
  });

  test("the first fault that applies wins, and the other applies to the next request", async () => {
    expect(await statuses([fault({ times: 2 }), fault({ status: 429 })], 4)).toEqual([500, 500, 429, 200]);
    // Requests with another fault count.
    expect(await statuses([fault(), fault({ status: 429, nth: 2 })], 3)).toEqual([500, 429, 200]);
  });

  test("probability depends on the seed, and is met approximately", async () => {
    const first = await statuses([fault({ probability: 0.3 })], 400);
    expect(await statuses([fault({ probability: 0.3 })], 400)).toEqual(first);
    expect(await statuses([fault({ probability: 0.3 })], 400, 2)).not.toEqual(first);
    const hit = first.filter((status) => status === 500).length;
    expect(hit).toBeGreaterThan(80);
    expect(hit).toBeLessThan(160);
    expect(await statuses([fault({ probability: 0.5, nth: 10, times: 3 })], 400)).toSatisfy(
      (seen: number[]) =>
        seen.slice(0, 9).every((status) => status === 200) && seen.filter((s) => s === 500).length === 3,
    );
  });

  test("faults do not apply outside the Videos API", async () => {
    const fake = createFakeVideosApi({ faults: [{ on: "any", kind: "refuse", times: Number.POSITIVE_INFINITY }] });
    expect((await fake.fetch("http://fake.test/v1/models")).status).toBe(404);
    expect((await rejection(fake.fetch("http://fake.test/v1/videos"))) as Error).toMatchObject({
      name: "TypeError",
      message: "fetch failed",
      cause: { code: "ECONNREFUSED", syscall: "connect", message: "connect ECONNREFUSED fake.test:80" },
    });
  });

  test("a hanging request ends when the fake is closed", async () => {
    const fake = createFakeVideosApi({ faults: [{ on: "list", kind: "hang" }] });
    const work = rejection(fake.fetch("http://fake.test/v1/videos"));
    await new Promise((resolve) => setImmediate(resolve));
    fake.close();
    expect(getCodes(await work)).toContain("ECONNRESET");
  });

  test("a slow request by the system clock can be aborted", async () => {
    const fake = createFakeVideosApi({ faults: [{ on: "list", kind: "slow", ms: 60_000 }] });
    const signal = AbortSignal.timeout(20);
    expect(await rejection(fake.fetch("http://fake.test/v1/videos", { signal }))).toBe(signal.reason);
  });
});

describe('the scenario "flaky"', () => {
  const run = async (seed: number) => {
    await using setup = await setUp("fetch", { script: "flaky", seed });
    const clip = await (await submit(setup.ugoku)).wait();
    const bytes = await clip.bytes();
    expect(Buffer.from(bytes).equals(await getCompleteClip())).toBe(true);
    expect(setup.fake.jobs).toHaveLength(1);
    expect(setup.creates().map(({ faults }) => faults)).toEqual([[]]);
    return setup.fake.requests.map(({ operation, faults }) => `${operation} ${faults.join()}`);
  };

  test("succeeds with any seed; each seed gives another sequence, and the same each time", async () => {
    const sequences = new Set<string>();
    const seen = new Set<string>();
    for (let seed = 1; seed <= 10; seed++) {
      const sequence = await run(seed);
      if (seed < 3) expect(await run(seed)).toEqual(sequence);
      sequences.add(sequence.join());
      for (const step of sequence) seen.add(step);
    }
    expect(sequences.size).toBeGreaterThan(8);
    // Every kind of fault occurred.
    expect([...seen]).toEqual(
      expect.arrayContaining([
        "retrieve status",
        "retrieve html",
        "retrieve reset-before-acceptance",
        "retrieve truncated",
        "content truncated",
        "content status",
      ]),
    );
  });

  test("includes failed polls with the default seed", async () => {
    expect((await run(1)).filter((step) => !step.endsWith(" ")).length).toBeGreaterThan(1);
  });
});
