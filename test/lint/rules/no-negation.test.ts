// @module-tag node-independent

import { expect, test } from "vitest";
import { ruleTestsBySetting } from "../../helpers/lint-rule.js";

const { found, words } = ruleTestsBySetting("no-negation", "warning");

test("marks the negation", () => {
  for (const [prompt, meant] of [
    ["Don't alter the hair while she spins.", "Don't alter the hair"],
    ["The boats drift. The camera does not move.", "does not move"],
    ["The horses do not move.", "do not move"],
    ["A lake, nothing else moves.", "nothing else moves"],
    ["Gulls circle under a sky without clouds.", "without clouds"],
    ["He turns without distorting the hands.", "without distorting the hands"],
    ["犬の顔を崩さないでください。", "顔を崩さないでください"],
    ["カメラを動かさないで、波だけ寄せる。", "カメラを動かさないで"],
    ["画角を変えずに雪が降る。", "画角を変えずに"],
  ] as const)
    expect([prompt, words(prompt)]).toEqual([prompt, [meant]]);
});

test("offers no fix for an unknown reference", () => {
  expect(found("A basket with no apples swings.")).toEqual([
    { words: "no apples", messageId: "negation", after: undefined },
  ]);
  expect(found("通行人なし、旗が揺れる。")).toEqual([{ words: "通行人なし", messageId: "negation", after: undefined }]);
  expect(words("テキスト禁止。人物を増やさないこと。字幕は不要。")).toEqual([
    "テキスト禁止",
    "人物を増やさないこと",
    "字幕は不要",
  ]);
});

test("allows stillness, manner, idioms, signs and sound", () => {
  for (const prompt of [
    "The background stays still and the camera remains static.",
    "She never looks back and closes the gate without a sound.",
    "He pours the tea without spilling a drop.",
    "The bus swerves to avoid a puddle, narrowly avoiding the kerb.",
    "The tower is no longer visible. Not only the grass but the fence trembles.",
    "One continuous take with no cuts, no music.",
    "A no-entry sign swings in the wind.",
    "The boy doesn't notice the kite behind him.",
    "Never blinking, the owl turns its head.",
    'A man shouts, "Do not move!"',
    "背景は動かない。微動だにしない番人の前を猫が横切る。",
    "思わず笑い、何気なく髪に触れる。雨は絶え間なく降る。",
    "音もなく扉が開く。間もなく人が少ない廊下に光が差す。",
    "少女は切なく儚い表情で、何も言わずに歩く。",
    "姿勢を崩さずに一輪車をこぐ。表情を変えずに見上げる。",
    "駐車禁止の標識が揺れる。袖なしの服がはためく。",
    "水たまりを避けて走る。落とさないように皿を運ぶ。",
    "カットせずに保持。休むことなく漕ぐ。必ず少しずつ近づく。",
  ])
    expect([prompt, words(prompt)]).toEqual([prompt, []]);
});
