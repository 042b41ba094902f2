import { describe, expect, test } from "vitest";
import { createFakeVideosApi, type FakeOptions } from "../../src/testing.js";
import { clientOf, submit } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";

cleanEnvironment();

const base = "http://fake.test/v1";
const start = (responses: FakeOptions["responses"], options: FakeOptions = {}) => {
  const fake = createFakeVideosApi({ script: { queuedMs: 0, runningMs: 0 }, responses, ...options });
  return { fake, ugoku: clientOf(base, { fetch: fake.fetch, pollInterval: 5 }) };
};

describe("createFakeVideosApi({ responses })", () => {
  test.each<[string, FakeOptions["responses"]]>([
    ["wraps jobs", { wrapper: "data" }],
    ["has times in milliseconds", { times: "milliseconds" }],
    ["has times as text", { times: "iso", wrapper: "result" }],
    ["has empty pages before the jobs", { emptyPages: 2 }],
  ])("%s, and the client reads them", async (_, responses) => {
    const { fake, ugoku } = start(responses);
    const job = await submit(ugoku);
    const clip = await job.wait();
    expect((await clip.bytes()).length).toBeGreaterThan(0);
    expect(Math.abs(Number(clip.video.created_at) - Date.now() / 1000)).toBeLessThan(60);
    const list = await ugoku.list();
    expect(list.data.map(({ id }) => id)).toEqual(responses?.emptyPages ? [] : [job.id]);
    expect(fake.jobs).toHaveLength(1);
  });

  test("pages on from the empty pages to the jobs", async () => {
    const { ugoku } = start({ emptyPages: 2 });
    const { id } = await submit(ugoku);
    const pages = [await ugoku.list()];
    while (pages.at(-1)?.has_more) pages.push(await ugoku.list({ after: pages.at(-1)?.last_id ?? "" }));
    expect(pages.map(({ data }) => data.map((video) => video.id))).toEqual([[], [], [id]]);
  });

  test("puts the clip at a URL in the job, and only there", async () => {
    const { fake, ugoku } = start({ clipUrl: "metadata.url" });
    const { video } = await (await submit(ugoku)).wait();
    const { url } = video.metadata as { url: string };
    expect((await fake.fetch(url)).headers.get("content-type")).toBe("video/mp4");
    expect((await fake.fetch(`${base}/videos/${video.id}/content`)).status).toBe(404);
  });

  test("answers polls of a failed job with a status, and the client reads the job", async () => {
    const { fake, ugoku } = start({ failedStatus: 400 }, { script: "failing" });
    const error = await failure((await submit(ugoku)).wait());
    expect(error).toMatchObject({ code: "job_failed" });
    expect((await fake.fetch(`${base}/videos/${error.jobId}`)).status).toBe(400);
  });

  test.each<[object, string]>([
    [{ wrap: "data" }, "wrapper"],
    [{ wrapper: "" }, "wrapper"],
    [{ times: "hours" }, "milliseconds"],
    [{ failedStatus: 100 }, "failedStatus"],
    [{ emptyPages: -1 }, "emptyPages"],
  ])("refuses %j", async (responses, words) => {
    const error = await failure(() => createFakeVideosApi({ responses: responses as FakeOptions["responses"] }));
    expect(`${error.message} ${error.hint}`).toContain(words);
  });
});
