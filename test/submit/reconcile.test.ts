import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createUgoku, type SubmitAttempt, SubmitUncertainError, type Ugoku } from "../../src/index.js";
import {
  clientOf,
  clientThrough,
  prompt,
  recordLogs,
  secretKey,
  submit,
  ticketOf,
  transportNames,
} from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { portrait } from "../helpers/pictures.js";
import { isCreate, json, serve, video, type WireRequest } from "../helpers/servers.js";
import { manualTime, timed } from "../helpers/time.js";

cleanEnvironment();

type Row = Record<string, unknown>;

interface ListServerOptions {
  /** The list's content, newest first, by the number of list requests so far. */
  readonly rows: (count: number, request: WireRequest) => readonly Row[] | number;
  readonly envelope?: (page: readonly Row[], rest: number) => Row;
  readonly pageSize?: number;
  readonly ignoresAfter?: boolean;
}

const openAIEnvelope = (page: readonly Row[], rest: number): Row => ({
  object: "list",
  data: page,
  first_id: page[0]?.id ?? null,
  last_id: page.at(-1)?.id ?? null,
  has_more: rest > 0,
});

/** A server that takes every create and loses the answer; polls answer for `video_1`. */
async function serveLostCreates({ rows, envelope = openAIEnvelope, pageSize = 100, ignoresAfter }: ListServerOptions) {
  let lists = 0;
  let creates = 0;
  const server = await serve((request, response) => {
    if (isCreate(request)) {
      creates += 1;
      return void response.socket?.resetAndDestroy();
    }
    const url = new URL(request.url, "http://x");
    if (url.pathname !== "/v1/videos") return json(response, video({ status: "completed", progress: 100 }));
    lists += 1;
    const all = rows(lists, request);
    if (typeof all === "number") return json(response, { error: { message: "no" } }, all);
    const after = ignoresAfter ? null : url.searchParams.get("after");
    const start = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
    const size = Math.min(pageSize, Number(url.searchParams.get("limit") ?? pageSize));
    const page = all.slice(start, start + size);
    json(response, envelope(page, all.length - start - page.length));
  });
  return Object.assign(server, { lists: () => lists, creates: () => creates });
}

/** Seconds since 1970, as a server writes them. */
const at = (milliseconds: number) => Math.floor(milliseconds / 1000);
const now = () => at(Date.now());
const ours = (fields: Row = {}) => video({ prompt, created_at: now(), ...fields });

/** Only the pauses are skipped: the time is that of the server's own answers. */
const quick = { sleep: async () => {} };

async function lost(ugoku: Ugoku, key = "order-1"): Promise<SubmitUncertainError> {
  const error = await failure(submit(ugoku, { key }));
  expect(error).toBeInstanceOf(SubmitUncertainError);
  return error as unknown as SubmitUncertainError;
}

describe.each(transportNames)("reconcile() through %s", (transport) => {
  test("finds the job whose response was lost, and creates none", async () => {
    await using server = await serveLostCreates({ rows: () => [ours({ id: "video_0", prompt: "Another." }), ours()] });
    const ugoku = clientThrough(transport, server.baseURL, quick);
    const job = await (await lost(ugoku)).reconcile();
    expect(job?.id).toBe("video_1");
    expect(job?.ticket).toMatchObject({ v: 1, key: "order-1", baseURL: server.baseURL, model: "sora-2" });
    expect((await job?.wait())?.jobId).toBe("video_1");
    expect(server.creates()).toBe(1);
  });
});

