// @module-tag node-independent

import { expect, test } from "vitest";
import type { LintOptions } from "../../../src/lint/core/rule.js";
import { ruleTests } from "../../helpers/lint-rule.js";

const id = "no-generic-motion";
const { found, marked } = ruleTests(id);

test("marks the verb and quotes it as written", () => {
  expect(marked("The old man walks.")).toEqual(["walks"]);
  expect(marked("子どもが歩く。")).toEqual(["歩く"]);
  expect(found("The old man walks.")[0]?.message).toContain('"walks"');
  expect(found("子どもが歩く。")[0]?.message).toContain("「歩く」");
});

test("a motion that is only the topic of the video", () => {
  expect(found("A lovely video of skating")).toHaveLength(1);
  expect(found("A lovely video of a girl skating")).toEqual([]);
});

test.each(["この写真の犬が自然に動くようにしてください", "うちの猫を自然な感じで動かしてください"])(
  "a long request for any motion is reported, too: %j",
  (text) => expect(found(text)).toHaveLength(1),
);

test.each(["雲が動く動画にしてください", "波を動かして", "髪の毛とスカートの裾だけ動くようにして"])(
  "what moves is named: %j",
  (text) => expect(found(text)).toEqual([]),
);

test.each(["The cat goes there quickly.", "The cat slowly walks.", "男性がゆっくり歩く", "少女が自然に歩く。"])(
  "pace alone does not make it visible: %j",
  (text) => {
    expect(found(text)).toHaveLength(1);
  },
);

test.each([
  ["a count", "The old man walks three steps."],
  ["a way of going", "The old man walks timidly."],
  ["another motion", "The old man walks and smiles."],
  ["the camera", "The old man walks, tracking shot."],
  ["stillness", "He walks; the background stays still."],
  ["a count", "男性が三歩進む"],
  ["a way of going", "男性が堂々と歩く"],
  ["another motion", "猫が歩き、跳ねる"],
  ["stillness", "背景は固定、猫が歩く"],
  ["speech", "猫が歩く。「にゃあ」"],
])("%s makes it specific: %j", (_, text) => {
  expect(found(text)).toEqual([]);
});

test.each([
  "An epic battle.",
  "a fast car chase",
  "A long space journey",
  "She makes a few gestures.",
  "The robot performs its moves.",
])("a noun that does not say what moves, or how: %j", (text) => expect(found(text)).toHaveLength(1));

test.each([
  "The potter performs a bow.",
  "The gymnast does a handstand.",
  "A magician performs a card trick.",
  "A race between two snails",
  "A slow nod.",
])("its noun makes it specific: %j", (text) => expect(found(text)).toEqual([]));

test("ignores longer prompts", () => {
  expect(found("The man in the grey coat walks.")).toHaveLength(1);
  expect(found("The man in the long grey coat walks.")).toEqual([]);
  expect(found("灰色のコートの男性が歩く。")).toHaveLength(1);
  expect(found("長い灰色のコートの男性が歩く。")).toEqual([]);
});

test("the limits are options", () => {
  const options = (own: object): LintOptions => ({ rules: { [id]: ["warning", own] } });
  expect(found("The man in the long grey coat walks.", options({ words: 8 }))).toHaveLength(1);
  expect(found("The man walks.", options({ words: 2 }))).toEqual([]);
  expect(found("長い灰色のコートの男性が歩く。", options({ characters: 15 }))).toHaveLength(1);
});

test("reports nothing without motion", () => {
  for (const text of ["", "A man on a road", "The man does not move", "男性は動かない", "道と男性"])
    expect([text, found(text)]).toEqual([text, []]);
});

test("accepts the example of its suggestion", () => {
  const example = /"([^"]+)"/.exec(found("The man walks.")[0]?.suggestions?.[0]?.message ?? "")?.[1] ?? "";
  expect(example).toContain("three steps");
  expect(found(`He ${example}.`)).toEqual([]);
});

test("a warning in recommended and strict", () => {
  const severities = (preset: LintOptions["preset"]) =>
    found("The man walks.", { preset }).map(({ severity }) => severity);
  expect(severities("recommended")).toEqual(["warning"]);
  expect(severities("strict")).toEqual(["warning"]);
  expect(severities("minimal")).toEqual([]);
});
