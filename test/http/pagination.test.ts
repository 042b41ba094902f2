import { describe, expect, test } from "vitest";
import { clientOf, submit, ticketOf } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { isCreate, json, serve, video } from "../helpers/servers.js";
import { manualTime, timed } from "../helpers/time.js";

cleanEnvironment();

/** A list whose pages follow the cursors "1", "2" …; polls by id fail, so that only the list can show a job. */
const serveList = (page: (cursor: number) => object) =>
  serve((request, response) => {
    const url = new URL(request.url, "http://x");
    if (url.pathname !== "/v1/videos") return json(response, {}, 503);
    json(response, page(Number(url.searchParams.get("after") ?? 0)));
  });

const tickets = (baseURL: string) =>
  ["a", "b", "c"].map((id) => ticketOf(baseURL, { id, createdAt: 1_700_000_000_000 }));
const jobs = ["a", "b", "c"].map((id) => video({ id, status: "completed" }));

async function waitThroughList(page: (cursor: number) => object): Promise<{ ended: string[]; lists: number }> {
  await using server = await serveList(page);
  const ended: string[] = [];
  const ugoku = clientOf(server.baseURL, timed(manualTime()));
  for await (const { job, status } of ugoku.waitForAll(tickets(server.baseURL))) ended.push(`${job.id} ${status}`);
  return { ended, lists: server.requests.filter(({ url }) => url.startsWith("/v1/videos?")).length };
}
const complete = ["a completed", "b completed", "c completed"];

describe("the pages of a list", () => {
  test("that are empty are followed while the cursor moves", async () => {
    const pages = [[jobs[0]], [], jobs.slice(1)];
    const { ended, lists } = await waitThroughList((cursor) => ({
      data: pages[cursor],
      has_more: cursor < 2,
      last_id: String(cursor + 1),
    }));
    expect(ended.sort()).toEqual(complete);
    expect(lists).toBe(3);
  });

  test("may be wrapped, with odd entries between the jobs", async () => {
    const { ended } = await waitThroughList(() => ({
      code: 0,
      message: "SUCCEED",
      data: { items: [{ status: "draft" }, null, ...jobs], total: 3 },
    }));
    expect(ended.sort()).toEqual(complete);
  });

  test.each<[string, (cursor: number) => object]>([
    ["the cursor stands still", () => ({ data: [], has_more: true, last_id: "1" })],
    ["cursors repeat", (cursor) => ({ data: [], has_more: true, last_id: String(1 + (cursor % 2)) })],
    ["has_more is missing", (cursor) => ({ data: [], last_id: String(cursor + 1) })],
  ])("that are empty are the end if %s", async (_, page) => {
    await using server = await serve((request, response) => {
      if (isCreate(request)) return void response.socket?.resetAndDestroy();
      json(response, page(Number(new URL(request.url, "http://x").searchParams.get("after") ?? 0)));
    });
    const error = await failure(submit(clientOf(server.baseURL, timed(manualTime()))));
    expect(
      await (error as unknown as { reconcile(options: object): Promise<unknown> }).reconcile({ settleMs: 0 }),
    ).toBeNull();
    expect(server.requests.length).toBeLessThan(6);
  });

  test("without an end are no proof that a job does not exist", async () => {
    let lists = 0;
    await using server = await serve((request, response) => {
      if (isCreate(request)) return void response.socket?.resetAndDestroy();
      lists += 1;
      json(response, { data: [], has_more: true, last_id: String(lists) });
    });
    const error = await failure(submit(clientOf(server.baseURL, timed(manualTime()))));
    const found = (error as unknown as { reconcile(options: object): Promise<unknown> }).reconcile({ settleMs: 0 });
    expect(await failure(found)).toMatchObject({ code: "submit_uncertain" });
    expect(lists).toBe(300);
  });
});
