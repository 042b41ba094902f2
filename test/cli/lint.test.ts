// @module-tag slow
// @module-tag node-independent

import { spawn } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { type CommandResult, commandLine } from "./command-line.js";

const { folder, ugoku, spawnUgoku, files } = commandLine();
const command = resolve(import.meta.dirname, "../../dist/cli.cjs");

const good = "A ginger cat slowly turns its head to the window and blinks twice while rain runs down the glass.";
const goodJapanese = "女性がゆっくりと右を向き、優しく微笑む。背景では木の葉が風に揺れている。";
const vague = "動画にして";
const unseen = good.replace("cat", "cat\u200b");

const write = (name: string, text: string | Uint8Array) => writeFileSync(join(folder(), name), text);
const read = (name: string) => readFileSync(join(folder(), name), "utf8");

/** Runs `ugoku lint` with something on standard input. `stopped`: with Ctrl-C instead of an end. */
function piped(words: readonly string[], input: string | Uint8Array, stopped = false) {
  const child = spawn(process.execPath, [command, "lint", ...words], { cwd: folder() });
  const ended: { out: string; said: string } = { out: "", said: "" };
  child.stdout.on("data", (chunk: Buffer) => {
    ended.out += chunk.toString("latin1");
  });
  child.stderr.on("data", (chunk) => {
    ended.said += String(chunk);
  });
  if (stopped) child.stdin.write(input, () => child.kill("SIGINT"));
  else child.stdin.end(input);
  return new Promise<CommandResult>((done) =>
    child.on("close", (code) => done({ code, out: Buffer.from(ended.out, "latin1").toString(), said: ended.said })),
  );
}

describe("ugoku lint › exit code", () => {
  test("exits with 0 and says so if there are no findings", async () => {
    for (const text of [good, goodJapanese]) {
      const { code, out, said } = await spawnUgoku(["lint", text]);
      expect([code, out, said]).toEqual([0, expect.stringMatching(/^✔ No problems.*\n$/), ""]);
    }
  });

  test("1 with findings, underlined in the source", async () => {
    const { code, out, said } = await spawnUgoku(["lint", vague, "--locale", "en"]);
    expect([code, said]).toEqual([1, ""]);
    expect(out).toContain("no-vague-request");
    expect(out).toContain("    動画にして\n    ^^^^^^^^^^\n");
    expect(out.trimEnd().split("\n").at(-1)).toContain("1 error");
    // No terminal, no colours.
    expect(out).not.toContain("\u001b");
  });

  test("warnings count beyond --max-warnings, errors always, infos never", async () => {
    const only = (severity: string) => ["--preset", "minimal", "--rules", `no-invisible-chars=${severity}`];
    const lint = async (...words: string[]) => (await ugoku(["lint", unseen, ...words])).code;
    expect(await lint(...only("warning"))).toBe(1);
    expect(await lint(...only("warning"), "--max-warnings", "1")).toBe(0);
    expect(await lint(...only("error"), "--max-warnings", "1")).toBe(1);
    expect(await lint(...only("info"))).toBe(0);
    expect(await lint(...only("off"))).toBe(0);
  });

  test("an empty prompt is a finding", async () => {
    write("empty.txt", "");
    for (const ended of [await ugoku(["lint", ""]), await ugoku(["lint", "empty.txt"]), await piped(["-"], "\n")]) {
      expect([ended.code, ended.out]).toEqual([1, expect.stringContaining("no-empty")]);
    }
  });

  test("--duration and --size reach the rules", async () => {
    const actions =
      "A man gets up, puts on his coat, opens the door, runs down the stairs, jumps over a fence and waves.";
    const rules = async (...words: string[]) => {
      const { out } = await ugoku(["lint", actions, "--preset", "strict", "--json", ...words]);
      return (JSON.parse(out)[0].messages as { ruleId: string }[]).map(({ ruleId }) => ruleId);
    };
    expect(await rules("-d", "4")).toContain("max-actions");
    expect(await rules("--duration", "20", "-s", "1280x720", "-m", "sora-2")).not.toContain("max-actions");
  });
});

