import { describe, expect, test, vi } from "vitest";
import { type EndpointReport, type FindingCode, probeEndpoint } from "../../src/doctor.js";
import { createUgoku } from "../../src/index.js";
import { secretKey } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { closedPort, json, serve, serveSocket } from "../helpers/servers.js";
import { hasOpenssl, serveTls } from "../helpers/tls-server.js";
import {
  answers,
  createList,
  createPage,
  litellm,
  model,
  page,
  type Site,
  serveReads,
  vllmOmni,
} from "./read-only-servers.js";

cleanEnvironment();

const finding = ({ findings }: EndpointReport, code: FindingCode) => {
  const found = findings.find((one) => one.code === code);
  if (!found) throw new Error(`no ${code} in ${JSON.stringify(findings)}`);
  return found;
};
const errors = ({ findings }: EndpointReport) =>
  findings.filter(({ level }) => level === "error").map(({ code }) => code);

describe("configuration, before any request", () => {
  const refuses = () => Promise.reject(new Error("no request expected"));

  test("without configuration, three options are named", async () => {
    const report = await probeEndpoint();
    expect(report).toMatchObject({ baseURL: null, reachable: false, dialect: null, requests: [] });
    const { level, hint = "" } = finding(report, "endpoint_missing");
    expect(level).toBe("error");
    for (const way of ["your own server", "a gateway", "the built-in preview"]) expect(hint).toContain(way);
  });

  test("OpenAI's own host gets no request without allowRetired", async () => {
    const options = { baseURL: "https://api.openai.com/v1?sig=q5uery-s3cret-99", apiKey: secretKey };
    const report = await probeEndpoint({ ...options, fetch: refuses });
    expect(errors(report)).toEqual(["endpoint_retired"]);
    expect(report.baseURL).toBe("https://api.openai.com/v1");
    expect(report.requests).toEqual([]);
    const asked: string[] = [];
    const allowed = await probeEndpoint({
      ...options,
      allowRetired: true,
      fetch: async (input) => {
        asked.push(input);
        return Response.json({ error: { message: "gone", type: "x" } }, { status: 404 });
      },
    });
    expect(asked[0]).toBe("https://api.openai.com/v1/models?sig=q5uery-s3cret-99");
    expect(allowed.reachable).toBe(true);
  });

  test.each(["nonsense", "ftp://host/v1", "http://user:hunter2222@host/v1"])(
    "invalid base URL: %s",
    async (baseURL) => {
      const report = await probeEndpoint({ baseURL, fetch: refuses });
      expect(errors(report)).toEqual(["endpoint_invalid"]);
      expect(report.baseURL).toBe(null);
      expect(JSON.stringify(report)).not.toContain("hunter2222");
    },
  );

  test("an invalid option throws; an invalid environment variable is a finding", async () => {
    for (const options of [
      { timeout: 0 },
      { timeuot: 1 },
      { dialect: "vlm" },
      { fetch: 1 },
      { apiKey: 1 },
      { headers: 1 },
    ])
      expect((await failure(probeEndpoint(options as never))).code).toBe("option_invalid");
    expect(errors(await probeEndpoint({ baseURL: "http://h/v1", apiKey: "a\nb" }))).toEqual(["option_invalid"]);
    vi.stubEnv("UGOKU_BASE_URL", "http://127.0.0.1:1/v1");
    vi.stubEnv("UGOKU_API_KEY", "line\nbreak-0123456789");
    vi.stubEnv("UGOKU_DIALECT", "vllm_omni2");
    const report = await probeEndpoint({ fetch: refuses });
    expect(errors(report)).toEqual(["option_invalid", "option_invalid"]);
    expect(JSON.stringify(report)).not.toContain("break-0123456789");
    expect(report.findings[0]?.hint).toContain('Did you mean "vllm-omni"?');
  });

  test("an aborted signal rejects with its reason before any request", async () => {
    const reason = new Error("enough");
    const options = { baseURL: "http://h/v1", fetch: refuses, signal: AbortSignal.abort(reason) };
    expect(await rejection(probeEndpoint(options))).toBe(reason);
  });
});

