// @module-tag node-independent

import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { bundleSize } from "../../bench/bundle-size.mjs";
import * as en from "../../src/lint/en.js";
import * as ja from "../../src/lint/ja.js";
import * as full from "../../src/lint.js";

const root = resolve(import.meta.dirname, "../..");
const linters = { en, ja };
const locales = ["en", "ja"] as const;
const other = { en: "ja", ja: "en" } as const;
const names = { en: "English", ja: "日本語" };

/** The code spans in the tables of the rule pages. */
const examples = readdirSync(join(root, "docs/rules"))
  .flatMap((name) => readFileSync(join(root, "docs/rules", name), "utf8").match(/^\| `.*$/gm) ?? [])
  .flatMap((row) => Array.from(row.matchAll(/(`+)(.+?)\1(?= *\|)/g), ([, , text = ""]) => text));
const isForeign = { en: /[\u3041-\u9fff]/, ja: /[a-z][a-z'-]*[ ,]+[a-z]/ };

describe.each(locales)("ugoku/lint/%s", (locale) => {
  const { lintPrompt, fixPrompt, rules, presets } = linters[locale];
  const own = examples.filter((text) => full.lintPrompt(text).language === locale);

  test("judges a prompt of its language as ugoku/lint does", () => {
    const plain = own.filter((text) => !isForeign[locale].test(text));
    expect(plain.length).toBeGreaterThan(locale === "en" ? 150 : 100);
    const options = { preset: "strict", context: { seconds: 4, size: "1280x720" } } as const;
    for (const text of plain) {
      expect(lintPrompt(text, options)).toEqual(full.lintPrompt(text, options));
      expect(fixPrompt(text, options)).toEqual(full.fixPrompt(text, options));
    }
  });

  test("does not judge prompts of another language", () => {
    const foreign = examples.filter((text) => ["en", "ja", "zh"].includes(full.lintPrompt(text).language));
    for (const text of foreign.filter((text) => !own.includes(text))) {
      const { messages, score, errorCount } = lintPrompt(text, { preset: "strict" });
      expect([text, messages.map(({ ruleId }) => ruleId), score]).toEqual([text, ["supported-language"], null]);
      expect(messages[0]?.message).toContain(names[locale]);
      expect(errorCount).toBe(0);
    }
  });

  test("has every rule, with messages in its language only", () => {
    expect(rules.map(({ id }) => id)).toEqual(full.rules.map(({ id }) => id));
    for (const [index, { messages }] of rules.entries())
      expect(messages).toEqual({ [locale]: full.rules[index]?.messages[locale] });
    expect(presets).toBe(full.presets);
  });

  test("names the entry point for messages in the other language", () => {
    const wanted = other[locale];
    expect(() => lintPrompt("x", { locale: wanted })).toThrow(
      expect.objectContaining({ code: "option_invalid", hint: expect.stringContaining(`"ugoku/lint/${wanted}"`) }),
    );
    expect(lintPrompt("", { locale }).messages[0]?.message).toBe(full.lintPrompt("", { locale }).messages[0]?.message);
  });

  test("runs custom rules, whose messages are in both languages", () => {
    const rule = full.defineRule({
      id: "no-x",
      messages: { en: { found: "An X." }, ja: { found: "Xです。" } },
      *check() {
        yield { messageId: "found", range: [0, 1] };
      },
    });
    const text = locale === "en" ? "A cat blinks." : "猫がまばたきする。";
    const found = lintPrompt(text, { plugins: [rule] }).messages.find(({ ruleId }) => ruleId === "no-x");
    expect(found?.message).toBe(rule.messages[locale].found);
  });

  test("a bundle has no source of the other language", async () => {
    const { files } = await bundleSize(`export * from "./src/lint/${locale}.ts"`, { resolveDir: root });
    const words = {
      en: /lint\/(?:en\/|lexicon\/(?:en\/|camera-en)|text\/(?:english|.*-en\.))/,
      ja: /lint\/(?:ja\/|lexicon\/(?:ja\/|camera-ja)|text\/(?:japanese|.*-ja\.))/,
    };
    const sources = files.map(({ file }) => file).filter((file) => file.startsWith("src/"));
    expect(sources.filter((file) => words[locale].test(file)).length).toBeGreaterThan(5);
    expect(sources.filter((file) => words[other[locale]].test(file))).toEqual([]);
    // Shared files have no kana either: neither has the bundle for English.
    const shared = sources.filter((file) => !words[locale].test(file));
    const code = (file: string) => readFileSync(join(root, file), "utf8").replace(/\/\*\*.*?\*\/|\/\/ .*$/gms, "");
    expect(shared.filter((file) => /[ぁ-ゖァ-ヺ]/.test(code(file)))).toEqual([]);
  });
});