test("several words without quotes get a note", async () => {
  const note = 'Quote a prompt of several words: ugoku lint "Make it a video"';
  expect((await ugoku(["lint", "Make", "it", "a", "video"])).said).toContain(note);
  for (const words of [["Make it a video"], ["Make it", "a video"], ["旗がなびく", "雨が降る"], ["video"]])
    expect((await ugoku(["lint", ...words])).said).not.toContain("Quote");
});

describe("wrong usage exits with 2 and prints no report", () => {
  test.each<[words: readonly string[], said: string]>([
    [[], "The prompts are missing: ugoku lint <prompts...>"],
    [["x", "--preset", "strct"], 'Did you mean "strict"?'],
    [["x", "--rules", "no-empy=off"], 'Did you mean "no-empty"?'],
    [["x", "--rules", "no-empty=eror"], 'Did you mean "error"?'],
    [["x", "--rules", "no-empty"], "rule=severity"],
    [["x", "--rule", "no-empty=off"], "Did you mean --rules?"],
    [["x", "--locale", "jp"], 'Did you mean "ja"?'],
    [["x", "--format", "sarf"], "Did you mean sarif?"],
    [["x", "--max-warnings", "many"], "--max-warnings takes a whole number from 0 up"],
    [["x", "--max-warnings=-1"], 'takes a whole number from 0 up, but got "-1"'],
    [["x", "--max-warnings", "1.5"], "takes a whole number from 0 up"],
    [["x", "--duration", "0"], "--duration takes a number of seconds above 0"],
    [["x", "--size", "720X1280"], "--size 720x1280"],
    [["prompt.jsonl"], "Did you mean prompts.jsonl?"],
    [["nothing/prompts.txt"], "There is no file"],
    [["She reads notes.txt"], "ugoku lint -"],
    [["./prompts"], "There is no file"],
    [["prompts.yaml"], "There is no file"],
    [["."], "is a folder"],
    [["list.json"], ".jsonl"],
    [["binary.txt"], "binary"],
    [["photo.jpg"], "photo.jpg"],
    [["broken.txt"], "not valid UTF-16"],
    [["latin1.txt"], "UTF-8"],
    [["picture.jpg"], "is a picture, and ugoku lint reads prompts"],
    [["large.txt"], "10 MB"],
    [["empty.jsonl"], "contains no prompt"],
    [["headings.md"], "contains no prompt"],
    [["-", "-"], "given twice"],
    // Nothing is linted if one input cannot be read.
    [[vague, "prompt.jsonl"], "There is no file"],
  ])("%j", async (words, text) => {
    write("prompts.jsonl", JSON.stringify({ prompt: good }));
    write("list.json", "[]");
    write("binary.txt", "a\0b");
    write("broken.txt", Buffer.from([0xff, 0xfe, 0x00, 0xd8]));
    write("picture.jpg", Buffer.from("ffd8ffe000104a46494600ff", "hex"));
    write("latin1.txt", Buffer.from("Le caf\u00e9 bouge.", "latin1"));
    if (words.includes("large.txt")) write("large.txt", Buffer.alloc(10_000_001, "a"));
    write("empty.jsonl", "\n\n");
    write("headings.md", "# One\n\n```js\nTwo.\n```\n");
    const { code, out, said } = await ugoku(["lint", ...words]);
    expect([code, out]).toEqual([2, ""]);
    expect(said).toContain(text);
    const json = await ugoku(["lint", ...words, "--json"]);
    expect([json.code, json.said]).toEqual([2, ""]);
    expect(json.out).toContain('"error":{');
    JSON.parse(json.out);
  });

  test("--json with another --format is rejected", async () => {
    expect((await ugoku(["lint", "x", "--json", "--format", "github"])).code).toBe(2);
  });

  test("a report that cannot be written exits with 2, not 1", async () => {
    const child = spawn("sh", ["-c", `"${process.execPath}" "${command}" lint x > /dev/full`], { stdio: "ignore" });
    expect(await new Promise((done) => child.on("close", done))).toBe(2);
  });
});

