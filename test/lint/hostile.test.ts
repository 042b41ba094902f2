// @module-tag slow
// @module-tag node-independent

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LintResult, Position } from "../../src/lint/core/types.js";
import { fixPrompt, lintPrompt } from "../../src/lint.js";

const size = 100_000;
const filled = (unit: string) => unit.repeat(Math.ceil(size / unit.length)).slice(0, size);

/** Numbers that are the same on every run. */
function* numbers(): Generator<number, never> {
  for (let seed = 1; ; ) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield seed / 2_147_483_648;
  }
}

/** Words or characters in no order. */
function mixed(parts: readonly string[]): string {
  let text = "";
  for (const number of numbers()) {
    text += parts[Math.floor(number * parts.length)];
    if (text.length >= size) return text.slice(0, size);
  }
  return text;
}

const units: Readonly<Record<string, readonly string[]>> = {
  letters: ["a", "a ", "ab", "a-", "a'", "が", "がが", "の", "漢字", "カ", "ー", "ァ", "々", "é", "ß"],
  words: ["cats ", "running ", "the cat ", "and ", "then ", "to ", "left ", "slowly ", "slow fast ", "keep ", "is "],
  endings: ["て", "ている", "ないで", "ません", "ながら", "する", "され", "ように", "ます", "その後", "から"],
  verbs: [
    "揺れ",
    "揺れる",
    "走り",
    "走って",
    "走る車",
    "動かない",
    "男が走る。",
    "男が走る、",
    "少女が",
    "移動",
    "出し",
    "出せ",
    "飛び出し",
    "させ",
    "られ",
    "はじめ",
  ],
  camera: [
    "カメラカメラ",
    "カメラが",
    "カメラを",
    "カメラは固定",
    "camera ",
    "camera pans ",
    "the camera ",
    "zoom ",
    "pan left ",
    "handheld ",
    "static shot ",
    "stays still ",
    "背景は静止",
  ],
  requests: [
    "make it ",
    "add snow ",
    "please ",
    "don't ",
    "no ",
    "without ",
    "しないで",
    "なし",
    "してください",
    "動画に",
  ],
  quotes: ['"', '" ', "'", "“", "“”", "「", "」", "「」", "『", "「男が", '"he says ', "男:「", "と言う", "a: "],
  brackets: ["(", ")", "()", "[", "[]", "{", "{{", "{{a", "${", "<", "<a", "<a>", "`", "```", "*", "#", "_"],
  digits: ["0", "1 ", "1.", "1,", "1x", "1280x720 ", "10秒", "10 seconds ", "4k ", "16:9 ", "0:00 ", "第1", "shot 1 "],
  marks: [".", "...", "…", "!", "?", "。", "、", ",", ", ", ";", ":", "::", "-", "--", "—", "〜", "・", "@", "/"],
  blanks: ["\n", "\r\n", "\r", " ", "\t", "\u3000", "\u00a0", "\n\n- ", "\u2028"],
  unseen: ["\u200b", "a\u200b", "\u202e", "\u0000", "\ufeff", "\u007f", "\ufe0f"],
  surrogates: ["\ud800", "\udc00", "\ud800a", "\ud83d\ude00", "😀a", "👩‍👩‍👧‍👦"],
  folded: ["ﾊﾟ", "ｶﾞ", "Ａ", "ａ ", "İ", "ı", "e\u0301", "ｽﾞｰﾑ"],
  lists: [
    "masterpiece, ",
    "8k, ",
    "red hair, ",
    "青い服、",
    "beautiful ",
    "美しい",
    "sad ",
    "(a:1.2)",
    "--ar 16:9 ",
    "todo ",
  ],
};

const others: Readonly<Record<string, string>> = {
  "one letter, then blanks": `a${" ".repeat(size - 1)}`,
  "blanks, then one letter": `${" ".repeat(size - 1)}a`,
  "a compound verb without end": `猫が飛び${filled("出し")}`,
  "a verb with auxiliaries without end": `猫が食べ${filled("させられ")}`,
  "a timeline of opposites": filled("0-1s zoom in, zoom out\n"),
  "a sentence, then blanks": `猫が走る${" ".repeat(size)}`,
  "marks, then one letter": `${".".repeat(size)}a`,
  "a quote that never ends": `"${filled("a ")}`,
  "a quote that never ends, ja": `「${filled("猫が")}`,
  "every other letter": filled("aが"),
  "one long line after another": filled(`${"a".repeat(500)}\n`),
  "letters in no order": mixed([..."abcdefghijklmnopqrstuvwxyz    ,.'\"-"]),
  "kana and kanji in no order": mixed([..."がのにをはでとてしいるた人走揺少女風カメラパン、。「」ズームっん"]),
  "code units in no order": mixed(Array.from({ length: 4096 }, (_, index) => String.fromCharCode(index * 16 + 7))),
  "words in no order": mixed(
    `the a camera cat leaves wind slowly pans left right walks turns and then while in out of not no keep still slow fast
    add don't is are to running "hello" 10 seconds`
      .split(/\s+/)
      .map((word) => `${word} `),
  ),
  "words in no order, ja": mixed(
    "カメラ が を は 少女 風 ゆっくり 揺れる 走る 歩いて 、 。 固定 ズームイン 「 」 その後 しないで なし 背景 静止 している 右 左 10秒".split(
      " ",
    ),
  ),
  "good prompts, one after another": filled("The woman slowly turns and smiles while the leaves sway behind her. "),
  "good prompts, one after another, ja": filled("女性がゆっくりと右を向き、優しく微笑む。背景の木の葉が風に揺れる。"),
};

