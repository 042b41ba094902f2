// @module-tag slow

import { execFile, execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import OpenAI, { toFile } from "openai";
import { describe, expect, test, vi } from "vitest";
import { createUgoku } from "../../src/index.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { ask, createForm, serveProcess } from "../serve/helpers.js";
import { commandLine, photo } from "./command-line.js";

cleanEnvironment();
// Processes that render: on a busy machine they take their time.
vi.setConfig({ testTimeout: 60_000 });
const { folder, ugoku, spawnUgoku, files } = commandLine();

const has = (command: string, word: string) => {
  try {
    execFileSync(command, [word], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};
const hasFfprobe = has("ffprobe", "-version");
const hasCurl = has("curl", "--version");
if (!hasFfprobe) console.warn("skipped: ffprobe is not installed, so that clips are checked by their first bytes");
if (!hasCurl) console.warn("skipped: curl is not installed (test/cli/serve)");

/** A clip of that size and length, by the eyes of ffprobe. */
function expectClip(bytes: Uint8Array, width: number, height: number): void {
  expect(Buffer.from(bytes).toString("latin1", 4, 8)).toBe("ftyp");
  if (!hasFfprobe) return;
  const path = join(folder(), "probed.mp4");
  writeFileSync(path, bytes);
  const entries = "stream=codec_name,width,height,duration";
  const out = execFileSync("ffprobe", ["-v", "error", "-show_entries", entries, "-of", "json", path]);
  expect(JSON.parse(String(out)).streams).toMatchObject([{ codec_name: "h264", width, height, duration: "1.000000" }]);
}

const tiny = { model: "preview", seconds: "1", size: "160x90" } as const;

describe("ugoku serve works with", () => {
  test("the openai package: create, retrieve, list, download, delete", async () => {
    await using server = await serveProcess();
    const openai = new OpenAI({ baseURL: server.baseURL, apiKey: "none" });
    // As the page says.
    const file = () => toFile(readFile(join(folder(), "photo.jpg")), "photo.jpg", { type: "image/jpeg" });
    const prompt = "The camera pushes in.";
    const jobs = [];
    for (const input_reference of [await file(), await file()])
      jobs.push(
        await openai.videos.create({ prompt, ...(tiny as object), input_reference } as OpenAI.VideoCreateParams),
      );
    // Two at once: one is rendered, one waits.
    const states = await Promise.all(jobs.map(({ id }) => openai.videos.retrieve(id)));
    expect(states.map(({ status }) => status)).not.toContain("failed");
    for (const { id } of jobs)
      await expect.poll(async () => (await openai.videos.retrieve(id)).status, { timeout: 40_000 }).toBe("completed");
    expect((await openai.videos.list()).data.map(({ id }) => id)).toEqual(jobs.map(({ id }) => id).reverse());
    for (const { id } of jobs)
      expectClip(new Uint8Array(await (await openai.videos.downloadContent(id)).arrayBuffer()), 160, 90);
    expect(await openai.videos.delete(jobs[0]!.id)).toMatchObject({ deleted: true });
    await expect(openai.videos.retrieve(jobs[0]!.id)).rejects.toMatchObject({ status: 404 });
  });

  test("ugoku's own client, command and doctor, with a key", async () => {
    await using server = await serveProcess(["--api-key", "key-for-this-test", "--quiet"]);
    const { animate } = createUgoku({
      baseURL: server.baseURL,
      apiKey: "key-for-this-test",
      model: "preview",
      logger: false,
    });
    const animation = animate(new Uint8Array(await photo()))
      .withPrompt("The ball rolls.")
      .lint("off");
    const clip = await animation.duration(1).size("160x90").render();
    expectClip(await clip.bytes(), 160, 90);

    const env = { UGOKU_BASE_URL: server.baseURL, UGOKU_API_KEY: "key-for-this-test" };
    const words = ["photo.jpg", "-p", "The ball rolls.", "-m", "preview", "-s", "160x90", "-d", "1", "-o", "clip.mp4"];
    expect((await spawnUgoku(["animate", ...words], { env })).code).toBe(0);
    expectClip(readFileSync(join(folder(), "clip.mp4")), 160, 90);
    const wrong = await ugoku(["animate", ...words, "--force"], { env: { ...env, UGOKU_API_KEY: "wrong" } });
    expect([wrong.code, wrong.said.includes("Incorrect API key")]).toEqual([1, true]);

    const doctor = await ugoku(["doctor"], { env });
    expect(doctor.code).toBe(0);
    expect(doctor.out).toContain("sora-2");
    expect(server.said()).toBe("");
  });

  test.skipIf(!hasCurl)("curl, by the line that it prints (skipped where curl is not installed)", async () => {
    await using server = await serveProcess();
    const [, line = ""] = /curl {4}(curl .*)\n/.exec(server.said()) ?? [];
    expect(line).toContain(`${server.baseURL}/videos`);
    const small = line.replace("size=1280x720", "size=160x90 -F model=preview -F seconds=1");
    // Not synchronously: nothing may hold the test's own process up.
    const { stdout } = await promisify(execFile)("sh", ["-c", `${small} --silent`], { cwd: folder() });
    expect(JSON.parse(stdout)).toMatchObject({ object: "video", size: "160x90", prompt: "The camera pushes in." });
  });
});

describe("ugoku serve stops immediately while rendering and with a page open", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s: %d", async (signal, code) => {
    await using server = await serveProcess(["--quiet"]);
    const long = { size: "1280x720", seconds: "20" };
    await fetch(`${server.baseURL}/videos`, { method: "POST", body: await createForm(long) });
    await fetch(`${server.baseURL}/videos`, { method: "POST", body: await createForm(long) });
    const statuses = async () => (await (await fetch(`${server.baseURL}/videos`)).text()).includes("in_progress");
    await expect.poll(statuses, { timeout: 40_000 }).toBe(true);
    const asked = Date.now();
    expect(await server.stop(signal)).toBe(code);
    // The two clips would take far longer.
    expect(Date.now() - asked).toBeLessThan(6_000);
    expect(server.said()).toBe("Stopped.\n");
  });

  test("and its port is free again, also when it was killed", async () => {
    const { port, ...server } = await serveProcess();
    await server.stop("SIGKILL");
    let stopped = false;
    // A second Ctrl-C would end it without a word.
    const once = (_: string, stop: () => void) => {
      if (!stopped) stop();
      stopped = true;
    };
    const { code, said } = await spawnUgoku(["serve", "--port", String(port)], { onSaid: once });
    expect(said).toContain(`http://127.0.0.1:${port}/v1`);
    expect(code).toBe(130);
  });
});

