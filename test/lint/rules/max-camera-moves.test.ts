// @module-tag node-independent

import { expect, test } from "vitest";
import type { LintOptions } from "../../../src/lint/core/rule.js";
import { ruleTests } from "../../helpers/lint-rule.js";

const id = "max-camera-moves";
const { found, marked } = ruleTests(id);

const three = "The camera pans left, tilts up and zooms in on the cake.";

test("marks the first move above the limit", () => {
  expect(marked(three)).toEqual(["tilts"]);
  expect(marked(three, { preset: "recommended" })).toEqual(["zooms"]);
  expect(marked("右へパンし、ケーキへズームインする。")).toEqual(["ズームイン"]);
});

test("the message counts the moves and names them", () => {
  const message = found(three)[0]?.message ?? "";
  expect(message).toContain("3 camera moves");
  expect(message).toContain("pans, tilts, zooms");
  expect(found("右へパンし、ケーキへズームインする。")[0]?.message).toContain("2個");
});

test.each([
  ["カメラがズームインし、右へパンして、回り込む。", "ズームイン、パン、回り込む"],
  ["カメラが彼女に寄って、右へパンして、周りを回る。", "寄る、パン、周りを回る"],
  ["カメラが見上げて、近づいて、被写体を追いかける。", "見上げる、近づく、追いかける"],
  ["カメラが360度回り、引いて、上がる。", "360度回る、引く、上がる"],
  ["カメラが下降し、右へ振り、被写体に迫る。", "下降、右へ振る、迫る"],
])("in Japanese, verbs are in the dictionary form: %s", (text, names) => {
  expect(found(text)[0]?.message).toContain(`(${names})`);
});

test("the list has the commas of the language of the message", () => {
  const text = "カメラがズームインし、右へパンして、回り込む。";
  expect(found(text, { preset: "strict", locale: "en" })[0]?.message).toContain("(ズームイン, パン, 回り込む)");
  expect(found(three, { preset: "strict", locale: "ja" })[0]?.message).toContain("(pans、tilts、zooms)");
});

test.each([
  ["one move", "Slow push-in on the cake while the candles flicker."],
  ["one kind, said twice", "The camera pans left, then slowly pans right."],
  ["held by hand", "Handheld camera, pan left across the market."],
  ["static", "Static shot, then a slow zoom in on the cake."],
  ["the subject's own turn", "Zoom in as the dancer turns, spins and rolls over."],
  ["one move", "ケーキにゆっくりズームインし、炎が揺れる。"],
  ["one kind, said twice", "右へパンし、その後左へパンする。"],
  ["bread", "パンを食べる少年にズームインする。"],
  ["nothing", ""],
])("silent: %s (%j)", (_, text) => {
  expect(found(text)).toEqual([]);
});

test("counts each shot under a heading separately", () => {
  const english = ["Shot 1: pan left across the shop.", "Shot 2: zoom in on the cake."];
  const japanese = ["カット1 右へパンする。", "カット2 ケーキへズームイン。"];
  expect(found(english.join("\n"))).toEqual([]);
  expect(found(japanese.join("\n"))).toEqual([]);
  expect(marked(`${english.join("\n")} Then tilt up.`)).toEqual(["tilt"]);
});

test("reports two shots with too many moves separately", () => {
  const text = "Shot 1: pan left, zoom in on the shop.\nShot 2: zoom in, tilt up to the sign.";
  expect(marked(text)).toEqual(["zoom", "tilt"]);
});

test("the limit is an option, two by default", () => {
  const options = (max: number): LintOptions => ({ rules: { [id]: ["warning", { max }] } });
  expect(found(three, options(3))).toEqual([]);
  expect(found(three, options(2))).toHaveLength(1);
  expect(found("The camera pans left, tilts up.", { preset: "recommended" })).toEqual([]);
  expect(found("The camera pans left, tilts up.", options(1))).toHaveLength(1);
});

test("commands in brackets follow each other", () => {
  const text = "[Static shot] He nods. [Push in] He turns to the door. [Tilt up, Pan right] The hall opens.";
  expect(found(text, { preset: "recommended" })).toEqual([]);
});
