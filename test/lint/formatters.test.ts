// @module-tag node-independent

import { createRequire } from "node:module";
import { stripVTControlCharacters } from "node:util";
import Ajv from "ajv";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LintMessage, LintResult, Severity } from "../../src/lint/core/types.js";
import { getCells } from "../../src/lint/formatters/display-width.js";
import { formatters, lintPrompt } from "../../src/lint.js";

const { stylish, json, github, sarif } = formatters;

/** A result whose findings stand at `words` of `text`. */
function found(text: string, ...words: readonly (Partial<LintMessage> & { readonly at: string })[]): LintResult {
  const place = (offset: number) => {
    const before = text.slice(0, offset).split(/\r\n|\r|\n/);
    return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
  };
  const messages = words.map(({ at, ...rest }): LintMessage => {
    const from = text.indexOf(at);
    const range = [from, from + at.length] as const;
    return {
      ruleId: "some-rule",
      severity: "warning",
      messageId: "found",
      message: "Found.",
      range,
      loc: { start: place(range[0]), end: place(range[1]) },
      ...rest,
    };
  });
  const count = (severity: Severity) => messages.filter((message) => message.severity === severity).length;
  return {
    messages,
    errorCount: count("error"),
    warningCount: count("warning"),
    infoCount: count("info"),
    language: "en",
    score: 85,
  };
}

/** The two lines that show where a finding is. */
function excerpt(text: string, at: string, width?: number): string[] {
  const lines = stylish({ text, result: found(text, { at }) }, { width }).split("\n");
  return lines.slice(2, 4).map((line) => line.slice(4));
}

describe("input of formatters", () => {
  const text = "動画にして";
  const result = lintPrompt(text);
  const all = Object.entries(formatters);

  test.each(all)("%s: a result as it is, with its text, in a list, with a source", (_, format) => {
    for (const input of [
      result,
      { text, result },
      [result],
      [{ source: "a.txt", text, result }, result],
      { source: "b.md", text, result, startLine: 3, startOffset: 20 },
    ])
      expect(format(input)).toContain("no-vague-request");
    expect(format(result, { text, source: "a.txt" })).toContain("no-vague-request");
  });

  test.each(all)("%s: nothing at all", (_, format) => {
    expect(() => format([])).not.toThrow();
    expect(() => format(found("A cat blinks."))).not.toThrow();
  });

  test.each(all)("%s: anything else is refused by name", (_, format) => {
    for (const wrong of [undefined, null, "動画にして", 1, {}, [undefined], { result: {} }])
      expect(() => format(wrong as never)).toThrow(/^A formatter takes what lintPrompt\(\) returns/);
  });

  test.each(all)("%s: any prompt, any place", (_, format) => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(80), fc.nat(80), (prompt, first, second) => {
        const range = [Math.min(first, second), Math.max(first, second)] as const;
        const loc = { start: { line: 1, column: range[0] + 1 }, end: { line: 1, column: range[1] + 1 } };
        const messages = [{ ...found("a", { at: "a" }).messages[0]!, message: prompt, range, loc }];
        const printed = format({ source: prompt, text: prompt, result: { ...result, messages } }, { width: 40 });
        expect(printed).not.toMatch(format === stylish ? /[^\P{Cc}\n]/u : /(?!)/);
      }),
    );
  });
});

