import { afterEach, expect, test, vi } from "vitest";
import { createUgoku } from "../../../src/index.js";
import { prompt, recordLogs, secretKey, submit } from "../../helpers/clients.js";
import { cleanEnvironment } from "../../helpers/environment.js";
import { failure } from "../../helpers/failure.js";
import { json, serve, video } from "../../helpers/servers.js";

cleanEnvironment();
afterEach(() => vi.restoreAllMocks());

const answering = () =>
  serve((request, response) =>
    json(response, video({ prompt, status: request.method === "POST" ? "queued" : "completed" }), 200, {
      "x-request-id": "req_9",
    }),
  );

/** The standard error of submit() and wait(). */
async function printed(level: string | undefined, options: object = {}): Promise<string[]> {
  const lines: string[] = [];
  vi.spyOn(console, "warn").mockImplementation((line: string) => void lines.push(line));
  vi.spyOn(console, "log").mockImplementation(() => {
    throw new Error("Standard output belongs to the program.");
  });
  if (level !== undefined) vi.stubEnv("UGOKU_DEBUG", level);
  await using server = await answering();
  const ugoku = createUgoku({
    baseURL: `${server.baseURL}?sig=${secretKey}`,
    apiKey: secretKey,
    pollInterval: () => 1,
    ...options,
  });
  await (await submit(ugoku as never, { key: "order-1" })).wait();
  vi.unstubAllEnvs();
  // What the linter thinks of the test's picture is of no interest here.
  return lines.filter((line) => !line.includes("the linter found"));
}

test.each(["1", "true", "yes", "requests"])("UGOKU_DEBUG=%s prints each request on standard error", async (level) => {
  const lines = await printed(level);
  expect(lines).toEqual([
    "ugoku: a create request of sora-2, 4 s, 720x1280, key order-1",
    expect.stringMatching(/^ugoku: POST \/videos: 200 in \d+ ms \(request req_9\)$/),
    expect.stringMatching(/^ugoku: GET \/videos\/video_1: 200 in \d+ ms \(request req_9\)$/),
  ]);
  expect(lines.join()).not.toContain(secretKey);
  expect(lines.join()).not.toContain(prompt);
});

test("UGOKU_DEBUG=prompts prints the prompt too", async () => {
  const lines = await printed("prompts");
  expect(lines.filter((line) => line.includes(JSON.stringify(prompt)))).toHaveLength(1);
  expect(lines.join()).not.toContain(secretKey);
});

test.each([undefined, "", "0", "false"])("UGOKU_DEBUG=%j prints nothing", async (level) => {
  expect(await printed(level)).toEqual([]);
});

test("logger: false is silent, and a custom logger gets all lines with their levels", async () => {
  expect(await printed("1", { logger: false })).toEqual([]);
  const logger = recordLogs();
  expect(await printed(undefined, { logger })).toEqual([]);
  expect(logger.lines.filter((line) => line.startsWith("debug: "))).toHaveLength(3);
});

test("a request without a response is logged as such", async () => {
  const logger = recordLogs();
  await using server = await serve((_, response) => void response.socket?.resetAndDestroy());
  const ugoku = createUgoku({ baseURL: server.baseURL, logger });
  await failure(ugoku.resume("video_1").poll());
  expect(logger.lines).toEqual([expect.stringMatching(/^debug: ugoku: GET \/videos\/video_1: no response in \d+ ms$/)]);
});

test("an id that looks like a key is not printed as one", async () => {
  const logger = recordLogs();
  await using server = await serve((_, response) => json(response, video({ id: secretKey })));
  const ugoku = createUgoku({ baseURL: server.baseURL, logger, apiKey: secretKey });
  await ugoku.resume(secretKey).poll();
  expect(logger.lines.join()).not.toContain(secretKey);
});
