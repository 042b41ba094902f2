// @module-tag slow

import { execFileSync, spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { barLine } from "../../src/cli/progress.js";
import { commandLine } from "./command-line.js";

const { folder } = commandLine();

describe("barLine()", () => {
  test.each([
    [40, 6],
    [60, 26],
    [80, 32],
    [200, 32],
  ])("in %d columns it is %d wide", (columns, width) => {
    const shown = { progress: 50, etaMs: 1_799_001, status: "in_progress" } as const;
    const line = stripVTControlCharacters(barLine(shown, columns));
    expect(line).toBe(`${"█".repeat(width / 2)}${"░".repeat(width / 2)}  50 %  in progress  1800 s left`);
    expect(barLine({ ...shown, progress: 100 }, columns)).toContain(`${"█".repeat(width)}`);
    expect(stripVTControlCharacters(barLine({ ...shown, progress: 100 }, columns)).length).toBeLessThan(columns);
  });

  test("truncates the text in a narrow terminal", () => {
    const line = stripVTControlCharacters(barLine({ progress: 9, etaMs: 60_000, status: "in_progress" }, 24));
    expect(line).toBe("█░░░░░   9 %  in progr…");
  });
});

const hasTerminals = spawnSync("script", ["--version"], { encoding: "utf8" }).stdout?.includes("util-linux") ?? false;
if (!hasTerminals) console.warn("skipped: script of util-linux is not installed (test/cli/progress)");

test.runIf(hasTerminals)("a terminal of 40 columns shows status and time left, and gets its cursor back", () => {
  const command = resolve(import.meta.dirname, "../../dist/cli.cjs");
  const words = "animate photo.jpg -p 'The ball rolls slowly.' --preview -m preview -s 160x90 -d 8";
  const inTerminal = `stty cols 40 rows 24 && exec '${process.execPath}' '${command}' ${words}`;
  const { UGOKU_BASE_URL: _, OPENAI_BASE_URL: __, ...env } = process.env;
  const shown = execFileSync("script", ["-qec", inTerminal, "/dev/null"], {
    cwd: folder(),
    env: { ...env, TERM: "xterm" },
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
    timeout: 60_000,
  });
  // Each turn of the bar begins at the first column.
  const turns = shown
    .split("\u001b[1G")
    .map((turn) => stripVTControlCharacters(turn))
    .filter((turn) => /^[█░]/.test(turn));
  expect(turns.length).toBeGreaterThan(1);
  expect(Math.max(...turns.map(({ length }) => length))).toBeLessThan(40);
  expect(turns.join("\n")).toMatch(/ {2}(in progress|completed) {2}\d+ s left/);
  expect(shown.lastIndexOf("\u001b[?25h")).toBeGreaterThan(shown.lastIndexOf("\u001b[?25l"));
});
