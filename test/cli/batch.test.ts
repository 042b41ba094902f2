// @module-tag slow
// @module-tag node-independent

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createFakeVideosApi } from "../../src/testing.js";
import { tinyDisk } from "../helpers/folders.js";
import { closedPort } from "../helpers/servers.js";
import { commandLine } from "./command-line.js";

const { folder, ugoku, spawnUgoku, files } = commandLine();

const prompt = "The ball slowly rolls to the right.";

function manifest(count: number, fields: (index: number) => object = () => ({})): void {
  const lines = Array.from({ length: count }, (_, index) =>
    JSON.stringify({ image: "photo.jpg", prompt: `${prompt} ${index}`, size: "1280x720", ...fields(index) }),
  );
  writeFileSync(join(folder(), "list.jsonl"), lines.join("\n"));
}

async function fake(options: Parameters<typeof createFakeVideosApi>[0]) {
  const api = createFakeVideosApi(options);
  const server = await api.listen();
  onTestFinished(() => server.close());
  return { api, env: { UGOKU_BASE_URL: server.url } };
}

const atOnce = { queuedMs: 0, runningMs: 0 };
const batch = ["batch", "list.jsonl", "--out", "clips"];
const clip = (index: number) => join(folder(), "clips", `sku-${index}.mp4`);
const isClip = (path: string) => readFileSync(path).toString("latin1", 4, 8) === "ftyp";
const readRows = (path: string) =>
  JSON.parse(/id="data">(.*?)<\/script>/s.exec(readFileSync(join(folder(), path), "utf8"))?.[1] ?? "").rows;