describe("files", () => {
  test("locations refer to the file: .txt, .md, .jsonl in one report", async () => {
    write("a.txt", `\ufeff\r\n\r\n${vague}\r\n`);
    write("b.md", `# Prompts\r\n\r\n${good}\r\n\r\n1. ${vague}\r\n`);
    write("c.jsonl", `{"id": "\\"", "prompt": "\\u52d5画にして"}\n${JSON.stringify({ prompt: good })}\n`);
    const words = ["lint", "a.txt", "./b.md", "c.jsonl", "--rules", "no-vague-request=error", "--preset", "minimal"];
    const { code, out } = await ugoku([...words, "--format", "github"]);
    expect(code).toBe(1);
    const places = out
      .trim()
      .split("\n")
      .map((line) => /file=(.*?),title/.exec(line)?.[1]);
    expect(places).toEqual([
      "a.txt,line=3,endLine=3,col=1,endColumn=5",
      "b.md,line=5,endLine=5,col=4,endColumn=8",
      "c.jsonl,line=1,endLine=1,col=25,endColumn=34",
    ]);
    const stylish = (await ugoku(words)).out;
    expect(stylish.match(/^\S.*$/gm)).toEqual(["a.txt", "b.md", "c.jsonl", expect.stringContaining("3 errors")]);
  });

  test("--format sarif is one run, with fixes that fit the file", async () => {
    write("a.jsonl", `{"prompt":${JSON.stringify(unseen).replace("\u200b", "\\u200b")}}\n`.repeat(2));
    const { code, out } = await ugoku(["lint", "a.jsonl", vague, "--format", "sarif"]);
    expect(code).toBe(1);
    const { runs } = JSON.parse(out);
    expect(runs).toHaveLength(1);
    const [first, second] = runs[0].results;
    const text = read("a.jsonl");
    const { charOffset, charLength } = first.fixes[0].artifactChanges[0].replacements[0].deletedRegion;
    expect(text.slice(charOffset, charOffset + charLength)).toBe("\\u200b");
    expect(second.locations[0].physicalLocation.region.startLine).toBe(2);
    // The same finding on two lines is two findings.
    expect(first.partialFingerprints).not.toEqual(second.partialFingerprints);
  });

  test("--json is a list of prompts: ranges count in the prompt, loc in the file", async () => {
    write("a.jsonl", `{"prompt":"${good}"}\n{"prompt":"x\\n${vague}"}\n`);
    const { out, said } = await ugoku(["lint", "a.jsonl", "-f", "json", "--rules", "no-placeholder=off"]);
    expect(said).toBe("");
    const [first, second] = JSON.parse(out);
    expect(first).toMatchObject({
      source: "a.jsonl",
      text: good,
      start: { line: 1, column: 12 },
      messages: [],
      score: 100,
    });
    expect(second.text).toBe(`x\n${vague}`);
    for (const { range, loc } of second.messages) {
      expect(loc.start.line).toBe(2);
      expect(range[1]).toBeLessThanOrEqual(second.text.length);
    }
    expect(second.messages.length).toBeGreaterThan(0);
  });

  test("reports lines without a prompt, lints the rest and exits with 2", async () => {
    write("a.jsonl", `{"prompt":"${vague}"}\nnope\n{"text":"x"}\n${JSON.stringify({ prompt: good })}\n`);
    const { code, out, said } = await ugoku(["lint", "a.jsonl"]);
    expect(code).toBe(2);
    expect(out).toContain("no-vague-request");
    expect(said).toContain("a.jsonl:2 is not valid JSON");
    expect(said).toContain("a.jsonl:3 has no field");
    const json = await ugoku(["lint", "a.jsonl", "--json"]);
    expect([json.code, json.said]).toEqual([2, ""]);
    const lines = JSON.parse(json.out);
    expect(lines).toHaveLength(4);
    expect(lines[3]).toMatchObject({
      source: "a.jsonl",
      line: 3,
      error: { message: expect.any(String) },
      messages: [],
    });
  });

  test("limits the errors printed for one file", async () => {
    write("a.jsonl", "nope\n".repeat(1000));
    const { code, out, said } = await ugoku(["lint", "a.jsonl"]);
    expect([code, out]).toEqual([2, ""]);
    expect(said.split("\n").length).toBeLessThan(50);
    expect(said).toContain("980 more");
  });

  test("comments in Markdown turn rules off; one that names no rule is wrong usage", async () => {
    write("a.md", `<!-- ugoku-lint-disable-next -->\n${vague}\n\n${good}\n`);
    expect((await ugoku(["lint", "a.md"])).code).toBe(0);
    write("a.md", `<!-- ugoku-lint-disable-next no-vage-request -->\n${good}\n`);
    const { code, said } = await ugoku(["lint", "a.md"]);
    expect([code, said]).toEqual([2, expect.stringContaining("Did you mean no-vague-request?")]);
  });

  test("thousands of lines, in little memory", async () => {
    const lines = Array.from({ length: 4_000 }, (_, index) =>
      JSON.stringify({ id: index, prompt: index % 2 ? good : vague }),
    );
    write("a.jsonl", `${lines.join("\n")}\n`);
    const { code, out } = await spawnUgoku(["lint", "a.jsonl"], { env: { NODE_OPTIONS: "--max-old-space-size=64" } });
    expect(code).toBe(1);
    expect(out.trimEnd().split("\n").at(-1)).toContain("2000 errors");
  });
});

