// @module-tag node-independent

import { expect, test } from "vitest";
import { ruleTestsBySetting } from "../../helpers/lint-rule.js";

const { found, words } = ruleTestsBySetting("no-transformation", "info");

test("reports a transformation", () => {
  expect(words("The statue becomes a soldier and salutes.")).toEqual(["becomes a soldier"]);
  expect(words("A teapot morphs into a swan.")).toEqual(["morphs into a swan"]);
  expect(words("Her dress changes while she spins.")).toEqual(["dress changes"]);
  expect(words("猫が虎に変わる。")).toEqual(["虎に変わる"]);
  expect(words("衣装が鎧に変わる。")).toEqual(["衣装が鎧に変わる"]);
});

test("allows changes of mood, light, weather, pace and roads", () => {
  for (const prompt of [
    "His frown morphs into a smile.",
    "The van turns into a narrow lane.",
    "Rain turns into snow; the sky turns into a golden glow.",
    "A stroll becomes a sprint.",
    "The bottle keeps its shape without morphing into anything.",
    "泣き顔が笑顔に変わる。空が夕焼け色に変化する。",
    "信号が赤に変わる。カメラは海へと向きを変える。",
    "姿は変わらない。春に桜が咲く。",
  ])
    expect([prompt, words(prompt)]).toEqual([prompt, []]);
});

test("reports nothing without an image", () => {
  expect(found("A teapot morphs into a swan.", "info", false)).toEqual([]);
});
