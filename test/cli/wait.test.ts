// @module-tag slow
// @module-tag node-independent

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { preview } from "../../src/preview.js";
import * as services from "../../src/services.js";
import { listen } from "../../src/testing/http-server.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { json, serve, video } from "../helpers/servers.js";
import { commandLine } from "./command-line.js";

const { folder, ugoku, spawnUgoku, files } = commandLine();
const command = resolve(import.meta.dirname, "../../dist/cli.cjs");
const at = (name: string) => join(folder(), name);
const isClip = (name: string) => readFileSync(at(name)).toString("latin1", 4, 8) === "ftyp";
const prompt = "The ball slowly rolls to the right.";
const animate = ["animate", "photo.jpg", "-p", prompt, "-s", "1280x720"];
const endless = { queuedMs: 0, runningMs: 3_600_000, pollAfterMs: 200 };
const secret = "sk-secret-for-this-test";
const mp4 = Buffer.concat([Buffer.from("\0\0\0\u0018ftypmp42\0\0\0\0mp42isom", "latin1"), Buffer.alloc(2_000, 7)]);

async function fake(options: Parameters<typeof createFakeVideosApi>[0] = {}) {
  const api = createFakeVideosApi({ script: { queuedMs: 0, runningMs: 1_000, pollAfterMs: 200 }, ...options });
  const server = await api.listen();
  onTestFinished(() => server.close());
  return { api, url: server.url, env: { UGOKU_BASE_URL: server.url } };
}

/** Runs the command, and stops it with Ctrl-C once its job is running. */
function stopped(words: readonly string[], env: Record<string, string>, run = ugoku) {
  let isStopped = false;
  return run(words, {
    env,
    onSaid: (text, stop) => {
      if (isStopped || !/in progress/.test(text)) return;
      isStopped = true;
      stop();
    },
  });
}

/** The arguments of the command that was printed on a line of its own, as a shell reads them. */
function printedCommand(said: string): string[] {
  const line = /^ {2}ugoku (.+)$/m.exec(said)?.[1] ?? "";
  const { stdout } = spawnSync("sh", ["-c", `printf '%s\\n' ${line}`], { encoding: "utf8" });
  return stdout.trimEnd().split("\n");
}