describe("standard input", () => {
  test("is one prompt, in UTF-8", async () => {
    expect((await piped(["-"], `${goodJapanese}\n`)).code).toBe(0);
    const { code, out } = await piped(["-", "--format", "github"], `\n  ${vague}`);
    expect([code, out]).toEqual([1, expect.stringContaining("line=2,endLine=2,col=3")]);
    expect((await piped(["-"], Buffer.from([0xe3, 0x81]))).code).toBe(2);
  });

  test("a file may be UTF-16, as Windows programs save it", async () => {
    write("utf16.txt", Buffer.from(`\ufeff${good}`, "utf16le"));
    const { code, out } = await ugoku(["lint", "utf16.txt", "--json"]);
    expect([code, JSON.parse(out)[0].text]).toEqual([0, good]);
  });

  test("a prompt that looks like a file, or like an option", async () => {
    expect((await piped(["-"], `${good} It is notes.txt`)).code).toBe(0);
    const { out } = await ugoku(["lint", "--json", "--", "--fix"]);
    expect(JSON.parse(out)[0].text).toBe("--fix");
  });

  test("Ctrl-C exits with 130", async () => {
    // More than fits into the pipe: it is reading.
    const ended = await piped(["-"], "a".repeat(1_000_000), true);
    expect([ended.code, ended.out]).toEqual([130, ""]);
  });

  test("a closed pipe is not a failure", async () => {
    write("a.jsonl", `${JSON.stringify({ prompt: vague })}\n`.repeat(1000));
    const child = spawn(process.execPath, [command, "lint", "a.jsonl"], { cwd: folder() });
    let said = "";
    child.stderr.on("data", (chunk) => {
      said += String(chunk);
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const code = await new Promise((done) => child.on("close", done));
    expect([code, said]).toEqual([1, ""]);
  });
});

describe("--fix", () => {
  test("prints the fixed text; remaining findings go to standard error", async () => {
    const { code, out, said } = await ugoku(["lint", "--fix", unseen]);
    expect([code, out]).toEqual([0, `${good}\n`]);
    expect(said).toContain("No problems");
    const left = await ugoku(["lint", "--fix", `${vague}\u200b`]);
    expect([left.code, left.out]).toEqual([1, `${vague}\n`]);
    expect(left.said).toContain("no-vague-request");
  });

  test("changes nothing of standard input but the fixes", async () => {
    const { code, out } = await piped(["--fix", "-"], `\ufeff  ${unseen}\r\n\r\n`);
    expect([code, out]).toEqual([0, `\ufeff  ${good}\r\n\r\n`]);
  });

  test("with --json the fixed text is in the report", async () => {
    const { code, out, said } = await ugoku(["lint", "--fix", unseen, "--json"]);
    expect([code, said]).toEqual([0, ""]);
    expect(JSON.parse(out)).toMatchObject([{ text: good, output: good, messages: [] }]);
  });

  test.each<[name: string, before: string, after: string]>([
    ["a.txt", `\ufeff${unseen}\r\n`, `\ufeff${good}\r\n`],
    ["b.txt", unseen, good],
    [
      "c.md",
      `# A\u200b\r\n\r\n> - ${unseen}  \r\n>   While\u200b it rains.\r\n\r\n\`\`\`\r\n\u200b\r\n\`\`\`\r\n`,
      `# A\u200b\r\n\r\n> - ${good}  \r\n>   While it rains.\r\n\r\n\`\`\`\r\n\u200b\r\n\`\`\`\r\n`,
    ],
    [
      "d.jsonl",
      `{ "n": 1.0,"prompt":"${unseen} \\u72ac","note":"\u200b" }\r\n\r\n{"prompt" : "${good}\\/"}`,
      `{ "n": 1.0,"prompt":"${good} \\u72ac","note":"\u200b" }\r\n\r\n{"prompt" : "${good}\\/"}`,
    ],
    ["e.jsonl", `{"prompt":"${unseen.replace("\u200b", "\\u200b")} \\u72ac"}\n`, `{"prompt":"${good} \\u72ac"}\n`],
  ])("%s: changes only what the fixes change; a second run changes nothing", async (name, before, after) => {
    write(name, before);
    chmodSync(join(folder(), name), 0o640);
    const rules = ["--preset", "minimal", "--rules", "no-invisible-chars=warning"];
    const { code, out, said } = await ugoku(["lint", "--fix", name, ...rules]);
    expect(read(name)).toBe(after);
    expect([code, said]).toEqual([0, expect.stringContaining(`fixed ${name}`)]);
    expect(out).toContain("No problems");
    expect(statSync(join(folder(), name)).mode & 0o777).toBe(0o640);
    expect(files()).toEqual([name, "photo.jpg"]);
    const { ino, mtimeMs } = statSync(join(folder(), name));
    expect((await ugoku(["lint", "--fix", name, ...rules])).said).toBe("");
    expect(statSync(join(folder(), name))).toMatchObject({ ino, mtimeMs });
  });

  test("locations refer to the rewritten file", async () => {
    write("a.txt", `\u200b\u200bA cat runs, {style}.`);
    const { out } = await ugoku([
      "lint",
      "--fix",
      "a.txt",
      "--format",
      "github",
      "--preset",
      "minimal",
      "--rules",
      "no-invisible-chars=error,no-placeholder=error",
    ]);
    expect(out).toContain(`col=${"A cat runs, ".length + 1},`);
  });

  test("keeps a symbolic link", async () => {
    mkdirSync(join(folder(), "real"));
    write("real/a.txt", unseen);
    symlinkSync("real/a.txt", join(folder(), "a.txt"));
    expect((await ugoku(["lint", "--fix", "a.txt"])).code).toBe(0);
    expect(lstatSync(join(folder(), "a.txt")).isSymbolicLink()).toBe(true);
    expect(read("real/a.txt")).toBe(good);
  });

  test("does not empty a prompt", async () => {
    write("a.md", `\u200b\n\n${good}\n`);
    expect((await ugoku(["lint", "--fix", "a.md"])).code).toBe(1);
    expect(read("a.md")).toBe(`\u200b\n\n${good}\n`);
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === "win32")(
    "a file that may not be written ends with 2, and stays as it is",
    async () => {
      write("a.txt", unseen);
      chmodSync(join(folder(), "a.txt"), 0o444);
      const { code, out, said } = await ugoku(["lint", "--fix", "a.txt"]);
      expect([code, said]).toEqual([2, expect.stringContaining("could not be rewritten")]);
      expect(out).toContain("no-invisible-chars");
      expect(read("a.txt")).toBe(unseen);
    },
  );

  test("keeps invalid lines unchanged", async () => {
    write("a.jsonl", `nope\u200b\n{"prompt":"${unseen}"}\n`);
    expect((await ugoku(["lint", "--fix", "a.jsonl"])).code).toBe(2);
    expect(read("a.jsonl")).toBe(`nope\u200b\n{"prompt":"${good}"}\n`);
  });
});
