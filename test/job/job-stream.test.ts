import { describe, expect, test } from "vitest";
import { createUgoku, type Job } from "../../src/index.js";
import { ticketOf } from "../helpers/clients.js";
import { rejection } from "../helpers/failure.js";
import { json, serve, video } from "../helpers/servers.js";

/** A server whose jobs are completed from the second poll on. */
const server = () => {
  const polls = new Map<string, number>();
  return serve(({ url }, response) => {
    const id = url.split("/").at(-1) ?? "";
    if (!id.startsWith("video_")) {
      const data = [...polls.keys()].map((one) => video({ id: one, status: "completed" }));
      return json(response, { data, has_more: false });
    }
    polls.set(id, (polls.get(id) ?? 0) + 1);
    json(response, video({ id, status: (polls.get(id) ?? 0) > 1 ? "completed" : "queued" }));
  });
};

/** Short, and never skipped. */
const pollInterval = () => 20;

describe("waitForAll() of an async iterable", () => {
  test("polls each job as it arrives, and ends with the iterable", async () => {
    await using at = await server();
    const ugoku = createUgoku({ baseURL: at.baseURL, logger: false, pollInterval });
    const ticket = (id: string) => ticketOf(at.baseURL, { id, createdAt: Date.now(), deadline: Date.now() + 60_000 });
    const done: string[] = [];
    let next: (() => void) | undefined;
    async function* jobs(): AsyncGenerator<Job> {
      for (const id of ["video_1", "video_2", "video_3"]) {
        yield ugoku.resume(ticket(id));
        // The second comes only once the first is done: with a list that had to be complete, none would ever end.
        await new Promise<void>((resolve) => {
          next = resolve;
        });
      }
    }
    for await (const outcome of ugoku.waitForAll(jobs())) {
      expect(outcome.status).toBe("completed");
      done.push(outcome.job.id);
      next?.();
    }
    expect(done).toEqual(["video_1", "video_2", "video_3"]);
  });

  test("polls a job that arrives while the loop sleeps", async () => {
    await using at = await serve(({ url }, response) =>
      json(response, url.includes("?") ? { data: [] } : video({ id: url.split("/").at(-1) ?? "" })),
    );
    const ugoku = createUgoku({ baseURL: at.baseURL, logger: false, pollInterval: () => 60_000 });
    const ticket = (id: string) => ticketOf(at.baseURL, { id, createdAt: Date.now(), deadline: Date.now() + 60_000 });
    async function* jobs() {
      yield ticket("video_1");
      // By then, the loop sleeps for a minute.
      while (at.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await new Promise((resolve) => setTimeout(resolve, 50));
      yield ticket("video_2");
      while (!at.requests.some(({ url }) => url.endsWith("video_2")))
        await new Promise((resolve) => setTimeout(resolve, 5));
      throw new Error("enough");
    }
    const work = (async () => {
      for await (const outcome of ugoku.waitForAll(jobs())) throw new Error(`${outcome.job.id} ended`);
    })();
    expect(String(await rejection(work))).toBe("Error: enough");
  });

  test("rejects at an abort while the iterable never yields", async () => {
    await using at = await server();
    const ugoku = createUgoku({ baseURL: at.baseURL, logger: false });
    const stop = new AbortController();
    async function* jobs(): AsyncGenerator<string> {
      stop.abort(new Error("stopped"));
      await new Promise(() => {});
      yield "never";
    }
    const work = (async () => {
      for await (const _ of ugoku.waitForAll(jobs(), { signal: stop.signal }));
    })();
    expect(String(await rejection(work))).toBe("Error: stopped");
  });
});
