// @module-tag node-independent

import { expect, test } from "vitest";
import { ruleTestsBySetting } from "../../helpers/lint-rule.js";

const { found, words } = ruleTestsBySetting("no-command", "info");

test("marks a command, in Japanese with its object", () => {
  for (const [prompt, ...meant] of [
    ["Add rain.", "Add"],
    ["Please add petals over the pond.", "Please add"],
    ["Let the curtains sway. Make him wave.", "Let", "Make"],
    ["Create a short video of an owl landing.", "Create"],
    ["落ち葉を足してください。", "落ち葉を足してください"],
    ["右へ移動してください。", "右へ移動してください"],
  ] as const)
    expect([prompt, words(prompt)]).toEqual([prompt, meant]);
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