describe("a stopped animate keeps its job", () => {
  test("Ctrl-C writes the ticket, without a secret, and prints the command that saves the clip", async () => {
    const { api, url } = await fake({ apiKey: secret });
    const env = { UGOKU_BASE_URL: `${url}?token=${secret}`, UGOKU_API_KEY: secret };
    const { code, said } = await stopped(animate, env, spawnUgoku);
    expect(code).toBe(130);
    expect(files()).toEqual(["photo.jpg", "photo.ticket.json"]);
    const ticket = readFileSync(at("photo.ticket.json"), "utf8");
    expect(JSON.parse(ticket)).toMatchObject({ v: 1, id: api.jobs[0]?.id, baseURL: url });
    expect(ticket + said).not.toContain(secret);
    expect(said).toContain("Its ticket is in photo.ticket.json.");
    expect(said).toMatch(/\n {2}ugoku wait photo\.ticket\.json -o photo\.mp4\n$/);

    const waited = await spawnUgoku(printedCommand(said), { env });
    expect(waited.code).toBe(0);
    expect(waited.out.trim()).toBe(at("photo.mp4"));
    expect(isClip("photo.mp4")).toBe(true);
    expect(files()).toEqual(["photo.jpg", "photo.mp4"]);
    expect(api.jobs).toHaveLength(1);
  });

  test("--timeout ends with 1 and the same command, also in JSON", async () => {
    const { env } = await fake({ script: endless });
    const words = [...animate, "-o", "my clip.mp4", "--poster", "--timeout", "0.4"];
    const { code, said } = await ugoku(words, { env });
    expect(code).toBe(1);
    expect(said).toContain("(job_timeout)");
    expect(said).toContain("\n  ugoku wait 'my clip.ticket.json' -o 'my clip.mp4' --poster\n");
    const json = await ugoku([...words, "--json"], { env });
    expect(json.said).toBe("");
    expect(JSON.parse(json.out)).toMatchObject({
      error: { code: "job_timeout" },
      next: "ugoku wait 'my clip-2.ticket.json' -o 'my clip.mp4' --poster",
      ticketFile: at("my clip-2.ticket.json"),
    });
  });

  test.each<[extension: string, start: string]>([
    ["avi", "RIFF\x10\x02\0\0AVI LIST"],
    ["gif", "GIF89a\x40\0\x40\0"],
    ["flv", "FLV\x01\x05"],
    ["wmv", "0&\xb2u\x8ef\xcf\x11"],
    ["ogv", "OggS\0\x02"],
    ["mpg", "\0\0\x01\xba"],
  ])("for a clip that is .%s, the command has its extension, in animate and in wait", async (extension, start) => {
    const file = Buffer.concat([Buffer.from(start, "latin1"), Buffer.alloc(2_000, 7)]);
    const server = await serve((request, response) => {
      if (request.url.includes("/content")) return void response.writeHead(200).end(file);
      json(response, video({ status: "completed", progress: 100 }));
    });
    onTestFinished(() => server[Symbol.asyncDispose]());
    const env = { UGOKU_BASE_URL: server.baseURL };
    const { code, said } = await ugoku([...animate, "-o", "my clip.mp4", "--poster"], { env });
    expect(code).toBe(1);
    expect(said).toContain(`\n  ugoku wait 'my clip.ticket.json' -o 'my clip.${extension}' --poster\n`);
    const again = await ugoku(["wait", "my clip.ticket.json", "-o", "x.mp4"], { env });
    expect(again.said).toContain(`\n  ugoku wait 'my clip.ticket.json' -o x.${extension}\n`);
    const waited = await ugoku(printedCommand(again.said), { env });
    expect(waited.code).toBe(0);
    expect(readFileSync(at(`x.${extension}`)).equals(file)).toBe(true);
  });

  test("an MP4 does not get the name of another format", async () => {
    const { url, api } = await fake();
    await stopped(animate, { UGOKU_BASE_URL: url });
    const gif = await ugoku(["wait", "photo.ticket.json", "-o", "photo.gif"]);
    expect(gif.said).toContain("(download_format_mismatch)");
    expect(gif.said).toContain("\n  ugoku wait photo.ticket.json -o photo.mp4\n");
    expect((await ugoku(printedCommand(gif.said))).code).toBe(0);
    expect(api.jobs).toHaveLength(1);
    expect(files()).toEqual(["photo.jpg", "photo.mp4"]);
  });

  test("the same image again gets a name of its own, and a note about the first job", async () => {
    const { env } = await fake();
    await stopped(animate, env);
    const { code, said } = await ugoku(animate, { env });
    expect(code).toBe(0);
    expect(said).toContain("A job of an earlier command was not fetched. To fetch it: ugoku wait photo.ticket.json");
    expect(files()).toEqual(["photo-2.mp4", "photo.jpg", "photo.ticket.json"]);
  });

  test("a killed process leaves the ticket, and a finished or failed job leaves none", async () => {
    const { env } = await fake({ script: endless });
    const child = spawn(process.execPath, [command, ...animate], { cwd: folder(), env: { ...process.env, ...env } });
    const ended = new Promise((done) => child.on("close", done));
    let said = "";
    child.stderr.on("data", (chunk) => {
      said += String(chunk);
      if (/in progress/.test(said)) child.kill("SIGKILL");
    });
    await ended;
    expect(files()).toEqual(["photo.jpg", "photo.ticket.json"]);

    const failing = await fake({ script: { queuedMs: 0, runningMs: 0, error: { code: "x", message: "No luck." } } });
    const failed = await ugoku([...animate, "-o", "failed.mp4"], { env: failing.env });
    expect(failed.said).toContain("No luck.");
    expect(failed.said).not.toContain("ugoku wait");
    expect(existsSync(at("failed.ticket.json"))).toBe(false);
  });

  test("before the create response: the command looks for the job, and waits for it", async () => {
    const api = createFakeVideosApi();
    let stop: (() => void) | undefined;
    const server = await listen(async (request) => {
      const response = await api.fetch(request);
      if (request.method !== "POST") return response;
      stop?.();
      return new Promise(() => {});
    }, 0);
    onTestFinished(() => server.close());
    const env = { UGOKU_BASE_URL: server.url };
    const { code, said } = await ugoku(animate, {
      env,
      onSaid: (_, kill) => {
        stop = kill;
      },
    });
    expect(code).toBe(130);
    expect(said).toContain("It is unknown whether it created a job");
    expect(JSON.parse(readFileSync(at("photo.ticket.json"), "utf8"))).toMatchObject({ seconds: 4, size: "1280x720" });
    const waited = await ugoku(printedCommand(said), { env });
    expect(waited.said).toContain("Looking for the job in the server's list");
    expect(waited.code).toBe(0);
    expect(api.jobs).toHaveLength(1);
    expect(isClip("photo.mp4")).toBe(true);
  });

  test("a lost response of a server whose list fails: the command is printed, and the file is kept", async () => {
    const lost = (request: Request) =>
      request.method === "POST"
        ? new Response("<html>Bad gateway</html>", { status: 502 })
        : Response.json({ error: { message: "Not found." } }, { status: 404 });
    const server = await listen(async (request) => lost(request), 0);
    onTestFinished(() => server.close());
    const { code, said } = await ugoku(animate, { env: { UGOKU_BASE_URL: server.url } });
    expect([code, said]).toEqual([1, expect.stringContaining("(submit_uncertain)")]);
    expect(said).toMatch(/\n {2}ugoku wait photo\.ticket\.json -o photo\.mp4\n$/);
    expect(files()).toEqual(["photo.jpg", "photo.ticket.json"]);
  });

  test("before anything is sent, and for a preview: the same command", async () => {
    const { code, said } = await stopped([...animate, "-d", "20", "--preview"], {});
    expect(code).toBe(130);
    expect(said).toContain(`\n  ugoku animate photo.jpg -p '${prompt}' -s 1280x720 -d 20 --preview\n`);
    expect(files()).toEqual(["photo.jpg"]);
  });
});

