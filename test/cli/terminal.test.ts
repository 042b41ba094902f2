// @module-tag slow
// @module-tag node-independent

import { spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { wrapText } from "../../src/cli/text-width.js";
import { createFakeVideosApi } from "../../src/testing.js";
import { commandLine, environmentOf } from "./command-line.js";

const { folder } = commandLine();
const command = resolve(import.meta.dirname, "../../dist/cli.cjs");
/** util-linux's: that of BSD has other options. */
const hasTerminal = /util-linux/.test(spawnSync("script", ["--version"], { encoding: "utf8" }).stdout ?? "");
const prompt = "The ball slowly rolls to the right.";

/** Runs the command on a terminal of `columns`, and presses Ctrl-C at each of the texts, in their order. */
function onTerminal(columns: number, words: readonly string[], env: Record<string, string>, stops: readonly RegExp[]) {
  const line = `stty cols ${columns} rows 30; exec "$0" "$@"`;
  const quoted = ["sh", "-c", line, process.execPath, command, ...words].map((word) => `'${word}'`).join(" ");
  const child = spawn("script", ["-qec", quoted, "/dev/null"], {
    cwd: folder(),
    env: { ...environmentOf({ env }), TERM: "xterm", NO_COLOR: "1" },
  });
  let said = "";
  let pressed = 0;
  child.stdout.on("data", (chunk) => {
    said += String(chunk);
    if (!stops[pressed]?.test(stripVTControlCharacters(said))) return;
    pressed += 1;
    child.stdin.write("\u0003");
  });
  return new Promise<{ code: number | null; lines: string[]; said: string }>((done) =>
    child.on("close", (code) => {
      // A row begins where the cursor is moved to.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's sequences
      const text = stripVTControlCharacters(said.replace(/\u001b\[\d*[GKJ]/g, "\n"));
      done({ code, lines: text.split(/[\r\n]+/), said });
    }),
  );
}

async function fake(runningMs = 60_000) {
  const api = createFakeVideosApi({ script: { queuedMs: 0, runningMs, pollAfterMs: 200 } });
  const server = await api.listen();
  onTestFinished(() => server.close());
  return { UGOKU_BASE_URL: server.url };
}

describe.skipIf(!hasTerminal)("on a terminal (skipped without util-linux's script)", () => {
  test.each([80, 110])("%i columns: the message of a stopped batch is complete", async (columns) => {
    const env = await fake();
    const items = [1, 2].map((number) =>
      JSON.stringify({ image: "photo.jpg", prompt, size: "1280x720", key: `sku-${number}` }),
    );
    writeFileSync(join(folder(), "list.jsonl"), items.join("\n"));
    const words = ["batch", "list.jsonl", "--out", "clips"];
    const once = await onTerminal(columns, words, env, [/2 running/]);
    const [first = "", second = ""] = once.lines.slice(once.lines.findIndex((line) => line.startsWith("Stopping.")));
    const next = once.lines[once.lines.indexOf(second) + 1] ?? "";
    const message = [first, second, next].join(" ").replace(/\s+/g, " ");
    expect(message).toContain(
      "Stopping. No more create requests are sent, and downloads in progress finish. 2 jobs will continue on the server. " +
        "Ctrl-C again stops immediately. The same command continues later.",
    );
    for (const line of [first, second]) expect(line.length).toBeLessThanOrEqual(columns);
    expect(once.lines).toContain("  ugoku batch list.jsonl --out clips");
    expect(once.code).toBe(130);
  });

  test("a second Ctrl-C says how to continue", async () => {
    // A preview in progress finishes after the first one.
    writeFileSync(
      join(folder(), "list.jsonl"),
      JSON.stringify({ image: "photo.jpg", prompt, model: "preview", duration: 20 }),
    );
    const { code, lines } = await onTerminal(80, ["batch", "list.jsonl", "--preview"], {}, [
      /1 (running|sending)/,
      /Stopping\./,
    ]);
    expect(lines).toContain("Stopped immediately.");
    expect(lines).toContain("Finished clips and open jobs are recorded. To continue:");
    expect(lines).toContain("  ugoku batch list.jsonl --preview");
    expect(code).toBe(130);
  });

  test("40 columns: the bar shows status and time left on one row, and gives the cursor back", async () => {
    const env = await fake(2_000);
    const { code, said } = await onTerminal(40, ["animate", "photo.jpg", "-p", prompt, "-s", "1280x720"], env, []);
    expect(code).toBe(0);
    // Each turn of the bar begins at the first column.
    const turns = said
      .split("\u001b[1G")
      .map((turn) => stripVTControlCharacters(turn))
      .filter((turn) => /^[█░]/.test(turn));
    expect(Math.max(...turns.map(({ length }) => length))).toBeLessThan(40);
    expect(turns.join("\n")).toMatch(/ {2}in progress {2}\d+ s left/);
    expect(said.lastIndexOf("\u001b[?25h")).toBeGreaterThan(said.lastIndexOf("\u001b[?25l"));
  });

  test("the command to run next is a line of its own", async () => {
    const env = await fake();
    const words = ["animate", "photo.jpg", "-p", prompt, "-s", "1280x720"];
    const { code, lines } = await onTerminal(80, words, env, [/in progress/]);
    expect(lines).toContain("  ugoku wait photo.ticket.json -o photo.mp4");
    expect(code).toBe(130);
    expect(readFileSync(join(folder(), "photo.ticket.json"), "utf8")).toContain('"id"');
    const jobs = await onTerminal(80, ["jobs"], env, []);
    const row = jobs.lines.find((line) => line.startsWith("video_")) ?? "";
    expect(row).toMatch(/^video_\w{32} +in progress/);
    expect(jobs.lines).toContain(`  ${prompt}`);
  });
});

test.each([
  ["one two three", 7, "one two\nthree"],
  ["  indented words", 10, "  indented\nwords"],
  ["done      line 1  photo.jpg", 80, "done      line 1  photo.jpg"],
  ["\u001b[31mred\u001b[39m text", 8, "\u001b[31mred\u001b[39m text"],
  ["a-word-that-is-longer than", 8, "a-word-that-is-longer\nthan"],
  ["花が ゆれる。", 6, "花が\nゆれる。"],
])("wrapText(%j, %i) breaks between words", (text, columns, wrapped) => {
  expect(wrapText(text, columns)).toBe(wrapped);
});