describe("reconcile()", () => {
  test("waits for a list that lags, and returns null for a job that never appears", async () => {
    const time = manualTime(Date.now());
    await using server = await serveLostCreates({ rows: (count) => (count < 4 ? [] : [ours()]) });
    const error = await lost(clientOf(server.baseURL, timed(time)));
    expect((await error.reconcile())?.id).toBe("video_1");
    expect(server.lists()).toBe(4);

    await using empty = await serveLostCreates({ rows: () => [] });
    const started = time.clock.now();
    expect(await (await lost(clientOf(empty.baseURL, timed(time)))).reconcile()).toBeNull();
    expect(time.clock.now() - started).toBe(20_000);
    expect(empty.creates()).toBe(1);
  });

  test("waits for settleMs", async () => {
    const time = manualTime(Date.now());
    await using server = await serveLostCreates({ rows: () => [] });
    const error = await lost(clientOf(server.baseURL, timed(time)));
    const started = time.clock.now();
    expect(await error.reconcile({ settleMs: 60_000 })).toBeNull();
    expect(time.clock.now() - started).toBe(60_000);
    expect(await error.reconcile({ settleMs: 0 })).toBeNull();
    expect(time.clock.now() - started).toBe(60_000);
  });

  const many = () => [
    ...Array.from({ length: 25 }, (_, index) => ours({ id: `other_${index}`, prompt: `Number ${index}.` })),
    ours(),
  ];
  test.each<[string, Partial<ListServerOptions>]>([
    ["page by page", {}],
    ["with neither has_more nor last_id", { envelope: (data) => ({ object: "list", data }) }],
    ["that says false words about more", { envelope: (data) => ({ data, has_more: true, last_id: null }) }],
  ])("reads a list %s", async (_, options) => {
    await using server = await serveLostCreates({ rows: many, pageSize: 10, ...options });
    const error = await lost(clientOf(server.baseURL, quick));
    expect((await error.reconcile())?.id).toBe("video_1");
    expect(server.lists()).toBeLessThanOrEqual(4);
  });

  test("stops at a list without a cursor that repeats its page", async () => {
    await using server = await serveLostCreates({
      rows: many,
      pageSize: 10,
      ignoresAfter: true,
      envelope: (data) => ({ object: "list", data }),
    });
    const error = await lost(clientOf(server.baseURL, quick));
    expect(await error.reconcile({ settleMs: 0 })).toBeNull();
    expect(server.lists()).toBe(2);
  });

  test("omits page size and order if the server refuses them", async () => {
    await using server = await serveLostCreates({ rows: (_, { url }) => (url.includes("?") ? 400 : [ours()]) });
    const error = await lost(clientOf(server.baseURL, quick));
    expect((await error.reconcile())?.id).toBe("video_1");
  });

  test("does not read beyond the time of the create request", async () => {
    const old = Array.from({ length: 500 }, (_, index) =>
      ours({ id: `old_${index}`, created_at: now() - 3600 - index }),
    );
    await using server = await serveLostCreates({ rows: () => [ours(), ...old] });
    const error = await lost(clientOf(server.baseURL, quick));
    expect((await error.reconcile())?.id).toBe("video_1");
    expect(server.lists()).toBe(1);
  });

  test("matches no older job with the same prompt, also if the server's clock is an hour off", async () => {
    await using server = await serveLostCreates({ rows: () => [ours({ id: "old", created_at: now() - 120 })] });
    expect(await (await lost(clientOf(server.baseURL, quick))).reconcile({ settleMs: 0 })).toBeNull();

    // The client's clock is an hour behind; the server's `Date` says so.
    const time = manualTime(Date.now() - 3_600_000);
    await using other = await serveLostCreates({
      rows: () => [ours({ id: "mine" }), ours({ id: "old", created_at: now() - 3600 })],
    });
    const job = await (await lost(clientOf(other.baseURL, timed(time)))).reconcile();
    expect(job?.id).toBe("mine");
  });

  test.each([-7_200_000, -30_000, 30_000, 7_200_000])(
    "finds the job after this machine's clock was set by %i ms",
    async (change) => {
      await using server = await serveLostCreates({ rows: () => [ours({ created_at: at(original()) })] });
      const original = Date.now;
      const error = await lost(clientOf(server.baseURL, quick));
      const clock = vi.spyOn(Date, "now").mockImplementation(() => original() + change);
      onTestFinished(() => clock.mockRestore());
      expect((await error.reconcile({ settleMs: 5_000 }))?.id).toBe("video_1");
    },
  );

  test("reports the job of an attempt of the future, after the clock was set back, and takes none", async () => {
    await using server = await serveLostCreates({ rows: () => [ours({ id: "mine" }), ours({ prompt: "Another." })] });
    const { attempt } = await lost(clientOf(server.baseURL, quick));
    const later = { ...attempt, sentAt: attempt.sentAt + 7_200_000 };
    const error = await failure(clientOf(server.baseURL, quick).reconcile(later, { settleMs: 0 }));
    expect(error).toMatchObject({ code: "submit_uncertain", candidates: ["mine"] });
    expect(error.message).toContain("another time");
  });

  test("ends after settleMs, also if the clock is set forward or stands still", async () => {
    await using server = await serveLostCreates({ rows: () => [] });
    const slept: number[] = [];
    const sleep = async (milliseconds: number) => void slept.push(milliseconds);
    const error = await lost(clientOf(server.baseURL, { clock: { now: () => 1_800_000_000_000 }, sleep }));
    expect(await error.reconcile()).toBeNull();
    expect(slept.reduce((sum, one) => sum + one)).toBeGreaterThan(19_000);
    let time = 1_800_000_000_000;
    const leaping = { clock: { now: () => (time += 86_400_000) }, sleep };
    slept.length = 0;
    expect(await (await lost(clientOf(server.baseURL, leaping))).reconcile()).toBeNull();
    expect(slept.reduce((sum, one) => sum + one)).toBeGreaterThan(19_000);
  });

  test.each<[string, string, Row, boolean]>([
    ["metadata", "order-1", { metadata: { idempotency_key: "order-1" } }, true],
    ["a nested object", "order-1", { request: { headers: { "x-request-key": "order-1" } } }, true],
    ["another field, if it is long", "customer-7-order-1", { note: "customer-7-order-1" }, true],
    ["a field of another purpose, if it is short", "1", { n: "1", metadata: { variants: "1" } }, false],
    ["a protocol field", "sora-2", { model: "sora-2" }, false],
    ["a part of a longer value", "order-1", { metadata: { key: "order-10" } }, false],
  ])("a key in %s (%s) is an echo of it: %j → %s", async (_, key, fields, isEcho) => {
    const row = video({ prompt: "Rewritten by the server.", created_at: now(), ...fields });
    await using server = await serveLostCreates({ rows: () => [row] });
    const found = await (await lost(clientOf(server.baseURL, quick), key)).reconcile({ settleMs: 0 });
    expect(found?.id).toBe(isEcho ? "video_1" : undefined);
  });

  test("after null, the error says what to check and how to go on", async () => {
    await using server = await serveLostCreates({ rows: () => [] });
    const error = await lost(clientOf(server.baseURL, quick));
    expect(await error.reconcile({ settleMs: 0 })).toBeNull();
    expect(error.hint).toContain("Check the server's jobs of that time");
    expect(error.hint).toContain("with another key");
  });

  test("matches a time in milliseconds, and no older one", async () => {
    await using server = await serveLostCreates({ rows: () => [ours({ created_at: Date.now() })] });
    expect((await (await lost(clientOf(server.baseURL, quick))).reconcile({ settleMs: 0 }))?.id).toBe("video_1");
    await using older = await serveLostCreates({ rows: () => [ours({ created_at: Date.now() - 120_000 })] });
    expect(await (await lost(clientOf(older.baseURL, quick))).reconcile({ settleMs: 0 })).toBeNull();
  });

  test("matches neither a remix nor a job of this client with the same prompt", async () => {
    let creates = 0;
    await using server = await serve((request, response) => {
      if (isCreate(request)) {
        creates += 1;
        return creates === 1 ? json(response, ours({ id: "first" })) : void response.socket?.resetAndDestroy();
      }
      json(response, openAIEnvelope([ours({ id: "remix", remixed_from_video_id: "x" }), ours({ id: "first" })], 0));
    });
    const ugoku = clientOf(server.baseURL, quick);
    expect((await submit(ugoku, { key: "a" })).id).toBe("first");
    expect(await (await lost(ugoku, "b")).reconcile({ settleMs: 0 })).toBeNull();
  });

  test("matches no job whose ticket was resumed in this process", async () => {
    await using server = await serveLostCreates({ rows: () => [ours({ id: "other" })] });
    const ugoku = clientOf(server.baseURL, quick);
    const error = await lost(ugoku);
    ugoku.resume(ticketOf(server.baseURL, { id: "other", key: "another" }));
    expect(await error.reconcile({ settleMs: 0 })).toBeNull();
  });

  test("does not match the job of a create request in flight", async () => {
    let creates = 0;
    let answer = () => {};
    await using server = await serve((request, response) => {
      if (isCreate(request)) {
        creates += 1;
        if (creates === 1) return void response.socket?.resetAndDestroy();
        answer = () => json(response, ours({ id: "second" }));
        return;
      }
      json(response, openAIEnvelope([ours({ id: "second" })], 0));
      setTimeout(() => answer(), 30);
    });
    const ugoku = clientOf(server.baseURL, quick);
    const error = await lost(ugoku, "a");
    const second = submit(ugoku, { key: "b" });
    while (creates < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await error.reconcile({ settleMs: 0 })).toBeNull();
    expect((await second).id).toBe("second");
  });

  test("lists the candidates if several jobs match, and takes none", async () => {
    await using server = await serveLostCreates({ rows: () => [ours({ id: "a" }), ours({ id: "b" })] });
    const error = await lost(clientOf(server.baseURL, quick));
    const again = (await failure(error.reconcile({ settleMs: 0 }))) as unknown as SubmitUncertainError;
    expect(again).toMatchObject({ code: "submit_uncertain", candidates: ["a", "b"], attempt: { key: "order-1" } });
    expect(again.message).toContain("2 jobs on the server may belong to it (a, b)");
    expect(again.hint).toContain("resume(id)");
  });

  test("distinguishes jobs of one prompt by size and duration, and by an echoed key", async () => {
    await using server = await serveLostCreates({ rows: () => [ours({ id: "a", seconds: "8" }), ours({ id: "b" })] });
    expect((await (await lost(clientOf(server.baseURL, quick))).reconcile())?.id).toBe("b");
    await using echoing = await serveLostCreates({
      rows: () => [ours({ id: "a" }), ours({ id: "b", client_request_id: "order-1", prompt: null })],
    });
    expect((await (await lost(clientOf(echoing.baseURL, quick))).reconcile())?.id).toBe("b");
  });

  test("takes none while the outcome of another create request with the same prompt is unknown", async () => {
    await using server = await serveLostCreates({ rows: () => [ours({ id: "a" })] });
    const ugoku = clientOf(server.baseURL, quick);
    const [first] = [await lost(ugoku, "a"), await lost(ugoku, "b")];
    const error = (await failure(first.reconcile({ settleMs: 0 }))) as unknown as SubmitUncertainError;
    expect(error).toMatchObject({ code: "submit_uncertain", candidates: ["a"] });
    expect(error.message).toContain("another create request with the same prompt");
  });

  test.each([undefined, prompt])(
    "matches no job of another idempotency key, whatever its prompt: %j",
    async (echoed) => {
      await using server = await serveLostCreates({
        rows: () => [
          ours({ id: "other", idempotency_key: "order-2", prompt: echoed }),
          ours({ id: "of another program", idempotency_key: "", prompt: echoed }),
        ],
      });
      expect(await (await lost(clientOf(server.baseURL, quick))).reconcile({ settleMs: 0 })).toBeNull();
    },
  );

  test("without prompts, takes none while the outcome of a create request with another prompt is unknown", async () => {
    await using server = await serveLostCreates({ rows: () => [ours({ id: "a", prompt: undefined })] });
    const ugoku = clientOf(server.baseURL, quick);
    const first = await lost(ugoku, "a");
    await failure(
      ugoku
        .animate(await portrait())
        .withPrompt("She waves.")
        .lint("off")
        .idempotencyKey("b")
        .submit(),
    );
    const error = (await failure(first.reconcile({ settleMs: 0 }))) as unknown as SubmitUncertainError;
    expect(error).toMatchObject({ code: "submit_uncertain", candidates: ["a"] });
    expect(error.message).toContain("of the same size and duration");
  });

  test("matches by time, size and duration if the server echoes no prompt, and logs a warning", async () => {
    const logger = recordLogs();
    await using server = await serveLostCreates({
      rows: () => [
        ours({ id: "other", prompt: undefined, size: "1280x720" }),
        ours({ id: "mine", prompt: undefined, seconds: 4.04 }),
        ours({ id: "timeless", prompt: undefined, created_at: undefined }),
      ],
    });
    const job = await (await lost(clientOf(server.baseURL, { ...quick, logger }))).reconcile();
    expect(job?.id).toBe("mine");
    expect(logger.lines.filter((line) => line.includes("echo prompts"))).toEqual([
      expect.stringMatching(/^warn.*mine/),
    ]);
  });

  test("matches a prompt whose white space the server has normalized", async () => {
    await using server = await serveLostCreates({ rows: () => [ours({ prompt: `  ${prompt.replace(" ", "\n")} ` })] });
    expect((await (await lost(clientOf(server.baseURL, quick))).reconcile())?.id).toBe("video_1");
  });

  test("tolerates an outage of the list, up to its timeout", async () => {
    const time = manualTime(Date.now());
    await using server = await serveLostCreates({ rows: (count) => (count < 9 ? 503 : [ours()]) });
    expect((await (await lost(clientOf(server.baseURL, timed(time)))).reconcile())?.id).toBe("video_1");

    await using broken = await serveLostCreates({ rows: () => 500 });
    const error = await lost(clientOf(broken.baseURL, timed(time)));
    const started = time.clock.now();
    const again = await failure(error.reconcile({ timeout: 30_000 }));
    expect(again).toMatchObject({ code: "submit_uncertain", attempt: { key: "order-1" } });
    expect(time.clock.now() - started).toBeLessThanOrEqual(40_000);
  });

  test.each([404, 405, 501])("rejects after settleMs if there is no list (%i)", async (status) => {
    const time = manualTime(Date.now());
    await using server = await serveLostCreates({ rows: () => status });
    const error = await lost(clientOf(server.baseURL, timed(time)));
    for (const settleMs of [20_000, 5_000]) {
      const started = time.clock.now();
      const again = await failure(error.reconcile({ settleMs }));
      expect(again.code).toBe("submit_uncertain");
      expect(again.message).toContain("no list");
      expect(Math.abs(time.clock.now() - started - settleMs)).toBeLessThan(1_000);
    }
  });

  const busy = { success: false, message: "system is busy" };
  test.each<[string, unknown, number]>([
    ["404", { error: { message: "default backend" } }, 404],
    ["400", { error: { message: "no" } }, 400],
    ["501", { error: { message: "no" } }, 501],
    ["a refusal in a 200", busy, 200],
    ["JSON that is not a list", { ok: true }, 200],
    ["text", "One moment", 200],
  ])("one answer does not say that there is no list: %s", async (_, body, status) => {
    for (const settleMs of [20_000, 0]) {
      let lists = 0;
      await using server = await serve((request, response) => {
        if (isCreate(request)) return void response.socket?.resetAndDestroy();
        lists += 1;
        // A 400 is followed by a request without page size and order.
        return lists <= 2 && (lists === 1 || status === 400 || body === busy)
          ? json(response, body, status)
          : json(response, openAIEnvelope([ours()], 0));
      });
      const error = await lost(clientOf(server.baseURL, quick));
      expect((await error.reconcile({ settleMs }))?.id).toBe("video_1");
    }
  });

  test("a list that was read once exists: later answers without one are an outage", async () => {
    const time = manualTime(Date.now());
    await using server = await serveLostCreates({ rows: (count) => (count === 1 ? [] : 404) });
    const error = await lost(clientOf(server.baseURL, timed(time)));
    const started = time.clock.now();
    const again = await failure(error.reconcile({ settleMs: 5_000, timeout: 60_000 }));
    expect(again).toMatchObject({ code: "submit_uncertain", cause: { code: "not_found", retryable: true } });
    expect(again.message).toContain("could not be read");
    expect(time.clock.now() - started).toBeGreaterThanOrEqual(60_000);
  });

  test("answers without a list count in a row: not if the server fails in between", async () => {
    const time = manualTime(Date.now());
    await using server = await serveLostCreates({ rows: (count) => (count % 3 === 0 ? 503 : 404) });
    const error = await lost(clientOf(server.baseURL, timed(time)));
    const again = await failure(error.reconcile({ timeout: 60_000 }));
    expect(again.message).toContain("could not be read");
  });

  test("names the possible jobs on the pages before one that cannot be read", async () => {
    const rows = [ours(), ...many().slice(0, 20)];
    const server = await serve((request, response) => {
      if (isCreate(request)) return void response.socket?.resetAndDestroy();
      if (request.url.includes("after=")) return json(response, { error: { message: "no such parameter" } }, 400);
      json(response, { data: rows.slice(0, 10), has_more: true });
    });
    await using _ = server;
    const error = await lost(clientOf(server.baseURL, quick));
    expect(await failure(error.reconcile({ settleMs: 5_000 }))).toMatchObject({
      code: "submit_uncertain",
      candidates: ["video_1"],
    });
  });

  test("rejects for a refused API key, and with its signal's reason", async () => {
    await using refusing = await serveLostCreates({ rows: () => 401 });
    expect((await failure((await lost(clientOf(refusing.baseURL, quick))).reconcile())).code).toBe("unauthorized");
    await using server = await serveLostCreates({ rows: () => [] });
    const error = await lost(clientOf(server.baseURL));
    const controller = new AbortController();
    const reason = new Error("enough");
    setTimeout(() => controller.abort(reason), 100);
    const started = performance.now();
    expect(await rejection(error.reconcile({ signal: controller.signal }))).toBe(reason);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test.each([{ settleMs: -1 }, { settleMs: "1" }, { timeout: Number.NaN }, { setleMs: 1 }])(
    "refuses %j",
    async (options) => {
      await using server = await serveLostCreates({ rows: () => [] });
      const error = await lost(clientOf(server.baseURL));
      expect((await failure(error.reconcile(options as never))).code).toBe("option_invalid");
      expect(server.lists()).toBe(0);
    },
  );

  test("makes later submits with the key return the job", async () => {
    await using server = await serveLostCreates({ rows: () => [ours()] });
    const ugoku = clientOf(server.baseURL, quick);
    const error = await lost(ugoku);
    expect((await failure(submit(ugoku, { key: "order-1" }))).code).toBe("submit_uncertain");
    await error.reconcile();
    expect((await submit(ugoku, { key: "order-1" })).id).toBe("video_1");
    // Asked again, it is still the same job.
    expect((await error.reconcile())?.id).toBe("video_1");
    expect(server.creates()).toBe(1);
  });

  test("finds the job of an aborted create request", async () => {
    const controller = new AbortController();
    let creates = 0;
    await using server = await serve((request, response) => {
      if (!isCreate(request)) return json(response, openAIEnvelope([ours()], 0));
      creates += 1;
      controller.abort();
    });
    const ugoku = clientOf(server.baseURL, quick);
    await rejection(submit(ugoku, { key: "order-1", signal: controller.signal }));
    const error = await lost(ugoku);
    expect((await error.reconcile())?.id).toBe("video_1");
    expect(creates).toBe(1);
  });
});

describe("reconcile(attempt)", () => {
  const make = (baseURL: string) => createUgoku({ baseURL, logger: false, apiKey: secretKey, ...quick });

  test("finds the job in another process", async () => {
    await using server = await serveLostCreates({ rows: () => [ours()] });
    let written = "";
    const animation = make(server.baseURL)
      .animate(await portrait())
      .withPrompt(prompt);
    await failure(
      animation.submit({
        onAttempt: (attempt) => {
          written = JSON.stringify(attempt);
        },
      }),
    );
    const job = await make(server.baseURL).reconcile(JSON.parse(written) as SubmitAttempt);
    expect(job?.id).toBe("video_1");
    expect(job?.ticket.key).toBe((JSON.parse(written) as SubmitAttempt).key);
    expect(server.creates()).toBe(1);
    expect(written).not.toContain(secretKey);
  });

  const attempt: SubmitAttempt = {
    v: 1,
    key: "k",
    baseURL: "http://videos.test/v1",
    dialect: "openai",
    model: "sora-2",
    seconds: 4,
    size: "720x1280",
    sentAt: 1_800_000_000_000,
  };
  test.each<[object | null, string]>([
    [null, "ticket_invalid"],
    [{ ...attempt, v: 2 }, "ticket_invalid"],
    [{ ...attempt, key: "" }, "ticket_invalid"],
    [{ ...attempt, sentAt: "now" }, "ticket_invalid"],
    [{ ...attempt, promptHash: "x" }, "ticket_invalid"],
    [{ ...attempt, baseURL: "http://evil.test/v1" }, "ticket_endpoint_mismatch"],
    [{ ...attempt, baseURL: "nowhere" }, "ticket_invalid"],
  ])("rejects %j before anything is sent", async (given, code) => {
    const sent: string[] = [];
    const ugoku = createUgoku({
      baseURL: "http://videos.test/v1",
      fetch: async (url) => {
        sent.push(url);
        return new Response();
      },
    });
    const error = await failure(ugoku.reconcile(given as SubmitAttempt));
    expect(error.code).toBe(code);
    expect(error.hint).toBeTruthy();
    expect(sent).toEqual([]);
  });
});