describe("ugoku wait", () => {
  test("an id needs the endpoint; a ticket file has it", async () => {
    const { url, env } = await fake();
    const { said } = await stopped(animate, env);
    const { id } = JSON.parse(readFileSync(at("photo.ticket.json"), "utf8"));
    expect(said).toContain(id);
    const without = await ugoku(["wait", id, "-o", "clip.mp4"]);
    expect([without.code, without.said]).toEqual([
      2,
      expect.stringContaining("It is not known which server has the job video_"),
    ]);
    expect((await ugoku(["wait", id, "-o", "clip.mp4", "--base-url", url])).code).toBe(0);
    const { code, out } = await ugoku(["wait", "photo.ticket.json", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ video: { path: at("photo.mp4") }, jobId: id });
  });

  test("a stop prints the command again, with its endpoint", async () => {
    const { api, url } = await fake({ script: endless });
    await stopped(animate, { UGOKU_BASE_URL: url });
    const id = api.jobs[0]?.id ?? "";
    const byId = await stopped(["wait", id, "-o", "clip.mp4", "--base-url", url], {});
    expect([byId.code, byId.said]).toEqual([
      130,
      expect.stringContaining(`\n  ugoku wait ${id} -o clip.mp4 --base-url ${url}\n`),
    ]);
    const byFile = await ugoku(["wait", "photo.ticket.json", "--timeout", "0.4", "--force"]);
    expect([byFile.code, byFile.said]).toEqual([
      1,
      expect.stringContaining("\n  ugoku wait photo.ticket.json -o photo.mp4 --force\n"),
    ]);
  });

  test("the key is not sent to a server that only the file names", async () => {
    const { api, url } = await fake();
    await stopped(animate, { UGOKU_BASE_URL: url });
    const before = api.requests.length;
    const { code, said } = await ugoku(["wait", "photo.ticket.json"], { env: { UGOKU_API_KEY: secret } });
    expect([code, said]).toEqual([2, expect.stringContaining(`add --base-url ${url}`)]);
    expect(api.requests.length).toBe(before);
    const ticket = { ...JSON.parse(readFileSync(at("photo.ticket.json"), "utf8")), dialect: "runway" };
    const named = await ugoku(["wait", "photo.ticket.json", "--base-url", url], { env: { UGOKU_API_KEY: secret } });
    expect(named.code).toBe(0);
    // Of a service, nothing is sent to another address either.
    writeFileSync(at("runway.ticket.json"), JSON.stringify(ticket));
    const count = api.requests.length;
    const other = await ugoku(["wait", "runway.ticket.json"], { env: { RUNWAYML_API_SECRET: secret } });
    expect([other.code, other.said]).toEqual([2, expect.stringContaining("(ticket_endpoint_mismatch)")]);
    expect(api.requests.length).toBe(count);
  });

  test.each([
    ["gone.ticket.json", "The ticket file gone.ticket.json cannot be read"],
    ["photo.jpg", "photo.jpg is not a ticket file."],
    [".", ". is not a ticket file."],
  ])("%s is wrong usage", async (operand, text) => {
    const { code, said } = await ugoku(["wait", operand]);
    expect([code, said]).toEqual([2, expect.stringContaining(text)]);
  });

  test("a ticket of a preview, of a newer version, and of a job that the server does not know", async () => {
    const { url } = await fake();
    const ticket = {
      v: 1,
      id: "video_1",
      baseURL: url,
      dialect: "openai",
      model: "sora-2",
      createdAt: 1,
      deadline: 2,
      key: "",
    };
    const write = (fields: object) => writeFileSync(at("a.ticket.json"), JSON.stringify({ ...ticket, ...fields }));
    write({ dialect: "preview", baseURL: preview().baseURL });
    expect((await ugoku(["wait", "a.ticket.json"])).said).toContain(
      "the ticket of a preview, which ended with its command",
    );
    write({ v: 2 });
    expect((await ugoku(["wait", "a.ticket.json"])).said).toContain("a newer ugoku");
    write({});
    const { code, said } = await ugoku(["wait", "a.ticket.json", "--timeout", "0.4"]);
    expect([code, said]).toEqual([1, expect.stringContaining("'video_1' not found")]);
  });
});

