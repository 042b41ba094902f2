// @module-tag node-independent

import { expect, test } from "vitest";
import type { LintOptions } from "../../../src/lint/core/rule.js";
import { ruleTests } from "../../helpers/lint-rule.js";

const { found, marked } = ruleTests("require-motion");

test("marks the entire prompt without surrounding whitespace", () => {
  expect(marked(" 白い皿の上の苺のケーキ \n")).toEqual(["白い皿の上の苺のケーキ"]);
  expect(marked("\nA strawberry cake on a white plate  ")).toEqual(["A strawberry cake on a white plate"]);
});

test.each([
  "Portrait of an old fisherman with a grey beard",
  "A parked car beside a park, fall colours",
  "A couple sitting in a cozy living room",
  "The vase stands on the table; a coat hangs on the door",
  "Swimming pool, running shoes, rocking chair",
  "An open field under the setting sun, rolling hills",
  "座っている猫、机に置かれた本",
  "満開の桜と止まっている自転車",
  "乗り物と飲み物のイラスト、引き出しのある机",
  "海に浮かぶ島と曲がりくねった道",
])("no motion: %j", (text) => {
  expect(found(text)).toHaveLength(1);
});

test.each([
  ["the subject", "The cat blinks."],
  ["the surroundings", "Snow falls on the roofs."],
  ["the camera", "Slow zoom out from the cake."],
  ["a participle", "A boy chasing a ball"],
  ["a noun", "A slow turn of the head"],
  ["the subject", "猫が首をかしげる"],
  ["the surroundings", "雪が降る街"],
  ["the camera", "ケーキからゆっくりズームアウト"],
  ["a noun", "窓辺へジャンプ"],
  ["a verb before its noun", "走る犬"],
])("%s moves: %j", (_, text) => {
  expect(found(text)).toEqual([]);
});

test("a static camera and a negated motion do not count", () => {
  expect(found("Static shot of a teapot.")).toHaveLength(1);
  expect(found("The dog does not move.")).toHaveLength(1);
  expect(found("固定カメラ、机の上の急須")).toHaveLength(1);
  expect(found("茶色い犬は吠えない")).toHaveLength(1);
});

test("ignores quoted motion", () => {
  expect(found('A poster with the words "the cat jumps"')).toHaveLength(1);
  expect(found("「猫が走る」と書かれたポスター")).toHaveLength(1);
});

test("reports nothing without letters", () => {
  for (const text of ["", "…", "12 + 3", "🐈"]) expect(found(text)).toEqual([]);
});

test("a warning in recommended, an error in strict and article, silent in minimal", () => {
  const severities = (preset: LintOptions["preset"]) =>
    found("A bowl of soup on a table", { preset }).map(({ severity }) => severity);
  expect(severities("recommended")).toEqual(["warning"]);
  expect(severities("strict")).toEqual(["error"]);
  expect(severities("article")).toEqual(["error"]);
  expect(severities("minimal")).toEqual([]);
});

test.each([
  ["A luxury perfume bottle, gold cap", '"bottle"'],
  ["Vintage poster of a jazz band", '"poster"'],
  ["It is calm here.", "Say what moves"],
  ["赤いドレスの女性は海辺にいる。", "「女性」"],
  ["赤いドレス、海辺", "何がどう動くか"],
])("the suggestion is about the prompt's own subject: %j", (text, words) => {
  expect(found(text)[0]?.suggestions?.[0]?.message).toContain(words);
});
