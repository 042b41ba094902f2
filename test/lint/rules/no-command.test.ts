// @module-tag node-independent

import { expect, test } from "vitest";
import { ruleTestsBySetting } from "../../helpers/lint-rule.js";

const { found, words } = ruleTestsBySetting("no-command", "info");

test("marks a command and suggests the event", () => {
  for (const [prompt, meant, after] of [
    ["Add rain.", "Add rain", "Rain begins to fall."],
    ["Please add petals over the pond.", "Please add petals", "Petals begin to fall over the pond."],
    ["Let the curtains sway.", "Let the curtains sway", "The curtains sway."],
    ["Make him wave.", "Make him wave", "He waves."],
    ["Create a short video of an owl landing.", "Create", "An owl landing."],
    ["落ち葉を足してください。", "落ち葉を足してください", "落ち葉が舞い始める。"],
    ["右へ移動してください。", "右へ移動してください", "右へ移動する。"],
  ] as const)
    expect([found(prompt)[0]?.words, found(prompt)[0]?.after]).toEqual([meant, after]);
});

test("suggests an event only if it is unambiguous", () => {
  expect(found("Make the wall taller.")).toMatchObject([{ after: undefined }]);
  expect(found("笑ってください。")).toMatchObject([{ words: "笑ってください", after: undefined }]);
});

test("leaves a request for a video to no-vague-request", () => {
  for (const prompt of ["Make a clip of this picture.", "この写真を動画にしてください。"])
    expect(found(prompt)).toEqual([]);
});

test("allows camera terms, nouns, speech and continuing motion", () => {
  for (const prompt of [
    "Pan left slowly while the grass sways.",
    "Keep the background still.",
    "Show jumping horses clear the fence.",
    "A tailor makes a coat and adds a button.",
    'She says: "Please add sugar."',
    "手を挙げて、ゆっくり振る。",
    "彼が「待ってください」と叫ぶ。",
    "少女がお願いのしぐさをする。",
  ])
    expect([prompt, words(prompt)]).toEqual([prompt, []]);
});
