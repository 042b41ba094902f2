// @module-tag slow

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listen } from "../../src/testing/http-server.js";
import { createFakeVideosApi, type FakeServer } from "../../src/testing.js";
import { commandLine, photo } from "./command-line.js";

const { folder, ugoku, spawnUgoku, files } = commandLine();

const small = ["-m", "preview", "-s", "64x36", "-d", "1"];

describe("plan over a service", () => {
  const plan = (...words: string[]) => ugoku(["plan", ...words, "-p", "The ball slowly rolls.", "--lint", "off"]);

  test("shows the options that not every service has", async () => {
    const options = ["--seed", "7", "--negative-prompt", "text", "--audio", "off", "--last-frame", "photo.jpg"];
    const { out } = await plan("photo.jpg", "--service", "runway", "-m", "veo3.1", ...options, "--json");
    const { request, lastFrame } = JSON.parse(out);
    expect(request).toMatchObject({ endpoint: "runway", seed: 7, negativePrompt: "text", audio: false });
    expect(lastFrame).toMatchObject({ kind: "file" });
  });

  test.each([
    ["--last-frame", "photo.jpg"],
    ["--negative-prompt", "text"],
    ["--audio", "on"],
  ])("%s is refused by its name, where the model does not take it", async (flag, value) => {
    const { code, said } = await plan("photo.jpg", "--service", "runway", flag, value);
    expect(code).toBe(2);
    expect(said).toMatch(new RegExp(`gen4_turbo cannot take the option ${flag}`));
  });

  test("an address goes to a service that takes addresses only", async () => {
    const { out } = await plan("https://images.example/photo.png", "--service", "luma", "--json");
    expect(JSON.parse(out).image).toEqual({ kind: "image_url", url: "https://images.example/photo.png" });
    expect((await plan("photo.jpg", "--service", "luma")).said).toContain("http or https address");
  });
});

describe("animate, with nothing configured", () => {
  test("renders with the preview engine, and prints a notice", async () => {
    const { code, out, said } = await spawnUgoku([
      ...["animate", "photo.jpg", "-p", "The ball rolls. Pan left.", ...small],
    ]);
    expect(said).toContain("No server is configured");
    expect(said).toContain("preview: camera motion only, not a generation");
    expect(said).toContain("completed 100 %");
    expect(code).toBe(0);
    expect(out.trim()).toBe(join(folder(), "photo.mp4"));
    expect(readFileSync(join(folder(), "photo.mp4")).toString("latin1", 4, 8)).toBe("ftyp");
  });

  test("an existing file is kept: the next free name is used", async () => {
    writeFileSync(join(folder(), "photo.mp4"), "mine");
    await ugoku(["animate", "photo.jpg", "-p", "The ball rolls.", ...small]);
    expect(readFileSync(join(folder(), "photo.mp4"), "utf8")).toBe("mine");
    expect(existsSync(join(folder(), "photo-2.mp4"))).toBe(true);
  });

  test("--json prints one object, and nothing else", async () => {
    const words = ["animate", "photo.jpg", "-p", "The ball rolls.", ...small, "-o", "clip.mp4", "--poster", "--json"];
    const { code, out, said } = await ugoku(words);
    expect(code).toBe(0);
    expect(said).toBe("");
    const result = JSON.parse(out);
    expect(result.video).toEqual({
      path: join(folder(), "clip.mp4"),
      bytes: readFileSync(join(folder(), "clip.mp4")).length,
    });
    expect(result.poster.path).toBe(join(folder(), "clip.webp"));
    expect(result.plan.request).toMatchObject({ model: "preview", seconds: 1, size: "64x36" });
    expect(files()).toEqual(["clip.mp4", "clip.webp", "photo.jpg"]);
  });

  test("Ctrl-C stops immediately, leaves no partial file and exits with 130", async () => {
    let stopped = false;
    const { code, said } = await spawnUgoku(
      ["animate", "photo.jpg", "-p", "The ball rolls.", "-d", "20", "-s", "1280x720"],
      {
        onSaid: (text, stop) => {
          // Once: the second time would mean "do not even tidy up".
          if (stopped || !/in progress/.test(text)) return;
          stopped = true;
          stop();
        },
      },
    );
    expect(said).toContain("Stopped");
    expect(code).toBe(130);
    expect(files()).toEqual(["photo.jpg"]);
  });
});

