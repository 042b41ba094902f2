// @module-tag node-independent

import { expect, test } from "vitest";
import type { LintOptions } from "../../../src/lint/core/rule.js";
import { ruleTests } from "../../helpers/lint-rule.js";

const { found, marked } = ruleTests("require-subject-motion");

test("marks the camera move", () => {
  expect(marked("テーブルの上のケーキへズームイン")).toEqual(["ズームイン"]);
  expect(marked("A ring on velvet, the camera tilts up")).toEqual(["tilts"]);
});

test("marks the first of several moves", () => {
  expect(marked("Static shot at first, then pan left, then zoom in on the ring")).toEqual(["pan"]);
});

test("marks full-width and half-width terms as written", () => {
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
  ["the scene moves", "Static shot, only movement is the slow stirring of tea and rising steam"],
  ["bread, not a pan", "少年がパンをかじる"],
])("silent: %s (%s)", (_, text) => {
  expect(found(text)).toEqual([]);
});

test.each([
  ["warning", "A small harbour with red boats and a stone pier, camera pans left"],
  ["warning", "A small harbour with red boats and a stone pier. Slow zoom in."],
  ["warning", "A small harbour with red boats and a stone pier, the camera pulls back"],
  ["warning", "Slow cinematic push-in toward the subject. Shallow depth of field. Warm evening light."],
  ["warning", "赤い船と石の桟橋が並ぶ小さな港。カメラがゆっくりとズームインする。"],
  ["warning", "静止画の人物・構図・光を保ったまま、自然なカメラ移動と小さな環境変化だけで動かす。"],
  ["info", "カメラが提灯と石畳の続く古い商店街の路地をゆっくり移動していく"],
  ["info", "A drone flythrough of a city of glass at dusk, neon reflections on wet streets"],
  ["info", "A tracking shot follows him down the pier"],
  ["warning", "The camera follows him."],
  ["info", "A rider on a trail; the camera tracks alongside at a steady pace"],
  ["info", "The camera pans left along a small harbour with red boats and a stone pier"],
  ["info", "Static camera, then a slow push-in past red boats and a stone pier to the lighthouse"],
])("%s: %j", (severity, text) => {
  expect(found(text).map((message) => message.severity)).toEqual([severity]);
});

test("negated motion does not count", () => {
  expect(marked("カメラが右へパンする。猫は動かない。")).toEqual(["パン"]);
});

test("a warning, in recommended and strict only", () => {
  const severities = (preset: LintOptions["preset"]) =>
    found("Slow zoom in on the ring", { preset }).map(({ severity }) => severity);
  expect(severities("recommended")).toEqual(["warning"]);
  expect(severities("strict")).toEqual(["warning"]);
  expect(severities("article")).toEqual([]);
  expect(severities("minimal")).toEqual([]);
});

test("the moves themselves are no description of what the camera passes", () => {
  const text = "ドリーインしてからオービット、最後にクレーンアップ。滑らかに。";
  expect(found(text).map(({ severity }) => severity)).toEqual(["warning"]);
});

test("an info for a long description of what the camera passes", () => {
  const long = "A slow pan right through a dense jungle with ferns, vines and a ruined temple of red stone";
  expect(found(long).map(({ severity }) => severity)).toEqual(["info"]);
  expect(
    found("苔むした石段と赤い鳥居が続く古い神社の参道を、カメラがゆっくりと前進する。").map(({ severity }) => severity),
  ).toEqual(["info"]);
});
