// @module-tag node-independent

import { expect, test } from "vitest";
import { ruleTestsBySetting } from "../../helpers/lint-rule.js";

const { found, words } = ruleTestsBySetting("no-real-person", "warning");

test("public figures and likenesses", () => {
  expect(words("CRISTIANO RONALDO kicks the ball.")).toEqual(["CRISTIANO RONALDO"]);
  expect(words("トム・クルーズがトムクルーズの隣を走る。")).toEqual(["トム・クルーズ", "トムクルーズ"]);
  expect(found("He looks just like the president and nods.")).toMatchObject([{ messageId: "likeness" }]);
  expect(words("隣の山本さんそっくりの男が笑う。")).toEqual(["さんそっくり"]);
});

test("custom names match as words, ignoring case and width", () => {
  const setting = ["warning", { names: ["Jane Sample", "見本太郎", " "] }] as const;
  expect(found("JANE Sample waves.", setting).map((finding) => finding.words)).toEqual(["JANE Sample"]);
  expect(found("見本太郎が手を振る。", setting)).toHaveLength(1);
  expect(found("Mary-Jane Samples waves.", setting)).toEqual([]);
  expect(() => found("x", ["warning", { names: "Jane" }])).toThrow("names");
});

test("allows given names, animals, relatives and things", () => {
  for (const prompt of [
    "Jordan and Taylor wave; a swift dives.",
    "A King Charles spaniel runs.",
    "A cloud in the likeness of a dragon drifts by.",
    "翔平が走る。お父さんそっくりの息子が笑う。",
    "本物そっくりの鳥が羽ばたく。人間そっくりのロボットが瞬く。",
  ])
    expect([prompt, words(prompt)]).toEqual([prompt, []]);
});
