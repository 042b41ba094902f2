import { describe, expect, test } from "vitest";
import type { DialectName } from "../../src/dialects/dialect-names.js";
import { dialects } from "../../src/dialects/find-dialect.js";
import { probeEndpoint } from "../../src/doctor.js";
import { defineDialect } from "../../src/index.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { cases } from "../dialects/cases.js";
import { secretKey } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import {
  answers,
  azure,
  createList,
  createPage,
  dynamo,
  litellm,
  model,
  newApi,
  openrouter,
  type Site,
  serveReads,
  sglang,
  vllmOmni,
  wan,
} from "./read-only-servers.js";

cleanEnvironment();

const without = (site: Site, ...gone: readonly string[]): Site => ({
  ...site,
  headers: {},
  routes: Object.fromEntries(Object.entries(site.routes).filter(([path]) => !gone.includes(path))),
});

describe("a server that identifies itself is detected with certainty", () => {
  const sites: readonly [DialectName, Site, string | undefined, readonly string[]][] = [
    ["vllm-omni", vllmOmni, undefined, [wan]],
    ["sglang", sglang, undefined, [wan]],
    ["dynamo", dynamo, undefined, [wan]],
    ["litellm", litellm(secretKey), secretKey, ["sora-2"]],
    ["new-api", newApi(secretKey), secretKey, ["sora-2"]],
  ];
  test.each(sites)("%s", async (name, site, apiKey, models) => {
    await using server = await serveReads(site);
    const report = await probeEndpoint({ baseURL: server.baseURL, ...(apiKey ? { apiKey } : {}) });
    expect(report.dialect).toMatchObject({ name, confidence: "certain" });
    expect(report.dialect?.reasons.length).toBeGreaterThan(0);
    expect(report).toMatchObject({
      reachable: true,
      models,
      can: dialects[name].can,
      auth: apiKey ? "accepted" : "none-needed",
      configured: { baseURL: "options", apiKey: apiKey ? "options" : null, dialect: null },
    });
    expect(report.findings.filter(({ level }) => level !== "ok")).toEqual([]);
    expect(report.requests.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(
      server.requests.map(({ method, url }) => `${method} ${url}`).toSorted(),
    );
    expect(JSON.stringify(report)).not.toContain(secretKey);
  });
});

describe("a server that does not identify itself is detected by its responses", () => {
  const sites: readonly [string, DialectName, Site, string | undefined][] = [
    ["vllm-omni by its errors", "vllm-omni", without(vllmOmni, "/openapi.json", "/v1/models"), undefined],
    ["vllm-omni by its description", "vllm-omni", without(vllmOmni, "/v1/models", "/v1/videos"), undefined],
    ["sglang by its list", "sglang", without(sglang, "/openapi.json", "/v1/models"), undefined],
    [
      "an older sglang by its list without a cursor",
      "sglang",
      {
        ...without(sglang, "/openapi.json", "/v1/models"),
        routes: {
          "/v1/videos": answers({ object: "list", data: [] }),
          video: answers({ detail: "Video not found" }, 404),
        },
      },
      undefined,
    ],
    ["sglang by its create request", "sglang", without(sglang, "/v1/models", "/v1/videos"), undefined],
    ["dynamo by its models", "dynamo", without(dynamo, "/openapi.json"), undefined],
    [
      "litellm by its routes",
      "litellm",
      {
        ...without(litellm(secretKey)),
        routes: {
          ...litellm(secretKey).routes,
          "/openapi.json": answers({
            info: { title: "Our gateway" },
            paths: { "/key/generate": { post: {} }, "/model/info": { get: {} } },
          }),
        },
      },
      secretKey,
    ],
    ["new-api by its task errors", "new-api", without(newApi(secretKey)), secretKey],
    ["azure by its headers", "azure", azure(secretKey), secretKey],
    ["openrouter by its video models", "openrouter", openrouter(secretKey), secretKey],
  ];
  test.each(sites)("%s", async (_, name, site, apiKey) => {
    await using server = await serveReads(site);
    const options = name === "azure" ? { dialect: name } : {};
    const report = await probeEndpoint({ baseURL: server.baseURL, ...options, ...(apiKey ? { apiKey } : {}) });
    expect(report.dialect).toMatchObject({ name, confidence: "likely" });
    expect(report.findings.filter(({ level }) => level === "error")).toEqual([]);
    expect(report.auth).toBe(apiKey ? "accepted" : "none-needed");
  });
});

test("the fake of ugoku/testing is likely openai", async () => {
  const fake = createFakeVideosApi();
  const report = await probeEndpoint({
    baseURL: "http://fake.invalid/v1",
    fetch: (input, init) => fake.fetch(new Request(input, init)),
  });
  expect(report.dialect).toMatchObject({ name: "openai", confidence: "likely" });
  expect(report).toMatchObject({ reachable: true, auth: "none-needed", models: null });
  expect(report.confirmed).toEqual(["list", "retrieve"]);
  expect(new Set(fake.requests.map(({ method }) => method))).toEqual(new Set(["GET"]));
});

test("without evidence, openai is a guess and reported as one", async () => {
  await using server = await serveReads({
    routes: {
      "/v1/models": answers(createList(model("some-video", "us"))),
      "/v1/videos": answers({ data: [] }),
      video: answers("gone", 404),
    },
  });
  const report = await probeEndpoint({ baseURL: server.baseURL });
  expect(report.dialect).toMatchObject({ name: "openai", confidence: "guess" });
  expect(report.findings).toContainEqual(expect.objectContaining({ level: "warning", code: "dialect_guessed" }));
});

test("contradicting evidence is not certain, and is listed", async () => {
  await using server = await serveReads({ ...vllmOmni, headers: { "x-litellm-version": "1.93.0" } });
  const { dialect } = await probeEndpoint({ baseURL: server.baseURL });
  expect(dialect).toMatchObject({ name: "litellm", confidence: "likely" });
  expect(dialect?.reasons.join()).toContain("evidence for vllm-omni: models owned by vllm");
});

describe("strict servers are never confused, and get only GET requests", () => {
  test.each(cases)("$name", async ({ name, make }) => {
    const server = make();
    const methods: string[] = [];
    const report = await probeEndpoint({
      baseURL: `http://strict.invalid${server.base}`,
      apiKey: secretKey,
      dialect: name,
      fetch: (input, init) => {
        methods.push(init.method ?? "GET");
        return server.fetch(new Request(input, init));
      },
    });
    expect(new Set(methods)).toEqual(new Set(["GET"]));
    // They have no /openapi.json and no models: five are detected by their responses about videos.
    const isDetected = ["openai", "azure", "vllm-omni", "sglang", "new-api"].includes(name);
    const guess = { name: "openai", confidence: "guess" };
    expect(report.dialect).toMatchObject(isDetected ? { name, confidence: "likely" } : guess);
    expect(report.can).toEqual({ ...dialects[name].can });
    expect(report.auth).toBe("accepted");
    expect(report.findings.filter(({ level }) => level === "error")).toEqual([]);
  });
});

test("a configured dialect that contradicts the detected one is a warning", async () => {
  await using server = await serveReads(vllmOmni);
  const { findings } = await probeEndpoint({ baseURL: server.baseURL, dialect: "sglang" });
  const mismatch = findings.find(({ code }) => code === "dialect_mismatch");
  expect(mismatch).toMatchObject({ level: "warning", hint: expect.stringContaining('"vllm-omni"') });
  const right = await probeEndpoint({ baseURL: server.baseURL, dialect: "vllm-omni" });
  expect(right.findings.map(({ code }) => code)).not.toContain("dialect_mismatch");
});

test("abilities that the server lacks are removed", async () => {
  const { "/openapi.json": _, ...routes } = vllmOmni.routes;
  await using server = await serveReads({
    ...vllmOmni,
    routes: { ...routes, "/v1/videos": answers({ detail: "Not Found" }, 404) },
  });
  const report = await probeEndpoint({ baseURL: server.baseURL });
  expect(report).toMatchObject({ dialect: { name: "vllm-omni" }, can: { list: false, retrieve: true } });
  expect(report.confirmed).toEqual(["retrieve"]);
  expect(report.findings).toContainEqual(
    expect.objectContaining({ code: "ability_missing", hint: expect.stringContaining("list: false") }),
  );
  await using complete = await serveReads({
    ...vllmOmni,
    routes: { ...vllmOmni.routes, "/v1/videos": answers(createPage()) },
  });
  expect((await probeEndpoint({ baseURL: complete.baseURL })).confirmed).toEqual(["list", "retrieve", "delete"]);
});

test("a custom dialect is probed at its own paths, and is not a mismatch", async () => {
  await using server = await serveReads({
    routes: {
      "/v1/make/videos": answers(createPage()),
      "/v1/make/videos/ugoku-probe-0000000000000000": answers({ detail: "No such video" }, 404),
    },
  });
  const dialect = defineDialect({ name: "mine", paths: { videos: "/make/videos", video: "/make/videos/{id}" } });
  const report = await probeEndpoint({ baseURL: server.baseURL, dialect });
  expect(report).toMatchObject({ reachable: true, configured: { dialect: { name: "mine", from: "options" } } });
  expect(report.confirmed).toEqual(["list", "retrieve"]);
  expect(report.findings.map(({ code }) => code)).not.toContain("dialect_mismatch");
});
