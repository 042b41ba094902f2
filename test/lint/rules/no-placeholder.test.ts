// @module-tag node-independent

import { expect, test } from "vitest";
import { ruleTestsInContext } from "../../helpers/lint-rule.js";

const { found, marked } = ruleTestsInContext("no-placeholder");

test.each([
  ["A {animal} runs past {{place}}.", ["{animal}", "{{place}}"]],
  [`$${"{subject}"} waves, #{name} bows.`, [`$${"{subject}"}`, "#{name}"]],
  ["The <main character> bows.", ["<main character>"]],
  ["[Subject] turns to [the location].", ["[Subject]", "[the location]"]],
  ["[Subject] walks to the [location] and [Action] slowly", ["[Subject]", "[location]", "[Action]"]],
  ["[Subject] rides [object] downhill", ["[Subject]", "[object]"]],
  ["[Subject] [Action] [Camera]", ["[Subject]", "[Action]", "[Camera]"]],
  ["A cup of [insert drink here] steams.", ["[insert drink here]"]],
  ["[Describe the action here] in the park", ["[Describe the action here]"]],
  ["The sailor waves. [Add any details that you want.]", ["[Add any details that you want.]"]],
  ["[wide/medium/close] A sailor waves.", ["[wide/medium/close]"]],
  ["女性が手を振る。カメラ: [static / dolly / orbit など]", ["[static / dolly / orbit など]"]],
  ["The sailor waves. TODO: weather", ["TODO"]],
  ["The sailor looks at ____ and waves.", ["____"]],
  ["[人物]が手を振り、【背景】が揺れる。", ["[人物]", "【背景】"]],
  ["A drone flies over [city], past [landmark], at dusk.", ["[city]", "[landmark]"]],
  ["Scene: <a short description of the place>, slow", ["<a short description of the place>"]],
  ["Motion: <what the subject does, in one verb>, slow", ["<what the subject does, in one verb>"]],
  ["Video of {{ $('Sheet').item.json['Scene'] }}, slow zoom", ["{{ $('Sheet').item.json['Scene'] }}"]],
  ["〇〇が歩き、●●が揺れる。", ["〇〇", "●●"]],
  ["<商品名>を持つ手。[商品名を入力してください]", ["<商品名>", "[商品名を入力してください]"]],
])("placeholder in %j", (text, words) => expect(marked(text)).toEqual(words));

test.each([
  "[Shot 1] The sailor waves. [00:00-00:03] Static.",
  "[Scene] A harbour at dawn. [Camera] slow push-in.",
  "[Subject] a heron [Action] lifts off [Camera] static",
  "[Subject]: a heron, [Action]: lifts off, [Camera]: static",
  "<Subject> a heron <Action> lifts off <Camera> static",
  "{Subject} a heron {Action} lifts off {Camera} static",
  "【人物】船長 【動き】ゆっくり振り返る",
  "[SFX: waves] The sailor waves.",
  "[Add thunder] The sailor waves.",
  "The sailor leans on [wet rope] and waves.",
  "The sailor waves in [slow motion], then stops at [Pan left].",
  "<S>What a night<E> The sailor waves.",
  "The sailor smiles. <the camera pans left> He waves.",
  "<a sailor turns his head> he smiles",
  "<short pause> He turns to the left slowly.",
  "Walk of the [old man] in the [dark forest], slow.",
  "[Close-up / eye level] The sailor waves.",
  'A note that says "TODO" and "{name}" flutters on the fridge.',
  "二〇〇五年の港を船が行く。",
  "The boy ticks off his to-do list, todo el mundo aplaude.",
  '{ "action": "the sailor waves" }',
  "She says <pause> hello.",
  "The flag 3 < 5 > 2 waves.",
])("no placeholder in %j", (text) => expect(marked(text)).toEqual([]));

test("quotes the source text", () => {
  expect(found("The {Main Hero} bows.")[0]?.message).toBe("“{Main Hero}” is an unfilled template placeholder.");
  expect(found("{主人公}が礼をする。")[0]?.message).toBe("「{主人公}」はテンプレートの穴埋めのままです。");
});

test("reads full-width brackets", () => expect(marked("[被写体]が右を向く")).toEqual(["[被写体]"]));
