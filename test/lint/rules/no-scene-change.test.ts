// @module-tag node-independent

import { expect, test } from "vitest";
import { lintPrompt } from "../../../src/lint.js";
import { ruleTestsBySetting } from "../../helpers/lint-rule.js";

const { found, words } = ruleTestsBySetting("no-scene-change", "warning");

test("reports a jump to another place or time", () => {
  expect(words("A boat leaves. Then cut to the harbour bar.")).toEqual(["cut to"]);
  expect(words("The camera cuts to a kitchen.")).toEqual(["cuts to"]);
  expect(words("A boat leaves. Cut to a night market.")).toEqual(["Cut to"]);
  expect(words("He waves; the scene changes to a beach.")).toEqual(["scene changes to"]);
  expect(words("She sleeps. Three hours later, she wakes.")).toEqual(["hours later"]);
  expect(words("場面が変わり、海が広がる。")).toEqual(["場面が変わ"]);
  expect(words("電車が出る。数日後、雪が積もる。")).toEqual(["数日後"]);
});

test("allows scene changes without an image or with a block for each shot", () => {
  const prompt = "A boat leaves. Cut to the harbour bar.";
  expect(found(prompt, "warning", false)).toEqual([]);
  for (const blocks of [
    "Shot 1: a boat leaves. Shot 2: cut to the harbour bar.",
    "[00:00-00:02] a boat leaves [00:02-00:04] next scene, a bar",
    "00:00-00:02 a boat leaves\n00:02-00:04 cut to the harbour bar",
    "0-3s: a boat leaves. 3-6s: cut to the harbour bar.",
    "カット1:船が出る。\nカット2:翌日、港の酒場。",
  ])
    expect([blocks, words(blocks)]).toEqual([blocks, []]);
});

test("allows other cuts, other times of day, and negated changes", () => {
  for (const prompt of [
    "The barber cuts her hair; a crosscut saw hums.",
    "Planks cut to size lie on the bench as he hammers.",
    "One take, no jump cuts, without a scene change.",
    "Meanwhile, in the background, leaves sway.",
    "The scene shifts to dusk and lanterns glow.",
    "A boat leaves. Cut to night.",
    "A boat leaves. Cut to a low angle shot of its hull.",
    "We transition to a slow push-in; the next shot of espresso drips.",
    "Sugar dissolves into the tea. A moment later, she drinks.",
    "ケーキをカットする。ヘアカットの途中で振り向く。",
    "カットを切り替えずに歩き続ける。場面転換なし。",
    "タブレットの画面が切り替わる。",
  ])
    expect([prompt, words(prompt)]).toEqual([prompt, []]);
});

test("allows waiting for a scene and the next day's sun", () => {
  for (const prompt of ["少年が舞台袖で次の場面を待つ。", "翌日の朝日が窓からゆっくり差し込む。"])
    expect([prompt, lintPrompt(prompt).messages.filter(({ ruleId }) => ruleId === "no-scene-change")]).toEqual([
      prompt,
      [],
    ]);
});
