// @module-tag slow

import { spawn, spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { version } from "../../package.json";
import { answers, createList, litellm, model, serveReads, vllmOmni, wan } from "../diagnose/read-only-servers.js";
import { secretKey } from "../helpers/clients.js";
import { closedPort } from "../helpers/servers.js";
import { serveProcess } from "../serve/helpers.js";
import { commandLine } from "./command-line.js";

const { ugoku, spawnUgoku, files } = commandLine();

/** Nothing of the machine that runs the tests is configured. */
const nothing = { UGOKU_API_KEY: "", OPENAI_API_KEY: "", UGOKU_DIALECT: "" };
const doctor = (words: readonly string[], env: Record<string, string> = {}) =>
  ugoku(["doctor", ...words], { env: { ...nothing, ...env } });

describe("ugoku doctor", () => {
  test("prints packages, configuration, endpoint and next steps; exits with 0", async () => {
    await using server = await serveReads(vllmOmni);
    const { code, out, said } = await spawnUgoku(["doctor", "--base-url", server.baseURL], { env: nothing });
    expect([code, said]).toEqual([0, ""]);
    expect(out).toContain(`✓ ugoku ${version}`);
    expect(out).toContain(`✓ Node ${process.versions.node}`);
    expect(out).toContain("✓ sharp: cropping and resizing images");
    expect(out).toContain(`base URL  ${server.baseURL}  from the command line`);
    expect(out).toContain('✓ It speaks the dialect "vllm-omni" (certain: ');
    expect(out).toContain(
      "supported: create, retrieve (confirmed), list (confirmed), delete (confirmed); not supported: thumbnail",
    );
    expect(out).toContain(
      `createUgoku({ baseURL: "${server.baseURL}", dialect: "vllm-omni", model: "${wan}" })\n` +
        `  ugoku animate photo.jpg -p "…" --base-url ${server.baseURL} --dialect vllm-omni -m ${wan}\n`,
    );
    // Colours are for terminals.
    expect(out).not.toContain("\u001b");
    expect(server.requests.length).toBeGreaterThan(3);
    expect(files()).toEqual(["photo.jpg"]);
  });

  test("reads the environment, and prints only source and length of the key", async () => {
    await using server = await serveReads(litellm(secretKey));
    const env = { UGOKU_BASE_URL: server.baseURL, UGOKU_API_KEY: secretKey, UGOKU_DIALECT: "litellm" };
    const { code, out } = await doctor([], env);
    expect(code).toBe(0);
    expect(out).toContain(`base URL  ${server.baseURL}  from UGOKU_BASE_URL`);
    expect(out).toContain(`API key   set, ${secretKey.length} characters  from UGOKU_API_KEY`);
    expect(out).toContain("dialect   litellm  from UGOKU_DIALECT");
    expect(out).toContain("✓ Requests with the key are accepted.");
    expect(out).toContain("apiKey: process.env.UGOKU_API_KEY");
    expect(out).not.toContain(secretKey);
    const asJson = await doctor(["--json"], env);
    expect(JSON.parse(asJson.out).apiKey).toEqual({ from: "UGOKU_API_KEY", characters: secretKey.length });
    expect(asJson.out).not.toContain(secretKey);
  });

  test("warns of a key that is not sent because it belongs to another origin", async () => {
    await using server = await serveReads(vllmOmni);
    const { code, out } = await doctor(["--base-url", server.baseURL], {
      UGOKU_BASE_URL: "http://elsewhere.invalid/v1",
      UGOKU_API_KEY: secretKey,
    });
    expect(out).toContain("! UGOKU_API_KEY is set, but it belongs to UGOKU_BASE_URL");
    expect(code).toBe(0);
    expect(server.requests.flatMap(({ headers }) => headers.authorization ?? [])).toEqual([]);
  });

  test("names the services whose key is set, and not the key", async () => {
    const { out } = await doctor([], { RUNWAYML_API_SECRET: secretKey, GOOGLE_API_KEY: secretKey });
    expect(out).toContain("service   runway: its key is set, use it with --service runway  from RUNWAYML_API_SECRET");
    expect(out).toContain("service   veo: its key is set, use it with --service veo  from GOOGLE_API_KEY");
    expect(out).not.toContain(secretKey);
  });

  test("--json prints one object and nothing else", async () => {
    await using server = await serveReads(vllmOmni);
    const { code, out, said } = await doctor(["--json", "--base-url", server.baseURL, "--dialect", "sglang"]);
    expect([code, said]).toEqual([0, ""]);
    const report = JSON.parse(out);
    expect(report).toMatchObject({
      ok: true,
      version,
      node: process.version,
      apiKey: null,
      packages: [{ name: "sharp", loads: true }],
      endpoint: { dialect: { name: "vllm-omni", confidence: "certain" }, models: [wan] },
      next: { code: expect.stringContaining('dialect: "vllm-omni"') },
    });
    expect(report.endpoint.findings).toContainEqual(
      expect.objectContaining({ level: "warning", code: "dialect_mismatch" }),
    );
  });
});

test("a model id is escaped for shell and terminal", async () => {
  const name = "wan'; $(touch pwned) \u001b[2J";
  await using server = await serveReads({
    routes: { ...vllmOmni.routes, "/v1/models": answers(createList(model(name, "vllm"))) },
  });
  const { out } = await doctor(["--base-url", server.baseURL]);
  expect(out).toContain("touch pwned");
  expect(out).not.toContain("\u001b");
  const command = out.trimEnd().split("\n").at(-1) ?? "";
  const { stdout } = spawnSync("sh", ["-c", command.replace("ugoku animate", 'printf "%s|"')], { encoding: "utf8" });
  expect(stdout.split("|")).toContain("wan'; $(touch pwned)  [2J");
});

describe("without a server", () => {
  test("exits with 0 where the preview engine works; the hint names flags", async () => {
    const { code, out } = await doctor([]);
    expect(code).toBe(0);
    expect(out).toContain("! No server is configured: the built-in preview engine makes the clips.");
    expect(out).toContain("--base-url or UGOKU_BASE_URL");
    expect(out).toContain('ugoku animate photo.jpg -p "…"\n');
  });

  test("reports the service of UGOKU_SERVICE, and whether its key is set", async () => {
    const env = { UGOKU_SERVICE: "runway", RUNWAYML_API_SECRET: secretKey };
    expect(await doctor([], env)).toMatchObject({
      code: 0,
      out: expect.stringContaining("✓ UGOKU_SERVICE is runway."),
    });
    const { code, out } = await doctor([], { ...env, RUNWAYML_API_SECRET: "" });
    expect([code, out]).toEqual([1, expect.stringContaining("Set RUNWAYML_API_SECRET.")]);
  });
});

describe("reports the endpoint that the commands use", () => {
  const photo = ["plan", "photo.jpg", "-p", "The ball slowly rolls to the left.", "--json"];
  const configured = {
    UGOKU_BASE_URL: "http://localhost:1/v1",
    UGOKU_SERVICE: "runway",
    RUNWAYML_API_SECRET: secretKey,
  };
  test.each([
    [{}, [], { kind: "preview", from: null }, []],
    [{}, ["--preview"], { kind: "preview", from: "--preview" }, []],
    [{ UGOKU_SERVICE: "fal" }, [], { kind: "service", name: "fal", from: "UGOKU_SERVICE" }, []],
    [configured, [], { kind: "service", name: "runway", from: "UGOKU_SERVICE" }, ["UGOKU_BASE_URL"]],
    [configured, ["--service", "kling"], { name: "kling", from: "--service" }, ["UGOKU_SERVICE", "UGOKU_BASE_URL"]],
    [configured, ["--preview"], { kind: "preview" }, ["UGOKU_SERVICE", "UGOKU_BASE_URL"]],
    [configured, ["--dialect", "sglang"], { kind: "server", from: "UGOKU_BASE_URL" }, ["UGOKU_SERVICE"]],
    [
      configured,
      ["--base-url", "http://127.0.0.1:2/v1"],
      { kind: "server", name: "http://127.0.0.1:2/v1", from: "--base-url" },
      ["UGOKU_SERVICE", "UGOKU_BASE_URL"],
    ],
    [
      { UGOKU_BASE_URL: "http://127.0.0.1:2/v1", OPENAI_BASE_URL: "http://127.0.0.1:3/v1" },
      [],
      { kind: "server", name: "http://127.0.0.1:2/v1", from: "UGOKU_BASE_URL" },
      ["OPENAI_BASE_URL"],
    ],
  ])("%j %j", async (env, words, uses, ignored) => {
    const report = JSON.parse((await doctor([...words, "--json", "--timeout", "1"], env)).out);
    expect(report).toMatchObject({ uses, ignored });
    const { out } = await doctor([...words, "--timeout", "1"], env);
    for (const name of ignored) expect(out).toContain(`not used  ${name}\n`);
    // The plan goes to the same endpoint.
    const { request } = JSON.parse((await ugoku([...photo, ...words], { env: { ...nothing, ...env } })).out);
    const name = report.uses.kind === "server" ? new URL(report.uses.name).host : report.uses.name;
    expect(request.endpoint).toBe(name);
  });

  test("with --service: the command to use, what the service supports, and the source of its key", async () => {
    const { code, out } = await doctor(["--service", "runway"], { RUNWAYML_API_SECRET: secretKey });
    expect(code).toBe(0);
    expect(out).toContain("service   runway  from the command line");
    expect(out).toContain(`API key   set, ${secretKey.length} characters  from RUNWAYML_API_SECRET`);
    expect(out).toContain("✓ --service is runway. Nothing was sent to it.");
    expect(out).toMatch(/not supported: .*list/);
    expect(out).toContain('ugoku animate photo.jpg -p "…" --service runway\n');
    expect(out).not.toContain(secretKey);
  });

  test("with --service at another address: the code and the command go to that address", async () => {
    const address = "https://proxy.example.com/runway";
    const { out } = await doctor(["--service", "runway", "--base-url", address], { RUNWAYML_API_SECRET: secretKey });
    expect(out).toContain(`createUgoku({ endpoint: runway({ baseURL: "${address}" }) })\n`);
    expect(out).toContain(`--service runway --base-url ${address}\n`);
  });

  test("a wrong variable is in the report; a wrong option is wrong usage, as with the commands", async () => {
    const { code, out } = await doctor([], { UGOKU_SERVICE: "runwy" });
    expect([code, out]).toEqual([1, expect.stringContaining('✗ UGOKU_SERVICE is "runwy", which is not a known')]);
    expect(out).toContain("Did you mean runway?");
    for (const words of [
      ["--service", "runwy"],
      ["--dialect", "sglang"],
      ["--preview", "--base-url", "http://x/v1"],
    ]) {
      const asked = await doctor(words);
      const planned = await ugoku(["plan", "photo.jpg", ...words], { env: nothing });
      expect([asked.code, asked.out, asked.said.split("\n")[0]]).toEqual([2, "", planned.said.split("\n")[0]]);
    }
  });
});

describe("exits with 1 on an error", () => {
  test("OpenAI's own host: prints its address, and sends nothing", async () => {
    const { code, out } = await doctor([], { OPENAI_BASE_URL: "https://api.openai.com/v1" });
    expect(code).toBe(1);
    expect(out).toContain("base URL  https://api.openai.com/v1  from OPENAI_BASE_URL");
    expect(out).toContain("✗ api.openai.com stopped serving the Videos API on 2026-09-24.");
    expect(out).not.toContain("Sent ");
    expect((await doctor(["--base-url", "api.example.com"])).out).toContain(
      "base URL  not an address  from the command",
    );
  });

  test("connection refused", async () => {
    const { code, out } = await doctor(["--base-url", `http://127.0.0.1:${await closedPort()}/v1`]);
    expect([code, out]).toEqual([1, expect.stringMatching(/✗ 127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)/)]);
    expect(out).not.toContain("createUgoku");
  });

  test("missing /v1: names the right base URL", async () => {
    await using server = await serveReads(vllmOmni);
    const { code, out } = await doctor(["--base-url", server.origin]);
    expect([code, out]).toEqual([1, expect.stringContaining(`An API answers at ${server.baseURL}. Use that`)]);
  });

  test("missing /v1 at ugoku serve, whose other paths answer with API errors", async () => {
    await using server = await serveProcess(["--json"]);
    const { code, out } = await doctor(["--base-url", server.home]);
    expect([code, out]).toEqual([1, expect.stringContaining(`An API answers at ${server.baseURL}. Use that`)]);
    expect(out).toContain("it serves neither models nor videos");
    expect(out).not.toContain("createUgoku");
    expect((await doctor(["--base-url", server.baseURL])).code).toBe(0);
  });

  test("missing key, as JSON", async () => {
    await using server = await serveReads(litellm(secretKey));
    const { code, out } = await doctor(["--json", "--base-url", server.baseURL]);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, next: null, endpoint: { auth: "refused" } });
  });
});

