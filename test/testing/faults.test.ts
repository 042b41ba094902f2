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

interface Front extends AsyncDisposable {
  readonly baseURL: string;
  readonly options: UgokuOptions;
}

const image = sampleImage();

/** What the linter sees in a picture is not looked for here: it would cost more than all the rest. */
const submit = (ugoku: Ugoku): Promise<Job> => ugoku.animate(image).withPrompt(prompt).lint("off").submit();

const nothing = { [Symbol.asyncDispose]: async () => {} };

/** The ways in which a request reaches the fake. */
const fronts = {
  fetch: async (fake: FakeVideosApi): Promise<Front> => ({
    baseURL: "http://fake.test/v1",
    options: { fetch: fake.fetch },
    ...nothing,
  }),
  msw: async (fake: FakeVideosApi): Promise<Front> => {
    network.use(...fake.mswHandlers("http://fake.test/v1"));
    return { baseURL: "http://fake.test/v1", options: {}, ...nothing };
  },
  "a real socket": async (fake: FakeVideosApi): Promise<Front> => {
    const server = await fake.listen();
    return { baseURL: server.url, options: {}, [Symbol.asyncDispose]: () => server.close() };
  },
} as const;
const names = Object.keys(fronts) as (keyof typeof fronts)[];

async function setUp(name: keyof typeof fronts, options: FakeOptions) {
  // Another day than the system's: what is found by its time is found by the clock's.
  const clock = createFakeClock({ start: 1_900_000_000_000 });
  const fake = createFakeVideosApi({ clock, ...options });
  const front = await fronts[name](fake);
  const ugoku = clientOf(front.baseURL, { ...front.options, clock, sleep: clock.sleep });
  const request = (path = "/videos", init?: RequestInit) =>
    (front.options.fetch ?? fetch)(front.baseURL + path, init as never);
  const creates = () => fake.requests.filter(({ operation }) => operation === "create");
  return { clock, fake, ugoku, request, creates, front, [Symbol.asyncDispose]: () => front[Symbol.asyncDispose]() };
}

/** The codes and calls in a chain of causes. */
function codesOf(error: unknown): unknown[] {
  const codes: unknown[] = [];
  for (let current = error; typeof current === "object" && current !== null; current = (current as Error).cause) {
    const { code, syscall } = current as { code?: unknown; syscall?: unknown };
    if (code !== undefined) codes.push(code, syscall);
  }
  return codes;
}

const body = { method: "POST", headers: { "content-type": "application/json" }, body: '{"prompt":"She smiles."}' };