describe("outputs are checked before anything is sent", () => {
  const cases: [string, string[], number, string][] = [
    ["another format", ["-o", "clip.png"], 2, "--output takes a name that ends in .mp4"],
    ["standard output", ["-o", "-"], 2, "means standard output"],
    [
      "a poster of another format",
      ["-o", "clip.mp4", "--poster=still.png"],
      2,
      "--poster takes a name that ends in .webp",
    ],
    ["a file that exists", ["-o", "taken.mp4"], 2, "taken.mp4 already exists"],
    ["a missing folder", ["-o", "none/clip.mp4"], 2, "does not exist"],
    ["a folder", ["-o", "sub"], 2, "is a folder"],
  ];
  test.each(cases)("%s", async (_, output, code, text) => {
    const { api, env } = await fake();
    mkdirSync(at("sub"));
    writeFileSync(at("taken.mp4"), "mine");
    for (const words of [animate, ["plan", ...animate.slice(1)], ["wait", "video_1"]]) {
      const ended = await ugoku([...words, ...output], { env });
      expect([words[0], ended.code, ended.said]).toEqual([words[0], code, expect.stringContaining(text)]);
    }
    expect(api.requests).toEqual([]);
    expect(files()).toEqual(["photo.jpg", "sub", "taken.mp4"]);
  });
});

