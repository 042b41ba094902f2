// @module-tag node-independent

import { expect, test } from "vitest";
import { defaultGuidance, models } from "../../../src/models/models.js";
import { ruleTestsInContext } from "../../helpers/lint-rule.js";

const { found, marked } = ruleTestsInContext("max-dialogue");

const four = { seconds: 4 };
const long = 'Tom says, "I have been waiting for this very day since I was a little boy."';

test("marks from the first line above the limit to the last", () => {
  expect(marked(long, four)).toEqual([long.slice(10)]);
  expect(marked('Tom: "Here we go." Ann: "Wait for me, I have to find my shoes and my coat."', four)).toEqual([
    '"Wait for me, I have to find my shoes and my coat."',
  ]);
});

test("the message has the required time and the limit", () => {
  const [finding] = found(long, four);
  expect(finding?.message).toBe("The spoken lines take about 7 s; the clip is 4 s long.");
  expect(finding?.suggestions?.[0]?.message).toContain("about 9 words");
  const [japanese] = found("船長が「ながいあいだ、おまたせしてもうしわけありませんでした」と言う。", four);
  expect(japanese?.message).toContain("約5秒");
  expect(japanese?.suggestions?.[0]?.message).toContain("かな22文字");
});

test("counts morae: small kana belong to the one before, long vowels and small っ count", () => {
  // 22 morae fit into 4 seconds.
  expect(found(`少女が「${"しゃ".repeat(22)}」と言う。`, four)).toEqual([]);
  expect(found(`少女が「${"しゃ".repeat(23)}」と言う。`, four)).toHaveLength(1);
  expect(found(`少女が「${"っー".repeat(12)}」と言う。`, four)).toHaveLength(1);
  expect(found(`少女が「${"海山".repeat(6)}」と言う。`, four)).toHaveLength(1);
});

test("counts only spoken lines, and only with a known length", () => {
  expect(found('A sign reads "No dogs, no bikes, no ball games and no loud music after nine o\'clock".', four)).toEqual(
    [],
  );
  expect(found("「関係者以外の立ち入りを固くお断りいたします」と書かれた看板が揺れる。", four)).toEqual([]);
  expect(found(long)).toEqual([]);
  expect(found(long, { seconds: 8 })).toEqual([]);
});

test("uses the model's rates", () => {
  const guidance = { ...defaultGuidance, spokenWordsPerSecond: 10 };
  const table = { quick: { ...models["sora-2"], guidance } };
  expect(found(long, { seconds: 4, model: "quick", models: table })).toEqual([]);
});