describe("before anything is sent", () => {
  test("--dry-run shows the plan, sends nothing and leaves nothing behind", async () => {
    const { api, env } = await fake({ script: atOnce });
    manifest(3, (index) => (index === 2 ? { prompt: "A gorgeous product." } : {}));
    const { code, out, said } = await ugoku([...batch, "--dry-run", "--report", "report.html"], { env });
    expect(code).toBe(0);
    expect(out).toBe("");
    expect(said).toContain("3 lines: 3 to make");
    expect(said).toContain("12 seconds of video");
    expect(said).toContain("about $1.20");
    expect(said).toMatch(/warnings? in 1 line/);
    expect(api.jobs).toHaveLength(0);
    expect(files()).toEqual(["list.jsonl", "photo.jpg"]);
  });

  test("--dry-run names the line and the rule of each finding", async () => {
    writeFileSync(
      join(folder(), "list.csv"),
      `SKU;image;prompt\n1;photo.jpg;${prompt}\n2;photo.jpg;A gorgeous product.\n`,
    );
    const { said, out } = await ugoku(["batch", "list.csv", "--dry-run"]);
    expect(said).toMatch(/line 3: (error|warning) .+ require-motion/);
    expect(said).not.toMatch(/line 2: (error|warning)/);
    expect(out).toBe("");
    const json = JSON.parse((await ugoku(["batch", "list.csv", "--dry-run", "--json"])).out);
    expect(json.findings).toContainEqual(expect.objectContaining({ line: 3, ruleId: "require-motion" }));
  });

  test("a folder of images is a manifest, with one prompt for all", async () => {
    mkdirSync(join(folder(), "photos"));
    for (const name of ["b10.jpg", "b9.jpg"])
      writeFileSync(join(folder(), "photos", name), readFileSync(join(folder(), "photo.jpg")));
    writeFileSync(join(folder(), "photos", "notes.md"), "x");
    const { code, said } = await ugoku(["batch", "photos/", "-p", prompt, "--dry-run"]);
    expect(code).toBe(0);
    expect(said).toContain("2 images: 2 to make");
    expect(said).toContain("left out: notes.md");
    expect(said).toContain("photos-previews");
    const { said: refused } = await ugoku(["batch", "photos/", "--dry-run"]);
    expect(refused).toMatch(/b9.jpg has no prompt.*\n.*b10.jpg has no prompt/);
    expect(refused.replace(/\s+/g, " ")).toContain("or all of them one with --prompt. In a folder, photo.txt");
  });

  test("messages about the images of a folder name the image, and no line", async () => {
    mkdirSync(join(folder(), "photos"));
    for (const name of ["b9.jpg", "b10.jpg"])
      writeFileSync(join(folder(), "photos", name), readFileSync(join(folder(), "photo.jpg")));
    const words = ["batch", "photos", "-p", "Make it a video.", "-s", "1280x720", "--out", "clips"];
    const planned = await ugoku([...words, "--preview", "--dry-run", "--json"]);
    const images = ["b9.jpg", "b10.jpg"].map((name) => join("photos", name));
    const plan = JSON.parse(planned.out);
    expect(plan.unit).toBe("image");
    expect(new Set(plan.findings.map(({ image }: { image: string }) => image))).toEqual(new Set(images));
    expect(plan.warnings.map(({ image }: { image: string }) => image)).toEqual(images);
    expect(planned.out).not.toContain('"line":');
    const { env } = await fake({ script: "failing" });
    const { code, said } = await ugoku([...words, "--lint", "warn", "--report", "report.html"], { env });
    expect(code).toBe(1);
    expect(said).toMatch(/^ +b9\.jpg: (error|warning) /m);
    expect(said).toMatch(/failed +b\d+\.jpg {2}/);
    expect(said).toContain("2 images failed. To retry:");
    expect(said).not.toMatch(/\blines?\b/);
    const page = readFileSync(join(folder(), "report.html"), "utf8");
    expect(JSON.parse(/id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? "")).toMatchObject({
      unit: "image",
      totals: expect.arrayContaining([["Images", "2"]]),
    });
  });

  test("--last-frame, --seed, --negative-prompt and --audio are for lines without their own", async () => {
    manifest(2, (index) => (index === 1 ? { seed: 8, audio: true } : {}));
    const options = ["--model", "veo3.1", "--seed", "7", "--negative-prompt", "text", "--audio", "off"];
    const words = [...batch, "--service", "runway", ...options, "--last-frame", "photo.jpg"];
    const { code, said } = await ugoku([...words, "--dry-run"]);
    expect([code, said]).toEqual([0, expect.stringContaining("2 lines: 2 to make")]);
    const refused = await ugoku([...batch, "--service", "runway", ...options.slice(2), "--dry-run"]);
    expect(refused.code).toBe(2);
    expect(refused.said).toMatch(/line 1 .*negative/i);
    expect(refused.said).toMatch(/line 2 .*audio/);
    expect((await ugoku([...batch, "--audio", "maybe"])).said).toContain("--audio takes on or off");
    expect((await ugoku([...batch, "--no-audio"])).said).toContain("Did you mean --audio?");
  });

  test("--json has the columns that are not ugoku's", async () => {
    const { env } = await fake({ script: atOnce });
    writeFileSync(join(folder(), "list.csv"), `sku,image,prompt,size\nA-1,photo.jpg,${prompt},1280x720\n`);
    const { out } = await ugoku(["batch", "list.csv", "--out", "clips", "--json", "--report", "report.html"], { env });
    const events = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.find(({ event }) => event === "completed")).toMatchObject({ columns: { sku: "A-1" } });
    expect(readRows("report.html")[0].columns).toEqual({ sku: "A-1" });
  });

  test("reports all manifest problems together, each with its line", async () => {
    manifest(3, (index) => [{}, { image: "gone.jpg" }, { duraton: 4 }][index] ?? {});
    const { code, said } = await ugoku(batch);
    expect(code).toBe(2);
    expect(said).toMatch(/line 2 .*gone\.jpg/);
    expect(said).toContain("line 3 has an unknown field");
    expect(said).not.toContain("line 1 ");
    expect(files()).toEqual(["list.jsonl", "photo.jpg"]);
  });

  test("rejects a run above --max-cost; invalid options exit with 2", async () => {
    const { api, env } = await fake({ script: atOnce });
    manifest(3);
    const before = files();
    const refused = await ugoku([...batch, "--max-cost", "1", "--ledger", "new/ledger.jsonl"], { env });
    expect(files()).toEqual(before);
    expect(refused.code).toBe(1);
    expect(refused.said).toContain("cost_above_maximum");
    expect(api.jobs).toHaveLength(0);
    expect(refused.said).toContain("more than --max-cost 1");
    expect(refused.said).toContain("Raise --max-cost");
    expect((await ugoku([...batch, "--report", "list.jsonl"], { env })).code).toBe(2);
  });

  test.each([
    ["--concurrency", "1.5", "a whole number above 0"],
    ["--on-ambiguous", "ask", "report or resubmit"],
    ["--max-cost", "-1", "US dollars, 0 or more"],
    ["--creates-per-minute", "0", "create requests per minute above 0"],
  ])("%s %s is wrong usage: it says what is wanted, and where the options are shown", async (flag, value, wanted) => {
    manifest(1);
    const { code, said } = await ugoku([...batch, flag, value]);
    expect(code).toBe(2);
    expect(said).toContain(`${flag} takes ${wanted}`);
    expect(said).toContain(`got ${JSON.stringify(value)}`);
    expect(said).toContain("ugoku batch --help");
  });

  test("--out takes a folder: a file is refused, and no space is asked for", async () => {
    manifest(1);
    const before = files();
    const direct = await ugoku(["batch", "list.jsonl", "--out", "photo.jpg"]);
    expect([direct.code, direct.said]).toEqual([
      2,
      expect.stringContaining('--out takes a folder, but got "photo.jpg", which is a file.'),
    ]);
    expect(direct.said).toContain("For example: --out clips.");
    const { said } = await ugoku(["batch", "list.jsonl", "--out", join("photo.jpg", "clips")]);
    expect(said).toMatch(/there is a file in its place, .*photo\.jpg/);
    expect(said).toContain("Choose another folder with --out");
    expect(direct.said + said).not.toMatch(/space/);
    expect(files()).toEqual(before);
  });

  test("a missing manifest names the path that was tried", async () => {
    const { code, said } = await ugoku(["batch", "nope.csv"]);
    expect(code).toBe(2);
    expect(said).toContain("there is no such file");
    expect(said).toContain("a relative one starts at the current folder");
  });
});

