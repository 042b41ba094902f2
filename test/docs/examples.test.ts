// @module-tag slow
// @module-tag node-independent

/** Runs the code of the page unchanged, with the built package. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Example,
  examples,
  expectedLines,
  firstMissing,
  type Ran,
  runExamples,
  whyNotRun,
} from "../../scripts/docs/examples.mjs";
import { type Block, blocks } from "../../scripts/docs/markdown.mjs";
import { pages, read, root, startPage } from "../../scripts/docs/pages.mjs";
import { shellWords } from "./shell-words.js";

const all = examples();
/** README's first is eight seconds of film: scripts/consumers.mjs pastes it into a folder with the packed tarball. */
const first = all.find(({ path }) => path === "README.md");
const runnable = all.filter((example) => example !== first && whyNotRun(example) === undefined);
const getName = ({ path, line }: Example) => `${path}:${line}`;

describe("code blocks that need no server", () => {
  let ran = new Map<string, Ran>();

  beforeAll(async () => {
    ran = new Map((await runExamples(runnable)).map((example) => [getName(example), example]));
  }, 240_000);

  it.each(runnable.map((example) => [getName(example), example] as const))(
    "%s runs and prints the documented output",
    (name) => {
      const example = ran.get(name)!;
      expect(example.failure).toBeUndefined();
      expect(firstMissing(expectedLines(example.code), example.printed)).toBeUndefined();
    },
  );

  it("are in README, pages and docstrings, and some document their output", () => {
    const of = (start: string) => runnable.filter(({ path }) => path.startsWith(start)).length;
    expect([of("README.md"), of("docs/"), of("src/")].map((count) => count >= 3)).toEqual([true, true, true]);
    expect(runnable.flatMap(({ code }) => expectedLines(code)).length).toBeGreaterThanOrEqual(5);
  });
});

it("runExamples() › reports a block that fails, prints another line or ends the process", async () => {
  const block = (line: number, code: string) => ({
    path: "page.md",
    language: "ts",
    info: "ts",
    line,
    code,
    run: true,
    notRun: undefined,
  });
  const results = await runExamples([
    block(1, 'const score: number = 20;\nconsole.log(score, "x"); // → 20 …'),
    block(2, "throw new Error('this one');"),
    block(3, 'console.log("21"); // 20'),
    block(4, "process.exit(0);"),
    block(5, 'console.log("never");'),
  ]);
  expect(results.map(({ failure }) => failure?.split("\n")[0])).toEqual([
    undefined,
    "Error: this one",
    undefined,
    "the process ended",
    "the process ended",
  ]);
  expect(results.map(({ code, printed }) => firstMissing(expectedLines(code), printed))).toEqual([
    undefined,
    undefined,
    "20",
    undefined,
    undefined,
  ]);
});

it("whyNotRun() › gives a reason for excluded blocks only", () => {
  const block = (code: string, more: Partial<Block> = {}): Block => ({
    language: "ts",
    info: "ts",
    line: 1,
    code,
    run: false,
    notRun: undefined,
    ...more,
  });
  const offline = 'import { preview } from "ugoku/preview"; // later: { baseURL: "…" }';
  expect(whyNotRun(block(offline))).toBeUndefined();
  expect(whyNotRun(block(offline, { notRun: "takes an hour" }))).toBe("takes an hour");
  expect(whyNotRun(block('import OpenAI from "openai";'))).toBe("needs openai");
  expect(whyNotRun(block('import { createUgoku } from "ugoku"; createUgoku({ baseURL: "x" })'))).toBe("needs a server");
  expect(blocks("<!-- not run: slow -->\n```ts\nx\n```\n")[0]).toMatchObject({ run: false, notRun: "slow", line: 2 });
  expect(blocks("<!-- run -->\n```ts\nx\n```\n")[0]).toMatchObject({ run: true, line: 2 });
});

describe("commands in README and the pages", () => {
  const lines = [...pages().map(({ path }) => path), startPage].flatMap((path) =>
    blocks(read(path))
      .filter(({ language }) => language === "sh")
      .flatMap(({ code }) => code.replaceAll("\\\n", " ").split("\n"))
      .flatMap((line) => shellWords(line).map((words) => [path, words] as const)),
  );
  const ofUgoku = lines.flatMap(([path, words]) => {
    const start = words[0] === "npx" ? 1 : 0;
    return words[start] === "ugoku" ? [[path, words.slice(start + 1)] as const] : [];
  });

  /** The command's own parser, which reads all words before it shows its help, and does nothing. */
  async function complaint([name = "", ...rest]: readonly string[]): Promise<string> {
    const cli = join(root, "dist/cli.cjs");
    const child = spawn(process.execPath, [cli, name, "--help", ...rest], { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    for await (const text of child.stderr.setEncoding("utf8")) said += text;
    return said;
  }

  it("ugoku commands and options exist", async () => {
    const different = [...new Map(ofUgoku.map(([path, words]) => [words.join(" "), [path, words] as const])).values()];
    expect(different.length).toBeGreaterThanOrEqual(10);
    const complaints = await Promise.all(different.map(async ([path, words]) => [path, words, await complaint(words)]));
    expect(complaints.filter(([, , said]) => said !== "")).toEqual([]);
  }, 60_000);

  it("an unknown command or option is reported", async () => {
    expect(await complaint(["plan", "photo.jpg", "--dialekt", "x"])).toContain("--dialekt");
    expect(await complaint(["plann", "photo.jpg"])).toContain("plann");
    expect(shellWords('A=1 npx ugoku lint "a; b" x.md # why; then && npm run demo')).toEqual([
      ["npx", "ugoku", "lint", "a; b", "x.md"],
    ]);
    expect(shellWords("cd a && ugoku lint 'b' > c | cat")).toEqual([["cd", "a"], ["ugoku", "lint", "b"], ["cat"]]);
  });

  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const ofNpm = lines.flatMap(([path, words]) =>
    words[0] === "npm" && words[1] === "run" ? [[path, words[2]] as const] : [],
  );
  it.each(ofNpm)("%s: npm run %s is a script", (_, name = "") => {
    expect(Object.keys(scripts)).toContain(name);
  });
});
