import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Command, parseCommandArgs, wantsJson } from "../../src/cli/parse-args.js";
import { failure } from "../helpers/failure.js";

/** A command as a new one would be written: one table, many operands, options of its own. */
const judge = {
  name: "judge",
  operand: "[prompts...]",
  summary: "Judge prompts",
  options: [
    { name: "format", short: "f", value: "<name>", description: "How the findings are printed" },
    { name: "max-warnings", value: "<count>", description: "Fail above this many" },
    { name: "report", value: "[=file]", description: "Write a report" },
    { name: "fix", description: "Mend what can be mended" },
  ],
} as const satisfies Command;
const one = { ...judge, operand: "<image>" } as const;
const none = { name: judge.name, summary: judge.summary, options: judge.options };

// The tests are started by npm, which changes the name of the command in messages.
beforeEach(() => {
  for (const name of ["npm_config_user_agent", "npm_execpath"]) vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const values = (...words: string[]) => {
  const parsed = parseCommandArgs(judge, words);
  if (parsed === "help") throw new Error("It asks for help.");
  return parsed.values;
};

describe("parseCommandArgs()", () => {
  test("keeps each value as the given string", () => {
    // After a short option, one "=" separates it from its value.
    for (const text of [
      "007",
      "0x10",
      "1e3",
      " ",
      "- she turns",
      "--foo",
      "-hello",
      "-1",
      "-",
      "a=b",
      "--x=y",
      "==",
      "true",
    ])
      for (const words of [["-f", text], ["--format", text], [`--format=${text}`], [`-f${text}`]])
        expect(values(...words), words.join(" ")).toEqual({
          format: words[0] === `-f${text}` ? text.replace(/^=/, "") : text,
        });
  });

  test("accepts switches, optional values and operands in any order", () => {
    expect(parseCommandArgs(judge, ["a", "--fix", "b", "--report", "c", "--max-warnings", "3", "-"])).toEqual({
      operands: ["a", "b", "c", "-"],
      values: { fix: true, report: true, "max-warnings": "3" },
    });
    expect(values("--report=r.html")).toEqual({ report: "r.html" });
  });

  test("everything after -- is an operand", () => {
    expect(parseCommandArgs(judge, ["--fix", "--", "-lead.jpg", "--help", "--"])).toEqual({
      operands: ["-lead.jpg", "--help", "--"],
      values: { fix: true },
    });
  });

  test("infers types from the option table", () => {
    const given = values("--report", "-f", "json");
    given satisfies { readonly format?: string; readonly report?: string | true; readonly fix?: true };
    expect(given.format).toBe("json");
  });

  test("--help counts only as an option, not as a value or operand", () => {
    expect(parseCommandArgs(one, ["--help"])).toBe("help");
    expect(parseCommandArgs(one, ["photo.jpg", "-h"])).toBe("help");
    expect(parseCommandArgs(one, ["photo.jpg", "--format=--help"])).not.toBe("help");
    expect(parseCommandArgs(one, ["--", "--help"])).not.toBe("help");
  });

  test.each([
    [["--format", ""], "--format needs a value, but got an empty one.", /leave --format out/],
    [["--format="], "--format needs a value, but got an empty one.", /shell/],
    [["--report="], "--report needs a value, but got an empty one.", /shell/],
    [["-f"], "-f needs a value: -f <name>", /judge --help/],
    [["-f", "--fix"], "-f needs a value, and is followed by --fix.", /--format=--fix/],
    [["-f", "--max-warnings=3"], "-f needs a value, and is followed by --max-warnings=3.", /--format=/],
    [["-f", "--help"], "-f needs a value, and is followed by --help.", /--format=--help/],
    [["-f", "--", "a"], "-f needs a value, and is followed by --.", /--format=--/],
    [["-f", "a", "--format", "b"], "--format is given more than once.", /judge --help/],
    [["--fix=yes"], '--fix takes no value, but got "yes".', /judge --help/],
    [["--fromat", "json"], "Unknown option --fromat.", /^Did you mean --format\?$/],
    [["--maxWarnings=3"], "Unknown option --maxWarnings.", /^Did you mean --max-warnings\?$/],
    [["--no-fix"], "Unknown option --no-fix.", /^Did you mean --fix\?$/],
    [["-format", "json"], "Unknown option -format.", /^Did you mean --format\?$/],
    [["--zzz"], "Unknown option --zzz.", /judge --help/],
    [["--__proto__=1"], "Unknown option --__proto__.", /judge --help/],
    [["-lead.txt"], "Unknown option -lead.txt.", /judge -- -lead\.txt/],
  ])("%j is refused", async (words, message, hint) => {
    expect(await failure(() => parseCommandArgs(judge, words))).toMatchObject({
      code: "option_invalid",
      message,
      hint: expect.stringMatching(hint),
    });
  });

  test("rejects missing and extra operands", async () => {
    expect((await failure(() => parseCommandArgs(one, ["--fix"]))).message).toBe(
      "The image is missing: ugoku judge <image>",
    );
    const spilled = await failure(() => parseCommandArgs(one, ["photo.jpg", "she", "turns"]));
    expect(spilled.message).toBe('ugoku judge takes one image, but got "she" too.');
    expect(spilled.hint).toContain("quotes");
    expect((await failure(() => parseCommandArgs(none, ["x"]))).message).toBe(
      'ugoku judge takes options only, but got "x".',
    );
    // Never guessed: under --force the next word would be written to.
    const owned = await failure(() => parseCommandArgs(one, ["photo.jpg", "--report", "r.html"]));
    expect(owned.hint).toBe("If it belongs to --report, write --report=r.html");
  });
});

test("--json counts only before --", () => {
  expect(wantsJson(["animat", "--json"])).toBe(true);
  expect(wantsJson(["animate", "--", "--json"])).toBe(false);
});
