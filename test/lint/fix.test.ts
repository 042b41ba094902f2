import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defineRule } from "../../src/lint/core/define-rule.js";
import { applyFixes } from "../../src/lint/core/fix.js";
import type { Fix, LintMessage, LintResult } from "../../src/lint/core/types.js";
import { fixPrompt, lintPrompt, presets } from "../../src/lint.js";
import { failure } from "../helpers/failure.js";

const start = { line: 1, column: 1 };

/** A linter that finds what `find` finds. */
function finding(find: (text: string) => readonly (Fix & { readonly ruleId?: string })[]) {
  return (text: string): LintResult => {
    const messages = find(text).map(
      ({ ruleId = "mine", ...fix }): LintMessage => ({
        ruleId,
        severity: "warning",
        messageId: "found",
        message: "Found.",
        range: fix.range,
        loc: { start, end: start },
        fix,
      }),
    );
    return { messages, errorCount: 0, warningCount: messages.length, infoCount: 0, language: "en", score: 100 };
  };
}

/** Every place of `pattern`, replaced by `by`. */
const replacing = (pattern: RegExp, by: string) => (text: string) =>
  Array.from(text.matchAll(pattern), (match) => ({
    range: [match.index, match.index + match[0].length] as const,
    text: by,
  }));

describe("applyFixes", () => {
  test("nothing to fix leaves the text as it is", () => {
    const { output, applied, remaining } = applyFixes(
      "A cat blinks.",
      finding(() => []),
    );
    expect({ output, applied, remaining }).toEqual({ output: "A cat blinks.", applied: [], remaining: [] });
  });

  test("applies adjacent fixes in one pass, in any order", () => {
    let passes = 0;
    const find = replacing(/x/g, "");
    const { output, applied } = applyFixes(
      "axxxb",
      finding((text) => {
        passes += 1;
        return find(text).toReversed();
      }),
    );
    expect([output, applied.length, passes]).toEqual(["ab", 3, 2]);
  });

  test("applies the first of two overlapping fixes, and the other in the next pass if it is still reported", () => {
    const { output, applied } = applyFixes(
      "one two three",
      finding((text) => [
        ...replacing(/one two/g, "12")(text),
        ...replacing(/two three/g, "23")(text),
        ...replacing(/12 three/g, "123")(text),
      ]),
    );
    expect([output, applied.length]).toEqual(["123", 2]);
  });

  test("two insertions at one position do not mix", () => {
    const missing = (word: string) => (text: string) =>
      text.includes(word) ? [] : [{ range: [0, 0] as const, text: word }];
    const { output } = applyFixes(
      "",
      finding((text) => [...missing("a")(text), ...missing("b")(text)]),
    );
    expect(output).toBe("ba");
  });

  test("ignores a rule whose fixes do not terminate", () => {
    const growing = (text: string) => [{ range: [text.length, text.length] as const, text: "!", ruleId: "growing" }];
    const swinging = (text: string) =>
      [...replacing(/\bup\b/g, "down")(text), ...replacing(/\bdown\b/g, "up")(text)].map((fix) => ({
        ...fix,
        ruleId: "swinging",
      }));
    const lint = finding((text) => [...growing(text), ...swinging(text), ...replacing(/ {2,}/g, " ")(text)]);
    const { output, applied, remaining } = applyFixes("up  and", lint);
    expect(output).toBe("up and");
    expect(applied.map(({ ruleId }) => ruleId)).toEqual(["mine"]);
    expect(remaining.map(({ ruleId }) => ruleId)).toEqual(["growing", "swinging"]);
    expect(applyFixes(output, lint).output).toBe(output);
  });

  test.each<readonly [number, number]>([
    [-1, 2],
    [3, 2],
    [0, 99],
    [99, 99],
    [Number.NaN, 1],
  ])("a fix outside of the text (%d to %d) is not made", (from, to) => {
    expect(
      applyFixes(
        "abc",
        finding(() => [{ range: [from, to], text: "z" }]),
      ).output,
    ).toBe("abc");
  });

  test("for any replacements: terminates, is idempotent, and keeps the text between them", () => {
    const letter = fc.constantFrom("a", "b", "c", "");
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "b", "c", "d", "😀"), maxLength: 30 }),
        letter,
        letter,
        (text, one, two) => {
          const lint = finding((prompt) => [...replacing(/ab/g, one)(prompt), ...replacing(/bc/g, two)(prompt)]);
          const { output } = applyFixes(text, lint);
          expect(output.match(/[d😀]/gu)).toEqual(text.match(/[d😀]/gu));
          expect(applyFixes(output, lint).output).toBe(output);
        },
      ),
    );
  });
});

