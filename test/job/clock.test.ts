// @module-tag slow
import { afterEach, describe, expect, test, vi } from "vitest";
import { intervalClock } from "../../src/job/clock.js";
import { clientOf, submit, ticketOf } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { isCreate, json, serve, video } from "../helpers/servers.js";
import { manualTime, timed } from "../helpers/time.js";

cleanEnvironment();
afterEach(() => vi.restoreAllMocks());

/** Sets the system's clock to `offset` milliseconds from the real time. */
function setClock(offset: number): void {
  vi.restoreAllMocks();
  const real = Date.now;
  vi.spyOn(Date, "now").mockImplementation(() => real() + offset);
}

describe("a system clock that is set while a job is waited for", () => {
  test.each([
    ["back by an hour", -3_600_000],
    ["forward by an hour", 3_600_000],
  ])("%s neither stops nor floods polling, and moves no deadline", async (_, offset) => {
    await using server = await serve((request, response, count) => {
      if (count === 3) setClock(offset);
      json(response, video({ status: count < 8 || isCreate(request) ? "in_progress" : "completed" }));
    });
    const job = await submit(clientOf(server.baseURL, { pollInterval: 50 }));
    const start = performance.now();
    const elapsed: number[] = [];
    await job.wait({ onUpdate: ({ elapsedMs }) => elapsed.push(elapsedMs) });
    expect(performance.now() - start).toBeGreaterThan(250);
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(Math.max(...elapsed)).toBeLessThan(10_000);
  });

  test("back does not move the time limit of a wait", async () => {
    await using server = await serve((_, response, count) => {
      if (count === 2) setClock(-3_600_000);
      json(response, video({ status: "in_progress" }));
    });
    const job = await submit(clientOf(server.baseURL, { pollInterval: 50 }));
    expect((await failure(job.wait({ timeout: 600 }))).code).toBe("job_timeout");
  });
});

describe("intervalClock()", () => {
  test("starts at the time of its clock, follows it, and never goes back", () => {
    const times = [100, 100, 150, 40, 60, 60];
    const clock = intervalClock({ now: () => times.shift() ?? 0 });
    expect([clock.now(), clock.now(), clock.now(), clock.now()]).toEqual([150, 150, 170, 170]);
  });
});

describe("the interval that a server asks for", () => {
  test.each([
    ["60", 60_000],
    ["61", 60_000],
    ["7200", 60_000],
    ["Fri, 31 Dec 2100 23:59:59 GMT", 60_000],
  ])("Retry-After: %s is followed for at most a minute", async (header, slept) => {
    const time = manualTime();
    await using server = await serve((_, response, count) =>
      count === 1 ? json(response, {}, 503, { "retry-after": header }) : json(response, video({ status: "completed" })),
    );
    await clientOf(server.baseURL, timed(time)).resume(ticketOf(server.baseURL)).wait();
    expect(time.slept).toEqual([slept]);
  });
});
