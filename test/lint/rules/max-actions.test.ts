// @module-tag node-independent

import { expect, test } from "vitest";
import type { LintOptions } from "../../../src/lint/core/rule.js";
import { ruleTests } from "../../helpers/lint-rule.js";

const { found, marked } = ruleTests("max-actions");

const within = (seconds?: number, model?: string): LintOptions => ({ preset: "strict", context: { seconds, model } });
const three = "The baker opens the oven, lifts the tray and nods.";
const drei = "職人がオーブンを開け、皿を持ち上げ、微笑む。";

test("marks from the first action above the limit to the last", () => {
  expect(marked(three, within(4))).toEqual(["nods"]);
  expect(marked("The baker opens the oven, lifts the tray, grabs a roll and nods.", within(4))).toEqual([
    "grabs a roll and nods",
  ]);
  expect(marked("職人がオーブンを開け、皿を持ち上げ、手を振り、微笑む。", within(4))).toEqual(["振り、微笑む"]);
});

test("the message has the numbers", () => {
  expect(found(three, within(4))[0]?.message).toBe("3 actions in 4 seconds; there is time for 2.");
  expect(found(drei, within(4))[0]?.message).toContain("4秒に動作が3個");
  // Without a length, it is the linter that takes one.
  const five = "The baker opens the oven, lifts the tray, grabs a roll, smells it, bows, nods.";
  expect(found(five, within())[0]?.message).toMatch(/^\d actions; a typical clip of 8 seconds has time for 4\.$/);
});

test.each([
  [4, 2],
  [5, 2],
  [6, 3],
  [8, 4],
])("%i seconds are enough for %i actions", (seconds, max) => {
  const actions = ["opens the oven", "lifts the tray", "grabs a roll", "smells it", "nods"];
  const prompt = (count: number) => `The baker ${actions.slice(0, count).join(", ")}.`;
  expect(found(prompt(max), within(seconds))).toEqual([]);
});

test.each([1, 2, 3])("two actions pass even in %i seconds", (seconds) => {
  expect(found("The baker opens the oven and smiles.", within(seconds))).toEqual([]);
  expect(found(three, within(seconds))).toHaveLength(1);
});

test.each([
  "Leaves fall, clouds drift, flags wave and snow swirls while the baker smiles.",
  "葉が落ち、雲が流れ、旗が揺れ、雪が舞う中、職人が微笑む。",
])("surroundings do not count as actions: %j", (text) => {
  expect(found(text, within(4))).toEqual([]);
});

test.each([
  "The camera pans left, tilts up and zooms in as the baker smiles.",
  "カメラが右へパンし、ティルトアップし、ズームインする。職人が微笑む。",
])("the camera does not count as an actor: %j", (text) => {
  expect(found(text, within(4))).toEqual([]);
});

test.each([
  "Smiling and nodding, the baker opens the oven, lifting the tray.",
  "職人が笑いながら、うなずきながら、皿を持ち上げる。",
])("an accompanying action does not count: %j", (text) => {
  expect(found(text, within(4))).toEqual([]);
});

test("ignores negated actions", () => {
  expect(found("猫は逃げない。鳴かない。動かない。ただ振り返る。", within(4))).toEqual([]);
});

test("assumes the model's default length without a length", () => {
  const twelve = Array.from({ length: 12 }, () => "The baker nods.").join(" ");
  expect(found(three)).toEqual([]);
  expect(found(twelve, within(undefined, "sora-2"))).toHaveLength(1);
  expect(found(twelve, within(100))).toEqual([]);
});

test("a warning in recommended", () => {
  expect(found(three, { context: { seconds: 4 } }).map(({ severity }) => severity)).toEqual(["warning"]);
  expect(found(three, { context: { seconds: 4 }, preset: "minimal" })).toEqual([]);
});
