// @module-tag node-independent

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { promptsInJsonl } from "../../src/cli/jsonl-prompts.js";
import { promptsInMarkdown } from "../../src/cli/markdown-prompts.js";
import { type FoundPrompt, wholePrompt } from "../../src/cli/source-map.js";

const textsOf = (file: string) => promptsInMarkdown(file).prompts.map(({ text }) => text);

/** The file with one of its prompts replaced. */
const withPrompt = (file: string, { range: [from, to], replaced }: FoundPrompt, text: string) =>
  file.slice(0, from) + replaced(text) + file.slice(to);

describe("what is a prompt in Markdown", () => {
  test.each<[what: string, file: string, prompts: readonly string[]]>([
    ["a paragraph", "One.\n\nTwo\ntwo.\n", ["One.", "Two\ntwo."]],
    ["Japanese", "女性が微笑む。\n\n犬が走る。", ["女性が微笑む。", "犬が走る。"]],
    ["Windows' line ends", "One\r\none.\r\n\r\nTwo.\r\n", ["One\r\none.", "Two."]],
    ["white space around lines is none of it", "  One  \n   one.  \n", ["One\none."]],
    ["front matter", "---\ntitle: x\n---\nOne.\n", ["One."]],
    ["front matter in TOML", "+++\ntitle = 1\n+++\n\nOne.\n", ["One."]],
    ["a rule at the start is no front matter", "---\n\nOne.\n", ["One."]],
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
    ["a placeholder is no HTML", "<subject> walks.", ["<subject> walks."]],
    ["tables", "One.\n\n| a | b |\n|---|:-:|\n| Two. | Three. |\n\nFour.", ["One.", "Four."]],
    ["a table right behind a paragraph", "One.\na | b\n--|--\nc | d\n", ["One."]],
    ["a bar is no table", "One | two.\n", ["One | two."]],
    ["link definitions", "One.\n\n[a]: https://example.com\n[^1]: A note.\n", ["One."]],
    [
      "nothing but images and links",
      "![a](b.png) [![c](d.svg)](e)\n\nhttps://example.com/\n\nSee [a](b).",
      ["See [a](b)."],
    ],
    ["nothing", "", []],
  ])("%s", (_, file, prompts) => {
    expect(textsOf(file)).toEqual(prompts);
    expect(promptsInMarkdown(file).problems).toEqual([]);
  });

  test("for any text: no throw, each prompt is where it says, and put back as it was it changes nothing", () => {
    const piece = fc.constantFrom(
      ..."> |- |1. |* |# |    |\t|```|```prompt|~~~|<!--|-->|<!-- ugoku-lint-disable -->|---|===| | |a b|微笑む。|<div>|\\|".split(
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
          const same = prompt.replaced(prompt.text);
          if (same !== undefined) expect(withPrompt(file, prompt, prompt.text)).toBe(file);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("new words take the place of old ones, and what stands around them stays", () => {
    const file = "> - One  \r\n>   two.\r\n\r\nThree.\r\n";
    const [prompt] = promptsInMarkdown(file).prompts;
    expect(withPrompt(file, prompt!, "1\r\n2")).toBe("> - 1  \r\n>   2\r\n\r\nThree.\r\n");
    expect(withPrompt(file, prompt!, "1")).toBe("> - 1\r\n\r\nThree.\r\n");
    expect(withPrompt(file, prompt!, "1\n2\n3")).toBe("> - 1  \r\n>   2\r\n>   3\r\n\r\nThree.\r\n");
  });

  test("a fix that would take a quotation's mark with it is not offered; a prompt with a comment in it is left", () => {
    const [quoted] = promptsInMarkdown("> One\n> two.").prompts;
    expect(quoted?.fixInFile({ range: [0, 3], text: "1" })).toEqual({ range: [2, 5], text: "1" });
    expect(quoted?.fixInFile({ range: [0, 6], text: "1" })).toBeUndefined();
    expect(promptsInMarkdown("One <!-- two --> three.").prompts[0]?.replaced("1")).toBeUndefined();
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
])("%s: read in a time that grows with the file, not with its square", (_, file) => {
  const started = process.cpuUsage();
  promptsInMarkdown(file);
  // Of the processor's own time, whatever else the machine does; the square of any of these takes minutes.
  expect(process.cpuUsage(started).user / 1e6).toBeLessThan(10);
});

describe("comments that turn rules off", () => {
  const offOf = (file: string) => promptsInMarkdown(file).prompts.map(({ off }) => [...off].toSorted());

  test("from there on, until they are turned on, or for the next prompt", () => {
    expect(
      offOf("One.\n\n<!-- ugoku-lint-disable no-empty, no-placeholder -- they are drafts -->\n\nTwo.\n\nThree."),
    ).toEqual([[], ["no-empty", "no-placeholder"], ["no-empty", "no-placeholder"]]);
    expect(
      offOf(
        "<!-- ugoku-lint-disable no-empty no-placeholder -->\nOne.\n<!-- ugoku-lint-enable no-empty -->\nTwo.\n\n<!-- ugoku-lint-enable -->\nThree.",
      ),
    ).toEqual([["no-empty", "no-placeholder"], ["no-placeholder"], []]);
    expect(
      offOf(
        "<!-- ugoku-lint-disable-next no-empty -->\n<!-- ugoku-lint-disable-next no-placeholder -->\n# Heading\n\nOne.\n\nTwo.",
      ),
    ).toEqual([["no-empty", "no-placeholder"], []]);
    expect(offOf("- One.\n<!-- ugoku-lint-disable-next\n no-empty -->\n- Two.\n- Three.")).toEqual([
      [],
      ["no-empty"],
      [],
    ]);
    expect(offOf("<!-- ugoku-lint-disable-next no-empty -->\n```prompt\nOne.\n```\n```prompt\nTwo.\n```")).toEqual([
      ["no-empty"],
      [],
    ]);
    expect(offOf("```prompt\n<!-- ugoku-lint-disable no-empty -->\n```\n\n~~~prompt\nOne.\n~~~")).toEqual([[], []]);
  });

  test("without names, all", () => {
    const [off, on] = offOf("<!-- ugoku-lint-disable -->\nOne.\n<!-- ugoku-lint-enable -->\nTwo.");
    expect(off).toContain("no-empty");
    expect(off?.length).toBeGreaterThan(5);
    expect(on).toEqual([]);
  });

  test.each([
    ["x\n\n<!-- ugoku-lint-disable no-empy -->\nOne.", 3, "no-empy", "no-empty"],
    ["<!-- ugoku-lint-disble -->\nOne.", 1, "ugoku-lint-disble", "ugoku-lint-disable"],
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
  test("each line's prompt, with what else the line says of the clip", () => {
    const file =
      '{"prompt":"One.","duration":8,"size":"720x1280","model":"sora-2"}\n\n{"a":{"prompt":"x"},"prompt":"Two.","seconds":"4","size":7}\r\n';
    const { prompts, problems } = promptsInJsonl(file);
    expect(problems).toEqual([]);
    expect(prompts.map(({ text, context }) => [text, context])).toEqual([
      ["One.", { seconds: 8, size: "720x1280", model: "sora-2" }],
      ["Two.", { seconds: 4 }],
    ]);
  });

  test("lines that hold none are named", () => {
    const file = '{"prompt":"One."}\nnope\n{"Promt":"x"}\n{"id":1}\n[1]\n{"prompt":7}\nnull\n{"prompt":"Two."}';
    const { prompts, problems } = promptsInJsonl(file);
    expect(prompts.map(({ text }) => text)).toEqual(["One.", "Two."]);
    expect(problems.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7]);
    expect(problems[1]?.hint).toContain("Promt");
  });

  test("of two of one name the last, however they are written", () => {
    const file = String.raw`{"prompt":"One.","x":["prompt",{"prompt":"no"}],"pro\u006dpt" : "Two\"."}`;
    const [prompt] = promptsInJsonl(file).prompts;
    expect(prompt?.text).toBe('Two".');
    expect(withPrompt(file, prompt!, "3")).toBe(file.replace(String.raw`Two\".`, "3"));
  });

  test("what was written in ASCII stays in ASCII", () => {
    const escaped = String.raw`{"prompt":"\u732b\u304c"}`;
    expect(withPrompt(escaped, promptsInJsonl(escaped).prompts[0]!, "猫😀\n")).toBe(
      String.raw`{"prompt":"\u732b\ud83d\ude00\n"}`,
    );
    expect(withPrompt('{"prompt":"猫が"}', promptsInJsonl('{"prompt":"猫が"}').prompts[0]!, "犬")).toBe(
      '{"prompt":"犬"}',
    );
  });

  test("for any text and any way to write it: every character is where it says", () => {
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
          expect(JSON.parse(withPrompt(file, prompt, `${text}!`).split("\n")[1]!).prompt).toBe(`${text}!`);
        },
      ),
    );
  });
});

test("a whole file is one prompt, without the white space around it", () => {
  const [prompt] = wholePrompt("\n  One.\r\n\r\nTwo.  \n\n").prompts;
  expect(prompt?.text).toBe("One.\r\n\r\nTwo.");
  expect(prompt?.toFile([0, 4])).toEqual([3, 7]);
  expect(wholePrompt(" \n").prompts.map(({ text }) => text)).toEqual([""]);
});
