import OpenAI from "openai";
import { expect, test } from "vitest";
import { secretKey, submit } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { json, serve, video } from "../helpers/servers.js";
import { quiet } from "./journey.js";

cleanEnvironment();

const slowServer = () =>
  serve(async ({ method }, response) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    json(response, method === "POST" ? video() : { object: "list", data: [] });
  });

const impatient = (baseURL: string) =>
  new OpenAI({ baseURL, apiKey: secretKey, logLevel: "off", maxRetries: 2, timeout: 100 });

test("a timeout given to createUgoku() holds, and not the OpenAI client's", async () => {
  await using server = await slowServer();
  const ugoku = quiet({ client: impatient(server.baseURL), timeout: 10_000 });
  expect((await ugoku.list()).data).toEqual([]);
  expect((await submit(ugoku)).id).toBe("video_1");
});

test("without one, the OpenAI client's holds", async () => {
  await using server = await slowServer();
  const ugoku = quiet({ client: impatient(server.baseURL) });
  expect((await failure(ugoku.list())).code).toBe("request_timeout");
});

test("one that is longer than ugoku's own minute is told to the server too", async () => {
  await using server = await slowServer();
  const client = new OpenAI({ baseURL: server.baseURL, apiKey: secretKey, timeout: 300_000 });
  await quiet({ client }).list();
  await quiet({ client: new OpenAI({ baseURL: server.baseURL, apiKey: secretKey }) }).list();
  expect(server.requests.map(({ headers }) => headers["x-stainless-timeout"])).toEqual(["301", "61"]);
});
