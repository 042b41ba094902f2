import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { createUgoku, type EndpointReport, type FindingCode, probeEndpoint } from "../../src/index.js";
import { secretKey } from "../helpers/clients.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { closedPort, json, serve, serveSocket } from "../helpers/servers.js";
import { answers, listOf, litellm, model, page, pageOf, type Site, serveReads, vllmOmni } from "./read-only-servers.js";

cleanEnvironment();

const finding = ({ findings }: EndpointReport, code: FindingCode) => {
  const found = findings.find((one) => one.code === code);
  if (!found) throw new Error(`no ${code} in ${JSON.stringify(findings)}`);
  return found;
};
const errors = ({ findings }: EndpointReport) =>
  findings.filter(({ level }) => level === "error").map(({ code }) => code);

describe("before anything is sent", () => {
  const refuses = () => Promise.reject(new Error("nothing may be sent"));

  test("nothing configured names the three ways on", async () => {
    const report = await probeEndpoint();
    expect(report).toMatchObject({ baseURL: null, reachable: false, dialect: null, requests: [] });
    const { level, hint = "" } = finding(report, "endpoint_missing");
    expect(level).toBe("error");
    for (const way of ["a server of your own", "a gateway", "the built-in preview"]) expect(hint).toContain(way);
  });

  test("OpenAI's own host is not asked, unless it is insisted on", async () => {
    const options = { baseURL: "https://api.openai.com/v1?sig=q5uery-s3cret-99", apiKey: secretKey };
    const report = await probeEndpoint({ ...options, fetch: refuses });
    expect(errors(report)).toEqual(["endpoint_retired"]);
    // Not asked, and an address all the same.
    expect(report.baseURL).toBe("https://api.openai.com/v1");
    expect(report.requests).toEqual([]);
    const asked: string[] = [];
    const insisted = await probeEndpoint({
      ...options,
      allowRetired: true,
      fetch: async (input) => {
        asked.push(input);
        return Response.json({ error: { message: "gone", type: "x" } }, { status: 404 });
      },
    });
    expect(asked[0]).toBe("https://api.openai.com/v1/models?sig=q5uery-s3cret-99");
    expect(insisted.reachable).toBe(true);
  });

  test.each(["nonsense", "ftp://host/v1", "http://user:hunter2222@host/v1"])("%s is no base URL", async (baseURL) => {
    const report = await probeEndpoint({ baseURL, fetch: refuses });
    expect(errors(report)).toEqual(["endpoint_invalid"]);
    expect(report.baseURL).toBe(null);
    expect(JSON.stringify(report)).not.toContain("hunter2222");
  });

  test("what is passed wrongly is refused; what stands wrongly in the environment is a finding", async () => {
    for (const options of [
      { timeout: 0 },
      { timeuot: 1 },
      { dialect: "vlm" },
      { fetch: 1 },
      { apiKey: 1 },
      { headers: 1 },
    ])
      expect((await failure(probeEndpoint(options as never))).code).toBe("option_invalid");
    expect((await failure(probeEndpoint({ baseURL: "http://h/v1", apiKey: "a\nb" }))).code).toBe("option_invalid");
    vi.stubEnv("UGOKU_BASE_URL", "http://127.0.0.1:1/v1");
    vi.stubEnv("UGOKU_API_KEY", "line\nbreak-0123456789");
    vi.stubEnv("UGOKU_DIALECT", "vllm_omni2");
    const report = await probeEndpoint({ fetch: refuses });
    expect(errors(report)).toEqual(["option_invalid", "option_invalid"]);
    expect(JSON.stringify(report)).not.toContain("break-0123456789");
    expect(report.findings[0]?.hint).toContain('Did you mean "vllm-omni"?');
  });

  test("a signal that has fired rejects with its reason, and nothing is sent", async () => {
    const reason = new Error("enough");
    const options = { baseURL: "http://h/v1", fetch: refuses, signal: AbortSignal.abort(reason) };
    expect(await rejection(probeEndpoint(options))).toBe(reason);
  });
});

