// @module-tag node-independent

import { expect, test } from "vitest";
import { ruleTestsInContext } from "../../helpers/lint-rule.js";

const { found, marked, mended } = ruleTestsInContext("no-params-in-prose");

test.each([
  ["A kite climbs, 9:16, 1080x1920, 24fps.", ["9:16", "1080x1920", "24fps"], "A kite climbs."],
  ["Duration: 5 seconds. A kite climbs.", ["5 seconds"], "A kite climbs."],
  ["A kite climbs. Aspect ratio: 4:3.", ["4:3"], "A kite climbs."],
  ["Five-second video, a kite climbs", ["Five-second"], "a kite climbs"],
  ["凧が昇る、約10秒、横長。", ["10秒", "横長"], "凧が昇る。"],
  ["長さは8秒。凧が昇る。", ["8秒"], "凧が昇る。"],
])("%j", (text, words, output) => {
  expect(marked(text)).toEqual(words);
  expect(mended(text)).toBe(output);
});

test.each([
  ["A 10-second vertical 4K video of a kite climbing.", "10-second", "vertical", "4K"],
  ["A vertical 10-second ad of a kite", "vertical", "10-second"],
  ["凧が昇る10秒の縦動画", "10秒", "縦"],
  ["十五秒の動画で凧が昇る。", "十五秒"],
  ["縦型の動画、凧が昇る", "縦型"],
  ["凧が昇る。横長で作成してください。", "横長"],
  ["The clip should be 10 seconds long and show a kite.", "10 seconds"],
  ["10秒で作成して、凧が昇る。", "10秒"],
  ["A kite climbs in 4K.", "4K"],
])("reports without a fix within a sentence: %j", (text, ...words) => {
  expect(marked(text)).toEqual(words);
  expect(mended(text)).toBe(text);
});

test.each([
  "0〜3秒は静止し、3〜8秒で振り向く。",
  "最後の1秒は静止して終わる。",
  "3秒後に凧が落ち、10秒かけて花が開く。",
  "縦長の窓の外、横長の屏風の前、正方形の凧が揺れる。",
  "時計の針が9:16を指し、秒針が進む。",
  "ショートヘアの女性が横向きのまま30分の1だけ動く。",
  "At the 3 second mark the kite dips; in the final second it falls.",
  "[00:09-00:16] The kite climbs at a 45-degree angle at 40mph.",
  "Three seconds later, at 9:16 pm, a 5k run starts and the kite dips.",
  "A portrait of a sailor, a landscape painting, a vertical waterfall, a square window.",
  "1970s film, 90s video look, a man in his 40s flies a kite.",
  "The score is 3:2; the map is drawn 1:2.",
  'A screen shows "4K 60fps" and the kid laughs.',
  "The camera holds for 2 seconds, a 3-second pause, then a kite.",
])("no parameter in %j", (text) => expect(marked(text)).toEqual([]));

test("names the value of the request", () => {
  expect(found("A 4-second clip of a kite.", { seconds: 4 })[0]?.message).toContain("`duration` does (4).");
  expect(found("凧が昇る横動画", { size: "1280x720" })[0]?.message).toContain("(1280x720)");
  expect(found("A kite at 24fps.", { seconds: 4 })[0]?.message).toContain("the model decides");
});

test("leaves a conflict to param-conflict", () => {
  expect(
    found("A 10-second vertical clip.", { seconds: 4, size: "720x1280" }).map(({ messageId }) => messageId),
  ).toEqual(["size"]);
});

test("8k among tags is one of the tags", () => expect(marked("A kite climbs, masterpiece, 8k")).toEqual([]));