describe.each(names)("a fault, through %s,", (name) => {
  test("that refuses the connection leaves no job; ugoku sends the create again where it is told so", async () => {
    await using setup = await setUp(name, { faults: [{ on: "create", kind: "refuse" }] });
    if (name === "a real socket") {
      // Who listens has taken the connection already: all that is left is to break it.
      const error = await failure(submit(setup.ugoku));
      expect(error).toBeInstanceOf(SubmitUncertainError);
      expect(codesOf(error)).toContain("ECONNRESET");
      expect(setup.fake.jobs).toEqual([]);
      return;
    }
    expect(codesOf(await rejection(setup.request("/videos", body)))).toEqual(["ECONNREFUSED", "connect"]);
    await using again = await setUp(name, { faults: [{ on: "create", kind: "refuse", times: 2 }] });
    await submit(again.ugoku);
    expect(again.creates().map(({ faults }) => faults)).toEqual([["refuse"], ["refuse"], []]);
    expect(again.fake.jobs).toHaveLength(1);
  });

  test("that resets the connection before acceptance leaves no job, and a client that cannot know", async () => {
    await using setup = await setUp(name, { faults: [{ on: "create", kind: "reset-before-acceptance" }] });
    const error = await failure(submit(setup.ugoku));
    expect(error).toBeInstanceOf(SubmitUncertainError);
    expect(codesOf(error)).toEqual(expect.arrayContaining(["ECONNRESET", "read"]));
    expect(setup.creates()).toHaveLength(1);
    expect(setup.fake.jobs).toEqual([]);
    expect(await (error as SubmitUncertainError).reconcile()).toBeNull();
  });

  test("that resets the connection after acceptance leaves a job, which reconcile() finds", async () => {
    await using setup = await setUp(name, { faults: [{ on: "create", kind: "reset-after-acceptance" }] });
    const error = (await failure(submit(setup.ugoku))) as SubmitUncertainError;
    expect(error).toBeInstanceOf(SubmitUncertainError);
    expect(codesOf(error)).toEqual(expect.arrayContaining(["ECONNRESET", "read"]));
    expect(setup.fake.jobs).toHaveLength(1);
    const job = (await error.reconcile()) as Job;
    expect(job.id).toBe(setup.fake.jobs[0]?.id);
    await job.wait();
    expect(setup.creates()).toHaveLength(1);
  });

  test("that is a 429 is obeyed: the create is sent again when its Retry-After has passed", async () => {
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
  ])("that is a 503, accepted: %j, leaves %d job behind", async (accepted, count) => {
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
  ])("that is a proxy's page with 200, accepted: %j, leaves %d job behind", async (accepted, count) => {
    await using setup = await setUp(name, { faults: [{ on: "create", kind: "html", accepted }] });
    const response = await setup.request("/videos", body);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(await response.text()).toMatch(/^<!doctype html>/);
    expect(setup.fake.jobs).toHaveLength(count);
  });

  test("that cuts an answer's JSON breaks the connection in its middle, after the job was made", async () => {
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

  test("that cuts an MP4 is gone on with: the clip arrives whole", async () => {
    const whole = await wholeClip();
    for (const fault of [{}, { bytes: 100 }, { quietly: true, bytes: 300 }]) {
      await using setup = await setUp(name, { faults: [{ on: "content", kind: "truncated", times: 2, ...fault }] });
      const clip = await (await submit(setup.ugoku)).wait();
      expect(Buffer.from(await clip.bytes()).equals(whole)).toBe(true);
      const contents = setup.fake.requests.filter(({ operation }) => operation === "content");
      expect(contents.map(({ faults }) => faults)).toEqual([["truncated"], ["truncated"], []]);
    }
  });

  test("that ends quietly is no broken connection: the bytes are just fewer, and no length was told", async () => {
    await using setup = await setUp(name, { faults: [{ on: "list", kind: "truncated", bytes: 5, quietly: true }] });
    const response = await setup.request();
    expect(response.headers.has("content-length")).toBe(false);
    expect(await response.text()).toHaveLength(5);
  });

  test("that lets the list lag shows a job late, and only in the list", async () => {
    await using setup = await setUp(name, { faults: [{ on: "list", kind: "lagging-list", lagMs: 4_000 }] });
    const job = await submit(setup.ugoku);
    expect((await setup.ugoku.list()).data).toEqual([]);
    expect((await job.poll()).status).toBe("queued");
    setup.clock.advance(3_999);
    expect((await setup.ugoku.list()).data).toEqual([]);
    setup.clock.advance(1);
    expect((await setup.ugoku.list()).data.map(({ id }) => id)).toEqual([job.id]);
  });

  test("that hangs ends when the client gives up", async () => {
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

  test("that is slow takes its time by the fake's clock, and other faults befall the same request", async () => {
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

let whole: Promise<Buffer> | undefined;

/** The fake's clip, undisturbed. */
function wholeClip(): Promise<Buffer> {
  whole ??= (async () => {
    await using setup = await setUp("fetch", {});
    return Buffer.from(await (await (await submit(setup.ugoku)).wait()).bytes());
  })();
  return whole;
}

describe("when a fault befalls", () => {
  const statuses = async (faults: Fault[], count: number, seed?: number) => {
    const fake = createFakeVideosApi({ faults, seed });
    const seen: number[] = [];
    for (let index = 0; index < count; index++) seen.push((await fake.fetch("http://fake.test/v1/videos")).status);
    return seen;
  };
  const fault = (fields: object = {}): Fault => ({ on: "list", kind: "status", status: 500, ...fields });

  test.each<[string, object, number[]]>([
    ["the first, if nothing else is said", {}, [500, 200, 200, 200]],
    ["so many", { times: 2 }, [500, 500, 200, 200]],
    ["all", { times: Number.POSITIVE_INFINITY }, [500, 500, 500, 500]],
    ["that one", { nth: 3 }, [200, 200, 500, 200]],
    ["so many from that one on", { nth: 2, times: 2 }, [200, 500, 500, 200]],
    ["any request", { on: "any" }, [500, 200, 200, 200]],
    ["not another's", { on: "create" }, [200, 200, 200, 200]],
    ["always, by a chance of 1", { probability: 1 }, [500, 500, 500, 500]],
    ["never, by a chance of 0", { probability: 0 }, [200, 200, 200, 200]],
  ])("%s", async (_, fields, expected) => {
    expect(await statuses([fault(fields)], 4)).toEqual(expected);
  });

  test("the first of two that apply takes the request, and the other waits for the next", async () => {
    expect(await statuses([fault({ times: 2 }), fault({ status: 429 })], 4)).toEqual([500, 500, 429, 200]);
    // Requests that another fault befell count.
    expect(await statuses([fault(), fault({ status: 429, nth: 2 })], 3)).toEqual([500, 429, 200]);
  });

  test("chance is the same each time, another by another seed, and about what it says", async () => {
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

  test("what is no request of the Videos API is left alone", async () => {
    const fake = createFakeVideosApi({ faults: [{ on: "any", kind: "refuse", times: Number.POSITIVE_INFINITY }] });
    expect((await fake.fetch("http://fake.test/v1/models")).status).toBe(404);
    expect((await rejection(fake.fetch("http://fake.test/v1/videos"))) as Error).toMatchObject({
      name: "TypeError",
      message: "fetch failed",
      cause: { code: "ECONNREFUSED", syscall: "connect", message: "connect ECONNREFUSED fake.test:80" },
    });
  });

  test("what hangs ends when the fake is closed", async () => {
    const fake = createFakeVideosApi({ faults: [{ on: "list", kind: "hang" }] });
    const work = rejection(fake.fetch("http://fake.test/v1/videos"));
    await new Promise((resolve) => setImmediate(resolve));
    fake.close();
    expect(codesOf(await work)).toContain("ECONNRESET");
  });

  test("what is slow by the system's clock can be given up", async () => {
    const fake = createFakeVideosApi({ faults: [{ on: "list", kind: "slow", ms: 60_000 }] });
    const signal = AbortSignal.timeout(20);
    expect(await rejection(fake.fetch("http://fake.test/v1/videos", { signal }))).toBe(signal.reason);
  });
});

describe('the script "flaky"', () => {
  const run = async (seed: number) => {
    await using setup = await setUp("fetch", { script: "flaky", seed });
    const clip = await (await submit(setup.ugoku)).wait();
    const bytes = await clip.bytes();
    expect(Buffer.from(bytes).equals(await wholeClip())).toBe(true);
    expect(setup.fake.jobs).toHaveLength(1);
    expect(setup.creates().map(({ faults }) => faults)).toEqual([[]]);
    return setup.fake.requests.map(({ operation, faults }) => `${operation} ${faults.join()}`);
  };

  test("is ridden out, whatever its seed; each seed is another ride, and the same each time", async () => {
    const rides = new Set<string>();
    const seen = new Set<string>();
    for (let seed = 1; seed <= 10; seed++) {
      const ride = await run(seed);
      if (seed < 3) expect(await run(seed)).toEqual(ride);
      rides.add(ride.join());
      for (const step of ride) seen.add(step);
    }
    expect(rides.size).toBeGreaterThan(8);
    // All of it happened, so that there was something to ride out.
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

  test("meets looks that fail with its default seed, too", async () => {
    expect((await run(1)).filter((step) => !step.endsWith(" ")).length).toBeGreaterThan(1);
  });
});
