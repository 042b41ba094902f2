import { describe, expect, test } from "vitest";
import { createUgoku, EndpointError } from "../../src/index.js";
import { clientOf, clientThrough, prompt, recordLogs, secretKey, submit, transportNames } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { portrait } from "../helpers/pictures.js";
import { closedPort, isCreate, json, serve, video } from "../helpers/servers.js";
import { manualTime, timed } from "../helpers/time.js";

cleanEnvironment();

const tooMany = { error: { message: "Too many running tasks" } };

describe.each(transportNames)("submit() through %s › retries a create request that was not accepted", (transport) => {
  test("after 429, when the server asks for it", async () => {
    const time = manualTime();
    await using server = await serve((_, response, count) =>
      count <= 2 ? json(response, tooMany, 429, { "retry-after": String(count * 3) }) : json(response, video()),
    );
    const job = await submit(clientThrough(transport, server.baseURL, timed(time)), { key: "order-1" });
    expect(job.id).toBe("video_1");
    expect(time.slept).toEqual([3_000, 6_000]);
    expect(server.requests.map(({ headers }) => headers["idempotency-key"])).toEqual(["order-1", "order-1", "order-1"]);
  });

  test("after 429 without Retry-After, with longer pauses, up to maxRetries", async () => {
    const time = manualTime();
    await using server = await serve((_, response) => json(response, tooMany, 429, { "retry-after": "0" }));
    const error = await failure(submit(clientThrough(transport, server.baseURL, timed(time))));
    expect(error).toMatchObject({ name: "ApiError", code: "rate_limited", retryable: true });
    expect(server.requests).toHaveLength(5);
    expect(new Set(server.requests.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
    expect(time.slept).toHaveLength(4);
    for (const [index, pause] of time.slept.entries()) {
      expect(pause).toBeGreaterThanOrEqual(375 * 2 ** index);
      expect(pause).toBeLessThanOrEqual(500 * 2 ** index);
    }
  });

  test("not after 429 whose Retry-After exceeds the limit", async () => {
    const time = manualTime();
    await using server = await serve((_, response) => json(response, tooMany, 429, { "retry-after": "3600" }));
    const error = await failure(submit(clientThrough(transport, server.baseURL, timed(time))));
    expect(error).toMatchObject({ code: "rate_limited", retryAfterMs: 3_600_000 });
    expect(server.requests).toHaveLength(1);
    expect(time.slept).toEqual([]);
  });

  test("after a refused connection", async () => {
    const port = await closedPort();
    const baseURL = `http://127.0.0.1:${port}/v1`;
    let late: AsyncDisposable | undefined;
    let pauses = 0;
    const sleep = async () => {
      pauses += 1;
      if (pauses === 2) late = await serve((_, response) => json(response, video()), port);
    };
    expect((await submit(clientThrough(transport, baseURL, { sleep }))).id).toBe("video_1");
    expect(pauses).toBe(2);
    await late?.[Symbol.asyncDispose]();
  });

  test("at most four times after refused connections", async () => {
    const time = manualTime();
    const error = await failure(
      submit(clientThrough(transport, `http://127.0.0.1:${await closedPort()}/v1`, timed(time))),
    );
    expect(error).toBeInstanceOf(EndpointError);
    expect(time.slept).toHaveLength(4);
  });

  test("with a reset in a retry leaving the outcome unknown", async () => {
    await using server = await serve((_, response, count) =>
      count === 1 ? json(response, tooMany, 429) : void response.socket?.resetAndDestroy(),
    );
    const error = await failure(submit(clientThrough(transport, server.baseURL, timed(manualTime()))));
    expect(error.code).toBe("submit_uncertain");
    expect(server.requests).toHaveLength(2);
  });
});

test("submit() › a signal ends the pause before a retry at once, and the key can be used again", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  await using server = await serve((_, response, count) => {
    if (count > 1) return json(response, video());
    json(response, tooMany, 429, { "retry-after": "50" });
    setTimeout(() => controller.abort(reason), 50);
  });
  const logger = recordLogs();
  const ugoku = clientOf(server.baseURL, { logger });
  const started = performance.now();
  expect(await rejection(submit(ugoku, { key: "order-1", signal: controller.signal }))).toBe(reason);
  expect(performance.now() - started).toBeLessThan(10_000);
  // It is certain that there is no job, so that no line says that there may be one.
  expect(logger.lines.filter((line) => line.startsWith("warn: ugoku: a create request was aborted"))).toEqual([]);
  expect((await submit(ugoku, { key: "order-1" })).id).toBe("video_1");
});

test("submit() › logs each retry at the level debug, without the API key", async () => {
  await using server = await serve((_, response, count) =>
    count === 1 ? json(response, tooMany, 429) : json(response, video()),
  );
  const logger = recordLogs();
  await submit(clientOf(server.baseURL, { logger, apiKey: secretKey, ...timed(manualTime()) }));
  expect(logger.lines.filter((line) => /not accepted/.test(line))).toEqual([expect.stringMatching(/^debug: .*429/)]);
  expect(logger.lines.join()).not.toContain(secretKey);
});

describe("onAttempt", () => {
  test("is called and awaited before anything is sent, with enough to find the job", async () => {
    await using server = await serve((_, response) => json(response, video()));
    const ugoku = createUgoku({ baseURL: server.baseURL, logger: false, clock: { now: () => 1_800_000_000_000 } });
    const sentBefore: number[] = [];
    const onAttempt = async (attempt: object) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      sentBefore.push(server.requests.length);
      expect(JSON.parse(JSON.stringify(attempt))).toEqual({
        v: 1,
        key: "order-1",
        baseURL: server.baseURL,
        dialect: "openai",
        model: "sora-2",
        seconds: 4,
        size: "720x1280",
        promptHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        sentAt: 1_800_000_000_000,
        deadline: 1_800_001_800_000,
      });
      expect(JSON.stringify(attempt)).not.toContain("smiles");
    };
    await ugoku
      .animate(await portrait())
      .withPrompt(prompt)
      .idempotencyKey("order-1")
      .submit({ onAttempt });
    expect(sentBefore).toEqual([0]);
    expect(server.requests).toHaveLength(1);
  });

  test("that throws prevents the create request, and the key can be used again", async () => {
    await using server = await serve((_, response) => json(response, video()));
    const animation = clientOf(server.baseURL)
      .animate(await portrait())
      .withPrompt(prompt)
      .idempotencyKey("order-1");
    const full = new Error("disk full");
    const onAttempt = () => Promise.reject(full);
    expect(await rejection(animation.submit({ onAttempt }))).toBe(full);
    expect(server.requests.filter(isCreate)).toEqual([]);
    expect((await animation.submit()).id).toBe("video_1");
  });

  test("must be a function", async () => {
    const animation = clientOf("http://videos.test/v1")
      .animate(await portrait())
      .withPrompt(prompt);
    const error = await failure(animation.submit({ onAttempt: "yes" as never }));
    expect(error).toMatchObject({ code: "option_invalid", message: 'The onAttempt of .submit() is "yes".' });
  });
});
