// @module-tag slow
// @module-tag node-independent

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { promptsInJsonl } from "../../src/cli/lint/jsonl-prompts.js";
import { promptsInMarkdown } from "../../src/cli/lint/markdown-prompts.js";
import { type FoundPrompt, wholePrompt } from "../../src/cli/lint/source-map.js";

const getTexts = (file: string) => promptsInMarkdown(file).prompts.map(({ text }) => text);

/** The file after a fix that replaces `range` of the prompt. */
const withFix = (file: string, prompt: FoundPrompt, range: readonly [number, number], text: string) => {
  const fix = prompt.fixInFile({ range, text })!;
  return file.slice(0, fix.range[0]) + fix.text + file.slice(fix.range[1]);
};

describe("prompts in Markdown", () => {
  test.each<[what: string, file: string, prompts: readonly string[]]>([
    ["a paragraph", "One.\n\nTwo\ntwo.\n", ["One.", "Two\ntwo."]],
    ["Japanese", "女性が微笑む。\n\n犬が走る。", ["女性が微笑む。", "犬が走る。"]],
    ["Windows' line ends", "One\r\none.\r\n\r\nTwo.\r\n", ["One\r\none.", "Two."]],
    ["white space around lines is none of it", "  One  \n   one.  \n", ["One\none."]],
    ["front matter", "---\ntitle: x\n---\nOne.\n", ["One."]],
    ["front matter in TOML", "+++\ntitle = 1\n+++\n\nOne.\n", ["One."]],
    ["a rule at the start is not front matter", "---\n\nOne.\n", ["One."]],
    ["headings", "# One\n\n## Two ##\nThree.\n#four", ["Three.\n#four"]],
    ["underlined headings", "One\n===\n\nTwo\n---\n\nThree.", ["Three."]],
    ["thematic breaks", "One.\n\n---\n\n* * *\nTwo.\n***\n", ["One.", "Two."]],
    [
      "items",
      "- One.\n- Two\n  two.\n* Three.\n+ Four.\n1. Five.\n2) Six.\n",
      ["One.", "Two\ntwo.", "Three.", "Four.", "Five.", "Six."],
    ],
    ["items within items", "- One.\n  - Two.\n    1. Three.\n\n  One more.\n", ["One.", "Two.", "Three.", "One more."]],
    ["tasks", "- [ ] One.\n- [x] Two.\n", ["One.", "Two."]],
    ["an item that is a rule", "- One.\n---\n- Two.\n", ["One.", "Two."]],
    ["a year does not begin a list", "It begins in\n2026. It ends.\n", ["It begins in\n2026. It ends."]],
    ["a dash without a space is none", "-One.\n", ["-One."]],
    ["quotations", "> One\n> one.\n>\n> Two.\n\nThree.\n", ["One\none.", "Two.", "Three."]],
    ["a quotation in an item, an item in a quotation", "> - One.\n> - Two.\n", ["One.", "Two."]],
    ["code", "One.\n\n```js\nTwo.\n```\n\n~~~\nThree.\n~~~\n\n    Four.\n", ["One."]],
    ["code in an item", "- One.\n\n  ```\n  Two.\n  ```\n\n      Three.\n", ["One."]],
    ["a fence that is tagged prompt", "```prompt\nOne.\n\nTwo.\n```\n", ["One.\n\nTwo."]],
    [
      "the same in an item and a quotation",
      "- x y\n\n  ~~~Prompt seconds=4\n  One.\n  ~~~\n\n> ```prompt\n> Two.\n> ```\n",
      ["One.", "Two."],
    ],
    ["a fence of four may hold one of three", "````prompt\nOne.\n```\nTwo.\n````\n", ["One.\n```\nTwo."]],
    ["a fence that is not closed", "```prompt\nOne.\n", ["One."]],
    ["an empty fence is an empty prompt", "```prompt\n```\n", [""]],
    ["comments", "<!-- One. -->\nTwo.\n\n<!--\nThree.\n\nFour.\n-->\n\nFive.", ["Two.", "Five."]],
    ["a comment within a line", "One <!-- two --> three.", ["One three."]],
    ["a comment that begins within a line", "One <!-- two\nthree --> four.", ["One\nfour."]],
    ["HTML", "<div>\nOne.\n</div>\n\n<details>\n\nTwo.\n\n</details>\n\n<my-tag>\nThree.\n", ["Two."]],
    ["a placeholder is not HTML", "<subject> walks.", ["<subject> walks."]],
    ["tables", "One.\n\n| a | b |\n|---|:-:|\n| Two. | Three. |\n\nFour.", ["One.", "Four."]],
    ["a table right behind a paragraph", "One.\na | b\n--|--\nc | d\n", ["One."]],
    ["a bar is not a table", "One | two.\n", ["One | two."]],
    ["link definitions", "One.\n\n[a]: https://example.com\n[^1]: A note.\n", ["One."]],
    [
      "nothing but images and links",
      "![a](b.png) [![c](d.svg)](e)\n\nhttps://example.com/\n\nSee [a](b).",
      ["See [a](b)."],
    ],
    ["nothing", "", []],
  ])("%s", (_, file, prompts) => {
    expect(getTexts(file)).toEqual(prompts);
    expect(promptsInMarkdown(file).problems).toEqual([]);
  });

  test("for any text: does not throw, and maps each character to the file", () => {
    const piece = fc.constantFrom(
      ..."> |- |1. |* |# |    |\t|```|```prompt|~~~|<!--|-->|<!-- ugoku-lint-disable-next -->|---|===| | |a b|微笑む。|<div>|\\|".split(
        "|",
      ),
      "\n",
      "\n",
      "\r\n",
      "\n\n",
      "|",
      "|-|-|",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const file = pieces.join("");
        let last = 0;
        for (const prompt of promptsInMarkdown(file).prompts) {
          expect(prompt.range[0]).toBeGreaterThanOrEqual(last);
          last = prompt.range[1];
          for (let at = 0; at < prompt.text.length; at++) {
            const [from, to] = prompt.toFile([at, at + 1]);
            expect(file.slice(from, to)).toBe(prompt.text[at]);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("a fix changes its own line only; a fix across the lines of a quotation is not possible", () => {
    const file = "> - One  \r\n>   two.\r\n\r\nThree.\r\n";
    const [prompt] = promptsInMarkdown(file).prompts;
    const second = prompt!.text.indexOf("two");
    expect(withFix(file, prompt!, [second, second + 3], "2")).toBe("> - One  \r\n>   2.\r\n\r\nThree.\r\n");
    expect(prompt!.fixInFile({ range: [0, second + 3], text: "1" })).toBeUndefined();
    const [quoted] = promptsInMarkdown("> One\n> two.").prompts;
    expect(quoted?.fixInFile({ range: [0, 3], text: "1" })).toEqual({ range: [2, 5], text: "1" });
    expect(quoted?.fixInFile({ range: [0, 6], text: "1" })).toBeUndefined();
  });

  test("a fix keeps a comment inside the paragraph", () => {
    const file = "One <!-- two --> three.";
    const [prompt] = promptsInMarkdown(file).prompts;
    const three = prompt!.text.indexOf("three");
    expect(withFix(file, prompt!, [three, three + 5], "3")).toBe("One <!-- two --> 3.");
    expect(prompt!.fixInFile({ range: [0, three + 5], text: "1" })).toBeUndefined();
  });
});

test.each([
  ["a comment that is not closed", `<!--\n${"a b\n".repeat(300_000)}`],
  ["addresses", `${"https://a".repeat(30_000)}<`],
  ["brackets", `${"[".repeat(300_000)}\n\n${"![](".repeat(100_000)}`],
  ["items within items", `${"- ".repeat(300_000)}a`],
  ["quotations", `${">".repeat(300_000)}a\n`.repeat(3)],
  ["a fence in many quotations", `${"> ".repeat(100_000)}\`\`\`prompt\n`.repeat(3)],
  ["a long table", `a|b\n${"-|".repeat(300_000)}x`],
  ["lines", "a\n".repeat(300_000)],
  ["comments in a line", `a ${"<!-- b -->".repeat(10_000)}`],
])("%s: the time is linear in the size of the file", (_, file) => {
  const started = process.cpuUsage();
  promptsInMarkdown(file);
  // Of the processor's own time, whatever else the machine does; the square of any of these takes minutes.
  expect(process.cpuUsage(started).user / 1e6).toBeLessThan(10);
});

describe("directives in comments", () => {
  const getDisabledRules = (file: string) => promptsInMarkdown(file).prompts.map(({ off }) => [...off].toSorted());

  test("disable rules for the next prompt", () => {
    expect(
      getDisabledRules(
        "One.\n\n<!-- ugoku-lint-disable-next no-empty, no-placeholder -- it is a draft -->\n\nTwo.\n\nThree.",
      ),
    ).toEqual([[], ["no-empty", "no-placeholder"], []]);
    // In a prompt, it is for the one after it.
    expect(getDisabledRules("One. <!-- ugoku-lint-disable-next no-empty --> Two.\n\nThree.")).toEqual([
      [],
      ["no-empty"],
    ]);
    expect(
      getDisabledRules(
        "<!-- ugoku-lint-disable-next no-empty -->\n<!-- ugoku-lint-disable-next no-placeholder -->\n# Heading\n\nOne.\n\nTwo.",
      ),
    ).toEqual([["no-empty", "no-placeholder"], []]);
    expect(getDisabledRules("- One.\n<!-- ugoku-lint-disable-next\n no-empty -->\n- Two.\n- Three.")).toEqual([
      [],
      ["no-empty"],
      [],
    ]);
    expect(
      getDisabledRules("<!-- ugoku-lint-disable-next no-empty -->\n```prompt\nOne.\n```\n```prompt\nTwo.\n```"),
    ).toEqual([["no-empty"], []]);
    expect(
      getDisabledRules("```prompt\n<!-- ugoku-lint-disable-next no-empty -->\n```\n\n~~~prompt\nOne.\n~~~"),
    ).toEqual([[], []]);
  });

  test("without rule names, all rules", () => {
    const [off, on] = getDisabledRules("<!-- ugoku-lint-disable-next -->\nOne.\n\nTwo.");
    expect(off).toContain("no-empty");
    expect(off?.length).toBeGreaterThan(5);
    expect(on).toEqual([]);
  });

  test.each([
    ["x\n\n<!-- ugoku-lint-disable-next no-empy -->\nOne.", 3, "no-empy", "no-empty"],
    ["<!-- ugoku-lint-disable no-empty -->\nOne.", 1, "ugoku-lint-disable", "ugoku-lint-disable-next"],
    ["One.\n\n<!-- never closed\n", 3, "does not end", "-->"],
  ])("what is wrong in %j is said, and turns nothing off", (file, line, message, hint) => {
    const { problems, prompts } = promptsInMarkdown(file);
    expect(problems).toEqual([
      { line, message: expect.stringContaining(message), hint: expect.stringContaining(hint) },
    ]);
    expect(prompts.every(({ off }) => off.size === 0)).toBe(true);
  });
});

describe("prompts in JSON Lines", () => {
  test("each line has a prompt, and may have duration, size and model", () => {
    const file =
      '{"prompt":"One.","duration":8,"size":"720x1280","model":"sora-2"}\n\n{"a":{"prompt":"x"},"prompt":"Two.","seconds":"4","size":7}\r\n';
    const { prompts, problems } = promptsInJsonl(file);
    expect(problems).toEqual([]);
    expect(prompts.map(({ text, context }) => [text, context])).toEqual([
      ["One.", { seconds: 8, size: "720x1280", model: "sora-2" }],
      ["Two.", { seconds: 4 }],
    ]);
  });

  test("lines without a prompt are problems", () => {
    const file = '{"prompt":"One."}\nnope\n{"Promt":"x"}\n{"id":1}\n[1]\n{"prompt":7}\nnull\n{"prompt":"Two."}';
    const { prompts, problems } = promptsInJsonl(file);
    expect(prompts.map(({ text }) => text)).toEqual(["One.", "Two."]);
    expect(problems.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7]);
    expect(problems[1]?.hint).toContain("Promt");
  });

  test("the last of duplicate fields counts, also if escaped", () => {
    const file = String.raw`{"prompt":"One.","x":["prompt",{"prompt":"no"}],"pro\u006dpt" : "Two\"."}`;
    const [prompt] = promptsInJsonl(file).prompts;
    expect(prompt?.text).toBe('Two".');
    expect(withFix(file, prompt!, [0, 5], "3")).toBe(file.replace(String.raw`Two\".`, "3"));
  });

  test("an escaped file stays ASCII", () => {
    const escaped = String.raw`{"prompt":"\u732b\u304c"}`;
    expect(withFix(escaped, promptsInJsonl(escaped).prompts[0]!, [0, 2], "猫😀\n")).toBe(
      String.raw`{"prompt":"\u732b\ud83d\ude00\n"}`,
    );
    expect(withFix('{"prompt":"猫が"}', promptsInJsonl('{"prompt":"猫が"}').prompts[0]!, [0, 2], "犬")).toBe(
      '{"prompt":"犬"}',
    );
  });

  test("for any text and any escaping: maps each character to the file", () => {
    const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 20 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
        (text, isEscaped) => {
          const units = Array.from({ length: text.length }, (_, at) => text.charAt(at));
          const json = units.map((unit, at) =>
            isEscaped[at % isEscaped.length] ? escaped(unit) : JSON.stringify(unit).slice(1, -1),
          );
          const before = '{"id": "\\"prompt\\"", "prompt": ';
          const file = `{"prompt":"x"}\n${before}"${json.join("")}" }`;
          const prompt = promptsInJsonl(file).prompts[1]!;
          expect(prompt.text).toBe(text);
          for (const [at, unit] of units.entries()) {
            const [from, to] = prompt.toFile([at, at + 1]);
            expect(JSON.parse(`"${file.slice(from, to)}"`)).toBe(unit);
          }
          expect(JSON.parse(withFix(file, prompt, [text.length, text.length], "!").split("\n")[1]!).prompt).toBe(
            `${text}!`,
          );
        },
      ),
    );
  });
});

test("a text file is one prompt, without surrounding white space", () => {
  const [prompt] = wholePrompt("\n  One.\r\n\r\nTwo.  \n\n").prompts;
  expect(prompt?.text).toBe("One.\r\n\r\nTwo.");
  expect(prompt?.toFile([0, 4])).toEqual([3, 7]);
  expect(wholePrompt(" \n").prompts.map(({ text }) => text)).toEqual([""]);
});