describe("a run", () => {
  test("exits with 0, every clip and a report; a second run creates nothing", async () => {
    const { api, env } = await fake({ script: atOnce });
    manifest(3, (index) => ({ key: `sku-${index}` }));
    const words = [...batch, "--report", "report.html"];
    const { code, said } = await spawnUgoku(words, { env });
    expect(code).toBe(0);
    expect(said).toContain("3 done; about $1.20");
    for (const index of [0, 1, 2]) expect(isClip(clip(index))).toBe(true);
    const [first] = readRows("report.html");
    expect(first).toMatchObject({ line: 1, status: "done", image: "photo.jpg", clip: { href: "clips/sku-0.mp4" } });
    expect(first.thumbnail).toMatch(/^data:image\/webp;base64,/);
    expect(first.poster).toMatch(/^data:image\/webp;base64,/);

    const again = await ugoku(words, { env });
    expect(again.code).toBe(0);
    expect(again.said).toContain("3 finished before");
    expect(api.jobs).toHaveLength(3);
    // What only the first run has seen stays in the report.
    expect(readRows("report.html")[0]).toMatchObject({ poster: first.poster, ranMs: first.ranMs, status: "done" });
  });

  test("failures exit with 1 and print the retry command, which works", async () => {
    const { api, env } = await fake({
      script: { queuedMs: 0, runningMs: 0, error: { code: "x", message: "No luck." } },
    });
    manifest(1, (index) => ({ key: `sku-${index}` }));
    const { code, said } = await ugoku([...batch, "--report", "report.html"], { env });
    expect(code).toBe(1);
    expect(said).toContain("No luck.");
    expect(said).toContain("ugoku batch list.jsonl --out clips --report report.html --retry-failed");
    expect(readRows("report.html")[0]).toMatchObject({
      status: "failed",
      error: { message: expect.stringContaining("No luck.") },
    });
    expect((await ugoku(batch, { env })).code).toBe(1);
    expect(api.jobs).toHaveLength(1);
    await ugoku([...batch, "--retry-failed"], { env });
    expect(api.jobs).toHaveLength(2);
  });

  test("an unreachable server is named at the first pause; no line counts as running", async () => {
    const env = { UGOKU_BASE_URL: `http://127.0.0.1:${await closedPort()}/v1` };
    manifest(2);
    let isStopped = false;
    const { code, said } = await ugoku(batch, {
      env,
      onSaid: (text, stop) => {
        if (isStopped || !text.includes("slower: ")) return;
        isStopped = true;
        stop();
      },
    });
    expect(said).toMatch(
      /slower: no create requests for 1 s: .*cannot be reached \(ECONNREFUSED\).* \(endpoint_unreachable\)/,
    );
    expect(said).not.toContain("running");
    expect(said).toContain("Stopping. No more create requests are sent");
    expect(said).toContain("2 lines left. The same command");
    expect(code).toBe(130);
  });

  test("--json prints one object per line, the report last, without prompts", async () => {
    const { env } = await fake({ script: atOnce });
    manifest(2);
    const { code, out, said } = await ugoku([...batch, "--json"], { env });
    expect(code).toBe(0);
    expect(said).toBe("");
    expect(out).not.toContain("rolls");
    const events = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events[0]).toMatchObject({ event: "start", total: 2, estimatedUsd: 0.8 });
    expect(events.filter(({ event }) => event === "completed")).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ event: "report", total: 2, done: 2, failed: 0, left: 0, cost: { usd: 0.8 } });
  });

  test("without a server it makes previews; their ledger is rejected for clips of a server", async () => {
    manifest(2, (index) => ({ model: "preview", size: "64x36", duration: 1, key: `sku-${index}` }));
    const { code, said } = await ugoku(batch);
    expect(said).toContain("No server is configured");
    expect(said).toContain("preview: camera motion only, not a generation");
    expect(code).toBe(0);
    expect(isClip(clip(1))).toBe(true);
    // No server has kept it: it is made again.
    rmSync(clip(1));
    expect((await ugoku(batch)).said).toContain("1 done");
    expect(isClip(clip(1))).toBe(true);
    const { api, env } = await fake({ script: atOnce });
    manifest(2, (index) => ({ key: `sku-${index}` }));
    const other = await ugoku(batch, { env });
    expect(other.code).toBe(2);
    expect(other.said).toContain("is the ledger of previews");
    expect(api.jobs).toHaveLength(0);
  });
});

