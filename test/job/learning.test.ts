import { expect, test } from "vitest";
import { createDurations, createUgoku, type UgokuOptions } from "../../src/index.js";
import type { Durations } from "../../src/job/durations.js";
import { clientOf, submit } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { video } from "../helpers/servers.js";
import { manualTime, timed } from "../helpers/time.js";

cleanEnvironment();

const base = "http://videos.test/v1";

/** A server whose jobs take 90 seconds, and whose progress says nothing. Counts the looks at each job. */
function silentServer() {
  const time = manualTime();
  const started = new Map<string, number>();
  const looks: number[] = [];
  const fetch = async (input: string, init: RequestInit): Promise<Response> => {
    const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);
    if (init.method === "POST") {
      const id = `video_${started.size}`;
      started.set(id, time.clock.now());
      looks.push(0);
      return Response.json(video({ id, created_at: seconds(time.clock.now()) }));
    }
    const id = new URL(input).pathname.split("/").at(-1) ?? "";
    const start = started.get(id) ?? 0;
    looks[looks.length - 1] = (looks.at(-1) ?? 0) + 1;
    const done = time.clock.now() - start >= 90_000;
    const times = { created_at: seconds(start), completed_at: done ? seconds(start + 90_000) : null };
    return Response.json(video({ id, ...times, status: done ? "completed" : "in_progress" }));
  };
  const make = (options: UgokuOptions = {}) => clientOf(base, timed(time, { fetch, ...options }));
  return { make, looks, time };
}

test("a client learns how long jobs take, and looks less often at the next", async () => {
  const { make, looks } = silentServer();
  const ugoku = make();
  for (let job = 0; job < 4; job++) await (await submit(ugoku)).wait();
  expect(looks[0]).toBeGreaterThanOrEqual(15);
  expect(looks[3]).toBeLessThan((looks[0] ?? 0) * 0.8);
  expect(ugoku.durations.of({ model: "sora-2", size: "720x1280", seconds: 4 })).toHaveLength(4);
});

test("what it learned can be written down, and read in another process", async () => {
  const { make, looks } = silentServer();
  const first = make();
  for (let job = 0; job < 4; job++) await (await submit(first)).wait();
  const saved = JSON.parse(JSON.stringify(first.durations)) as ReturnType<Durations["toJSON"]>;
  const second = make({ durations: createDurations(saved) });
  await (await submit(second)).wait();
  expect(looks[4]).toBeLessThan((looks[0] ?? 0) * 0.8);
});

test("nothing is learned of a job that was resumed by its id alone: when it began is not known", async () => {
  const { make, time } = silentServer();
  const { id } = await submit(make());
  time.pass(60_000);
  const later = make();
  await later.resume(id).wait();
  expect(later.durations.toJSON().kinds).toEqual([]);
});

test.each([7, {}, [], { observe: () => {} }])(
  "durations of one's own that are none (%j) are refused",
  async (durations) => {
    const error = await failure(() => createUgoku({ durations: durations as never }));
    expect(error).toMatchObject({ code: "option_invalid" });
    expect(error.message).toContain("createDurations()");
  },
);