describe("stylish", () => {
  test("position, severity, message, rule, excerpt with carets, suggestions and summary", () => {
    const text = "A man walks.\nDo not blur it.";
    const suggestions = [{ message: "Say what should be seen." }];
    const result = found(text, {
      at: "Do not",
      severity: "error",
      ruleId: "no-negation",
      message: "A negation.",
      suggestions,
    });
    expect(stylish({ source: "intro.txt", text, result })).toBe(
      [
        "intro.txt",
        "  2:1  error  A negation.  no-negation",
        "    Do not blur it.",
        "    ^^^^^^",
        "    → Say what should be seen.",
        "",
        "✖ 1 problem (1 error, 0 warnings, 0 infos), score 85 of 100",
      ].join("\n"),
    );
  });

  test.each([
    ["ASCII", "A cat blinks", "cat", "  ^^^"],
    ["kanji and kana", "猫が歩く。", "歩く", "    ^^^^"],
    ["after full-width letters", "ＡＢ cat", "cat", "     ^^^"],
    ["half-width kana", "ﾈｺ cat", "cat", "   ^^^"],
    ["after an emoji", "😀 cat", "cat", "   ^^^"],
    ["a joined emoji is one character", "👩‍👩‍👧‍👦 cat", "cat", "   ^^^"],
    ["a skin tone too", "👍🏽 cat", "cat", "   ^^^"],
    ["a flag too", "🇯🇵 cat", "cat", "   ^^^"],
    ["a heart that is shown as emoji", "❤️ cat", "cat", "   ^^^"],
    ["combining marks take no room", "e\u0301te\u0301 cat", "cat", "    ^^^"],
    ["decomposed kana", "か\u3099く cat", "cat", "     ^^^"],
    ["hangul", "고양이 cat", "cat", "       ^^^"],
    ["hangul as single letters", "고양이".normalize("NFD"), "고양이".normalize("NFD"), "^^^^^^"],
    ["kanji beyond the first plane", "𠮷 cat", "cat", "   ^^^"],
    ["a tab", "\tcat", "cat", " ^^^"],
    ["ambiguous width", "“…” cat", "cat", "    ^^^"],
    ["an emoji itself", "cat 😀", "😀", "    ^^"],
    ["what cannot be seen", "A\u200bcat", "\u200b", " ^"],
  ])("the caret is right for %s", (_, text, at, carets) => {
    expect(excerpt(text, at)[1]).toBe(carets);
  });

  test("replaces invisible and control characters", () => {
    const text = "A \u001b[31mcat\u200b\u202e \ud800";
    const printed = stylish({ source: "a\u001b.txt", text, result: found(text, { at: "cat", message: "«\u001b»" }) });
    expect(printed).toContain("A �[31mcat�� �");
    expect(printed).toBe(stripVTControlCharacters(printed));
  });

  test("shows only the first line of the range", () => {
    expect(excerpt("one\r\ntwo three\r\nfour", "three\r\nfour")).toEqual(["two three", "    ^^^^^"]);
    expect(excerpt("one\rtwo", "two")).toEqual(["two", "^^^"]);
  });

  test("prints a caret behind the last character", () => {
    const text = "A cat";
    const [message] = found(text, { at: "cat" }).messages;
    const end = { line: 1, column: 6 };
    const result = { ...found(text), messages: [{ ...message!, range: [5, 5] as const, loc: { start: end, end } }] };
    expect(stylish({ text, result }).split("\n")[3]).toBe("         ^");
  });

  test("truncates a long line around the range", () => {
    const text = `${"before ".repeat(30)}NEEDLE ${"after ".repeat(30)}`;
    const [line = "", carets = ""] = excerpt(text, "NEEDLE", 60);
    expect(line).toMatch(/^….*NEEDLE.*…$/);
    expect(line.length).toBeLessThanOrEqual(60);
    expect(line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("NEEDLE");

    const wide = `${"背景の木々が".repeat(20)}針${"風に揺れる。".repeat(20)}`;
    const [wideLine = "", wideCarets = ""] = excerpt(wide, "針", 60);
    const columns = (cells: ReturnType<typeof getCells>) => cells.reduce((sum, cell) => sum + cell.columns, 0);
    expect(columns(getCells(wideLine))).toBeLessThanOrEqual(60);
    const before = columns(getCells(wideLine.slice(0, wideLine.indexOf("針"))));
    expect(wideCarets).toBe(`${" ".repeat(before)}^^`);
  });

  test("omits the excerpt without a text and for an empty prompt", () => {
    expect(stylish(found("A cat", { at: "cat" }))).not.toContain("^");
    expect(stylish({ text: "", result: lintPrompt("") })).not.toContain("^");
  });

  test("prints colors only with the option", () => {
    const result = lintPrompt("動画にして");
    expect(stylish(result)).not.toContain("\u001b");
    const coloured = stylish(result, { color: true });
    expect(coloured).toContain("\u001b[31merror\u001b[0m");
    expect(stripVTControlCharacters(coloured)).toBe(stylish(result));
  });

  test("prints nothing without findings", () => {
    expect(stylish(found("A cat"))).toBe("✔ No problems, score 85 of 100");
    expect(stylish([])).toBe("✔ No problems");
  });

  test("several prompts have one summary", () => {
    const first = { source: "a.txt", text: "cat", result: found("cat", { at: "cat" }) };
    const second = {
      source: "b.txt",
      text: "cat",
      result: { ...found("cat", { at: "cat", severity: "info" }), score: 95 },
    };
    const lines = stylish([first, { ...first, result: found("cat") }, second]).split("\n");
    expect(lines.filter((line) => /^[ab]\.txt$/.test(line))).toEqual(["a.txt", "b.txt"]);
    expect(lines.at(-1)).toBe("✖ 2 problems (0 errors, 1 warning, 1 info), mean score 88 of 100");
  });

  test("uses the file's lines for a prompt in a file", () => {
    const text = "one\ntwo";
    const result = found(text, { at: "two" });
    expect(stylish({ source: "a.md", text, result, startLine: 7, startOffset: 90 })).toContain("  8:1  ");
    // In a line of JSON there are no columns of the prompt.
    expect(stylish({ source: "a.jsonl", text, result, startLine: 7 })).toContain("  7  warning");
  });
});

describe("json", () => {
  test("one result is an object, a list is a list", () => {
    const text = "動画にして";
    const result = lintPrompt(text);
    expect(JSON.parse(json({ source: "a.txt", text, result }))).toEqual({ source: "a.txt", text, ...result });
    expect(JSON.parse(json([{ source: "a.txt", text, result }]))).toEqual([{ source: "a.txt", text, ...result }]);
    expect(JSON.parse(json(result, { text }))).toMatchObject({ source: "<prompt>", text, errorCount: 1 });
  });
});

describe("github", () => {
  const text = "A cat, slowly";

  test("one command for each finding; an info is a notice", () => {
    const result = found(text, { at: "cat", severity: "error" }, { at: "cat", severity: "info" });
    expect(github({ source: "a.txt", text, result }).split("\n")).toEqual([
      "::error file=a.txt,line=1,endLine=1,col=3,endColumn=5,title=some-rule::Found.",
      "::notice file=a.txt,line=1,endLine=1,col=3,endColumn=5,title=some-rule::Found.",
    ]);
    expect(github(found(text))).toBe("");
  });

  test("escapes messages and names", () => {
    const result = found(text, { at: "cat", message: "100 %\r\n::error::no, no: no", ruleId: "a,b:c%" });
    expect(github({ source: "C:\\a,b.txt", text, result })).toBe(
      "::warning file=C%3A\\a%2Cb.txt,line=1,endLine=1,col=3,endColumn=5,title=a%2Cb%3Ac%25::100 %25%0D%0A::error::no, no: no",
    );
  });

  test("omits the file without one, the column in a line of JSON, and the end column for two lines", () => {
    expect(github({ source: "-", result: found(text, { at: "cat" }) })).toMatch(/^::warning line=1,/);
    expect(github({ source: "a.jsonl", result: found(text, { at: "cat" }), startLine: 4 })).toBe(
      "::warning file=a.jsonl,line=4,endLine=4,title=some-rule::Found.",
    );
    const two = found("one\ntwo", { at: "one\ntwo" });
    expect(github({ source: "a.md", result: two, startLine: 3, startOffset: 9 })).toContain(
      "line=3,endLine=4,col=1,title",
    );
  });
});

interface Log {
  runs: {
    tool: { driver: { name: string; rules: { id: string; helpUri?: string }[] } };
    artifacts?: { contents?: { text: string } }[];
    columnKind: string;
    results: {
      ruleId: string;
      ruleIndex: number;
      level: string;
      message: { text: string };
      locations: { physicalLocation: { artifactLocation: { uri?: string; index?: number }; region?: object } }[];
      partialFingerprints: Record<string, string>;
      fixes?: unknown[];
    }[];
  }[];
}

describe("sarif", () => {
  const require = createRequire(import.meta.url);
  const ajv = new Ajv({ schemaId: "id", meta: false, allErrors: true });
  ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json") as object);
  // The public schema, as Microsoft's SARIF SDK for JavaScript ships it.
  const validate = ajv.compile(require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json") as object);
  const log = (printed: string) => {
    const parsed = JSON.parse(printed) as Log;
    expect(validate(parsed) ? [] : validate.errors).toEqual([]);
    return parsed.runs[0]!;
  };

  test("rule, level, location and fingerprint", () => {
    const text = "A man walks.\n動画を do not blur.";
    const fix = { range: [18, 24] as const, text: "" };
    const result = found(
      text,
      {
        at: "do not",
        severity: "info",
        ruleId: "no-negation",
        message: "A negation.",
        url: "https://example.com/no-negation.md",
        fix,
      },
      { at: "man", severity: "error" },
      { at: "blur" },
    );
    const run = log(sarif({ source: "prompts/an intro.txt", text, result }, { version: "1.2.3" }));
    expect(run.tool.driver).toMatchObject({
      name: "ugoku",
      version: "1.2.3",
      rules: [{ id: "no-negation", helpUri: "https://example.com/no-negation.md" }, { id: "some-rule" }],
    });
    expect(run.columnKind).toBe("utf16CodeUnits");
    expect(run.results.map(({ level, ruleIndex }) => [level, ruleIndex])).toEqual([
      ["note", 0],
      ["error", 1],
      ["warning", 1],
    ]);
    expect(run.results[0]).toMatchObject({
      ruleId: "no-negation",
      message: { text: "A negation." },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "prompts/an%20intro.txt" },
            region: {
              startLine: 2,
              startColumn: 5,
              endLine: 2,
              endColumn: 11,
              charOffset: 17,
              charLength: 6,
              snippet: { text: "do not" },
            },
          },
        },
      ],
      fixes: [
        {
          artifactChanges: [
            { replacements: [{ deletedRegion: { charOffset: 18, charLength: 6 }, insertedContent: { text: "" } }] },
          ],
        },
      ],
    });
  });

  test("uses positions in the file, and the line for a line of JSON", () => {
    const text = "one\ntwo";
    const result = found(text, { at: "two" });
    const [verbatim, escaped] = log(
      sarif([
        { source: "a.md", text, result, startLine: 7, startOffset: 90 },
        { source: "a.jsonl", text, result, startLine: 7 },
      ]),
    ).results;
    expect(verbatim?.locations[0]?.physicalLocation.region).toMatchObject({
      startLine: 8,
      startColumn: 1,
      charOffset: 94,
    });
    expect(escaped?.locations[0]?.physicalLocation.region).toEqual({ startLine: 7, snippet: { text: "two" } });
  });

  test("embeds a prompt without a file", () => {
    const text = "動画にして";
    const run = log(sarif([lintPrompt("A man walks, {style}."), { text, result: lintPrompt(text) }]));
    const index = run.results.at(-1)?.locations[0]?.physicalLocation.artifactLocation.index ?? -1;
    expect(run.artifacts?.[index]?.contents?.text).toBe(text);
  });

  test("fingerprints stay when other words move, and differ where findings do", () => {
    const of = (text: string, ...at: string[]) => {
      const result = found(text, ...at.map((word) => ({ at: word })));
      return log(sarif({ source: "a.txt", text, result })).results.map(
        ({ partialFingerprints }) => Object.values(partialFingerprints)[0],
      );
    };
    const [cat, dog, again] = of("cat dog", "cat", "dog", "cat");
    expect(new Set([cat, dog, again]).size).toBe(3);
    expect(of("a big cat", "cat")).toEqual([cat]);
  });

  test.each([
    ["C:\\prompts\\a b.txt", "file:///C:/prompts/a%20b.txt"],
    ["/prompts/動画.txt", "file:///prompts/%E5%8B%95%E7%94%BB.txt"],
    ["prompts\\a#1.txt", "prompts/a%231.txt"],
    ["https://example.com/a.txt", "https://example.com/a.txt"],
    ["\ud800.txt", "%EF%BF%BD.txt"],
  ])("the URI of %j", (source, uri) => {
    const [result] = log(sarif({ source, result: found("cat", { at: "cat" }) })).results;
    expect(result?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(uri);
  });

  test("the log is valid for any text", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "binary" }), { maxLength: 3 }),
        fc.string({ unit: "binary" }),
        (texts, source) => {
          log(sarif(texts.map((text) => ({ source, text, result: lintPrompt(text, { preset: "strict" }) }))));
        },
      ),
      { numRuns: 50 },
    );
  });
});

test("cells cover the line in order", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (line) => {
      const flat = line.replace(/[\r\n]/g, "");
      expect(
        getCells(flat)
          .map(({ start, end }) => flat.slice(start, end))
          .join(""),
      ).toBe(flat);
    }),
  );
});