describe("exits with 2 on wrong usage, and sends nothing", () => {
  test.each([
    [["--dialect", "vllm-omi"], 'Did you mean "vllm-omni"?'],
    [["--timeout", "soon"], "--timeout takes a number"],
    [["--timeout", "0"], "--timeout takes a number of seconds above 0"],
    [["http://localhost:8091/v1"], "takes options only"],
    [["--base-urk", "http://localhost"], "Did you mean --base-url?"],
  ])("%j", async (words, text) => {
    await using server = await serveReads({ routes: { "*": answers({}) } });
    const { code, out, said } = await doctor(words, { UGOKU_BASE_URL: server.baseURL });
    expect([code, out, said]).toEqual([2, "", expect.stringContaining(text)]);
    expect(server.requests).toEqual([]);
  });
});

test("Ctrl-C exits with 130", async () => {
  await using server = await serveReads({ routes: { "*": () => {} } });
  const stopped = new Promise<void>((done) => {
    const timer = setInterval(() => {
      if (server.requests.length === 0) return;
      clearInterval(timer);
      done();
    }, 20);
  });
  const child = spawn(process.execPath, [resolve(import.meta.dirname, "../../dist/cli.cjs"), "doctor"], {
    env: { ...process.env, ...nothing, UGOKU_BASE_URL: server.baseURL },
  });
  const ended = new Promise((done) => child.on("close", done));
  await stopped;
  child.kill("SIGINT");
  expect(await ended).toBe(130);
});

test("is listed in the help", async () => {
  const { out } = await ugoku(["--help"]);
  expect(out).toMatch(/^ {2}doctor {2,}Report the configuration/m);
  expect((await ugoku(["doctor", "--help"])).out).toContain("--base-url <url>");
});