describe("ugoku serve prints", () => {
  const create = async (baseURL: string, prompt: string) => {
    const response = await fetch(`${baseURL}/videos`, { method: "POST", body: await createForm({ prompt }) });
    return ((await response.json()) as { id: string }).id;
  };

  test("requests and renders as lines, without prompts", async () => {
    await using server = await serveProcess();
    const id = await create(server.baseURL, "A secret ball rolls.");
    await expect.poll(server.said, { timeout: 40_000 }).toMatch(new RegExp(`rendered +${id} `));
    expect(server.said()).toMatch(new RegExp(`created +${id} +preview, 1 s, 32x18`));
    await fetch(`${server.baseURL}/videos/none`);
    await expect.poll(server.said).toContain("404       GET /v1/videos/none");
    expect(server.said()).not.toContain("secret");
  });

  test("the reason for a rejected request", async () => {
    await using server = await serveProcess();
    await ask(server.port, "/v1/videos", { headers: { host: "evil.test" } });
    await ask(server.port, "/v1/videos", { method: "POST", headers: { origin: "http://evil.test" } });
    await expect
      .poll(server.said)
      .toMatch(
        /403 +GET \/v1\/videos {2}.*the Host header names another host; --allow-host accepts it\n.*403 +POST \/v1\/videos {2}.*\(Origin header\)\n/,
      );
    expect(server.said()).not.toContain("evil");
  });

  test("render time and queue time separately", async () => {
    await using server = await serveProcess();
    const long = await fetch(`${server.baseURL}/videos`, {
      method: "POST",
      body: await createForm({ size: "640x360", seconds: "12" }),
    });
    expect(long.status).toBe(200);
    const id = await create(server.baseURL, "The ball rolls.");
    await expect.poll(server.said, { timeout: 40_000 }).toMatch(new RegExp(`rendered +${id} `));
    const [first = "", second = ""] = server.said().match(/rendered .*/g) ?? [];
    const [, waited] = /in [\d.]+ s, after ([\d.]+) s in the queue$/.exec(second) ?? [];
    const [, rendered] = / kB in ([\d.]+) s$/.exec(first) ?? [];
    expect(Number(rendered)).toBeGreaterThan(1);
    // It waited for the other, and is not said to have been rendered all the while.
    expect(Math.abs(Number(waited) - Number(rendered))).toBeLessThan(1);
    expect(Number(/in ([\d.]+) s/.exec(second)?.[1])).toBeLessThan(Number(rendered));
  });

  test("the same as JSON; prompts only with UGOKU_DEBUG=prompts", async () => {
    await using server = await serveProcess(["--json"]);
    await using open = await serveProcess(["--json"], { UGOKU_DEBUG: "prompts" });
    const ids = [
      await create(server.baseURL, "A secret ball rolls."),
      await create(open.baseURL, "A secret ball rolls."),
    ];
    const last = () => [server, open].map((one) => one.lines().some(({ event }) => event === "rendered"));
    await expect.poll(last, { timeout: 40_000 }).toEqual([true, true]);
    expect(server.lines()[0]).toMatchObject({ event: "listening", baseURL: server.baseURL, page: server.home });
    expect(server.lines()).toContainEqual(expect.objectContaining({ event: "created", jobId: ids[0], seconds: 1 }));
    expect(server.lines()).toContainEqual(
      expect.objectContaining({ event: "request", method: "POST", path: "/v1/videos", status: 200 }),
    );
    expect(JSON.stringify(server.lines())).not.toContain("secret");
    expect(open.lines()).toContainEqual(expect.objectContaining({ event: "created", prompt: "A secret ball rolls." }));
    expect([server.said(), open.said()]).toEqual(["", ""]);
  });

  test("a warning when other machines can reach it, even with --quiet", async () => {
    await using server = await serveProcess(["--host", "0.0.0.0", "--quiet"]);
    expect(server.said()).toMatch(/^warning .*every machine .* see and delete every job .*--api-key/s);
    const own = Object.values(networkInterfaces())
      .flat()
      .find((at) => at?.family === "IPv4" && !at.internal);
    for (const address of ["127.0.0.1", ...(own ? [own.address] : [])])
      expect((await fetch(`http://${address}:${server.port}/v1/videos`)).status).toBe(200);
  });

  test("a port in use: names the next command", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as { port: number };
    const { code, said, out } = await ugoku(["serve", "--port", String(port)]);
    other.close();
    expect([code, out]).toEqual([2, ""]);
    expect(said).toContain(`Port ${port} of 127.0.0.1 is in use`);
    expect(said).toContain("--port 0");
  });
});

