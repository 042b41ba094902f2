// @module-tag node-independent

import { expect, test } from "vitest";
import type { LintOptions } from "../../../src/lint/core/rule.js";
import { ruleTests } from "../../helpers/lint-rule.js";

const { found, marked, pasted } = ruleTests("require-ambient-motion");

test("marks the subject's first motion", () => {
  expect(marked("Slow zoom in; the baker lifts the tray and smiles.")).toEqual(["lifts"]);
  expect(marked("カメラがゆっくりパン。職人が皿を回し、笑う。")).toEqual(["回し"]);
});

test("the suggestion is inserted before the last full stop and resolves the finding", () => {
  expect(pasted("The baker smiles. She bows.")).toBe("The baker smiles. She bows; the background stays still.");
  expect(pasted("職人が微笑む。")).toBe("職人が微笑む。背景は静止している。");
  expect(pasted("職人が微笑む")).toBe("職人が微笑む。背景は静止している");
  expect(pasted("The baker smiles!\n")).toBe("The baker smiles; the background stays still!\n");
  for (const text of ["The baker smiles. She bows.", "職人が微笑む。", "職人が微笑む"])
    expect([text, found(pasted(text))]).toEqual([text, []]);
});

test.each([
  "The baker smiles while steam rises.",
  "Leaves fall. The baker smiles.",
  "The baker smiles; the background stays still.",
  "The baker smiles and everything else remains still.",
  "The static background frames her; the background remains unchanged as she smiles.",
  "職人が微笑む。湯気が上がる。",
  "職人が微笑む。背景は静止。",
  "背景は固定、職人だけが微笑む。",
  "背景はそのままで、職人が微笑む。",
  "職人が微笑み、客たちが談笑している。",
])("surroundings are mentioned: %j", (text) => {
  expect(found(text)).toEqual([]);
});

test("a static camera does not mean a static background", () => {
  expect(marked("Static camera. The baker smiles.")).toEqual(["smiles"]);
  expect(marked("The camera stays still as the baker smiles.")).toEqual(["smiles"]);
  expect(marked("カメラは固定。職人が微笑む。")).toEqual(["微笑む"]);
});

test("reports nothing without a moving subject", () => {
  for (const text of ["Leaves fall.", "雪が降る。", "Zoom in on the tray", "A tray on a table", "机の上の皿", ""])
    expect([text, found(text)]).toEqual([text, []]);
});

test("an info, and a warning in article", () => {
  const severities = (preset: LintOptions["preset"]) =>
    found("The baker gently smiles.", { preset }).map(({ severity }) => severity);
  expect(severities("strict")).toEqual(["info"]);
  expect(severities("article")).toEqual(["warning"]);
  expect(severities("recommended")).toEqual([]);
  expect(severities("minimal")).toEqual([]);
});
