// @module-tag node-independent

import { expect, test } from "vitest";
import { lintPrompt } from "../../../src/lint.js";
import { ruleTests } from "../../helpers/lint-rule.js";

const id = "no-vague-request";
const { found, marked } = ruleTests(id);

test("marks the entire prompt without surrounding whitespace", () => {
  expect(marked("  動画にして!  ")).toEqual(["動画にして!"]);
  expect(marked("\n\tmake it move\n")).toEqual(["make it move"]);
  expect(marked("make it move. please")).toEqual(["make it move. please"]);
});

test.each([
  "この画像をアニメーションにしてほしいです",
  "写真を動かしてください",
  "いい感じのショート動画を作って",
  "インスタ用のおしゃれな動画をお願いします",
  "動画化",
  "お手数をおかけして恐縮ですが、添付いたしました写真を、心に響く素晴らしい動画へと仕上げていただけますと幸いです。",
  "子ども向け。これをアニメで動かしたい。",
  "いい感じに自然に動かして、あとはおまかせ",
  "とにかくエモくしてほしいです!!",
  "この画像をｱﾆﾒｰｼｮﾝにして",
  "サービスの内容を見せる動画を作って",
  "Can you animate this?",
  "Bring my photo to life",
  "make a cool 4k cinematic video from this picture pls",
  "ANIMATE!!!",
  "Could you please take this lovely picture of my grandmother and make the most wonderful video out of it?",
  "Everything in the picture moves naturally, lots of energy, wow effect",
  "Turn this bottle into a futuristic commercial with lots of transformations",
  "Could you please prepare an engaging trailer that reflects our values?",
  "Create a 5 second video of my product",
  "video",
  "convert my still pictures",
  "Generate a clip with a retro theme, including neon lights and holographic projections.",
  "Make a 15-second product ad from this photo.",
  "create my catalogue images or clips",
  "hi, could u do sth w this pic of our new menu so i can post it on tiktok? thx",
  "We need a teaser from the attached for our landing page, approx. 6 sec.",
  "Animate my holiday photos into a slideshow with smooth transitions",
  "could u do one of those moving pics w/ our bakery?? thx",
  "just let it move already, how hard is that",
  "hey could you pls make my aunts old foto into a vidoe",
  "Everything begins moving and the whole image comes to life in a magical way.",
])("vague request: %j", (text) => {
  expect(found(text)).toHaveLength(1);
});

test.each([
  "商品の動画。ボトルがゆっくり回る。",
  "この写真を動画にして。女の子が手を振る。",
  "カメラがゆっくり寄る動画にして",
  "ねこがジャンプ",
  "このイラスト、波と雲が動くように",
  "ボールで遊ぶ猫の動画を生成してください",
  "Make a video of the cat jumping off the shelf.",
  "Animate the leaves so that they sway in the wind.",
  "Make it a video: slow push-in on the cup.",
  "The girl blinks.",
  "Animate this harbour photo with waves and sails moving",
  "animate it, clouds moving",
  "Make the water and the reeds move in this pic",
])("something visible: %j", (text) => {
  expect(found(text)).toEqual([]);
});

test.each(["", "…", "!!!", "123", "🎬"])("says nothing at all, which is for other rules: %j", (text) => {
  expect(found(text)).toEqual([]);
});

test("suppresses the other rules of its family", () => {
  const { messages } = lintPrompt("写真を動画にしてください", { preset: "strict" });
  expect(messages.filter(({ ruleId }) => ruleId.startsWith("require-"))).toEqual([]);
});

test("the next rule reports missing motion when this one is off", () => {
  const { messages } = lintPrompt("動画にして", { preset: "strict", rules: { [id]: "off" } });
  expect(messages.map(({ ruleId }) => ruleId)).toContain("require-motion");
});

test("an error in every preset", () => {
  for (const preset of ["recommended", "strict", "minimal", "article"] as const)
    expect(found("make a video", { preset }).map(({ severity }) => severity)).toEqual(["error"]);
});

test("subtracts nearly the entire score", () => {
  expect(lintPrompt("make a video", { preset: "minimal" }).score).toBe(20);
});

test("message and advice follow the locale", () => {
  const japanese = found("make a video", { locale: "ja" })[0];
  expect(japanese?.message).toContain("動画の依頼");
  expect(japanese?.suggestions?.[0]?.message).toContain("誰がどう動くか");
  expect(found("動画にして")[0]?.message).toContain("誰がどう動くのか");
  expect(found("make a video")[0]?.message).toContain("who moves or how");
});

test("a long prompt is not a vague request", () => {
  expect(found("make a video ".repeat(23))).toHaveLength(1);
  expect(found("make a video ".repeat(24))).toEqual([]);
});
