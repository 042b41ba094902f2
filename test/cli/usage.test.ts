// @module-tag slow
// @module-tag node-independent

import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { isWrongUsage } from "../../src/cli/parse-args.js";
import { errorCodes } from "../../src/utils/error-codes.js";
import { RequestError } from "../../src/utils/errors.js";
import { commandLine, photo } from "./command-line.js";

const { folder, ugoku, files } = commandLine();
const animate = ["animate", "photo.jpg", "-m", "preview", "-s", "160x90", "-d", "1"];

describe("--prompt is passed through unchanged", () => {
  test.each([
    [["-p", "- she turns"], "- she turns"],
    [["-p", "--foo"], "--foo"],
    [["--prompt=--foo"], "--foo"],
    [["--prompt=--help"], "--help"],
    [["-p", "-hello, she waves"], "-hello, she waves"],
    [["-p", "007"], "007"],
    [["-p", "0x10"], "0x10"],
  ])("%j", async (words, prompt) => {
    const { code, out } = await ugoku(["plan", "photo.jpg", ...words, "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(out).request.prompt).toBe(prompt);
  });
});

test("a file name that begins with a dash goes after --", async () => {
  writeFileSync(join(folder(), "-lead.jpg"), await photo());
  const words = ["plan", "-p", "The ball rolls.", "--json"];
  const { code, out } = await ugoku([...words, "--", "-lead.jpg"]);
  expect(code).toBe(0);
  expect(JSON.parse(out).image.name).toBe("-lead.jpg");
  const without = await ugoku([...words, "-lead.jpg"]);
  expect(without.code).toBe(2);
  expect(JSON.parse(without.out).error.hint).toContain("-- -lead.jpg");
});

test("--output keeps the given name", async () => {
  const { code } = await ugoku([...animate, "-p", "The ball rolls.", "-o", "0x10"]);
  expect(code).toBe(0);
  expect(files()).toEqual(["0x10", "photo.jpg"]);
});

describe("wrong usage exits with 2, writes nothing, and is JSON with --json", () => {
  const prompt = ["-p", "The ball rolls."];
  test.each([
    [[], "ugoku <command> [options]"],
    [["--json"], "needs a command first"],
    [["--preview", "animate", "photo.jpg"], "needs a command first"],
    [["--", "animate", "photo.jpg"], "needs a command first"],
    [["animat", "photo.jpg", ...prompt], "Did you mean ugoku animate?"],
    [["help", "sample", "more"], "ugoku help takes one command"],
    [["help", "--verbose"], "Unknown option --verbose"],
    [["version", "more"], "ugoku version takes options only"],
    [["-v", "--verbose"], "Unknown option --verbose"],
    [["wait", ""], 'ugoku wait got "" as the job.'],
    [["lint", "-x"], "it goes after --, as in: ugoku lint -- -x"],
    [["doctor", "--service", "runwy"], "Did you mean runway?"],
    [["animate"], "The image is missing: ugoku animate <image>"],
    [["wait"], "For example: ugoku wait photo.ticket.json -o photo.mp4"],
    [["animate", "photo.jpg", "She turns slowly."], "If it is the prompt, put --prompt before it."],
    [["serve", "photo.jpg", "--api-key", "has space"], "takes options only"],
    [["serve", "--api-key", "has space"], "--api-key takes ASCII letters, digits and signs"],
    [["animate", "photo.jpg", "more.jpg", ...prompt], "takes one image"],
    [["animate", "photo.jpg", "-p"], "needs a value"],
    [["animate", "photo.jpg", "-p", "--json"], "is followed by --json"],
    [["animate", "photo.jpg", "-p", "--help"], "is followed by --help"],
    [["animate", "photo.jpg", "-p", ""], "an empty one"],
    [[...animate, ...prompt, "-o", ""], "an empty one"],
    [[...animate, ...prompt, "--max-cost", ""], "an empty one"],
    [["plan", "photo.jpg", ...prompt, "-d", ""], "an empty one"],
    [["plan", "photo.jpg", ...prompt, "-s", ""], "an empty one"],
    [["plan", "photo.jpg", ...prompt, "-d"], "needs a value"],
    [["plan", "photo.jpg", ...prompt, "-d", "abc"], "--duration takes a number"],
    [["plan", "photo.jpg", ...prompt, "-d", "0x4"], "--duration takes a number"],
    [["plan", "photo.jpg", ...prompt, "--max-cost", "free"], "--max-cost takes US dollars, 0 or more"],
    [["plan", "photo.jpg", ...prompt, "--max-cost", "-1"], "--max-cost takes US dollars, 0 or more"],
    [["plan", "photo.jpg", ...prompt, "--fit", "sideways"], "--fit"],
    [["plan", "photo.jpg", ...prompt, "--lint", "loud"], "--lint takes off, warn or error"],
    [["plan", "photo.jpg", ...prompt, "--key", "with spaces"], "--key"],
    [["plan", "photo.jpg", ...prompt, "--dialect", "klingon"], "dialect"],
    [
      ["plan", "photo.jpg", ...prompt, "--preview", "--base-url", "http://127.0.0.1:1/v1"],
      "Use --preview or --base-url, not both.",
    ],
    [["animate", "photo.jpg", ...prompt, "--timeout", "0"], "--timeout"],
    [["animate", "photo.jpg", ...prompt, "--forse"], "Did you mean --force?"],
    [["plan", "photo.jpg", ...prompt, "--follow"], "Unknown option --follow"],
    [["animate", "photo.jpg", "-preview"], "Did you mean --preview?"],
  ])("%j", async (words, text) => {
    const asText = await ugoku(words.filter((word) => word !== "--json"));
    expect(asText.code).toBe(2);
    expect(asText.out).toBe("");
    if (!words.includes("--json")) expect(asText.said).toContain(text);
    if (words.length > 0 && words[0] !== "--") {
      const asJson = await ugoku(
        words.includes("--json") ? words : [...words, "--json"].filter((word, at) => at === 0 || word !== ""),
      );
      expect(asJson.code).toBe(2);
      expect(asJson.said).toBe("");
      expect(asJson.out.trim().split("\n")).toHaveLength(1);
      const { error } = JSON.parse(asJson.out);
      expect(error).toMatchObject({ code: "option_invalid" });
      expect(error.hint).toBeTruthy();
    }
    expect(files()).toEqual(["photo.jpg"]);
  });
});

test("wrong usage covers the codes that docs/errors.md lists", () => {
  const page = readFileSync(resolve(import.meta.dirname, "../../docs/errors.md"), "utf8");
  const told = /with one of these codes:([^.]+)\./
    .exec(page)?.[1]
    ?.match(/`\w+`/g)
    ?.map((code) => code.slice(1, -1));
  const made = errorCodes.filter((code) => isWrongUsage(new RequestError(code, "")));
  expect(made.length).toBeGreaterThan(3);
  expect(told?.toSorted()).toEqual(made.toSorted());
  expect(isWrongUsage(new Error("any"))).toBe(false);
});

describe("an invalid value without its own hint points to the command's help", () => {
  test.each([
    [["batch", "m.jsonl", "--concurrency", "0"], "ugoku batch --help"],
    [["klingon"], "ugoku --help shows all commands."],
  ])("%j", async (words, hint) => {
    const { code, said } = await ugoku(words);
    expect([code, said]).toEqual([2, expect.stringContaining(hint)]);
    expect(JSON.parse((await ugoku([...words, "--json"])).out).error.hint).toContain(hint);
  });
});

describe("help", () => {
  test("goes to standard output", async () => {
    for (const words of [
      ["--help"],
      ["-h"],
      ["--help", "animate"],
      ["animate", "--help"],
      ["plan", "photo.jpg", "-h"],
    ]) {
      const { code, out, said } = await ugoku(words);
      expect([words, code, said]).toEqual([words, 0, ""]);
      expect(out).toContain("Options:");
    }
  });

  test("says how an existing name is handled", async () => {
    expect((await ugoku(["animate", "--help"])).out).toMatch(/--output <file>.*\s-2, -3/s);
  });
});