test("a clip may not become a GIF before its format is known", async () => {
  const { api, env } = await fake();
  for (const words of [animate, ["plan", ...animate.slice(1)]]) {
    const { code, said } = await ugoku([...words, "-o", "clip.gif"], { env });
    expect([code, said]).toEqual([2, expect.stringContaining("--output takes a name that ends in .mp4 or .m4v")]);
  }
  expect(api.requests).toEqual([]);
});

describe("a job whose first poll fails", () => {
  test.each([
    [404, "does not know the job video_1. A new job may appear late"],
    [503, "The first poll failed, and ugoku asks again: [GET] "],
  ])("%i: says so at once, and gets the clip when it appears", async (status, text) => {
    let polls = 0;
    const server = await serve((request, response) => {
      if (request.url.includes("/content")) return void response.writeHead(200).end(mp4);
      polls += 1;
      if (polls <= 2) return json(response, { error: { message: "No." } }, status);
      json(response, video({ status: "completed", progress: 100 }));
    });
    onTestFinished(() => server[Symbol.asyncDispose]());
    const env = { UGOKU_BASE_URL: server.baseURL };
    let pollsWhenSaid = 0;
    const onSaid = (said: string) => {
      if (said.includes(text)) pollsWhenSaid ||= polls;
    };
    expect(await ugoku(["wait", "video_1", "-o", "a.mp4"], { env, onSaid })).toMatchObject({ code: 0 });
    expect(pollsWhenSaid).toBe(1);
    polls = 0;
    const quiet = await ugoku(["wait", "video_1", "-o", "b.mp4", "--json"], { env });
    expect([quiet.code, quiet.said]).toEqual([0, ""]);
  });

  test("a server that does not respond is named in the error and its hint", async () => {
    const server = await listen(() => Promise.resolve(new Response()), 0);
    await server.close();
    const { code, said } = await ugoku(["wait", "video_1", "--timeout", "0.5"], {
      env: { UGOKU_BASE_URL: server.url },
    });
    expect(code).toBe(1);
    expect(said).toMatch(
      /The last poll failed: .*ECONNREFUSED.* \(job_timeout\)\n +The server did not respond: check that it runs/,
    );
  });

  test("a refused key is not said twice", async () => {
    const { env } = await fake({ apiKey: secret });
    const { code, said } = await ugoku(["wait", "video_1"], { env });
    expect([code, said.match(/Incorrect API key/g)]).toEqual([1, ["Incorrect API key"]]);
  });

  test("--timeout counts from the start, also if the server never answers", async () => {
    const server = await serve(() => {});
    onTestFinished(() => server[Symbol.asyncDispose]());
    const { code, said } = await ugoku(["wait", "video_1", "--timeout", "0.2", "--base-url", server.baseURL]);
    expect([code, said]).toEqual([1, expect.stringContaining("(job_timeout)")]);
    expect(said).not.toContain("within 0 s");
  });
});

test("without its key, every command with a service names the variable", async () => {
  const env = { RUNWAYML_API_SECRET: "" };
  for (const words of [animate, ["wait", "id", "-o", "a.mp4"], ["cancel", "id"], ["batch", ".", "-p", prompt]]) {
    const { code, said } = await ugoku([...words, "--service", "runway"], { env });
    expect([words[0], code, said]).toEqual([
      words[0],
      2,
      expect.stringContaining("There is no API key for runway. (endpoint_missing)"),
    ]);
    expect(said).toContain("Set RUNWAYML_API_SECRET to the key of your account.");
  }
  const jobs = await ugoku(["jobs", "--service", "luma"], { env: { LUMAAI_API_KEY: "" } });
  expect([jobs.code, jobs.said]).toEqual([2, expect.stringContaining("Set LUMAAI_API_KEY to")]);
  expect(files()).toEqual(["photo.jpg"]);
});