describe("animate, with a server", () => {
  let server: FakeServer;
  const fake = createFakeVideosApi({ apiKey: "sk-secret-for-this-test" });
  beforeAll(async () => {
    server = await fake.listen({ port: 0 });
  });
  afterAll(() => server.close());
  const words = ["animate", "photo.jpg", "-p", "The ball rolls.", "-s", "1280x720", "-o", "clip.mp4"];

  test("uses UGOKU_BASE_URL and UGOKU_API_KEY", async () => {
    const env = { UGOKU_BASE_URL: server.url, UGOKU_API_KEY: "sk-secret-for-this-test" };
    const { code, said } = await spawnUgoku(words, { env });
    expect(said).toContain("about $0.40");
    expect(code).toBe(0);
    expect(files()).toEqual(["clip.mp4", "photo.jpg"]);
  });

  test("a wrong key shows the server's message, without the key", async () => {
    const { code, said } = await ugoku(words, {
      env: { UGOKU_BASE_URL: server.url, UGOKU_API_KEY: "sk-wrong-key-1234" },
    });
    expect(code).toBe(1);
    expect(said).toContain("Incorrect API key provided.");
    expect(said).not.toContain("sk-wrong-key-1234");
    expect(files()).toEqual(["photo.jpg"]);
  });

  test("rejects an output that cannot be written before anything is sent", async () => {
    const env = { UGOKU_BASE_URL: server.url, UGOKU_API_KEY: "sk-secret-for-this-test" };
    const before = fake.requests.length;
    writeFileSync(join(folder(), "taken.mp4"), "mine");
    for (const output of ["no-folder/clip.mp4", "taken.mp4", "."]) {
      const { code } = await ugoku(["animate", "photo.jpg", "-p", "The ball rolls.", "-o", output], { env });
      expect([output, code]).toEqual([output, 2]);
    }
    expect(fake.requests.length).toBe(before);
    expect(readFileSync(join(folder(), "taken.mp4"), "utf8")).toBe("mine");
  });
});

describe("plan", () => {
  test("shows what would be sent, and sends nothing", async () => {
    const { code, said, out } = await spawnUgoku(["plan", "photo.jpg", "-p", "動画にして"]);
    expect(code).toBe(0);
    expect(out).toBe("");
    expect(said).toContain("no-vague-request");
    expect(said).toContain("sora-2, 4 s, 1280x720");
    expect(files()).toEqual(["photo.jpg"]);
  });

  test("--json gives the plan", async () => {
    const { out } = await ugoku(["plan", "photo.jpg", "-p", "The ball rolls.", "--json"]);
    expect(JSON.parse(out)).toMatchObject({ request: { model: "sora-2", seconds: 4 }, cost: { usd: 0 } });
  });
});

describe("errors", () => {
  test.each([
    [["animate"], 2, "The image is missing: ugoku animate <image>"],
    [["animat", "photo.jpg"], 2, 'no command "animat"'],
    [["animate", "photo.jpg", "-p", "x moves", "--bogus"], 2, "Unknown option"],
    [["animate", "photo.jpg"], 2, "There is no prompt. (prompt_missing)"],
    [["animate", "photo.jpg", "-p", " "], 2, "The prompt is empty. (prompt_missing)"],
    [["animate", "ftp://host/photo.jpg", "-p", "x moves"], 2, "image_input_invalid"],
    [["animate", "photo.jpg", "-p", "x moves", "-s", "90x3200"], 2, "size_unsupported"],
    [
      ["animate", "photo.jpg", "-p", "x moves", "--max-cost", "0", "-m", "wan", "--base-url", "http://127.0.0.1:1/v1"],
      1,
      "cost_unknown",
    ],
    [["animate", "nothing.jpg", "-p", "x moves"], 2, "image_not_found"],
    [["animate", ".", "-p", "x moves"], 2, "image_not_a_file"],
    [["animate", "photo.jpg", "-p", "x moves", "-d", "5"], 2, "4, 8, 12, 16, 20"],
    [["animate", "photo.jpg", "-p", "x moves", "-d", "soon"], 2, "--duration takes a number"],
    [["animate", "photo.jpg", "-p", "x moves", "-s", "720X1280"], 2, 'Did you mean "720x1280"?'],
    [["animate", "photo.jpg", "-p", "x moves", "--base-url", "nonsense"], 2, "endpoint_invalid"],
    [["animate", "photo.jpg", "-p", "x moves", "--base-url", "https://api.openai.com/v1"], 2, "endpoint_retired"],
    [
      ["animate", "photo.jpg", "-p", "x moves", "-m", "sora-9"],
      2,
      "--model sora-9 is not a model of the preview engine",
    ],
    [["plan", "photo.jpg", "-p", "x moves", "-m", "sora-9"], 2, "--model sora-9 is not a model of the preview engine"],
    [["plan", "photo.jpg", "-p", "x moves", "-m", "a/b", "--service", "replicate"], 2, "The name of the image's field"],
    [["animate", "photo.jpg", "-p", "動画にして", "--lint", "error"], 1, "prompt_lint"],
  ])("%j", async (words, code, text) => {
    const ended = await ugoku(words);
    expect(ended.said).toContain(text);
    expect(ended.code).toBe(code);
    expect(files()).toEqual(["photo.jpg"]);
  });

  test("a base URL from the environment is validated like --base-url", async () => {
    const { code, said } = await ugoku(["plan", "photo.jpg", "-p", "x moves"], { env: { UGOKU_BASE_URL: "nonsense" } });
    expect([code, said]).toEqual([2, expect.stringContaining("endpoint_invalid")]);
  });

  test("--json prints errors as JSON", async () => {
    const { code, out } = await ugoku(["animate", "nothing.jpg", "-p", "x moves", "--json"]);
    expect(code).toBe(2);
    expect(JSON.parse(out).error).toMatchObject({ name: "ImageError", code: "image_not_found" });
  });

  test("hints name flags, not calls", async () => {
    writeFileSync(
      join(folder(), "tall.jpg"),
      await sharp(await photo())
        .resize(200, 900, { fit: "fill" })
        .toBuffer(),
    );
    const { said } = await ugoku(["animate", "tall.jpg", "-p", "x moves", "-s", "1280x720"]);
    expect(said).toContain("--fit cover");
    expect(said).not.toContain(".fit(");
  });
});

