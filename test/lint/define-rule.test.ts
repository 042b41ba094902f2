import { describe, expect, expectTypeOf, test } from "vitest";
import { defineRule } from "../../src/lint/core/define-rule.js";
import type { LintRule } from "../../src/lint/core/rule.js";
import { lintPrompt, rules } from "../../src/lint.js";
import { failure } from "../helpers/failure.js";

const messages = { en: { slang: "“{{word}}” is slang." }, ja: { slang: "「{{word}}」は俗語です。" } };

const noSlang = defineRule({
  id: "no-slang",
  messages,
  defaults: { words: ["gonna", "マジ"], max: 0 },
  *check({ text }, { options }) {
    expectTypeOf(options).toEqualTypeOf<{ words: string[]; max: number }>();
    for (const word of options.words) {
      const start = text.indexOf(word);
      if (start >= 0) yield { messageId: "slang", range: [start, start + word.length], data: { word } };
    }
  },
});

/** The findings of the rule alone. */
function findings(text: string, setting?: object | string, rule: LintRule = noSlang) {
  const rules = setting === undefined ? {} : { [rule.id]: setting as never };
  return lintPrompt(text, { plugins: [rule], rules }).messages.filter(({ ruleId }) => ruleId === rule.id);
}

describe("custom rules", () => {
  test("is a wording warning by default, and frozen", () => {
    expect(noSlang).toMatchObject({ id: "no-slang", family: "wording", severity: "warning" });
    expect(Object.isFrozen(noSlang) && Object.isFrozen(noSlang.messages.ja)).toBe(true);
  });

  test("reports in the language of the prompt and has no page", () => {
    const [english] = findings("He is GONNA jump slowly.");
    expect(english).toMatchObject({ severity: "warning", message: "“gonna” is slang.", range: [6, 11] });
    expect(english).not.toHaveProperty("url");
    expect(findings("彼はマジでゆっくり歩く。")[0]?.message).toBe("「マジ」は俗語です。");
  });

  test("a list in a message has the commas of the message's language", () => {
    const rule = defineRule({
      id: "no-colors",
      messages: { en: { found: "Colors: {{names}}." }, ja: { found: "色:{{names}}。" } },
      *check() {
        yield { messageId: "found", range: [0, 1], data: { names: ["red", "blue"] } };
      },
    });
    const messageIn = (locale: "en" | "ja") =>
      lintPrompt("A kite climbs.", { plugins: [rule], locale }).messages.find(({ ruleId }) => ruleId === rule.id)
        ?.message;
    expect([messageIn("en"), messageIn("ja")]).toEqual(["Colors: red, blue.", "色:red、blue。"]);
  });

  test("takes a severity and options", () => {
    expect(findings("He is gonna jump.", "info")[0]?.severity).toBe("info");
    expect(findings("He is gonna jump.", "off")).toEqual([]);
    expect(findings("He will hop.", ["error", { words: ["hop"] }])[0]).toMatchObject({ severity: "error" });
  });

  test("rejects an unknown option or id with the closest match", async () => {
    expect((await failure(() => findings("x", ["error", { word: ["hop"] }]))).hint).toContain('"words"');
    const options = { plugins: [noSlang], rules: { "no-slangs": "off" } } as const;
    expect((await failure(() => lintPrompt("x", options))).hint).toContain('"no-slang"');
  });

  test("passes no options by default", () => {
    const rule = defineRule({
      id: "shout",
      severity: "error",
      family: "hygiene",
      messages: { en: { loud: "Loud." }, ja: { loud: "うるさい。" } },
      check: ({ source }, { options }) =>
        source.endsWith("!") && Object.keys(options).length === 0
          ? [{ messageId: "loud", range: [source.length - 1, source.length] }]
          : [],
    });
    expect(findings("A cat jumps!", undefined, rule)[0]).toMatchObject({ severity: "error", message: "Loud." });
  });

  test("accepts an instance of a class", () => {
    class Shout {
      id = "shout";
      messages = { en: { loud: "Loud." }, ja: { loud: "うるさい。" } };
      *check() {
        yield { messageId: Object.keys(this.messages.en)[0] ?? "", range: [0, 1] as const };
      }
    }
    expect(findings("A cat jumps!", undefined, defineRule(new Shout())).length).toBe(1);
  });
});

describe("validation of a rule", () => {
  const fine = { id: "no-slang", messages, check: () => [] };
  const wrong: readonly (readonly [what: string, rule: unknown, message: RegExp, hint: RegExp])[] = [
    ["nothing", undefined, /undefined/, /object/],
    ["a list", [fine], /array/, /object/],
    ["no id", { ...fine, id: undefined }, /id undefined/, /kebab-case/],
    ["an id in camel case", { ...fine, id: "noSlang" }, /"noSlang"/, /kebab-case/],
    ["an id of the catalogue", { ...fine, id: "no-empty" }, /"no-empty".*built-in/, /"my-no-empty"/],
    ["a field that does not exist", { ...fine, serverity: "error" }, /"serverity"/, /"severity"/],
    ["a severity that does not exist", { ...fine, severity: "warn" }, /"warn"/, /mean "warning"/],
    ["off as severity", { ...fine, severity: "off" }, /"off"/, /error, warning, info/],
    ["a family that does not exist", { ...fine, family: "words" }, /"words"/, /"wording"|completeness/],
    ["a weight that is not a number", { ...fine, weight: "5" }, /weight "5"/, /0 to 100/],
    ["a weight below 0", { ...fine, weight: -1 }, /weight -1/, /0 to 100/],
    ["counts that do not exist", { ...fine, counts: "text" }, /counts "text"/, /source/],
    ["no check", { id: "no-slang", messages }, /undefined as check/, /function/],
    ["defaults that are a list", { ...fine, defaults: [] }, /defaults/, /object/],
    ["no messages", { ...fine, messages: undefined }, /undefined as messages/, /both languages/],
    ["one language", { ...fine, messages: { en: messages.en } }, /messages in en/, /both languages/],
    ["empty messages", { ...fine, messages: { en: {}, ja: {} } }, /no messages/, /one/],
    [
      "a message in one language",
      { ...fine, messages: { en: { ...messages.en, more: "More." }, ja: messages.ja } },
      /"more" in ja/,
      /English and Japanese/,
    ],
    [
      "names that differ",
      { ...fine, messages: { en: { slang: "{{word}}" }, ja: { slang: "{{ward}}" } } },
      /word .* ward/,
      /\{\{names\}\}/,
    ],
  ];
  test.each(wrong)("%s", async (_, rule, message, hint) => {
    const error = await failure(() => defineRule(rule as never));
    expect(error).toMatchObject({ name: "RequestError", code: "option_invalid" });
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
  });

  test("names may be reordered and repeated", () => {
    const texts = { en: { many: "{{a}} and {{b}}, {{a}}." }, ja: { many: "{{b}}と{{a}}。" } };
    expect(defineRule({ ...fine, messages: texts }).messages).toEqual(texts);
  });
});

test("of a warning and a minor finding of one rule, the warning counts for the score", () => {
  const rule = defineRule({
    id: "no-fox",
    messages: { en: { fox: "A fox." }, ja: { fox: "狐です。" } },
    *check() {
      yield { messageId: "fox", range: [0, 5] };
      yield { messageId: "fox", range: [6, 9], minor: true };
    },
  });
  const off = Object.fromEntries(rules.map(({ id }) => [id, "off" as const]));
  const result = lintPrompt("A fox runs.", { plugins: [rule], rules: off });
  expect(result.messages.map(({ severity }) => severity)).toEqual(["warning", "info"]);
  expect(result.score).toBe(85);
});
