import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { createUgoku, type UgokuOptions } from "../../src/index.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { clientOf, clientThrough, submit, ticketOf, transportNames } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { portrait } from "../helpers/pictures.js";
import { isCreate, json, serve, video } from "../helpers/servers.js";

cleanEnvironment();

const running = video({ status: "in_progress" });

/** Milliseconds from the abort to the rejection, which must be the signal's reason. */
async function measureAbort(work: Promise<unknown>, controller: AbortController, after: Promise<unknown>) {
  const caught = rejection(work);
  await after;
  const reason = new Error("enough");
  const started = performance.now();
  controller.abort(reason);
  expect(await caught).toBe(reason);
  return performance.now() - started;
}

describe.each(transportNames)("signal through %s › rejects with its reason at once", (transport) => {
  const wait = (baseURL: string, signal: AbortSignal, options: UgokuOptions = {}) =>
    clientThrough(transport, baseURL, options)
      .resume(ticketOf(baseURL, { deadline: 2e12 }))
      .wait({ signal });

  test("in the pause between two polls", async () => {
    let polled = () => {};
    const firstPoll = new Promise<void>((resolve) => {
      polled = resolve;
    });
    await using server = await serve((_, response) => {
      json(response, running);
      setTimeout(polled, 20);
    });
    const controller = new AbortController();
    const work = wait(server.baseURL, controller.signal);
    expect(await measureAbort(work, controller, firstPoll)).toBeLessThan(100);
  });

  test("while a poll is in flight", async () => {
    let asked = () => {};
    const firstPoll = new Promise<void>((resolve) => {
      asked = resolve;
    });
    await using server = await serve(() => asked());
    const controller = new AbortController();
    expect(await measureAbort(wait(server.baseURL, controller.signal), controller, firstPoll)).toBeLessThan(100);
  });

  test("while the response to a poll arrives", async () => {
    let asked = () => {};
    const firstPoll = new Promise<void>((resolve) => {
      asked = resolve;
    });
    await using server = await serve((_, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("{");
      setTimeout(asked, 20);
    });
    const controller = new AbortController();
    expect(await measureAbort(wait(server.baseURL, controller.signal), controller, firstPoll)).toBeLessThan(100);
  });

  test("sends nothing if it is aborted already", async () => {
    await using server = await serve((_, response) => json(response, running));
    const reason = new Error("enough");
    const ugoku = clientThrough(transport, server.baseURL);
    const signal = AbortSignal.abort(reason);
    const animation = ugoku.animate(await portrait()).withPrompt("She smiles.");
    const job = ugoku.resume(ticketOf(server.baseURL));
    for (const work of [
      animation.plan({ signal }),
      animation.submit({ signal }),
      animation.render({ signal }),
      job.poll({ signal }),
      job.wait({ signal }),
      job.cancel({ signal }),
      ugoku.list({ signal }),
      ugoku.advance(ticketOf(server.baseURL), { budgetMs: 10, signal }),
    ])
      expect(await rejection(work)).toBe(reason);
    expect(server.requests).toEqual([]);
  });
});

describe("signal, used many times", () => {
  test("keeps no listener after hundreds of polls, without a leak warning", async () => {
    const warnings: string[] = [];
    const hear = (warning: Error) => warnings.push(warning.name);
    process.on("warning", hear);
    let polls = 0;
    await using server = await serve((request, response) => {
      if (!isCreate(request)) polls += 1;
      json(response, video({ status: polls < 250 ? "in_progress" : "completed" }));
    });
    const { signal } = new AbortController();
    const ugoku = clientOf(server.baseURL, { pollInterval: () => 1, clock: { now: () => 1_800_000_000_000 } });
    const job = await submit(ugoku, { signal });
    let most = 0;
    await job.wait({
      signal,
      onUpdate: () => {
        most = Math.max(most, getEventListeners(signal, "abort").length);
      },
    });
    for (let round = 0; round < 50; round++) await job.poll({ signal });
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", hear);
    expect(polls).toBe(300);
    expect(most).toBeLessThanOrEqual(2);
    expect(getEventListeners(signal, "abort")).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test("keeps no listener after many submits with one key", async () => {
    await using server = await serve((_, response) => json(response, running));
    const ugoku = clientOf(server.baseURL);
    const { signal } = new AbortController();
    for (let round = 0; round < 20; round++) await submit(ugoku, { key: "order-1", signal });
    await new Promise((resolve) => setImmediate(resolve));
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

describe("plan(), submit() and render()", () => {
  test.each([
    ["signal", new AbortController()],
    ["signal", "now"],
    ["signal", null],
    ["onUpdate", "log"],
    ["onLint", 7],
  ])("reject an invalid %s before a job is paid for", async (name, value) => {
    await using server = await serve((_, response) => json(response, running));
    const animation = clientOf(server.baseURL)
      .animate(await portrait())
      .withPrompt("She smiles.");
    const options = { [name]: value } as object;
    for (const work of [animation.plan(options), animation.submit(options), animation.render(options)]) {
      const error = await failure(work);
      expect(error.code).toBe("option_invalid");
      expect(error.message).toContain(name);
    }
    expect(server.requests).toEqual([]);
  });

  test("reject null as options", async () => {
    const animation = clientOf("http://videos.test/v1").animate("x.png").withPrompt("She smiles.");
    expect((await failure(animation.plan(null as never))).code).toBe("option_invalid");
  });
});

test("render() › twenty at once share a signal without a warning or a listener left", async () => {
  const warnings: Error[] = [];
  const listen = (warning: Error) => warnings.push(warning);
  process.on("warning", listen);
  const { signal } = new AbortController();
  const fake = createFakeVideosApi();
  const { animate } = createUgoku({ baseURL: "http://fake.test/v1", fetch: fake.fetch, logger: false });
  const photo = await portrait();
  const clips = Array.from({ length: 20 }, () =>
    animate(photo).withPrompt("The cat slowly blinks.").size("720x1280").render({ signal }),
  );
  const bytes = await Promise.all(clips.map(async (clip) => (await clip).bytes({ signal })));
  process.off("warning", listen);
  expect(bytes.length).toBe(20);
  expect(warnings).toEqual([]);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});