describe("a full disk", () => {
  const count = 24;
  const words = ["batch", "list.jsonl", "--out", "small", "--ledger", "ledger.jsonl", "--concurrency", "12"];

  test.for(["for people", "in JSON"])("prints one hint for a batch, %s", async (how, { skip }) => {
    mkdirSync(join(folder(), "small"));
    await using _ = await tinyDisk(skip, join(folder(), "small"));
    const { api, env } = await fake({ script: atOnce });
    manifest(count, (index) => ({ key: `sku-${index}` }));
    const asJson = how === "in JSON";
    const report = asJson ? "small/report.html" : "report.html";
    const { code, out, said } = await ugoku([...words, "--report", report, ...(asJson ? ["--json"] : [])], { env });
    expect(code).toBe(1);
    expect(out + said).not.toMatch(/saveTo|pay for, another/);
    if (asJson) {
      const events = out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      const [last] = events.slice(-1);
      expect(last).toMatchObject({ event: "report", total: count, failed: 0, left: count - last.done });
      const { error } = last;
      expect(error).toMatchObject({ code: "output_not_writable", hint: expect.stringContaining("the same command") });
      const key = /(sku-\d+)\.mp4/.exec(error.message)?.[1];
      const accepted = events.find(({ event, key: of }) => event === "accepted" && of === key);
      expect(error.jobId).toBe(accepted?.jobId);
      expect(last.report).toBeUndefined();
    } else {
      expect(said.match(/the disk is full/g)).toHaveLength(1);
      expect(said).toContain("run the same command: it downloads the clip");
      expect(said).toContain("Finished clips are kept. To continue, run the same command:");
      const states = readRows("report.html").map(({ status }: { status: string }) => status);
      expect(states).not.toContain("failed");
      expect(states.filter((status: string) => status === "running").length).toBeGreaterThan(0);
    }
    expect(new Set(api.jobs.map(({ id }) => id)).size).toBe(api.jobs.length);
  });
});

