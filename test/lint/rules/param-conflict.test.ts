// @module-tag node-independent

import { expect, test } from "vitest";
import { ruleTestsInContext } from "../../helpers/lint-rule.js";

const { found, marked } = ruleTestsInContext("param-conflict");

const wide = { seconds: 4, size: "1280x720" };

test.each([
  ["A 12-second clip of a kite", "12-second", "seconds"],
  ["凧が昇る、10秒。", "10秒", "seconds"],
  ["1分の動画で凧が昇る", "1分", "seconds"],
  ["凧が昇る縦動画", "縦", "size"],
  ["A kite climbs, 9:16", "9:16", "size"],
  ["A kite climbs, 4:3 aspect ratio", "4:3", "size"],
  ["A kite climbs, 1920x1080", "1920x1080", "size"],
  ["A kite climbs, 1080p", "1080p", "size"],
  ["A kite climbs in portrait orientation", "portrait orientation", "size"],
  ["0-3s: still. 3-8s: the kite climbs.", "3-8s", "late"],
  ["6秒目で凧が落ちる。", "6秒", "late"],
])("%j", (text, words, messageId) => {
  expect(found(text, wide)).toMatchObject([{ severity: "error", messageId }]);
  expect(marked(text, wide)).toEqual([words]);
});

test.each([
  "A 4-second clip of a kite, 16:9, 720p, horizontal video",
  "4秒の横動画、1280x720",
  "0〜2秒は静止し、2〜4秒で凧が昇る。",
  "A 3-to-5-second clip of a kite",
  "Ten seconds later the kite is gone. A 60-second timer ticks.",
  "縦長の窓の外を凧が昇る。",
  "A kite climbs, 4K, 24fps",
])("agrees: %j", (text) => expect(found(text, wide)).toEqual([]));

test("reports nothing without a request", () => {
  expect(found("A 12-second clip, 9:16, 縦動画")).toEqual([]);
  expect(found("A 12-second clip, 9:16", { seconds: 12 })).toEqual([]);
  expect(found("A kite, 9:16", { size: "large" })).toEqual([]);
});

test("1792x1024 is near enough to 16:9", () => {
  expect(found("A kite climbs, 16:9", { size: "1792x1024" })).toEqual([]);
  expect(found("A kite climbs, 16:9", { size: "1024x1792" })).toHaveLength(1);
});

test("the message has both values", () => {
  const [finding] = found("凧が昇る縦動画", wide);
  expect(finding?.message).toBe("プロンプトには「縦」とありますが、`size` は 1280x720 です。");
  expect(finding?.fix).toBeUndefined();
});
