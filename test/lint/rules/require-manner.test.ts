// @module-tag node-independent

import { expect, test } from "vitest";
import type { LintOptions } from "../../../src/lint/core/rule.js";
import { ruleTests } from "../../helpers/lint-rule.js";

const { found, marked, pasted } = ruleTests("require-manner");

test("marks the first motion except the camera's", () => {
  expect(marked("The camera pans left as the baker lifts the tray and smiles.")).toEqual(["lifts"]);
  expect(marked("カメラがパンし、職人が皿を持ち上げて笑う。")).toEqual(["持ち上げ"]);
});

test("the suggestion's fix resolves the finding", () => {
  expect(pasted("The baker lifts the tray.")).toBe("The baker slowly lifts the tray.");
  expect(pasted("職人が皿を回す。")).toBe("職人が皿をゆっくり回す。");
  for (const text of ["The baker lifts the tray.", "職人が皿を回す。"])
    expect([text, found(pasted(text))]).toEqual([text, []]);
});

test.each([
  "The baker gently lifts the tray.",
  "The baker lifts the tray with a smooth motion.",
  "The baker takes three steps.",
  "The dog barks twice.",
  "The cat suddenly jumps.",
  "At a leisurely pace, the cows cross over the bridge and turn.",
  "The lid opens halfway.",
  "職人が皿をそっと回す。",
  "犬が勢いよく走る。",
  "騎士が三歩進む。",
  "騎士が３歩進む。",
  "子どもが二度うなずく。",
  "猫が一瞬だけ振り返る。",
  "花びらがひらひら舞う。",
])("manner in %j", (text) => {
  expect(found(text)).toEqual([]);
});

test.each([
  "The baker beautifully lifts the tray.",
  "The family dances.",
  "A fly lands on the jelly, and the lonely baker smiles.",
  "The butterfly flutters over the lily.",
])("-ly without manner: %j", (text) => {
  expect(found(text)).toHaveLength(1);
});

test("reports nothing if only the camera moves, nothing moves, or motion is negated", () => {
  for (const text of ["Zoom in on the tray", "A tray on a table", "The baker does not move", "職人は動かない", ""])
    expect([text, found(text)]).toEqual([text, []]);
});

test("an info, and a warning in article", () => {
  const severities = (preset: LintOptions["preset"]) =>
    found("The baker lifts the tray.", { preset }).map(({ severity }) => severity);
  expect(severities("strict")).toEqual(["info"]);
  expect(severities("article")).toEqual(["warning"]);
  expect(severities("recommended")).toEqual([]);
  expect(severities("minimal")).toEqual([]);
});