describe("where nobody answers", () => {
  const unreached = async (baseURL: string, code: FindingCode, timeout = 5_000) => {
    const report = await probeEndpoint({ baseURL, apiKey: secretKey, timeout });
    expect([report.reachable, report.dialect, errors(report)]).toEqual([false, null, [code]]);
    // One is enough to know.
    expect(report.requests).toEqual([expect.objectContaining({ method: "GET", path: "/v1/models", status: null })]);
    return finding(report, code);
  };

  test("a closed port", async () => {
    const { message, hint } = await unreached(`http://127.0.0.1:${await closedPort()}/v1`, "connection_refused");
    expect(message).toContain("ECONNREFUSED");
    expect(hint).toContain("Start the server");
  });

  test("a name that does not exist", async () => {
    const { message } = await unreached("http://no-such-host.invalid/v1", "host_unknown");
    expect(message).toContain("no-such-host.invalid");
  });

  test("https: at a plain server", async () => {
    await using server = await serveReads(vllmOmni);
    const { hint } = await unreached(server.baseURL.replace("http:", "https:"), "tls_not_spoken");
    expect(hint).toContain(server.baseURL);
    expect(server.requests).toEqual([]);
  });

  const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
  test.skipIf(!hasOpenssl)("http: at a TLS server, and https: at one whose certificate is its own", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ugoku-tls-"));
    try {
      const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
      const words = `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout ${key} -out ${cert}`;
      execFileSync("openssl", words.split(" "), { stdio: "ignore" });
      let asked = 0;
      const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, () => {
        asked += 1;
      });
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      const place = `127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
      expect((await unreached(`http://${place}`, "tls_expected")).hint).toContain(`https://${place}`);
      expect((await unreached(`https://${place}`, "certificate_untrusted")).hint).toContain("NODE_EXTRA_CA_CERTS");
      expect(asked).toBe(0);
      server.closeAllConnections();
      server.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("a server that takes the request and says nothing, until the timeout", async () => {
    await using server = await serveSocket(() => {});
    const { message } = await unreached(server.baseURL, "timed_out", 200);
    expect(message).toContain("200 ms");
    expect(server.connections()).toBe(1);
  });

  test("a body that never ends is given up too", async () => {
    await using server = await serveSocket((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{");
    });
    await unreached(server.baseURL, "timed_out", 300);
  });

  test("the caller's signal ends a read that hangs, with its reason", async () => {
    await using server = await serveSocket(() => {});
    const stop = new AbortController();
    const work = rejection(probeEndpoint({ baseURL: server.baseURL, signal: stop.signal, timeout: 60_000 }));
    await vi.waitFor(() => expect(server.connections()).toBe(1));
    const reason = new Error("enough");
    stop.abort(reason);
    expect(await work).toBe(reason);
  });
});

describe("a wrong base URL is told from a wrong server", () => {
  const lost = async (site: Site, path: string) => {
    await using server = await serveReads(site);
    const report = await probeEndpoint({ baseURL: server.origin + path, apiKey: secretKey });
    return { report, origin: server.origin };
  };

  test.each([
    ["/v1 is missing", ""],
    ["it is twice there", "/v1/v1"],
    ["/videos is left on it", "/v1/videos"],
    ["/chat/completions is left on it", "/v1/chat/completions"],
    ["the description's address was taken", "/docs"],
  ])("%s", async (_, path) => {
    const { report, origin } = await lost(vllmOmni, path);
    expect([report.reachable, report.dialect, errors(report)]).toEqual([true, null, ["base_url_elsewhere"]]);
    expect(finding(report, "base_url_elsewhere").hint).toContain(`answers at ${origin}/v1.`);
  });

  test("also where the right one asks for another key", async () => {
    const { report, origin } = await lost({ ...litellm("another"), routes: { ...litellm("another").routes } }, "/api");
    expect(finding(report, "base_url_elsewhere").hint).toContain(`answers at ${origin}/v1.`);
  });

  const apart = (message: string) => ({ error: { message, type: "invalid_request_error", param: null, code: null } });
  let count = 0;
  test.each<[string, Site["routes"][string]]>([
    ["that speaks of videos", answers(apart("There is nothing here. The Videos API is under /v1."), 404)],
    [
      "that repeats the path, and numbers the request",
      (response, { url }) => {
        count += 1;
        json(response, apart(`No handler for ${url} (job ${count}, req-00${count}a). Ask for a video elsewhere.`), 404);
      },
    ],
    ["with 405", answers(apart("Only a task can be posted."), 405)],
    ["with 400", answers({ code: "bad", message: "What task is this?" }, 400)],
  ])("what refuses every path in the protocol's own form has no videos: %s", async (_, refusal) => {
    const { "/openapi.json": __, ...routes } = vllmOmni.routes;
    const { report, origin } = await lost({ routes: { ...routes, "*": refusal } }, "");
    expect([report.dialect, report.can, errors(report)]).toEqual([null, null, ["base_url_elsewhere"]]);
    expect(finding(report, "base_url_elsewhere").hint).toContain(`answers at ${origin}/v1.`);
    const alone = await lost({ routes: { "*": refusal } }, "/v1");
    expect(errors(alone.report)).toEqual(["base_url_elsewhere"]);
  });

  test.each([
    ["in other words", apart("Video 'ugoku-probe-0000000000000000' does not exist"), apart("There is no video here")],
    ["in another form", { detail: "Video not found" }, apart("Video not found")],
  ])("a server without a list that refuses an unknown id %s has videos", async (_, unknown, elsewhere) => {
    const routes = { video: answers(unknown, 404), "*": answers(elsewhere, 404) };
    const { report } = await lost({ routes }, "/v1");
    expect([errors(report), report.confirmed]).toEqual([[], ["retrieve"]]);
    expect(report.can).toMatchObject({ list: false, retrieve: true });
  });

  test("a slash at its end is as good as none", async () => {
    const { report } = await lost(vllmOmni, "/v1/");
    expect(finding(report, "slash_at_end").level).toBe("ok");
    expect(report.dialect?.name).toBe("vllm-omni");
    expect(report.requests[0]?.path).toBe("/v1/models");
  });

  test("a page for people is named by its title", async () => {
    const { report } = await lost({ routes: { "*": page("Open WebUI") } }, "/v1");
    const { message } = finding(report, "web_page");
    expect(message).toContain('an HTML page titled "Open WebUI"');
    expect(errors(report)).toEqual(["web_page"]);
  });

  test("an API without videos is no Videos API", async () => {
    const { report } = await lost(
      { routes: { "/v1/models": answers(listOf(model("meta-llama/Llama-3", "vllm"))) } },
      "/v1",
    );
    expect([report.dialect, report.can, errors(report)]).toEqual([null, null, ["no_videos_api"]]);
    expect(report.models).toEqual(["meta-llama/Llama-3"]);
  });
});

describe("the key", () => {
  test("does not follow a redirect to another origin, and neither does any other header", async () => {
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
    expect(finding(report, "redirected").hint).toContain(`${other.origin}/v1 the base URL`);
    expect(server.requests.map(({ method }) => method)).toEqual(["GET"]);
  });

  test("goes along within the origin", async () => {
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

  test("is not sent to what lies outside of the base URL", async () => {
    await using server = await serveReads(vllmOmni);
    await probeEndpoint({ baseURL: server.baseURL, apiKey: secretKey });
    const outside = server.requests.filter(({ url }) => !url.startsWith("/v1/"));
    expect(outside.map(({ url, headers }) => [url, headers.authorization])).toEqual([["/openapi.json", undefined]]);
  });

  test("that is missing, wrong or without a right is told apart", async () => {
    await using server = await serveReads(litellm(secretKey));
    const { baseURL } = server;
    const none = await probeEndpoint({ baseURL });
    expect([none.auth, errors(none)]).toEqual(["refused", ["key_missing"]]);
    const wrong = await probeEndpoint({ baseURL, apiKey: "sk-wrong-0123456789abcdef" });
    expect([wrong.auth, errors(wrong)]).toEqual(["refused", ["key_refused"]]);
    expect(finding(wrong, "key_refused").message).toContain("Incorrect API key provided");
    // Refused or not: its headers tell what it is.
    expect(wrong.dialect).toMatchObject({ name: "litellm", confidence: "certain" });
    await using strict = await serveReads({ routes: { "*": answers({ error: { message: "No right to it" } }, 403) } });
    const forbidden = await probeEndpoint({ baseURL: strict.baseURL, apiKey: secretKey });
    expect(finding(forbidden, "key_refused").hint).toContain("rights");
    await using partly = await serveReads({
      ...vllmOmni,
      routes: { ...vllmOmni.routes, "/v1/videos": answers({ detail: "Forbidden" }, 403) },
    });
    const some = await probeEndpoint({ baseURL: partly.baseURL, apiKey: secretKey });
    expect(finding(some, "key_not_allowed").level).toBe("warning");
    expect(errors(some)).toEqual([]);
  });

  test("is in no report, also where the server repeats it", async () => {
    const words = `Bad key ${secretKey} for ?sig=0123456789`;
    await using server = await serveReads({
      routes: {
        "/v1/models": answers(listOf(model(secretKey, "x"))),
        "*": answers({ error: { message: words } }, 401),
      },
    });
    const report = await probeEndpoint({ baseURL: `${server.baseURL}?sig=q5uery-s3cret-99`, apiKey: secretKey });
    expect(report.findings.map(({ code }) => code)).toContain("key_refused");
    const shown = JSON.stringify(report);
    for (const secret of [secretKey, "q5uery-s3cret-99"]) expect(shown).not.toContain(secret);
  });

  // Two places read the environment: this holds them together.
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
  ])("of the environment goes where a client's goes: %s", async (_, variables) => {
    await using server = await serveReads({ routes: { "/v1/videos": answers(pageOf()) } });
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value === "here" ? server.baseURL : value);
    await createUgoku({ baseURL: server.baseURL, logger: false }).list();
    const [sent] = server.requests;
    const report = await probeEndpoint({ baseURL: server.baseURL });
    const same = ({ headers }: (typeof server.requests)[number]) => [headers.authorization, headers["api-key"]];
    const probe = server.requests.find(({ url }) => url === "/v1/models");
    expect(probe && same(probe)).toEqual(sent && same(sent));
    expect(report.configured.apiKey !== null).toBe(sent !== undefined && same(sent).some(Boolean));
  });
});

test("a server that fails is not a wrong base URL", async () => {
  await using server = await serve((_, response) => json(response, { error: { message: "model is loading" } }, 503));
  const report = await probeEndpoint({ baseURL: server.baseURL });
  expect(finding(report, "server_failing").message).toContain("model is loading");
  expect(report).toMatchObject({ reachable: true, auth: "unknown", dialect: { confidence: "guess" } });
});

test("the report is plain data", async () => {
  await using server = await serveReads(vllmOmni);
  const report = await probeEndpoint({ baseURL: server.baseURL });
  expect(structuredClone(report)).toEqual(report);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});
