// @module-tag node-independent

import { expect, test } from "vitest";
import { after, ruleTestsInContext } from "../../helpers/lint-rule.js";

const { found, marked } = ruleTestsInContext("no-tag-list");

test.each([
  "masterpiece, 8k, kite, sky",
  "kite, blue sky, dunes, sunny day",
  "(best quality:1.2), ultra-detailed, 1girl, kite",
  "傑作、高画質、凧、空",
  "凧 / 青空 / 砂丘 / 夏の日",
  "high quality, 4k",
  "外観、仕込み、来店、乾杯、料理、店長、夜景、ロゴ、地図",
  "dusk, orange sky, fishing boats, ocean waves, seagulls, rippling water, wharf, silhouette, golden hour, serene mood",
])("%j is a list", (text) => {
  expect(found(text)).toMatchObject([{ messageId: "list", range: [0, text.length] }]);
});

test.each([
  ["A kite climbs over the dunes, high quality, 4k", "high quality, 4k", "A kite climbs over the dunes"],
  [
    "A kite climbs, best quality, masterpiece, over the dunes",
    "best quality, masterpiece",
    "A kite climbs, over the dunes",
  ],
  [
    "Masterpiece, best quality, a kite climbs over the dunes",
    "Masterpiece, best quality",
    "a kite climbs over the dunes",
  ],
  ["凧が砂丘の上をゆっくり昇る、高画質、神作画。", "高画質、神作画", "凧が砂丘の上をゆっくり昇る。"],
])("quality tags in %j", (text, words, output) => {
  expect(marked(text)).toEqual([words]);
  expect(after(text, found(text)[0]?.suggestions?.[0]?.fix)).toBe(output);
});

test.each([
  "Static shot, leaves rustle gently, curtains sway, steam rises",
  "Leaves rustling, curtains swaying, dust drifting, soft light",
  "Palette: amber, cream, walnut brown, teal. The kite climbs.",
  "Wide shot, golden hour, handheld. The kid runs, the kite climbs.",
  "A kite climbs over dunes, sheds, fences, and rooftops.",
  "Gears, springs, levers and wheels turn inside the watch.",
  "A highly detailed kite climbs.",
  "A kite climbs, high quality.",
  "桜、風、光。花びらが舞い、少女の髪がなびく。",
  "少女、少年、犬が並んで坂道を駆け下りる。",
  "凧が昇り、砂が舞い、草が揺れ、雲が流れる。",
  "凧が昇り、砂が舞い、草が揺れ、雲が流れ、鳥が飛び、犬が走り、子が笑い、旗がなびき、波が寄せ、船が進み、人が歩く。",
  "Kids run, dogs bark, birds fly, leaves fall, cars pass, flags wave, smoke rises, water flows, lights blink, people walk",
  'A sign reads "4K, HDR, best quality" and swings in the wind.',
])("%j is not a list", (text) => expect(found(text)).toEqual([]));
