// @module-tag node-independent

import { describe, expect, test } from "vitest";
import { read } from "../../scripts/docs/pages.mjs";
import { lintPrompt } from "../../src/lint.js";

describe.each(["getting-started-prompts.md", "getting-started-prompts.ja.md"])("prompts of %s", (name) => {
  const page = read(`docs/guides/${name}`);
  const rows = [...page.matchAll(/^\| (.+) \| \[([\w-]+)\]\(.+\) \| (.+) \|$/gm)].map(
    ([, weak = "", rule = "", better = ""]) => [weak, rule, better] as const,
  );

  test("are in English and Japanese", () => {
    expect(rows.length).toBeGreaterThanOrEqual(5);
    expect(new Set(rows.map(([weak]) => lintPrompt(weak).language))).toEqual(new Set(["en", "ja"]));
  });

  test.each(rows)("%s breaks %s", (weak, rule, better) => {
    expect(lintPrompt(weak).messages.map(({ ruleId }) => ruleId)).toContain(rule);
    expect(lintPrompt(better).messages).toEqual([]);
  });

  test("the example of a good prompt has no findings", () => {
    const [, good = ""] = /^> (.+)$/m.exec(page) ?? [];
    expect(lintPrompt(good, { preset: "strict" })).toMatchObject({ messages: [], score: 100 });
  });
});