describe("ugoku jobs", () => {
  test("prints id, status, progress, time and prompt, newest first", async () => {
    const { api, env, url } = await fake({ script: endless });
    for (const output of ["a.mp4", "b.mp4"]) await stopped([...animate, "-o", output], env);
    const { code, out, said } = await spawnUgoku(["jobs"], { env });
    expect(code).toBe(0);
    const [head, ...rows] = out.trimEnd().split("\n");
    expect(head).toMatch(/^ID +STATUS +PROGRESS +CREATED \(UTC\) +PROMPT$/);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(
      /^video_\w+ +in progress +\d+ % +\d{4}-\d\d-\d\d \d\d:\d\d +The ball slowly rolls to the right\.$/,
    );
    expect(said).toContain("To save a clip: ugoku wait video_");
    const json = await ugoku(["jobs", "--json", "--limit", "1", "--base-url", url]);
    expect(json.said).toBe("");
    expect(JSON.parse(json.out)).toMatchObject({ jobs: [{ status: "in_progress", prompt }], more: true });
    expect(api.jobs.map(({ id }) => id)).toContain(JSON.parse(json.out).jobs[0].id);
  });

  test("says where there is no list", async () => {
    expect((await ugoku(["jobs"])).said).toContain("No server or service is configured.");
    const preview = await ugoku(["jobs", "--preview"]);
    expect([preview.code, preview.said]).toEqual([2, expect.stringContaining("The preview engine keeps no jobs")]);
    const service = await ugoku(["jobs", "--service", "runway"], { env: { RUNWAYML_API_SECRET: "x" } });
    expect([service.code, service.said]).toEqual([2, expect.stringContaining("The service runway cannot list jobs.")]);
    const withList = Object.values(services).flatMap((one) => ("spec" in one && one.spec.list ? [one.spec.name] : []));
    expect(service.said).toContain(
      `Wait for a job with ugoku wait and its id or ticket file. The services with a list are ${withList.join(", ").replace(/, (\w+)$/, " and $1")}.`,
    );
    expect((await ugoku(["jobs"], { env: (await fake()).env })).said).toContain("has no jobs.");
  });
});

describe("ugoku cancel", () => {
  test("exits with 0 only if the server confirms it", async () => {
    const { api, env } = await fake({ script: endless });
    await stopped(animate, env);
    const { code, said } = await spawnUgoku(["cancel", "photo.ticket.json"]);
    expect([code, said]).toEqual([
      0,
      expect.stringMatching(/^canceled: video_\w+\. The server reports that the job is gone\.\n$/),
    ]);
    expect(files()).toEqual(["photo.jpg"]);
    const again = await ugoku(["cancel", api.jobs[0]?.id ?? "video_none", "--json"], { env });
    expect(again.code).toBe(1);
    expect(JSON.parse(again.out)).toMatchObject({ outcome: "unknown", code: "not_found" });
  });

  test("a job that the server does not know is an error with a hint", async () => {
    const { code, said } = await ugoku(["cancel", "nope"], { env: (await fake()).env });
    expect([code, said.split("\n").map((line) => line.trim())]).toEqual([
      1,
      [
        "error The server does not know the job nope. (not_found)",
        "Check the id, and that this is the server that has the job. ugoku jobs lists its jobs.",
        "",
      ],
    ]);
  });
});

test("a service: the ticket names it, and the key stays in the environment", async () => {
  const requests: string[] = [];
  const server = await listen(async (request) => {
    requests.push(`${request.method} ${new URL(request.url).pathname}`);
    if (request.method === "POST") return Response.json({ id: "task-1" });
    if (request.method === "DELETE") return new Response(null, { status: 204 });
    return Response.json({ id: "task-1", status: "RUNNING", progress: 0.5 });
  }, 0);
  onTestFinished(() => server.close());
  const service = ["--service", "runway", "--base-url", server.url.replace("/v1", "")];
  const env = { RUNWAYML_API_SECRET: secret };
  const { code, said } = await stopped(["animate", "photo.jpg", "-p", prompt, ...service], env);
  expect(code).toBe(130);
  expect(said).toContain(`\n  ugoku wait photo.ticket.json -o photo.mp4 ${service.join(" ")}\n`);
  expect(readFileSync(at("photo.ticket.json"), "utf8")).not.toContain(secret);
  expect(JSON.parse(readFileSync(at("photo.ticket.json"), "utf8"))).toMatchObject({ id: "task-1", dialect: "runway" });
  const waited = await ugoku([...printedCommand(said), "--timeout", "0.4"], { env });
  expect([waited.code, waited.said]).toEqual([1, expect.stringContaining("(job_timeout)")]);
  const cancelled = await ugoku(["cancel", "task-1", ...service], { env });
  expect(requests).toContain("DELETE /v1/tasks/task-1");
  expect(cancelled.code).toBe(0);
});

