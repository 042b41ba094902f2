// @module-tag node-independent

import { expect, test } from "vitest";
import { ruleTestsBySetting } from "../../helpers/lint-rule.js";

const { words } = ruleTestsBySetting("no-invisible-emotion", "info");

test("reports a feeling without a visible sign", () => {
  expect(words("The widow is heartbroken.")).toEqual(["is heartbroken"]);
  expect(words("The room is full of sorrow.")).toEqual(["full of sorrow"]);
  expect(words("青年は懐かしい気持ち。")).toEqual(["懐かしい"]);
  expect(words("母は不安に駆られている。")).toEqual(["不安に駆られ"]);
});

test("allows a feeling with a face, a body or an action", () => {
  for (const prompt of [
    "She is sad and a tear falls on the letter.",
    "The boy feels nervous, twisting his sleeve.",
    "The lonely street is empty at night.",
    "He feels the wind on the deck.",
    "寂しい横顔に光が差す。",
    "少女は嬉しいのか、跳びはねる。",
  ])
    expect([prompt, words(prompt)]).toEqual([prompt, []]);
});