const anyPrompt = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom(
      "\ud800",
      "\udfff",
      "\u200b",
      "\u202e",
      "\u0000",
      " ",
      "　",
      "\n",
      "\r",
      "動",
      "画",
      "{x}",
      "--ar 16:9",
      "(cat:1.3)",
      "10秒",
      "4K",
    ),
    maxLength: 20,
  }),
  fc
    .array(
      fc.constantFrom(
        "A cat",
        "blinks",
        "slowly",
        "make it a video",
        "zoom in",
        "4K",
        "10-second",
        "女性が",
        "ゆっくり",
        "微笑む。",
        "動画にして",
        "```",
        "\u200b",
        "  ",
        "ＡＢＣ",
        "ﾊﾞｽ",
      ),
      { maxLength: 12 },
    )
    .map((words) => words.join(" ")),
);

describe("fixPrompt", () => {
  test("keeps a text without findings", () => {
    const text = "A ginger cat slowly turns its head to the window and blinks twice while rain runs down the glass.";
    const { output, applied } = fixPrompt(text);
    expect([output, applied]).toEqual([text, []]);
  });

  test("with a custom rule", () => {
    const colour = defineRule({
      id: "one-spelling",
      messages: { en: { found: "Write “colour”." }, ja: { found: "「colour」と書きます。" } },
      *check({ text }) {
        for (const { index } of text.matchAll(/\bcolor\b/g))
          yield { messageId: "found", range: [index, index + 5], fix: { range: [index, index + 5], text: "colour" } };
      },
    });
    const options = { plugins: [colour] };
    const { output, applied, remaining } = fixPrompt(
      "A cat\u200b of one color slowly blinks at a color wheel.",
      options,
    );
    expect(output).toContain(" of one colour slowly blinks at a colour wheel.");
    expect(applied.filter(({ ruleId }) => ruleId === "one-spelling").length).toBe(2);
    expect(remaining.some(({ ruleId }) => ruleId === "one-spelling")).toBe(false);
  });

  test("a non-string is named", () => {
    expect(() => fixPrompt(42 as never)).toThrow(new TypeError("fixPrompt() takes a string, and got 42."));
  });

  test("validates options as lintPrompt() does", async () => {
    expect((await failure(() => fixPrompt("", { preset: "strct" as never }))).hint).toContain('"strict"');
  });

  test("for any prompt: total, idempotent, with every range in bounds", () => {
    fc.assert(
      fc.property(anyPrompt, fc.constantFrom("recommended", "strict", "minimal", "article"), (text, preset) => {
        const options = { preset, context: { seconds: 4, size: "1280x720", model: "sora-2" } } as const;
        const { output, remaining } = fixPrompt(text, options);
        expect(fixPrompt(output, options).output).toBe(output);
        expect(remaining).toEqual(lintPrompt(output, options).messages);
        for (const { ruleId, range, fix, suggestions = [] } of lintPrompt(text, options).messages) {
          for (const [from, to] of [range, fix?.range, ...suggestions.map((one) => one.fix?.range)].filter(
            (one) => one !== undefined,
          )) {
            expect([ruleId, from, to]).toEqual([
              ruleId,
              expect.toSatisfy((n: number) => n >= 0 && n <= to),
              expect.toSatisfy((n: number) => n <= text.length),
            ]);
          }
          // There is nothing to point at in a prompt without words.
          if (/[\p{L}\p{N}]/u.test(text)) expect([ruleId, text.slice(...range)]).not.toEqual([ruleId, ""]);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("works with every preset", () => {
    for (const preset of Object.keys(presets)) expect(fixPrompt("", { preset: preset as never }).output).toBe("");
  });
});
