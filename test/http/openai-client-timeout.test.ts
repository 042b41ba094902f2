// @module-tag slow

import OpenAI from "openai";
import { describe, expect, test } from "vitest";
import { clientTimeout, openAITransport } from "../../src/http/openai-transport.js";
import { secretKey, submit } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { json, serve, video } from "../helpers/servers.js";
import { quiet } from "./round-trip.js";

cleanEnvironment();

const openai = (baseURL: string, timeout?: number) =>
  new OpenAI({ baseURL, apiKey: secretKey, logLevel: "off", maxRetries: 2, ...(timeout ? { timeout } : {}) });

describe("the timeout of an OpenAI client", () => {
  test("ends a request without a response, without a retry", async () => {
    await using server = await serve(() => {});
    const error = await failure(quiet({ client: openai(server.baseURL, 500) }).list());
    expect(error).toMatchObject({ code: "request_timeout", retryable: true });
    expect(error.message).toContain("no response in time");
    expect(server.requests).toHaveLength(1);
  });

  test("makes a timed-out create request uncertain", async () => {
    await using server = await serve(() => {});
    const error = await failure(submit(quiet({ client: openai(server.baseURL, 500) })));
    expect(error.code).toBe("submit_uncertain");
    expect(server.requests).toHaveLength(1);
  });

  test("does not apply where another timeout does", async () => {
    await using server = await serve(async (_, response) => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      json(response, { object: "list", data: [] });
    });
    const list = (timeout?: number) =>
      openAITransport(openai(server.baseURL, 100), timeout).send({
        method: "GET",
        path: "/videos",
        signal: new AbortController().signal,
      });
    await expect(list()).rejects.toMatchObject({ code: "request_timeout" });
    expect((await list(10_000)).status).toBe(200);
    // What servers read from it is the time that they really have.
    expect(server.requests.at(-1)!.headers["x-stainless-timeout"]).toBe("11");
  });

  test("is detected unless it is the default of ten minutes", () => {
    const baseURL = "http://videos.test/v1";
    expect(clientTimeout(openai(baseURL, 90_000))).toBe(90_000);
    expect(clientTimeout(openai(baseURL))).toBeUndefined();
    expect(clientTimeout(openai(baseURL).withOptions({ timeout: 7 }))).toBe(7);
    expect(clientTimeout({ timeout: "soon" })).toBeUndefined();
  });
});

const slowServer = () =>
  serve(async ({ method }, response) => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    json(response, method === "POST" ? video() : { object: "list", data: [] });
  });

const openAIWithShortTimeout = (baseURL: string) =>
  new OpenAI({ baseURL, apiKey: secretKey, logLevel: "off", maxRetries: 2, timeout: 100 });

test("createUgoku({ timeout }) overrides the OpenAI client's timeout", async () => {
  await using server = await slowServer();
  const ugoku = quiet({ client: openAIWithShortTimeout(server.baseURL), timeout: 10_000 });
  expect((await ugoku.list()).data).toEqual([]);
  expect((await submit(ugoku)).id).toBe("video_1");
});

test("the OpenAI client's timeout is the default", async () => {
  await using server = await slowServer();
  const ugoku = quiet({ client: openAIWithShortTimeout(server.baseURL) });
  expect((await failure(ugoku.list())).code).toBe("request_timeout");
});

test("a timeout above the default is sent to the server too", async () => {
  await using server = await slowServer();
  const client = new OpenAI({ baseURL: server.baseURL, apiKey: secretKey, timeout: 300_000 });
  await quiet({ client }).list();
  await quiet({ client: new OpenAI({ baseURL: server.baseURL, apiKey: secretKey }) }).list();
  expect(server.requests.map(({ headers }) => headers["x-stainless-timeout"])).toEqual(["301", "61"]);
});
