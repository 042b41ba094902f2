// @module-tag node-independent

import { expect, test } from "vitest";
import { ruleTestsBySetting } from "../../helpers/lint-rule.js";

const { words } = ruleTestsBySetting("no-empty-adjective", "info");

test("reports praise without a detail", () => {
  expect(words("A stunning place.")).toEqual(["stunning"]);
  expect(words("A cool effect, please.")).toEqual(["cool"]);
  expect(words("素敵な雰囲気")).toEqual(["素敵な"]);
  expect(words("映画のような構図。")).toEqual(["映画のような"]);
});

test("one finding for each sentence", () => {
  expect(words("An epic and amazing place. A wonderful place.")).toEqual(["epic", "wonderful"]);
  expect(words("A gorgeous valley. Fog drifts over it.")).toEqual(["gorgeous"]);
});

test("allows praise with a movement, a light or a sound", () => {
  for (const prompt of [
    "A beautiful dancer spins on her toes.",
    "Cinematic backlight, amber dust.",
    "A cool breeze over the great wall.",
    "美しい女性が髪をかき上げる。",
    "幻想的な青い光。",
    'A man whispers "beautiful" into the phone.',
  ])
    expect([prompt, words(prompt)]).toEqual([prompt, []]);
});
