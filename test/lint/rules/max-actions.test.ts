// @module-tag node-independent

import { expect, test } from "vitest";
import type { LintOptions } from "../../../src/lint/core/rule.js";
import { ruleTests } from "../../helpers/lint-rule.js";

const { found, marked } = ruleTests("max-actions");

const within = (seconds?: number, model?: string): LintOptions => ({ preset: "strict", context: { seconds, model } });
const three = "The baker opens the oven, lifts the tray and nods.";
const four = "The baker opens the oven, lifts the tray, grabs a roll and nods.";
const fourJapanese = "職人がオーブンを開け、皿を持ち上げ、手を振り、お辞儀する。";

test("marks from the first action above the limit to the last", () => {
  expect(marked(four, within(4))).toEqual(["nods"]);
  expect(marked("The baker opens the oven, lifts the tray, turns it, grabs a roll and nods.", within(4))).toEqual([
    "grabs a roll and nods",
  ]);
  expect(marked(fourJapanese.replace("お辞儀", "飛び跳ね、お辞儀"), within(4))).toEqual(["飛び跳ね、お辞儀"]);
});

test("the message has the numbers", () => {
  expect(found(four, within(4))[0]?.message).toBe("4 actions in 4 seconds; there is time for 3.");
  expect(found(fourJapanese, within(4))[0]?.message).toContain("4秒に動作が4個");
  // Without a length, it is the linter that takes one.
  const six = "The baker opens the oven, lifts the tray, grabs a roll, turns it, drops it, jumps.";
  expect(found(six, within())[0]?.message).toMatch(/^\d actions; a typical clip of 8 seconds has time for 4\.$/);
});

test.each([
  [4, 3],
  [6, 3],
  [8, 4],
  [10, 5],
])("%i seconds are enough for %i actions", (seconds, max) => {
  const actions = ["opens the oven", "lifts the tray", "grabs a roll", "smells it", "nods"];
  const prompt = (count: number) => `The baker ${actions.slice(0, count).join(", ")}.`;
  expect(found(prompt(max), within(seconds))).toEqual([]);
});

test.each([1, 2, 3])("three actions pass even in %i seconds", (seconds) => {
  expect(found(three, within(seconds))).toEqual([]);
  expect(found(four, within(seconds))).toHaveLength(1);
});

test.each([
  "He knocks, opens the door, enters the room, lifts a box, turns, falls and laughs in the last second.",
  "At 3 seconds he knocks, opens the door, enters the room, lifts a box, turns, falls and laughs.",
  "彼が戸を叩き、扉を開け、飛び込み、転び、起き上がり、最後の1秒で笑う。",
])("a moment is not the length of the clip: %j", (text) => {
  expect(found(text)[0]?.message).toMatch(/8 seconds|8秒/);
});

test.each([
  "[0-2s] She opens the box, lifts the ring and smiles.\n[2-4s] She turns, waves and leaves.\n[4-6s] The door closes.",
  '{"0-2s": "mage raises staff, runes flare, cloak flutters", "2-5s": "ring expands, mage bows, staff breaks"}',
  '{"0s-2s": "mage raises staff, runes flare", "2s - 5s": "ring expands, mage bows, staff breaks"}',
  "0〜2秒：彼女が箱を開け、指輪を持ち上げ、うなずく。\n2〜4秒：彼女が振り向き、手を振り、立ち去る。",
])("each part of a timeline is counted alone: %j", (text) => {
  expect(found(text)).toEqual([]);
});

test("what follows the last part after a blank line is not counted", () => {
  const parts =
    "[0-3s] She opens the box, lifts the ring and turns.\n[3-6s] She looks up, drops it and runs to the stairs.\n";
  expect(found(`${parts}\nThe light drops, rain begins to fall, she shivers. Keep the room.`)).toEqual([]);
  expect(found(`${parts}The light drops, she falls, she shivers. Keep the room.`)).toHaveLength(1);
});

test.each([
  "The baker opens the oven, lifts the tray and says: done. No music, crowds, fast cuts, hand switching, zooms or jumps.",
  "The baker opens the oven, lifts the tray and whispers. Avoid spins, jumps, falls.",
])("speech, and a list of what must not be, do not count: %j", (text) => {
  expect(found(text, within(4))).toEqual([]);
});

test("the end of a timeline is the length of the clip", () => {
  const beats = "She opens the box, lifts the ring, shakes it, kisses it, drops it and runs.";
  expect(found(`[0-3s] ${beats}\n[3-6s] The door closes.`)[0]?.message).toBe(
    "6 actions in 6 seconds; there is time for 3.",
  );
});

test.each([
  "Leaves fall, clouds drift, flags wave and snow swirls while the baker smiles.",
  "葉が落ち、雲が流れ、旗が揺れ、雪が舞う中、職人が微笑む。",
])("surroundings do not count as actions: %j", (text) => {
  expect(found(text, within(4))).toEqual([]);
});

test.each([
  "The camera pans left, tilts up and zooms in as the baker smiles.",
  "カメラが右へパンし、ティルトアップし、ズームインする。職人が微笑む。",
])("the camera does not count as an actor: %j", (text) => {
  expect(found(text, within(4))).toEqual([]);
});

test.each([
  "Smiling and nodding, the baker opens the oven, lifting the tray.",
  "職人が笑いながら、うなずきながら、皿を持ち上げる。",
])("an accompanying action does not count: %j", (text) => {
  expect(found(text, within(4))).toEqual([]);
});

test("ignores negated actions", () => {
  expect(found("猫は逃げない。鳴かない。動かない。ただ振り返る。", within(4))).toEqual([]);
});

test("assumes the model's default length without a length", () => {
  const twelve = Array.from({ length: 12 }, () => "The baker nods.").join(" ");
  expect(found(four)).toEqual([]);
  expect(found(twelve, within(undefined, "sora-2"))).toHaveLength(1);
  expect(found(twelve, within(100))).toEqual([]);
});

test.each([
  [four, four.replace("grabs", "turns it, grabs")],
  [fourJapanese, fourJapanese.replace("お辞儀", "飛び跳ね、お辞儀")],
])("one action above the limit is an info, two are a warning: %j", (one, two) => {
  const severities = (text: string, preset: "recommended" | "minimal" = "recommended") =>
    found(text, { context: { seconds: 4 }, preset }).map(({ severity }) => severity);
  expect(severities(one)).toEqual(["info"]);
  expect(severities(two)).toEqual(["warning"]);
  expect(severities(two, "minimal")).toEqual([]);
});
