// @module-tag node-independent

import { expect, test } from "vitest";
import { ruleTestsInContext } from "../../helpers/lint-rule.js";

const { found, marked } = ruleTestsInContext("no-mixed-language");

test.each([
  ["凧が青い空へゆっくりと昇っていく。the children run along the beach", "the children run along the beach"],
  ["The kite climbs higher and higher、子どもたちが笑う。", "子どもたちが笑う"],
  [
    "A kite climbs over the dunes while 子どもたちが笑いながら走る and the sea glitters in the low sun behind them all.",
    "子どもたちが笑いながら走る",
  ],
])("%j", (text, words) => {
  expect(marked(text)).toEqual([words]);
  expect(found(text)[0]?.severity).toBe("info");
});

test.each([
  "カメラは slow dolly in、その後 tracking shot で凧を追う。",
  "Medium close-up、POV、macro lens shot。凧が昇る。",
  "Mary Jane Watson Parker が New York City の Central Park で凧を上げる。",
  "少年が「Let it fly as high as it can」と叫ぶ。",
  "iPhone で撮った 4K 60fps の凧。GoPro HERO 12 も使う。",
  "A kite climbs over Shibuya (渋谷) and Sakura-chan waves.",
  "A woman says 「ただいま帰りました」 and takes off her shoes.",
  "A kite climbs over the dunes.",
  "凧が昇る。",
  "1, 2, 3",
])("no finding for %j", (text) => expect(found(text)).toEqual([]));
