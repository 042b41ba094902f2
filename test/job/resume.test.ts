import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createUgoku, isUgokuError, type Ticket } from "../../src/index.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { clientOf, secretKey, submit, ticketOf } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { json, serve, video } from "../helpers/servers.js";

cleanEnvironment();

const base = "http://videos.test/v1";

describe("Job.ticket", () => {
  test("is frozen plain JSON of the documented fields, without a secret", async () => {
    const fake = createFakeVideosApi({ apiKey: secretKey });
    const ugoku = clientOf(base, { fetch: fake.fetch, apiKey: secretKey, headers: { "x-token": secretKey } });
    const { ticket } = await submit(ugoku, { key: "order-1" });
    expect(Object.keys(ticket).sort()).toEqual(
      ["baseURL", "createdAt", "deadline", "dialect", "id", "key", "model", "v"].sort(),
    );
    expect(ticket).toMatchObject({ v: 1, baseURL: base, dialect: "openai", model: "sora-2", key: "order-1" });
    expect(JSON.parse(JSON.stringify(ticket))).toEqual(ticket);
    expect(structuredClone(ticket)).toEqual(ticket);
    expect(Object.isFrozen(ticket)).toBe(true);
    expect(JSON.stringify(ticket)).not.toContain(secretKey);
  });

  test("lets another process get the clip", async () => {
    const fake = createFakeVideosApi();
    const job = await submit(clientOf(base, { fetch: fake.fetch }));
    const elsewhere = clientOf(base, { fetch: fake.fetch });
    const clip = await elsewhere.resume(JSON.parse(JSON.stringify(job.ticket)) as Ticket).wait();
    expect(clip.jobId).toBe(job.id);
  });

  test("can be replaced by the id, with a deadline of half an hour from now", async () => {
    const now = 1_900_000_000_000;
    const ugoku = clientOf(base, { clock: { now: () => now } });
    const { ticket } = ugoku.resume("task_42");
    expect(ticket).toMatchObject({ id: "task_42", baseURL: base, createdAt: now, deadline: now + 1_800_000 });
    expect(ugoku.resume(JSON.parse(JSON.stringify(ticket)) as Ticket).ticket).toEqual(ticket);
  });

  test.each([`${base}/`, "HTTP://VIDEOS.test:80/v1", `${base}?x=1`])(
    "accepts another spelling of the base URL: %s",
    (other) => {
      expect(clientOf(base).resume(ticketOf(other)).id).toBe("video_1");
    },
  );

  test.each([
    "http://other.test/v1",
    "https://videos.test/v1",
    "http://videos.test:8080/v1",
    "http://videos.test/v2",
    "http://videos.test.evil.test/v1",
    "http://videos.test@evil.test/v1",
    "blob:http://videos.test/v1",
  ])("of %s is rejected before the API key leaves the process", async (other) => {
    const requests: string[] = [];
    const ugoku = clientOf(base, {
      apiKey: secretKey,
      fetch: (input) => {
        requests.push(input);
        return Promise.reject(new Error("It was sent."));
      },
    });
    const ticket = ticketOf(other);
    expect((await failure(() => ugoku.resume(ticket).wait())).code).toBe("ticket_endpoint_mismatch");
    expect((await failure(ugoku.advance(ticket, { budgetMs: 1 }))).code).toBe("ticket_endpoint_mismatch");
    expect(requests).toEqual([]);
  });

  test.each([
    undefined,
    null,
    "",
    7,
    [],
    {},
    { ...ticketOf(base), v: 2 },
    { ...ticketOf(base), id: "" },
    { ...ticketOf(base), id: 7 },
    { ...ticketOf(base), baseURL: "videos.test" },
    { ...ticketOf(base), deadline: null },
    { ...ticketOf(base), deadline: "tomorrow" },
    { ...ticketOf(base), key: undefined },
  ])("rejects %j, and names the invalid field", async (ticket) => {
    const error = await failure(() => clientOf(base).resume(ticket as Ticket));
    expect(error).toMatchObject({ name: "RequestError", code: "ticket_invalid" });
    expect(error.hint).toContain("job.ticket");
  });

  test.each([
    JSON.stringify(ticketOf(base)),
    ` ${JSON.stringify(ticketOf(base), null, 2)}`,
    JSON.stringify([ticketOf(base)]),
    JSON.stringify("video_1"),
  ])("as text is rejected: %s", async (text) => {
    const ugoku = clientOf(base);
    for (const call of [() => ugoku.resume(text), () => ugoku.advance(text as unknown as Ticket, { budgetMs: 1 })]) {
      const error = await failure(call);
      expect(error).toMatchObject({ name: "RequestError", code: "ticket_invalid" });
      expect(error.hint).toContain("JSON.parse");
    }
  });

  test("if tampered with, is rejected or leads to the client's own endpoint", async () => {
    const asked: string[] = [];
    const ugoku = clientOf(base, {
      fetch: async (input) => {
        asked.push(input);
        const id = decodeURIComponent(new URL(input).pathname.split("/").at(-1) ?? "");
        return Response.json(video({ id, status: "completed" }));
      },
      clock: { now: () => 1_800_000_000_000 },
    });
    const fields = Object.keys(ticketOf(base));
    const value = fc.oneof(
      fc.jsonValue(),
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.webUrl(),
      fc.constantFrom("..", ".", "%2e%2e", "a/../../b", "http://videos.test/v1/../v2", Number.NaN, 1e308),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...fields, "__proto__", "extra"), value), async (changes) => {
        asked.length = 0;
        const ticket = { ...ticketOf(base), ...changes };
        try {
          await ugoku.resume(ticket as Ticket).poll();
        } catch (error) {
          expect(isUgokuError(error) && error.code).toMatch(/^ticket_(invalid|endpoint_mismatch)$/);
          expect(asked).toEqual([]);
          return;
        }
        expect(asked).toHaveLength(1);
        expect(asked[0]).toMatch(/^http:\/\/videos\.test\/v1\/videos\/[^/?#]+$/);
        expect(decodeURIComponent(new URL(asked[0]!).pathname.slice("/v1/videos/".length))).toBe(ticket.id);
      }),
      { numRuns: 200 },
    );
  });

  test("cannot be resumed without a configured endpoint", async () => {
    const error = await failure(() => createUgoku().resume(ticketOf(base)));
    expect(error.code).toBe("endpoint_missing");
  });
});

describe("resume()", () => {
  test("sends nothing", async () => {
    await using server = await serve((_, response) => json(response, video()));
    const ugoku = clientOf(server.baseURL);
    ugoku.resume("video_1");
    ugoku.resume(ticketOf(server.baseURL));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.requests).toEqual([]);
  });

  test("returns a handle that shows only its id and ticket", async () => {
    const { inspect } = await import("node:util");
    const job = clientOf(base, { apiKey: secretKey }).resume("video_1");
    expect(inspect(job, { depth: 9, showHidden: true })).not.toContain(secretKey);
    expect(JSON.parse(JSON.stringify(job))).toEqual({ id: "video_1", ticket: { ...job.ticket } });
  });
});