describe("Ctrl-C", () => {
  const count = 6;
  const slow = { queuedMs: 0, runningMs: 2_500, pollAfterMs: 200 };

  test("once: stops creating and leaves jobs on the server; the same command continues and pays nothing twice", async () => {
    const { api, env } = await fake({ script: slow });
    manifest(count, (index) => ({ key: `sku-${index}` }));
    const words = [...batch, "--concurrency", "3", "--report", "report.html"];
    let stopped = false;
    const { code, said } = await spawnUgoku(words, {
      env,
      onSaid: (text, stop) => {
        if (stopped || text.split(" sent ").length < 4) return;
        stopped = true;
        stop();
      },
    });
    expect(code).toBe(130);
    expect(said).toContain("3 jobs will continue on the server");
    expect(said).toContain(`${count} lines left, 3 of them with a job that continues`);
    expect(said).toContain("ugoku batch list.jsonl --out clips --concurrency 3 --report report.html");
    expect(api.jobs).toHaveLength(3);
    // None of them was waited for.
    const states = readRows("report.html").map(({ status }: { status: string }) => status);
    expect(states).toEqual(["running", "running", "running", "waiting", "waiting", "waiting"]);

    const again = await ugoku(words, { env });
    expect(again.said).toContain("3 to make, 3 with an open job");
    expect(again.code).toBe(0);
    expect(api.jobs).toHaveLength(count);
    for (let index = 0; index < count; index++) expect(isClip(clip(index))).toBe(true);
  });

  test("twice: stops immediately, and the next run finds the paid jobs", async () => {
    const { api, env } = await fake({ script: { queuedMs: 0, runningMs: 500 } });
    manifest(2, (index) => ({ key: `sku-${index}` }));
    let stops = 0;
    const { code } = await spawnUgoku(batch, {
      env,
      onSaid: (text, stop) => {
        if (stops > 0 || !text.includes(" sent ")) return;
        stops += 1;
        stop();
        stop();
      },
    });
    expect(code).toBe(130);
    const again = await ugoku(batch, { env });
    expect(again.code).toBe(0);
    expect(api.jobs).toHaveLength(2);
    for (const index of [0, 1]) expect(existsSync(clip(index))).toBe(true);
  });

  test("finishes previews in progress; the rest does not count as done", async () => {
    manifest(4, (index) => ({ model: "preview", size: "160x90", duration: 2, key: `sku-${index}` }));
    let stopped = false;
    const { code, said } = await ugoku([...batch, "--concurrency", "2"], {
      onSaid: (text, stop) => {
        if (stopped || text.split(" sent ").length < 3) return;
        stopped = true;
        stop();
      },
    });
    expect(code).toBe(130);
    expect(said).toContain("2 done, 2 left");
    expect(said).toMatch(/^1\/4 +done .*\n(.*\n)?2\/4 +done /m);
    expect(said).not.toContain("4/4");
    for (const index of [0, 1]) expect(isClip(clip(index))).toBe(true);
  });

  test("in JSON too, with the estimated cost and exact sums", async () => {
    const { env } = await fake({ script: slow });
    manifest(5);
    let stopped = false;
    const { code, out } = await ugoku([...batch, "--concurrency", "3", "--json"], {
      env,
      onOut: (text, stop) => {
        if (stopped || text.split('"accepted"').length < 4) return;
        stopped = true;
        stop();
      },
    });
    expect(code).toBe(130);
    expect(JSON.parse(out.trim().split("\n").at(-1) ?? "")).toMatchObject({
      ...{ event: "report", total: 5, done: 0, failed: 0, ambiguous: 0, skipped: 0, left: 5 },
      cost: { usd: 1.2, estimatedUsd: 2 },
    });
  });
});
