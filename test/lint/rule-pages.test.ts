// @module-tag node-independent

import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { LintContext } from "../../src/lint/core/types.js";
import { lintPrompt, presets, rules } from "../../src/lint.js";

const folder = resolve(import.meta.dirname, "../../docs/rules");
const files = readdirSync(folder).filter((name) => name.endsWith(".md") && name !== "README.md");

test("every rule has a page and a test", () => {
  const ids = rules.map(({ id }) => id).toSorted();
  expect(files.map((name) => name.replace(/\.md$/, "")).toSorted()).toEqual(ids);
  const tests = readdirSync(join(import.meta.dirname, "rules")).map((name) => name.replace(/\.test\.ts$/, ""));
  expect(tests.toSorted()).toEqual(ids);
});

test("every message exists in both languages with the same placeholders", () => {
  for (const { id, messages } of rules) {
    expect([id, Object.keys(messages.ja)]).toEqual([id, Object.keys(messages.en)]);
    for (const [messageId, english] of Object.entries(messages.en)) {
      const names = (text = "") => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).toSorted();
      expect([id, messageId, names(messages.ja[messageId])]).toEqual([id, messageId, names(english)]);
    }
  }
});

/**
 * A page's examples: the rows of its tables whose head is "bad | good". A line ``With `{ "seconds": 4 }`:`` above a
 * table is the context of its rows.
 */
function getExamples(page: string): { bad: string; good: string; context: LintContext }[] {
  const examples: { bad: string; good: string; context: LintContext }[] = [];
  let context: LintContext = {};
  let inTable = false;
  for (const line of page.split("\n")) {
    const given = /^With `(\{.*\})`:$/.exec(line);
    if (given) context = JSON.parse(given[1] ?? "{}") as LintContext;
    if (/^#/.test(line)) context = {};
    if (/^\| *bad *\| *good *\|$/.test(line)) inTable = true;
    else if (!line.startsWith("|")) inTable = false;
    else if (inTable && !/^\|[-| ]+\|$/.test(line)) {
      // A cell is code, so that a pipe or a backtick of the prompt needs no escape: ``| `bad` | `good` |``.
      const cells = [...line.matchAll(/(`+)(.+?)\1(?= *\|)/g)].map(([, , text = ""]) => unpadded(text));
      expect(cells.length, line).toBe(2);
      examples.push({ bad: cells[0] ?? "", good: cells[1] ?? "", context });
    }
  }
  return examples;
}

/** One space on both sides of code is not part of it. `\uXXXX` stands for a character that a page cannot show. */
function unpadded(text: string): string {
  return text
    .replace(/^ (.+) $/, "$1")
    .replace(/\\u([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

describe("examples of the rule pages", () => {
  for (const { id } of rules) {
    const examples = getExamples(readFileSync(join(folder, `${id}.md`), "utf8"));
    const raised = (text: string, context: LintContext) =>
      lintPrompt(text, { preset: "strict", context }).messages.some(({ ruleId }) => ruleId === id);

    test(`${id}: bad examples are reported, good ones are not`, () => {
      for (const { bad, good, context } of examples) {
        expect([bad, raised(bad, context)]).toEqual([bad, true]);
        expect([good, raised(good, context)]).toEqual([good, false]);
      }
    });

    test(`${id}: two bad and two good examples for each language`, () => {
      const language = (text: string) => (/[\u3040-\u30ff\u4e00-\u9fff]/.test(text) ? "ja" : "en");
      const count = (kind: "bad" | "good", wanted: string) =>
        examples.filter((example) => language(example.good) === wanted && example[kind] !== "").length;
      for (const wanted of ["ja", "en"]) {
        expect([wanted, count("bad", wanted)]).toEqual([wanted, expect.toSatisfy((found: number) => found >= 2)]);
        expect([wanted, count("good", wanted)]).toEqual([wanted, expect.toSatisfy((found: number) => found >= 2)]);
      }
    });
  }
});

test("presets contain only existing rules", () => {
  const ids = new Set(rules.map(({ id }) => id));
  for (const settings of Object.values(presets)) for (const id of Object.keys(settings)) expect(ids).toContain(id);
});
