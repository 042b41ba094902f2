// @module-tag node-independent

import { expect, test } from "vitest";
import { ruleTests } from "../../helpers/lint-rule.js";

const { found, marked, pasted } = ruleTests("require-subject");

test("marks the first action", () => {
  expect(marked("tilts gently and slowly, then turns around")).toEqual(["tilts"]);
  expect(marked("そっと箱を開け、微笑む")).toEqual(["開け"]);
});

test("the message has the dictionary form", () => {
  expect(found("tilts gently to the left")[0]?.message).toContain('"tilt"');
  expect(found("そっと箱を開け、微笑む")[0]?.message).toContain("「開ける」");
});

test("the suggestion's fix resolves the finding", () => {
  expect(pasted("そっと首をかしげる")).toBe("被写体がそっと首をかしげる");
  expect(pasted("  tilts gently to the left")).toBe("  The subject tilts gently to the left");
  for (const text of ["そっと首をかしげる", "tilts gently to the left", "三歩進んで止まる"])
    expect([text, found(pasted(text))]).toEqual([text, []]);
});

test("a command with an object says what moves", () => {
  expect(found("Open the box slowly")).toEqual([]);
});

test('a command has nothing to paste, for "The subject turn around" would be wrong', () => {
  const [message] = found("Turn around slowly");
  expect(message?.suggestions?.map(({ fix }) => fix)).toEqual([undefined]);
});

test.each([
  "The box opens slowly",
  "She opens the box",
  "The subject opens the box",
  "A boy chasing a ball",
  "Falling leaves",
  "Wind moves the grass, then stops",
  "箱がゆっくり開く",
  "少年はボールを追いかける",
  "ボールを追いかける少年",
  "被写体がそっと微笑む",
  "舞い散る花びら",
  "二人とも笑う。人物が手を振る。",
])("an actor is named: %j", (text) => {
  expect(found(text)).toEqual([]);
});

test("one actor is enough for the whole prompt", () => {
  expect(found("猫が伸びをする。ゆっくり歩いて、窓辺で止まる。")).toEqual([]);
  expect(found("The cat stretches. Then slowly walks to the window.")).toEqual([]);
});

test("a camera needs no actor", () => {
  expect(found("Zoom in slowly")).toEqual([]);
  expect(found("ゆっくりズームイン")).toEqual([]);
});

test("nothing without motion", () => {
  expect(found("A box on the table")).toEqual([]);
  expect(found("机の上の箱")).toEqual([]);
  expect(found("")).toEqual([]);
});

test("an info in recommended, a warning in strict and article", () => {
  expect(found("tilts gently to the left", { preset: "recommended" }).map(({ severity }) => severity)).toEqual([
    "info",
  ]);
  for (const preset of ["strict", "article"] as const)
    expect(found("tilts gently to the left", { preset }).map(({ severity }) => severity)).toEqual(["warning"]);
  expect(found("tilts gently to the left", { preset: "minimal" })).toEqual([]);
});
