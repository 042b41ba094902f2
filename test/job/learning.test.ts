import { expect, test } from "vitest";
import type { UgokuOptions } from "../../src/index.js";
import { defaultPollInterval } from "../../src/index.js";
import type { PollState } from "../../src/job/poll-interval.js";
import { clientOf, submit } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { video } from "../helpers/servers.js";
import { manualTime, timed } from "../helpers/time.js";

cleanEnvironment();

const base = "http://videos.test/v1";

/** A server whose jobs take 90 seconds, and whose progress says nothing. Counts the polls at each job. */
function silentServer() {
  const time = manualTime();
  const started = new Map<string, number>();
  const polls: number[] = [];
  const fetch = async (input: string, init: RequestInit): Promise<Response> => {
    const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);
    if (init.method === "POST") {
      const id = `video_${started.size}`;
      started.set(id, time.clock.now());
      polls.push(0);
      return Response.json(video({ id, created_at: seconds(time.clock.now()) }));
    }
    const id = new URL(input).pathname.split("/").at(-1) ?? "";
    const start = started.get(id) ?? 0;
    polls[polls.length - 1] = (polls.at(-1) ?? 0) + 1;
    const done = time.clock.now() - start >= 90_000;
    const times = { created_at: seconds(start), completed_at: done ? seconds(start + 90_000) : null };
    return Response.json(video({ id, ...times, status: done ? "completed" : "in_progress" }));
  };
  const make = (options: UgokuOptions = {}) => clientOf(base, timed(time, { fetch, ...options }));
  return { make, polls, time };
}

test("defaultPollInterval() › polls less often once durations are learned", async () => {
  const { make, polls } = silentServer();
  const states: PollState[] = [];
  const pollInterval = (state: PollState) => {
    states.push(state);
    return defaultPollInterval(state);
  };
  const ugoku = make({ pollInterval });
  for (let job = 0; job < 4; job++) await (await submit(ugoku)).wait();
  expect(polls[0]).toBeGreaterThanOrEqual(15);
  expect(polls[3]).toBeLessThan((polls[0] ?? 0) * 0.8);
  expect(states.at(-1)?.learned).toHaveLength(3);
});

test("resume() › learns no duration of a job resumed by its id, whose start is unknown", async () => {
  const { make, time } = silentServer();
  const { id } = await submit(make());
  time.pass(60_000);
  const learned: PollState["learned"][] = [];
  const later = make({ pollInterval: (state) => learned.push(state.learned) && 60_000 });
  await later.resume(id).wait();
  await (await submit(later)).wait();
  expect(learned.length).toBeGreaterThan(0);
  expect(learned.flat()).toEqual([]);
});
