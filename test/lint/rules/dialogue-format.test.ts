// @module-tag node-independent

import { expect, test } from "vitest";
import { after, ruleTestsInContext } from "../../helpers/lint-rule.js";

const { found, marked } = ruleTestsInContext("dialogue-format");

test.each([
  ['Tom says "Hello and waves.', '"Hello and waves.', 'Tom says "Hello and waves."'],
  ["船長が「出航だ\n帆が上がる。", "「出航だ", "船長が「出航だ」\n帆が上がる。"],
  ["船長が『出航だ", "『出航だ", "船長が『出航だ』"],
  ["Ann whispers “come here", "“come here", "Ann whispers “come here”"],
])("unclosed quote in %j", (text, words, output) => {
  expect(marked(text)).toEqual([words]);
  expect(after(text, found(text)[0]?.suggestions?.[0]?.fix)).toBe(output);
});

test("lines of a conversation without a speaker", () => {
  expect(marked('Two men meet. "Is it here?" "It is." Tom says, "Good."')).toEqual(['"Is it here?"', '"It is."']);
  expect(marked("二人が座る。「本当か?」「ああ。」")).toEqual(["「本当か?」", "「ああ。」"]);
});

test.each([
  'Tom: "Is it here?" Jim: "It is." Tom: "Good."',
  '"Is it here?" asks Tom. "It is," Jim says. "Good!" she shouts.',
  "刑事「嘘だろう?」\n容疑者「本当です。」\n刑事「そうか。」",
  "女性が「行こう」と言い、男性が「ああ」と答える。",
  'Tom says, "It is here." "Come!"',
  "看板の「海」と「山」が揺れる。",
  "A 6\" pipe drips, the dogs' tails wag, it's a '90s kitchen.",
  'The "hero" of the "story" waves.',
])("no finding for %j", (text) => expect(found(text)).toEqual([]));