test("no colours in a pipe or with NO_COLOR", async () => {
  const { said } = await spawnUgoku(["plan", "photo.jpg", "-p", "動画にして"], { env: { NO_COLOR: "1" } });
  expect(said).not.toContain("\u001b[");
});

describe("paid jobs are not lost", () => {
  const words = ["animate", "photo.jpg", "-p", "The ball rolls.", "-s", "1280x720", "-o", "clip.mp4"];

  test("Ctrl-C names the key before the create response, and the job after it", async () => {
    // It takes the create and says nothing.
    const silent = createServer((request) => request.resume());
    await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done));
    const address = silent.address();
    const port = typeof address === "object" && address ? address.port : 0;
    let child: (() => void) | undefined;
    silent.on("request", () => setTimeout(() => child?.(), 50));
    const first = await spawnUgoku([...words, "--key", "007"], {
      env: { UGOKU_BASE_URL: `http://127.0.0.1:${port}/v1` },
      onSaid: (_, stop) => {
        child = stop;
      },
    });
    silent.closeAllConnections();
    silent.close();
    expect(first.code).toBe(130);
    expect(first.said).toContain("with the key 007");

    const fake = createFakeVideosApi({ script: "stuck" });
    const server = await fake.listen();
    let stopped = false;
    const second = await spawnUgoku(words, {
      env: { UGOKU_BASE_URL: server.url },
      onSaid: (text, stop) => {
        if (stopped || !/queued|in progress/.test(text)) return;
        stopped = true;
        stop();
      },
    });
    await server.close();
    expect(second.code).toBe(130);
    expect(second.said).toContain(fake.jobs[0]?.id);
    expect(files()).toEqual(["clip-2.ticket.json", "clip.ticket.json", "photo.jpg"]);
  });

  test("a lost create response is reconciled: one job, one clip", async () => {
    const fake = createFakeVideosApi();
    const server = await listen(async (request) => {
      const answer = await fake.fetch(request);
      return request.method === "POST" ? new Response("<html>Bad gateway</html>", { status: 502 }) : answer;
    }, 0);
    const { code, said } = await ugoku(words, { env: { UGOKU_BASE_URL: server.url } });
    await server.close();
    expect(said).toContain("Looking for the job in the server's list");
    expect(said).toContain(`Found: ${fake.jobs[0]?.id}`);
    expect(code).toBe(0);
    expect(fake.jobs).toHaveLength(1);
    expect(files()).toEqual(["clip.mp4", "photo.jpg"]);
  });

  test("a failed poster leaves the video, and prints a warning", async () => {
    const fake = createFakeVideosApi();
    const server = await listen(
      (request) =>
        request.url.includes("thumbnail") ? Promise.resolve(new Response("{}", { status: 404 })) : fake.fetch(request),
      0,
    );
    const { code, said } = await ugoku([...words, "--poster"], { env: { UGOKU_BASE_URL: server.url } });
    await server.close();
    expect(said).toContain("The poster could not be saved");
    expect(said).toContain("clip.mp4");
    expect(code).toBe(0);
    expect(files()).toEqual(["clip.mp4", "photo.jpg"]);
  });

  test.runIf(existsSync("/proc/self"))("a read-only folder is rejected before anything is sent", async () => {
    const fake = createFakeVideosApi();
    const server = await fake.listen();
    const { code, said } = await ugoku([...words.slice(0, -1), "/proc/clip.mp4"], {
      env: { UGOKU_BASE_URL: server.url },
    });
    await server.close();
    expect(code).toBe(1);
    expect(said).toContain("output_not_writable");
    expect(fake.requests).toEqual([]);
  });
});
