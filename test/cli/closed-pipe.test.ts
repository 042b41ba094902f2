// @module-tag slow

import { spawn } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { commandLine } from "./command-line.js";

const { folder, files } = commandLine();
const command = resolve(import.meta.dirname, "../../dist/cli.cjs");

/** Runs it with nobody at the other end of standard output, as after `| true`; `both`: of standard error neither. */
function unread(words: readonly string[], { both = false, env: more = {} } = {}) {
  const { UGOKU_BASE_URL: _, OPENAI_BASE_URL: __, ...env } = process.env;
  const child = spawn(process.execPath, [command, ...words], { cwd: folder(), env: { ...env, ...more } });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += String(chunk);
  });
  child.stdout.destroy();
  if (both) child.stderr.destroy();
  return new Promise<{ code: number | null; signal: string | null; said: string }>((done) =>
    child.on("close", (code, signal) => done({ code, signal, said })),
  );
}

const tiny = ["-m", "preview", "-s", "64x36", "-d", "1", "--preview"];
const prompt = ["-p", "The ball slowly rolls to the left."];

describe("a command whose reader closes the pipe continues, and exits with its own code", () => {
  test.each([
    ["doctor", ["doctor"], 0],
    ["doctor, as JSON", ["doctor", "--json"], 0],
    ["plan", ["plan", "photo.jpg", ...prompt, ...tiny, "--json"], 0],
    ["lint", ["lint", "x"], 1],
    ["sample", ["sample", "cafe.jpg"], 0],
    ["help", ["--help"], 0],
    ["a refusal, as JSON", ["plan", "none.jpg", ...prompt, "--json"], 2],
    ["wrong usage, as JSON", ["plan", "--json"], 2],
  ])("%s", async (_, words, code) => {
    const ended = await unread(words);
    expect([ended.code, ended.signal]).toEqual([code, null]);
    expect(ended.said).not.toMatch(/EPIPE|node:|\bat /);
    expect(ended.said.length).toBeLessThan(2_000);
  });

  test.each([
    ["doctor", ["doctor"], 0],
    ["wrong usage", ["plan"], 2],
  ])("%s, where nobody reads standard error either", async (_, words, code) => {
    expect(await unread(words, { both: true })).toMatchObject({ code, signal: null });
  });

  test("animate: the clip is saved", async () => {
    const { code, said } = await unread(["animate", "photo.jpg", ...prompt, ...tiny]);
    expect(said).not.toContain("EPIPE");
    expect(code).toBe(0);
    expect(files()).toEqual(["photo.jpg", "photo.mp4"]);
    expect((await unread(["animate", "photo.jpg", ...prompt, ...tiny], { both: true })).code).toBe(0);
    expect(files()).toEqual(["photo-2.mp4", "photo.jpg", "photo.mp4"]);
  });

  test("batch: every clip is saved", async () => {
    const rows = [1, 2].map((id) => JSON.stringify({ key: `row-${id}`, image: "photo.jpg", prompt: prompt[1] }));
    writeFileSync(join(folder(), "list.jsonl"), `${rows.join("\n")}\n`);
    const words = ["batch", "list.jsonl", "-o", "clips", ...tiny, "--json"];
    const { code, said } = await unread(words, { both: true });
    expect([code, said]).toEqual([0, ""]);
    expect(readdirSync(join(folder(), "clips")).filter((name) => name.endsWith(".mp4"))).toHaveLength(2);
  });
});

test.skipIf(!existsSync("/dev/full"))(
  "a result that cannot be written is said in one line, and ends with 2 (skipped where there is no /dev/full)",
  async () => {
    for (const words of [
      ["plan", "photo.jpg", ...prompt, ...tiny, "--json"],
      ["lint", "x"],
    ]) {
      const line = `"${process.execPath}" "${command}" "$@" > /dev/full`;
      const child = spawn("sh", ["-c", line, "sh", ...words], { cwd: folder(), stdio: ["ignore", "ignore", "pipe"] });
      let said = "";
      child.stderr.on("data", (chunk) => {
        said += String(chunk);
      });
      expect(await new Promise((done) => child.on("close", done))).toBe(2);
      expect(said).toMatch(/^error The result cannot be written: ENOSPC.*\n +Write it somewhere else\.\n$/);
    }
  },
);
