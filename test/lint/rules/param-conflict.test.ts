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
  ["The woman slowly turns to the right for 10 seconds.", "10 seconds", "long"],
  ["For ten seconds, the kite climbs.", "ten seconds", "long"],
  ["She holds his gaze for a full 8 seconds while the rain falls.", "8 seconds", "long"],
  ["A flower opens over 10 seconds.", "10 seconds", "long"],
  ["The turn takes about 10 seconds.", "10 seconds", "long"],
  ["She walks along the beach for 2 minutes.", "2 minutes", "long"],
  ["She smiles for 5 to 10 seconds.", "5 to 10 seconds", "long"],
  ["女性が10秒間、ゆっくりと右を向く。", "10秒", "long"],
  ["10秒かけて花が開く。", "10秒", "long"],
  ["旗が2分間にわたって揺れる。", "2分", "long"],
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
  "The woman slowly turns to the right for 3 seconds.",
  "She smiles for 3 to 10 seconds.",
  "He has been waiting for 60 seconds.",
  "After running for 30 seconds, he stops.",
  "A microwave, set for 90 seconds, hums.",
  "A time-lapse: clouds race for 30 seconds.",
  "She is famous for 60 seconds of silence.",
  "The loop repeats for 20 seconds.",
  "女性が3秒間、右を向く。",
  "10秒間走った後、彼は止まる。",
  "10秒間隔で光が点滅する。",
  "10秒間の沈黙を破って鳥が飛ぶ。",
  "10秒間に3回まばたきする。",
  "タイムラプスで、雲が30秒間流れる。",
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

test("the message names the option of the request", () => {
  const messageOf = (text: string) => found(text, wide)[0]?.message;
  expect(messageOf("A 12-second clip of a kite")).toBe("The prompt says “12-second”, but `duration` is 4.");
  expect(messageOf("10秒の動画で凧が昇る")).toBe("プロンプトには「10秒」とありますが、`duration` は 4 です。");
  expect(messageOf("The kite climbs for 10 seconds.")).toBe("“10 seconds” is longer than the clip; `duration` is 4.");
  expect(messageOf("凧が10秒間昇る。")).toBe("「10秒」はクリップより長い時間です(`duration` は 4)。");
  expect(messageOf("6秒目で凧が落ちる。")).toBe("「6秒」はクリップの終わりより後です(`duration` は 4)。");
});

test("the message has both values", () => {
  const [finding] = found("凧が昇る縦動画", wide);
  expect(finding?.message).toBe("プロンプトには「縦」とありますが、`size` は 1280x720 です。");
  expect(finding?.fix).toBeUndefined();
});
