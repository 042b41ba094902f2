// @module-tag slow
// @module-tag node-independent

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { hintOf, setHasList } from "../../src/cli/error-hints.js";
import { errorObject } from "../../src/cli/terminal.js";
import { SubmitUncertainError } from "../../src/submit/submit-uncertain-error.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { errorCodes } from "../../src/utils/error-codes.js";
import { UgokuError } from "../../src/utils/errors.js";
import { codeOnly, text } from "../../src/utils/message.js";
import { tinyDisk } from "../helpers/folders.js";
import { commandLine } from "./command-line.js";

const { folder, ugoku } = commandLine();
const prompt = ["-p", "The ball rolls."];

/** Code in a message that is not marked as code. */
const code =
  /createUgoku|preview\(|resume\(|saveTo|allowPrivateHosts|allowRetired|apiKey|baseURL|Uint8Array|overwrite:|error\.ticket|reconcile\(|\.with[A-Z]|job\.ticket|\bBlob\b|response's body|its bytes/;

test("submit_uncertain: names the candidate jobs, and warns about paying twice", () => {
  const attempt = {
    v: 1,
    key: "k",
    baseURL: "x",
    dialect: "openai",
    model: "m",
    seconds: 4,
    size: "1x1",
    sentAt: 1,
  } as const;
  const hint = text`${codeOnly("Look at each with resume(id).poll(), and continue with the one that shows your clip.")}`;
  const candidates = ["video_1", "video_2"];
  expect(hintOf(new SubmitUncertainError("x", attempt, { hint, candidates }))).toMatch(/video_1, video_2 .* pay twice/);
  const lost = text`${codeOnly("Look for the job with error.reconcile(), which never creates one.")} Sending it twice may pay twice.`;
  expect(hintOf(new SubmitUncertainError("x", attempt, { hint: lost }))).toMatch(/server's list .* pay twice/);
  expect(hintOf(new SubmitUncertainError("x", attempt, { candidates }), "batch")).toMatch(/^Check video_1, video_2/);
});

test("a lost create request: names ugoku jobs only where there is a list", () => {
  const error = new UgokuError("submit_uncertain", "x");
  onTestFinished(() => setHasList(false));
  for (const command of ["wait", "cancel"]) {
    setHasList(true);
    expect(hintOf(error, command)).toContain("ugoku jobs lists");
    setHasList(false);
    expect(hintOf(error, command)).toMatch(/^Look for the job where your account shows/);
  }
});

test.each([
  ["ENOSPC", undefined, /^Free some space, or choose another folder with --out/],
  ["ENOTDIR", undefined, /^Choose another folder with --out/],
  ["EDQUOT", "video_1", /^Free some space, and run the same command/],
  ["EROFS", "video_1", /^Make the folder writable, and run the same command/],
])("batch: a clip that cannot be written (%s, job %s) asks for space only if there is none", (reason, jobId, hint) => {
  const error = new UgokuError("output_not_writable", `clips cannot be written to (${reason}).`, { jobId });
  expect(hintOf(error, "batch")).toMatch(hint);
});

/** Builder calls and objects: a message has them as parts, so that the command line can render or omit them. */
const looseCode = /\.(?:withPrompt|duration|size|fit|model|maxCost|lint|extra)\(/;

test("no sentence of the sources has code outside of option() and codeOnly()", () => {
  const root = resolve(import.meta.dirname, "../../src");
  const literal = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g;
  const found = readdirSync(root, { recursive: true, encoding: "utf8" })
    // Code that no command reaches: other SDKs, webhooks, browsers.
    .filter(
      (path) =>
        path.endsWith(".ts") && !/^(cli|ai-sdk|webhook|batch.bullmq|testing|index|platform.browser)\b/.test(path),
    )
    .flatMap((path) => {
      const source = readFileSync(join(root, path), "utf8").replace(
        /codeOnly\((?:[^()"'`]|"[^"]*"|'[^']*'|`[^`]*`)*\)/g,
        "",
      );
      const sentences = (source.match(literal) ?? []).map((text) => text.slice(1, -1).replace(/\$\{[^}]*\}/g, "_"));
      return sentences
        .filter((sentence) => /^[A-Z.].* .*[.:)]$/.test(sentence) && !sentence.includes("\n"))
        .filter((sentence) => code.test(sentence) || looseCode.test(sentence))
        .map((sentence) => `${path}: ${sentence}`);
    });
  expect(found).toEqual([]);
});

test.each(errorCodes)("%s: no hint of the command line has code", (errorCode) => {
  const error = new UgokuError(errorCode, "x", { hint: text`${codeOnly("Call resume().")}`, jobId: "video_1" });
  expect(hintOf(error) ?? "").not.toMatch(code);
  expect(hintOf(error, "batch") ?? "").not.toMatch(code);
});

describe("hints name flags and commands", () => {
  test.each([
    [["plan", "photo.jpg", ...prompt, "--base-url", "https://api.openai.com/v1"], "--base-url", 2],
    [["plan", "photo.jpg", ...prompt, "--base-url", "http://user:word@127.0.0.1/v1"], "UGOKU_API_KEY", 2],
    [["plan", "http://127.0.0.1:9/a.jpg", ...prompt], "Download the image", 2],
    [["plan", "", ...prompt], "check that it is set", 2],
    [["plan", "ftp://pictures.test/a.jpg", ...prompt], "Name a file", 2],
    [["plan", "photo.jpg"], "--prompt", 2],
    [["animate", "photo.jpg", ...prompt, "-o", "taken.mp4"], "--force", 2],
    [["animate", "photo.jpg", ...prompt, "-o", "shots(1)"], "Pass the path of a file in it", 2],
  ])("%j", async (words, text, exit) => {
    writeFileSync(join(folder(), "taken.mp4"), "mine");
    mkdirSync(join(folder(), "shots(1)"));
    const { code: ended, said } = await ugoku(words);
    expect(said).toContain(text);
    expect(said).not.toMatch(code);
    expect(ended).toBe(exit);
    const { error } = JSON.parse((await ugoku([...words, "--json"])).out);
    expect(error.hint).toContain(text);
    expect(error.hint).not.toMatch(code);
  });

  test("a wrong key", async () => {
    const server = await createFakeVideosApi({ apiKey: "sk-right" }).listen();
    const words = ["animate", "photo.jpg", ...prompt, "-s", "1280x720"];
    const { said } = await ugoku(words, { env: { UGOKU_BASE_URL: server.url, UGOKU_API_KEY: "sk-wrong-12345" } });
    await server.close();
    expect(said).toContain("Check that UGOKU_API_KEY");
    expect(said).not.toMatch(code);
  });

  test("a timeout before the job ends", async () => {
    const fake = createFakeVideosApi({ script: "stuck" });
    const server = await fake.listen();
    const words = ["animate", "photo.jpg", ...prompt, "-s", "1280x720", "--timeout", "0.3"];
    const { said, code: ended } = await ugoku(words, { env: { UGOKU_BASE_URL: server.url } });
    await server.close();
    expect(ended).toBe(1);
    expect(said).toContain("--timeout");
    expect(said).toContain(`job ${fake.jobs[0]?.id}`);
    expect(said).not.toMatch(code);
  });
});

describe("a disk that is full", () => {
  const words = (path: string) => ["animate", "photo.jpg", ...prompt, "-s", "640x360", "-o", join(path, "clip.mp4")];

  test("leaves no partial preview clip, and says so", async ({ skip }) => {
    await using disk = await tinyDisk(skip);
    writeFileSync(join(disk.path, "filler"), new Uint8Array(56_000));
    const { said, code: ended } = await ugoku([...words(disk.path), "-m", "preview", "-d", "8"]);
    expect(said).toContain("output_not_writable");
    expect(said).toContain("free some space, and run the command again");
    expect(said).not.toMatch(/on the server|job video_/);
    expect(ended).toBe(1);
    expect(await disk.names()).toEqual(["filler"]);
  });

  test("leaves the clip on the server, and names it", async ({ skip }) => {
    await using disk = await tinyDisk(skip);
    const file = { bytes: new Uint8Array(200_000), type: "video/mp4" };
    file.bytes.set([0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70]);
    const fake = createFakeVideosApi({
      renderer: { render: async () => ({ video: file, thumbnail: async () => file, spritesheet: async () => file }) },
    });
    const server = await fake.listen();
    const { said } = await ugoku([...words(disk.path).map((word) => word.replace("640x360", "1280x720"))], {
      env: { UGOKU_BASE_URL: server.url },
    });
    await server.close();
    const ticket = join(disk.path, "clip.ticket.json");
    expect(said).toContain(`The job is on the server, and is paid for: ${fake.jobs[0]?.id}`);
    expect(said).toContain(`\n  ugoku wait ${ticket} -o ${join(disk.path, "clip.mp4")}\n`);
    expect(said).not.toContain("save the clip again");
    expect(await disk.names()).toEqual(["clip.ticket.json"]);
  });
});

test.each([
  [new DOMException("stopped by Ctrl-C", "AbortError"), "AbortError", "stopped"],
  [new TypeError("x is not a function"), "TypeError", "unexpected"],
  ["text", "Error", "unexpected"],
  [new UgokuError("not_found", "No."), "UgokuError", "not_found"],
])("--json: every error has a name, a code and a message: %s", (error, name, errorCode) => {
  expect(errorObject(error).error).toMatchObject({ name, code: errorCode, message: expect.stringMatching(/./) });
});