describe("ugoku serve rejects", () => {
  test.each([
    [["--prot", "1"], "Did you mean --port?"],
    [["--port", "65536"], "from 0 to 65535", "--port 8787; 0 takes a free one"],
    [["--port", "abc"], 'from 0 to 65535, but got "abc"', "--port 8787; 0 takes a free one"],
    [["--keep", "1.5"], "--keep takes a whole number from 1 to 1000", "The default is --keep 50"],
    [["--host", "http://localhost"], "--host takes an address"],
    [["--host", "192.0.2.1"], "192.0.2.1 is not an address of this machine"],
    [["--allow-host", "http://preview.test"], "--allow-host takes names"],
    [["--api-key", "schlüssel"], "--api-key takes ASCII letters, digits and signs"],
    [["--max-jobs", "0"], "from 1 to 1000", "--max-jobs 20"],
    [["photo.jpg"], "takes options only"],
  ])("%j", async (words, text, hint = "") => {
    const { code, out, said } = await ugoku(["serve", ...(words.includes("--port") ? [] : ["--port", "0"]), ...words]);
    expect([code, out]).toEqual([2, ""]);
    expect(said).toContain(text);
    expect(said).toContain(hint);
    expect(said).not.toContain("shows all commands");
    expect(files()).toEqual(["photo.jpg"]);
  });
});

test("ugoku serve is listed in the help", async () => {
  expect((await ugoku(["--help"])).out).toMatch(/serve +Serve the Videos API/);
  expect((await ugoku(["serve", "--help"])).out).toContain("--port <number>");
});