describe("no response", () => {
  const probeUnreachable = async (baseURL: string, timeout = 5_000) => {
    const report = await probeEndpoint({ baseURL, apiKey: secretKey, timeout });
    expect([report.reachable, report.dialect, errors(report)]).toEqual([false, null, ["unreachable"]]);
    expect(report.requests).toEqual([expect.objectContaining({ method: "GET", path: "/v1/models", status: null })]);
    return finding(report, "unreachable");
  };

  test("closed port", async () => {
    const { message, hint } = await probeUnreachable(`http://127.0.0.1:${await closedPort()}/v1`);
    expect(message).toContain("ECONNREFUSED");
    expect(hint).toContain("Start the server");
  });

  test("unknown host name", async () => {
    const { message, hint } = await probeUnreachable("http://no-such-host.invalid/v1");
    expect(message).toContain("no-such-host.invalid");
    expect(hint).toContain("Check the spelling of the host name");
  });

  test.each(["ERR_PROXY_TUNNEL", "UND_ERR_ABORTED"])("a proxy that refuses the tunnel (%s)", async (code) => {
    const words = "Proxy response (407) !== 200 when HTTP Tunneling";
    const report = await probeEndpoint({
      baseURL: "https://videos.test/v1",
      fetch: () => Promise.reject(Object.assign(new Error(words), { code, statusCode: 407 })),
    });
    const { message, hint } = finding(report, "unreachable");
    expect(message).toBe("videos.test cannot be reached (the proxy refused the connection: 407).");
    expect(hint).toContain("The proxy asks for a user name and a password");
  });

  test("a proxy that is not there", async () => {
    const port = await closedPort();
    vi.stubEnv("HTTPS_PROXY", `http://127.0.0.1:${port}`);
    const { EnvHttpProxyAgent, fetch } = await import("undici");
    const dispatcher = new EnvHttpProxyAgent();
    const through = (input: string, init: object) => fetch(input, { ...init, dispatcher });
    const report = await probeEndpoint({ baseURL: "https://videos.test/v1", fetch: through as never });
    const { message, hint } = finding(report, "unreachable");
    expect(message).toContain(`the proxy http://127.0.0.1:${port} of HTTPS_PROXY cannot be reached: ECONNREFUSED`);
    expect(hint).toContain("Check the address of the proxy");
  });

  test("https to a plain server", async () => {
    await using server = await serveReads(vllmOmni);
    const { hint } = await probeUnreachable(server.baseURL.replace("http:", "https:"));
    expect(hint).toContain("Try the base URL with http:");
    expect(server.requests).toEqual([]);
  });

  test.skipIf(!hasOpenssl)("http to a TLS server, and https to one with a self-signed certificate", async () => {
    let asked = 0;
    await using server = await serveTls(() => {
      asked += 1;
    });
    expect((await probeUnreachable(`http://${server.place}/v1`)).hint).toContain("It may expect TLS: try https:");
    expect((await probeUnreachable(`https://${server.place}/v1`)).hint).toContain("NODE_EXTRA_CA_CERTS");
    expect(asked).toBe(0);
  });

  test("a server that never responds times out", async () => {
    await using server = await serveSocket(() => {});
    const { message, hint } = await probeUnreachable(server.baseURL, 200);
    expect([message, hint]).toEqual([expect.stringContaining("200 ms"), expect.stringContaining("longer timeout")]);
    expect(server.connections()).toBe(1);
  });

  test("a body that never ends times out", async () => {
    await using server = await serveSocket((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{");
    });
    expect((await probeUnreachable(server.baseURL, 300)).message).toContain("no response within 300 ms");
  });

  test("the signal aborts a pending request with its reason", async () => {
    await using server = await serveSocket(() => {});
    const stop = new AbortController();
    const work = rejection(probeEndpoint({ baseURL: server.baseURL, signal: stop.signal, timeout: 60_000 }));
    await vi.waitFor(() => expect(server.connections()).toBe(1));
    const reason = new Error("enough");
    stop.abort(reason);
    expect(await work).toBe(reason);
  });
});

describe("wrong base URL", () => {
  const probeAt = async (site: Site, path: string) => {
    await using server = await serveReads(site);
    const report = await probeEndpoint({ baseURL: server.origin + path, apiKey: secretKey });
    return { report, origin: server.origin };
  };

  test.each([
    ["/v1 is missing", ""],
    ["/v1 is doubled", "/v1/v1"],
    ["/videos is appended", "/v1/videos"],
    ["/chat/completions is appended", "/v1/chat/completions"],
    ["the address of the documentation", "/docs"],
  ])("%s", async (_, path) => {
    const { report, origin } = await probeAt(vllmOmni, path);
    expect([report.reachable, report.dialect, errors(report)]).toEqual([true, null, ["no_api"]]);
    expect(finding(report, "no_api").hint).toContain(`answers at ${origin}/v1.`);
  });

  test("the suggested one requires another key", async () => {
    const { report, origin } = await probeAt(
      { ...litellm("another"), routes: { ...litellm("another").routes } },
      "/api",
    );
    expect(finding(report, "no_api").hint).toContain(`answers at ${origin}/v1.`);
  });

  const apiError = (message: string) => ({
    error: { message, type: "invalid_request_error", param: null, code: null },
  });
  let count = 0;
  test.each<[string, Site["routes"][string]]>([
    ["that mentions videos", answers(apiError("There is nothing here. The Videos API is under /v1."), 404)],
    [
      "that repeats the path, and numbers the request",
      (response, { url }) => {
        count += 1;
        json(
          response,
          apiError(`No handler for ${url} (job ${count}, req-00${count}a). Ask for a video elsewhere.`),
          404,
        );
      },
    ],
    ["with 405", answers(apiError("Only a task can be posted."), 405)],
    ["with 400", answers({ code: "bad", message: "What task is this?" }, 400)],
  ])("a server with the same error for every path has no videos: error %s", async (_, refusal) => {
    const { "/openapi.json": __, ...routes } = vllmOmni.routes;
    const { report, origin } = await probeAt({ routes: { ...routes, "*": refusal } }, "");
    expect([report.dialect, report.can, errors(report)]).toEqual([null, null, ["no_api"]]);
    expect(finding(report, "no_api").hint).toContain(`answers at ${origin}/v1.`);
    const alone = await probeAt({ routes: { "*": refusal } }, "/v1");
    expect(errors(alone.report)).toEqual(["no_api"]);
  });

  test.each([
    [
      "of another text",
      apiError("Video 'ugoku-probe-0000000000000000' does not exist"),
      apiError("There is no video here"),
    ],
    ["of another shape", { detail: "Video not found" }, apiError("Video not found")],
  ])("a server without a list has videos if its error for an unknown id is %s", async (_, unknown, elsewhere) => {
    const routes = { video: answers(unknown, 404), "*": answers(elsewhere, 404) };
    const { report } = await probeAt({ routes }, "/v1");
    expect([errors(report), report.confirmed]).toEqual([[], ["retrieve"]]);
    expect(report.can).toMatchObject({ list: false, retrieve: true });
  });

  test("a trailing slash is ignored", async () => {
    const { report } = await probeAt(vllmOmni, "/v1/");
    expect(report.dialect?.name).toBe("vllm-omni");
    expect(report.requests[0]?.path).toBe("/v1/models");
  });

  test("an HTML page is named by its title", async () => {
    const { report } = await probeAt({ routes: { "*": page("Open WebUI") } }, "/v1");
    const { message } = finding(report, "no_api");
    expect(message).toContain('an HTML page titled "Open WebUI"');
    expect(errors(report)).toEqual(["no_api"]);
  });

  test("an API without videos", async () => {
    const { report } = await probeAt(
      { routes: { "/v1/models": answers(createList(model("meta-llama/Llama-3", "vllm"))) } },
      "/v1",
    );
    expect([report.dialect, report.can, errors(report)]).toEqual([null, null, ["no_videos_api"]]);
    expect(report.models).toEqual(["meta-llama/Llama-3"]);
  });
});

describe("API key", () => {
  test("key and headers do not follow a redirect to another origin", async () => {
    await using other = await serveReads(vllmOmni);
    await using server = await serve((request, response) => {
      response.writeHead(307, { location: other.origin + request.url });
      response.end();
    });
    const report = await probeEndpoint({
      baseURL: server.baseURL,
      apiKey: secretKey,
      headers: { "x-team": "secret-team-0123456789" },
    });
    expect(other.requests).toEqual([]);
    expect(finding(report, "redirected").hint).toContain(`use ${other.origin}/v1 as the base URL`);
    expect(server.requests.map(({ method }) => method)).toEqual(["GET"]);
  });

  test("key follows a redirect within the origin", async () => {
    const site = litellm(secretKey);
    await using server = await serveReads({
      ...site,
      routes: {
        ...site.routes,
        "/v1/models": (response) => {
          response.writeHead(308, { location: "/v1/models/" });
          response.end();
        },
        "/v1/models/": site.routes["/v1/models"] ?? answers({}),
      },
    });
    const report = await probeEndpoint({ baseURL: server.baseURL, apiKey: secretKey });
    expect(report).toMatchObject({ models: ["sora-2"], auth: "accepted" });
    expect(report.requests.slice(0, 2).map(({ path, status }) => [path, status])).toEqual([
      ["/v1/models", 308],
      ["/v1/models/", 200],
    ]);
  });

  test("key is not sent outside of the base URL", async () => {
    await using server = await serveReads(vllmOmni);
    await probeEndpoint({ baseURL: server.baseURL, apiKey: secretKey });
    const outside = server.requests.filter(({ url }) => !url.startsWith("/v1/"));
    expect(outside.map(({ url, headers }) => [url, headers.authorization])).toEqual([["/openapi.json", undefined]]);
  });

  test("a slow description delays no other request", async () => {
    const site = litellm(secretKey);
    // A cold LiteLLM proxy answers nothing else while it writes this document.
    const { "/openapi.json": _, ...routes } = site.routes;
    await using server = await serveReads({ ...site, routes: { ...routes, "/openapi.json": () => {} } });
    const report = await probeEndpoint({ baseURL: server.baseURL, apiKey: secretKey, timeout: 300 });
    expect(server.requests.at(-1)?.url).toBe("/openapi.json");
    expect(report.dialect).toMatchObject({ name: "litellm", confidence: "certain" });
  });

  test("missing, wrong and unauthorized keys are distinguished", async () => {
    await using server = await serveReads(litellm(secretKey));
    const { baseURL } = server;
    const none = await probeEndpoint({ baseURL });
    expect([none.auth, errors(none)]).toEqual(["refused", ["key_missing"]]);
    const wrong = await probeEndpoint({ baseURL, apiKey: "sk-wrong-0123456789abcdef" });
    expect([wrong.auth, errors(wrong)]).toEqual(["refused", ["key_refused"]]);
    expect(finding(wrong, "key_refused").message).toContain("Incorrect API key provided");
    expect(wrong.dialect).toMatchObject({ name: "litellm", confidence: "certain" });
    // LiteLLM 1.108.7 without a database.
    const noDatabase = { error: { message: "No connected db.", type: "no_db_connection", param: null, code: "400" } };
    await using proxy = await serveReads({ routes: { "*": answers(noDatabase, 400) } });
    const unknown = await probeEndpoint({ baseURL: proxy.baseURL, apiKey: "sk-wrong-0123456789abcdef" });
    expect([unknown.auth, errors(unknown)]).toEqual(["refused", ["key_refused"]]);
    await using strict = await serveReads({ routes: { "*": answers({ error: { message: "No right to it" } }, 403) } });
    const forbidden = await probeEndpoint({ baseURL: strict.baseURL, apiKey: secretKey });
    expect(finding(forbidden, "key_refused").hint).toContain("permissions");
    await using partly = await serveReads({
      ...vllmOmni,
      routes: { ...vllmOmni.routes, "/v1/videos": answers({ detail: "Forbidden" }, 403) },
    });
    const some = await probeEndpoint({ baseURL: partly.baseURL, apiKey: secretKey });
    expect(finding(some, "requests_failed").level).toBe("warning");
    expect(errors(some)).toEqual([]);
  });

  test("key is never in the report, even if the server repeats it", async () => {
    const words = `Bad key ${secretKey} for ?sig=0123456789`;
    await using server = await serveReads({
      routes: {
        "/v1/models": answers(createList(model(secretKey, "x"))),
        "*": answers({ error: { message: words } }, 401),
      },
    });
    const report = await probeEndpoint({ baseURL: `${server.baseURL}?sig=q5uery-s3cret-99`, apiKey: secretKey });
    expect(report.findings.map(({ code }) => code)).toContain("key_refused");
    const shown = JSON.stringify(report);
    for (const secret of [secretKey, "q5uery-s3cret-99"]) expect(shown).not.toContain(secret);
  });

  // The probe and the client read the environment separately.
  const base = "UGOKU_BASE_URL";
  const other = "http://elsewhere.invalid/v1";
  test.each<[string, Record<string, string>]>([
    ["UGOKU_API_KEY alone", { UGOKU_API_KEY: secretKey }],
    ["beside a base URL of that place", { [base]: "here", UGOKU_API_KEY: secretKey }],
    ["beside a base URL of another place", { [base]: other, UGOKU_API_KEY: secretKey }],
    ["OPENAI_API_KEY alone", { OPENAI_API_KEY: secretKey }],
    ["OPENAI_API_KEY beside its base URL", { OPENAI_BASE_URL: "here", OPENAI_API_KEY: secretKey }],
    ["OPENAI_API_KEY of another place", { OPENAI_BASE_URL: other, OPENAI_API_KEY: secretKey }],
    ["both", { [base]: other, UGOKU_API_KEY: "u-0123456789", OPENAI_BASE_URL: "here", OPENAI_API_KEY: secretKey }],
    ["an empty one", { UGOKU_API_KEY: "", OPENAI_BASE_URL: "here", OPENAI_API_KEY: secretKey }],
    ["a base URL that is none", { [base]: "nonsense", UGOKU_API_KEY: secretKey }],
    ["of Azure", { UGOKU_DIALECT: "azure", UGOKU_API_KEY: secretKey }],
  ])("key from the environment is sent as a client sends it: %s", async (_, variables) => {
    await using server = await serveReads({ routes: { "/v1/videos": answers(createPage()) } });
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value === "here" ? server.baseURL : value);
    await createUgoku({ baseURL: server.baseURL, logger: false }).list();
    const [sent] = server.requests;
    const report = await probeEndpoint({ baseURL: server.baseURL });
    const keyHeaders = ({ headers }: (typeof server.requests)[number]) => [headers.authorization, headers["api-key"]];
    const probe = server.requests.find(({ url }) => url === "/v1/models");
    expect(probe && keyHeaders(probe)).toEqual(sent && keyHeaders(sent));
    expect(report.configured.apiKey !== null).toBe(sent !== undefined && keyHeaders(sent).some(Boolean));
  });
});

test("a failing server is not a wrong base URL", async () => {
  await using server = await serve((_, response) => json(response, { error: { message: "model is loading" } }, 503));
  const report = await probeEndpoint({ baseURL: server.baseURL });
  expect(finding(report, "requests_failed").message).toContain("model is loading");
  expect(report).toMatchObject({ reachable: true, auth: "unknown", dialect: { confidence: "guess" } });
});

test("the report is plain data", async () => {
  await using server = await serveReads(vllmOmni);
  const report = await probeEndpoint({ baseURL: server.baseURL });
  expect(structuredClone(report)).toEqual(report);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});
