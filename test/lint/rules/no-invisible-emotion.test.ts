import { expect, test } from "vitest";
import { lintPrompt } from "../../../src/lint/index.js";
import type { RuleSetting } from "../../../src/lint/types.js";

/** What the rule says of a prompt: the words meant, and the prompt after its first suggestion. */
function found(prompt: string, setting: RuleSetting = "info", hasImage = true) {
  const { messages } = lintPrompt(prompt, {
    preset: "minimal",
    rules: { "no-invisible-emotion": setting },
    context: { hasImage },
  });
  return messages
    .filter(({ ruleId }) => ruleId === "no-invisible-emotion")
    .map(({ range: [start, end], messageId, suggestions = [] }) => {
      const fix = suggestions[0]?.fix;
      const after = fix && prompt.slice(0, fix.range[0]) + fix.text + prompt.slice(fix.range[1]);
      return { words: prompt.slice(start, end), messageId, after };
    });
}
const words = (prompt: string) => found(prompt).map((finding) => finding.words);

test("a feeling that nothing shows", () => {
  expect(words("The widow is heartbroken.")).toEqual(["is heartbroken"]);
  expect(words("The room is full of sorrow.")).toEqual(["full of sorrow"]);
  expect(words("青年は懐かしい気持ち。")).toEqual(["懐かしい"]);
  expect(words("母は不安に駆られている。")).toEqual(["不安に駆られ"]);
});

test("a face, a body or an action shows it", () => {
  for (const prompt of [
    "She is sad and a tear falls on the letter.",
    "The boy feels nervous, twisting his sleeve.",
    "The lonely street is empty at night.",
    "He feels the wind on the deck.",
    "寂しい横顔に光が差す。",
    "少女は嬉しいのか、跳びはねる。",
  ])
    expect([prompt, words(prompt)]).toEqual([prompt, []]);
});
