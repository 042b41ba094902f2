// @module-tag node-independent

import { describe, expect, test } from "vitest";
import { lintPrompt } from "../../../src/lint.js";

const idsOf = (text: string, seconds = 8) =>
  lintPrompt(text, { context: { seconds, size: "1280x720" } })
    .messages.filter(({ severity }) => severity !== "info")
    .map(({ ruleId }) => ruleId);

const shot = {
  shot: "medium close-up",
  camera: "slow dolly-in",
  action: "the weaver slowly pulls the thread; dust drifts",
};

describe("the values of JSON are prose", () => {
  test.each([
    ["an object", JSON.stringify(shot)],
    ["with blanks", JSON.stringify(shot, null, 2)],
    ["nested", JSON.stringify({ scenes: [{ subject: { action: "a fox slowly trots across the ice" } }] })],
    ["single quotes", "{'action': 'a fox slowly trots across the ice', 'style': 'film'}"],
    ["no quotes around keys", "{subject: 'a fox', action: \"trots across ice\", camera: {move: 'static'}}"],
    [
      "a predicate as the action",
      JSON.stringify({ subject: "a fox", action: "folds ears", camera: { move: "static" } }),
    ],
    ["without the outer braces", '"mood": "calm",\n"physical_action": "a weaver slowly pulls the thread; dust drifts"'],
    ["cut off", JSON.stringify(shot, null, 2).slice(0, -8)],
    ["Japanese", JSON.stringify({ 動き: "職人がゆっくりと糸を引く", 背景: "ほこりが舞う" })],
  ])("%s", (_, text) => {
    expect(idsOf(text)).toEqual([]);
  });

  test("a still picture in JSON is one", () => {
    expect(idsOf(JSON.stringify({ subject: "a red vase on a table", style: "film", motion: "" }))).toContain(
      "require-motion",
    );
  });

  test("ranges are offsets into the JSON", () => {
    const text = JSON.stringify({ action: "A dog runs.", length: "a 20 second video" });
    const [conflict] = lintPrompt(text, { context: { seconds: 8 } }).messages.filter(
      ({ ruleId }) => ruleId === "param-conflict",
    );
    expect(text.slice(...(conflict?.range ?? [0, 0]))).toContain("20 second");
  });
});

describe("labels are not prose", () => {
  test.each([
    "Subject: the potter\nAction: she slowly lifts the bowl\nCamera: static\nBackground: curtains sway",
    "**Scene**: a kitchen. **Motion**: the kettle boils over and she turns off the stove.",
    "【被写体】少年【動き】紙飛行機を投げて追いかける【背景】芝生が風に揺れる",
    "- the monk lights a candle\n- smoke curls upward\n- camera slowly pushes in",
    "[Subject] a potter [Action] folds both arms [Camera] static",
    "**Subject**: a potter\n**Action**: folds arms\n**Camera**: static",
    "## Subject\na potter\n## Action\npours water into a bowl\n## Camera\nstatic",
    "subject: potter\nmotion: folds arms, blinks\ncamera: static",
    "Subject: potter\nMotion:\n- blink\n- smile\nCamera: static",
    "[Push in] A cat yawns.",
    "[Action] The clown juggles three oranges. [Camera] Slow orbit to the left.",
  ])("%j", (text) => {
    expect(idsOf(text)).toEqual([]);
  });

  test("a label of actions ends with the next label", () => {
    expect(idsOf("Motion: none\nSubject: folds, cups")).toContain("require-motion");
    expect(idsOf("Action: waiting\nSubject: a potter")).toContain("require-motion");
  });

  test("a list of still things stays one", () => {
    expect(idsOf("Subject: a red vase\nMotion: none\nCamera: none\nBackground: a grey wall")).toContain(
      "require-motion",
    );
  });
});

describe("actions are counted for each shot", () => {
  test.each([
    "Shot 1: He tightens the strap and jumps. Shot 2: The chute opens and he waves.",
    "[0-2s] She opens the box. [2-5s] She lifts the cake out. [5-8s] She blows out the candles and claps.",
    "[00:00-00:04] She opens the box and lifts the cake out [00:04-00:08] She blows out the candles and claps",
    "[0%:50%] The boy picks up the ball and throws it. [50%:] The dog catches it and runs off.",
    "カット1 少年が帽子をかぶり、外へ飛び出す。カット2 犬が追いかけ、跳びつく。",
  ])("%j", (text) => {
    expect(idsOf(text)).toEqual([]);
  });

  test("a shot with too many is reported", () => {
    const text =
      "Shot 1: He waves. Shot 2: He grabs the rope, climbs the wall, jumps down, rolls, gets up and runs off.";
    expect(idsOf(text)).toEqual(["max-actions"]);
  });

  test("a ratio is not read as a time", () => {
    expect(
      idsOf("She grabs the rope, 16:9, climbs the wall, opens the hatch, turns around and jumps down.", 4),
    ).toEqual(["max-actions"]);
  });
});
