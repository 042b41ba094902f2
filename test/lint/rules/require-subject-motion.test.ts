// @module-tag node-independent

import { expect, test } from "vitest";
import type { LintOptions } from "../../../src/lint/core/rule.js";
import { ruleTests } from "../../helpers/lint-rule.js";

const { found, marked } = ruleTests("require-subject-motion");

test("the camera's move is marked", () => {
  expect(marked("テーブルの上のケーキへズームイン")).toEqual(["ズームイン"]);
  expect(marked("A ring on velvet, the camera tilts up")).toEqual(["tilts"]);
});

test("of several moves, the first that is one", () => {
  expect(marked("Static shot at first, then pan left, then zoom in on the ring")).toEqual(["pan"]);
});

test("a full-width or half-width term is marked as it was written", () => {
  expect(marked("指輪へｽﾞｰﾑｲﾝ")).toEqual(["ｽﾞｰﾑｲﾝ"]);
  expect(marked("ＺＯＯＭ ＩＮ on the ring")[0]).toMatch(/^ＺＯＯＭ/);
});

test.each([
  ["the subject moves", "The camera pans left while the baker smiles."],
  ["the scene moves", "Zoom in on the castle; flags flutter."],
  ["the subject moves", "カメラが右へパンし、パン職人が微笑む。"],
  ["the scene moves", "城へズームイン。旗がはためく。"],
  ["no camera", "The baker smiles."],
  ["no motion at all", "A baker in a white hat."],
  ["a static camera", "Static camera, a baker in a white hat."],
  ["a static camera", "固定カメラ、白い帽子のパン職人"],
  ["bread, not a pan", "少年がパンをかじる"],
])("silent: %s (%s)", (_, text) => {
  expect(found(text)).toEqual([]);
});

test("what is said not to move does not count as motion", () => {
  expect(marked("カメラが右へパンする。猫は動かない。")).toEqual(["パン"]);
});

test("an info, in recommended and strict only", () => {
  const severities = (preset: LintOptions["preset"]) =>
    found("Slow zoom in on the ring", { preset }).map(({ severity }) => severity);
  expect(severities("recommended")).toEqual(["info"]);
  expect(severities("strict")).toEqual(["info"]);
  expect(severities("article")).toEqual([]);
  expect(severities("minimal")).toEqual([]);
});
