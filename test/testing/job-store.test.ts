import { describe, expect, test } from "vitest";
import { createFakeVideosApi, type Renderer } from "../../src/testing.js";
import { createForm } from "../serve/helpers.js";
import { base, setUp } from "./set-up.js";

describe("createFakeVideosApi() › a job", () => {
  test("is queued, in progress and completed by the clock", async () => {
    const { time, ask, create } = setUp({ script: "slow" });
    const { id, created_at } = await create();
    const states: unknown[] = [];
    for (const pass of [0, 29_999, 1, 57_000, 456_000, 56_999, 1]) {
      time.pass(pass);
      const { status, progress, completed_at } = await ask(`/${id}`);
      states.push([status, progress, completed_at]);
    }
    expect(states).toEqual([
      ["queued", 0, null],
      ["queued", 0, null],
      ["in_progress", 0, null],
      ["in_progress", 10, null],
      ["in_progress", 90, null],
      ["in_progress", 99, null],
      ["completed", 100, (created_at ?? 0) + 600],
    ]);
  });

  test.each([
    ["happy", "completed", null],
    ["failing", "failed", "internal_error"],
    ["moderation", "failed", "moderation_blocked"],
  ] as const)("of the scenario %s ends as %s", async (script, status, code) => {
    const { time, ask, create } = setUp({ script });
    const { id } = await create();
    time.pass(1_000);
    const video = await ask(`/${id}`);
    expect(video.status).toBe(status);
    expect(typeof video.error === "object" ? (video.error?.code ?? null) : video.error).toBe(code);
    // An ended job does not change.
    time.pass(1_000);
    expect(await ask(`/${id}`)).toEqual(video);
  });

  test("of the scenario stuck never ends", async () => {
    const { time, ask, create } = setUp({ script: "stuck" });
    const { id } = await create();
    time.pass(1e12);
    expect(await ask(`/${id}`)).toMatchObject({ status: "in_progress", progress: 0 });
  });

  test("of a scenario without running time is still queued first", async () => {
    const { time, ask, create } = setUp({ script: { queuedMs: 500, runningMs: 0 } });
    const { id } = await create();
    await new Promise((resolve) => setImmediate(resolve));
    expect((await ask(`/${id}`)).status).toBe("queued");
    time.pass(500);
    expect((await ask(`/${id}`)).status).toBe("completed");
  });

  test("sends openai-poll-after-ms if its scenario sets it", async () => {
    const { fake, create } = setUp({ script: { queuedMs: 1, runningMs: 1, pollAfterMs: 250 } });
    const { id } = await create();
    expect((await fake.fetch(`${base}/${id}`)).headers.get("openai-poll-after-ms")).toBe("250");
    const other = setUp({ script: "slow" });
    const job = await other.create();
    expect((await other.fake.fetch(`${base}/${job.id}`)).headers.has("openai-poll-after-ms")).toBe(false);
  });

  test("follows the progress of its renderer and fails with it", async () => {
    let progress = (_: number) => {};
    let finish = (_: Error) => {};
    const renderer: Renderer = {
      render: ({ onProgress }) =>
        new Promise((_, reject) => {
          progress = onProgress;
          finish = reject;
        }),
    };
    const { ask, create } = setUp({ renderer, script: { queuedMs: 0, runningMs: 0 } });
    const { id } = await create();
    expect(await ask(`/${id}`)).toMatchObject({ status: "queued", progress: 0 });
    progress(0.5);
    progress(0.2);
    expect(await ask(`/${id}`)).toMatchObject({ status: "in_progress", progress: 50 });
    finish(new Error("The encoder broke."));
    await new Promise((resolve) => setImmediate(resolve));
    expect(await ask(`/${id}`)).toMatchObject({ status: "failed", error: { message: "The encoder broke." } });
  });

  test("stops rendering when it is deleted or the fake is closed", async () => {
    let signal: AbortSignal | undefined;
    const renderer: Renderer = {
      render: (request) => {
        ({ signal } = request);
        return new Promise(() => {});
      },
    };
    const { ask, create, fake } = setUp({ renderer });
    const { id } = await create();
    expect(signal?.aborted).toBe(false);
    expect(await ask(`/${id}`, { method: "DELETE" })).toEqual({ id, object: "video.deleted", deleted: true });
    expect(signal?.aborted).toBe(true);
    expect((await fake.fetch(`${base}/${id}`)).status).toBe(404);
    await create();
    fake.close();
    expect(signal?.aborted).toBe(true);
    expect(fake.jobs).toEqual([]);
  });
});

describe("createFakeVideosApi() › the option keep", () => {
  const create = async (fake: ReturnType<typeof createFakeVideosApi>) => {
    const init = { method: "POST", body: await createForm({ model: "sora-2", seconds: "4", size: "1280x720" }) };
    const { id } = (await (await fake.fetch("http://fake.test/v1/videos", init)).json()) as { id: string };
    // The limits apply once the clip is rendered.
    await new Promise((resolve) => setTimeout(resolve, 5));
    return id;
  };
  const script = { queuedMs: 0, runningMs: 0 };

  test("limits the number of clips: older ones have expired", async () => {
    const fake = createFakeVideosApi({ script, imageMatch: "shape", keep: { clips: 2 } });
    const ids = [await create(fake), await create(fake), await create(fake)];
    const contents = await Promise.all(ids.map((id) => fake.fetch(`http://fake.test/v1/videos/${id}/content`)));
    expect(contents.map(({ status }) => status)).toEqual([404, 200, 200]);
    expect(await contents[0]!.text()).toContain("has expired");
  });

  test("limits the bytes of clips", async () => {
    const fake = createFakeVideosApi({ script, imageMatch: "shape", keep: { bytes: 10 } });
    const id = await create(fake);
    expect((await fake.fetch(`http://fake.test/v1/videos/${id}/content`)).status).toBe(404);
  });

  test("limits the number of jobs", async () => {
    const fake = createFakeVideosApi({ script, imageMatch: "shape", keep: { jobs: 2 } });
    const ids = [await create(fake), await create(fake), await create(fake)];
    expect(fake.jobs.map(({ id }) => id)).toEqual(ids.slice(1));
  });
});
