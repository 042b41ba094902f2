import { expect, test } from "vitest";
import { lintPrompt } from "../../../src/lint/index.js";
import type { RuleSetting } from "../../../src/lint/types.js";

/** What the rule says of a prompt: the words meant, and the prompt after its first suggestion. */
function found(prompt: string, setting: RuleSetting = "info", hasImage = true) {
  const { messages } = lintPrompt(prompt, {
    preset: "minimal",
    rules: { "no-command": setting },
    context: { hasImage },
  });
  return messages
    .filter(({ ruleId }) => ruleId === "no-command")
    .map(({ range: [start, end], messageId, suggestions = [] }) => {
      const fix = suggestions[0]?.fix;
      const after = fix && prompt.slice(0, fix.range[0]) + fix.text + prompt.slice(fix.range[1]);
      return { words: prompt.slice(start, end), messageId, after };
    });
}
const words = (prompt: string) => found(prompt).map((finding) => finding.words);

test("an order, and the event in its place", () => {
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

test("no event is made up where it is not certain", () => {
  expect(found("Make the wall taller.")).toMatchObject([{ after: undefined }]);
  expect(found("笑ってください。")).toMatchObject([{ words: "笑ってください", after: undefined }]);
});

test("an order for a video is vague, and that is said once", () => {
  for (const prompt of ["Make a clip of this picture.", "この写真を動画にしてください。"])
    expect(found(prompt)).toEqual([]);
});

test("camera terms, nouns, speech and what goes on are no orders", () => {
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