describe("hints name ugoku jobs only where there is a list", () => {
  test.each([
    ["a server", [], true],
    ["a server without a list", ["--dialect", "litellm"], false],
    ["a service", ["--service", "luma"], true],
    ["a service without a list", ["--service", "runway"], false],
  ])("%s", async (_, endpoint, hasList) => {
    await using server = await serve((_request, response) => json(response, { error: "none" }, 404));
    const words = [...endpoint, "--base-url", server.baseURL];
    const env = { LUMAAI_API_KEY: "k", RUNWAYML_API_SECRET: "k" };
    const onSaid = (text: string, stop: () => void) => text.includes("does not know the job") && stop();
    const { said } = await ugoku(["wait", "nope", ...words], { env, onSaid });
    expect(said).toContain("The server does not know the job nope.");
    expect(said.includes("ugoku jobs lists")).toBe(hasList);
    // This dialect cannot cancel.
    if (endpoint[1] === "litellm") return;
    const cancelled = await ugoku(["cancel", "nope", ...words], { env });
    expect(cancelled.said).toMatch(/^ +Check the id, and that this is the server that has the job\./m);
    expect(cancelled.said.includes("ugoku jobs lists")).toBe(hasList);
  });
});

describe("help and version", () => {
  test("ugoku help, ugoku help <command>, ugoku version", async () => {
    expect((await spawnUgoku(["help"])).out).toContain("Commands:");
    expect((await ugoku(["help", "wait"])).out).toContain("ugoku wait <job> [options]");
    expect((await spawnUgoku(["version"])).out).toMatch(/^ugoku\/\d/);
    const { code, said } = await ugoku(["help", "wiat"]);
    expect([code, said]).toEqual([2, expect.stringContaining("Did you mean ugoku wait?")]);
  });
});

describe("--rate", () => {
  test("replaces the rate of every model", async () => {
    const server = ["--base-url", "http://127.0.0.1:9/v1", "--rate", "0.01", "--json"];
    for (const model of [[], ["-m", "my-own-model"]]) {
      const { out } = await ugoku(["plan", ...animate.slice(1), ...model, "-d", "4", ...server]);
      expect(JSON.parse(out).cost).toMatchObject({ usd: 0.04, perSecond: 0.01, source: "--rate" });
    }
    writeFileSync(
      at("list.csv"),
      `image,prompt,model,size\nphoto.jpg,${prompt},,1280x720\nphoto.jpg,${prompt},own,1280x720\n`,
    );
    const batch = await ugoku(["batch", "list.csv", "--dry-run", "-d", "4", ...server]);
    expect(JSON.parse(batch.out)).toMatchObject({ estimatedUsd: 0.08 });
    expect((await ugoku(["plan", ...animate.slice(1), "--rate", "cheap"])).code).toBe(2);
  });
});

test.each(["…", "...", "!?"])("the prompt %s is never rendered", async (text) => {
  const { code, said } = await ugoku(["animate", "photo.jpg", "-p", text, "--lint", "off"]);
  expect([code, said]).toEqual([2, expect.stringContaining("The prompt contains no words.")]);
  writeFileSync(at("list.csv"), `image,prompt\nphoto.jpg,${text}\n`);
  expect((await ugoku(["batch", "list.csv", "--lint", "off"])).said).toContain("line 2 has a prompt without words");
  expect(files()).toEqual(["list.csv", "photo.jpg"]);
});