describe("100 kB take linear time", () => {
  // Seconds of the processor's own time, far above what any of them takes: it fails for what would keep a server busy, never for a slow machine.
  const enough = 2;

  function expectQuick(text: string): void {
    const start = process.cpuUsage();
    const { messages, score } = lintPrompt(text, { preset: "strict" });
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(enough);
    if (score !== null) expect(score).toBeGreaterThanOrEqual(0);
    for (const { range } of messages) expect(range[1]).toBeLessThanOrEqual(text.length);
  }

  for (const [kind, list] of Object.entries(units))
    test.each(list.map((unit) => [JSON.stringify(unit), unit]))(`${kind}: %s`, (_, unit) => {
      expectQuick(filled(unit));
    });

  test.each(Object.entries(others))("%s", (_, text) => {
    expectQuick(text);
  });
});

/** Any text: code units that need not fit together, what people see as characters, and words that the rules know. */
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 }).map((codes) => String.fromCharCode(...codes)),
  fc
    .array(
      fc.constantFrom(
        ..."the camera pans left zooms in out static shot handheld she slowly turns and then while leaves sway don't no 10 seconds \" “ ” ( ) . , \n \u200b 4k".split(
          " ",
        ),
        " ",
        "\n",
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join(" ")),
  fc
    .array(
      fc.constantFrom(
        ..."カメラ が を は 固定 ズームイン 右へ パン 少女 風 ゆっくり 揺れる 走り 歩いて 動かない で 、 。 「 」 背景 静止 している 10秒 ﾊﾟﾝ \u200b 動画 に して ください なし".split(
          " ",
        ),
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join("")),
);

const presets = ["recommended", "strict", "minimal", "article"] as const;

describe("any text", () => {
  /** Where an offset is, counted one by one. */
  function getPosition(text: string, offset: number): Position {
    const lines = text.slice(0, offset).split(/\r\n|\r(?!\n)|\n/);
    return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
  }

  test("every preset returns a score and counts that match the findings", () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(...presets), (text, preset) => {
        const result: LintResult = lintPrompt(text, { preset });
        const { messages, errorCount, warningCount, infoCount, score } = result;
        expect(errorCount + warningCount + infoCount).toBe(messages.length);
        // `null` for a language that is not read.
        expect(score ?? 0).toBeGreaterThanOrEqual(0);
        expect(score ?? 0).toBeLessThanOrEqual(100);
        if (score === null) expect(messages.every(({ ruleId }) => ruleId === "supported-language")).toBe(true);
        else if (messages.length === 0) expect(score).toBe(100);
        for (const { message, suggestions = [] } of messages)
          for (const words of [message, ...suggestions.map((suggestion) => suggestion.message)]) {
            expect(words).not.toBe("");
            expect(words).not.toContain("undefined");
          }
      }),
      { numRuns: 500 },
    );
  });

  test("ranges are within the text, and findings in order", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let last = 0;
        for (const { range, fix, suggestions = [] } of lintPrompt(text, { preset: "strict" }).messages) {
          expect(range[0]).toBeGreaterThanOrEqual(last);
          last = range[0];
          const places = [
            range,
            ...[fix, ...suggestions.map((one) => one.fix)].flatMap((one) => (one ? [one.range] : [])),
          ];
          for (const [start, end] of places) {
            expect(Number.isInteger(start) && Number.isInteger(end)).toBe(true);
            expect(start).toBeGreaterThanOrEqual(0);
            expect(start).toBeLessThanOrEqual(end);
            expect(end).toBeLessThanOrEqual(text.length);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test("lines and columns match the ranges", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const { range, loc } of lintPrompt(text, { preset: "strict" }).messages) {
          // Between "\r" and "\n" there is no column of a new line yet.
          if (range.some((offset) => text.slice(offset - 1, offset + 1) === "\r\n")) continue;
          expect(loc).toEqual({ start: getPosition(text, range[0]), end: getPosition(text, range[1]) });
        }
      }),
      { numRuns: 500 },
    );
  });

  test("the same text gives the same findings, independent of earlier calls", () => {
    fc.assert(
      fc.property(anyText, anyText, (text, between) => {
        const first = lintPrompt(text, { preset: "strict" });
        lintPrompt(between, { preset: "strict" });
        expect(lintPrompt(text, { preset: "strict" })).toEqual(first);
      }),
      { numRuns: 300 },
    );
  });

  test("fixing terminates and is idempotent", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { output = text } = fixPrompt(text, { preset: "strict" });
        expect(fixPrompt(output, { preset: "strict" }).output ?? output).toBe(output);
      }),
      { numRuns: 300 },
    );
  });
});

test("rejects a value that is not a string", () => {
  for (const value of [undefined, null, 12, ["a"], { text: "a" }])
    expect(() => lintPrompt(value as unknown as string)).toThrow(TypeError);
});
