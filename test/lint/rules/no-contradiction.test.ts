// @module-tag node-independent

import { expect, test } from "vitest";
import { ruleTests } from "../../helpers/lint-rule.js";

const { found, marked } = ruleTests("no-contradiction");

test.each([
  ["Zoom in and zoom out on the ring.", "zoom in", "zoom out"],
  ["Pan left and pan right.", "pan", "pan"],
  ["A realistic cartoon of a dog wags its tail.", "realistic", "cartoon"],
  ["A slow, fast spin of the bottle.", "slow", "fast"],
  ["The soldier does not move a muscle while sprinting over the bridge.", "not move a muscle", "sprinting"],
  ["The fox sleeps motionless while it jumps over a log.", "sleeps motionless while", "jumps"],
  ["He stands frozen like a statue, totally motionless, while breakdancing.", "stands frozen", "breakdancing"],
  ["He sits completly still like a statue while he runs down the stairs.", "completly still", "runs"],
  ["The camera zooms in while simultaneously pulling back.", "zooms in", "pulling"],
  ["Tripod shot, fast FPV dive through the arch", "tripod", "dive"],
  ["One continuous take through the shop with fast cuts", "one continuous take", "fast cuts"],
  ["A locked-off tripod shot with a fast crash zoom to the door handle", "locked", "zoom"],
  ["A static shot that whip pans to the door", "static", "pans"],
  ["ワンカット長回しで、1秒ごとにカットを切り替えて店内を歩く", "長回し", "カットを切"],
  ["ゆっくり素早く回る商品", "ゆっくり", "素早"],
  ["真昼の夜空に花火が上がる", "真昼", "夜空"],
  ["スローモーションで早送り、花が開く", "スロー", "早送り"],
  ["早送りなのにスローで回る独楽", "早送り", "スロー"],
])("%j: %s against %s", (text, one, other) => {
  const messages = found(text);
  expect(messages).toHaveLength(1);
  const at = text.toLowerCase().lastIndexOf(other);
  const [start, end] = messages[0]?.range ?? [-1, -1];
  expect(start).toBeLessThanOrEqual(at);
  expect(start).toBeGreaterThan(text.toLowerCase().indexOf(one));
  expect(end).toBeGreaterThan(start);
});

test("in Japanese, verbs are in the dictionary form", () => {
  expect(found("カメラが寄って引く。")[0]?.message).toContain("「寄る」と「引く」");
});

test("steam that rises is no camera move", () => {
  expect(found("Static shot, rising steam, drifting clouds.")).toEqual([]);
});

test.each([
  "0-3s: Rain falls on the bridge. Static camera.\n3-6s: The boy turns around. The camera dollies in.",
  "0-3秒: 橋に雨が降る。カメラ固定。\n3-6秒: 少年が振り向く。カメラはゆっくりドリーイン。",
  "カット1: カメラ固定で、犬が走り抜ける。\nカット2: 猫を追いかけて右へパン。",
])("each shot has its own camera: %j", (text) => {
  expect(found(text)).toEqual([]);
});

test.each([
  "0-3s: Rain falls. Static camera, whip pan to the door.\n3-6s: The boy turns around.",
  "0-3秒: 少年が振り向く。\n3-6秒: 橋に雨が降る。カメラは固定でズームインする。",
])("within a shot, they are compared: %j", (text) => {
  expect(found(text)).toHaveLength(1);
});

test.each([
  "A slow tracking shot of the dog, no sudden camera moves.",
  "The camera pans left as the dog runs. No jerky or fast camera movement.",
])("how a camera must not move does not make it static: %j", (text) => {
  expect(found(text)).toEqual([]);
});

test.each([
  "No camera movement, a quick zoom to the door.",
  "The camera does not suddenly move, a quick zoom to the door.",
])("that it must not move does: %j", (text) => {
  expect(found(text)).toHaveLength(1);
});

test("commands in brackets follow each other", () => {
  expect(found("[Static shot] The chef nods. [Push in] He wipes the plate.")).toEqual([]);
});

test("a camera that stops after its move, and a take without cuts", () => {
  expect(found("カメラが彼女の周囲を短く回り込み、正面のアップで止まる。彼女が微笑む。")).toEqual([]);
  expect(found("ワンカット長回し、ジャンプカット禁止。犬が走る。")).toEqual([]);
  expect(found("ワンカットで女性が歩き、細かいカットは入れない。")).toEqual([]);
  expect(found("One continuous take, no visible jump cuts, a fox runs.")).toEqual([]);
  expect(found("A single take free of quick cuts: a fox runs.")).toEqual([]);
  expect(found("One single shot, never quick cuts, a fox runs.")).toEqual([]);
});

test.each([
  "The cat stays still while she walks past it slowly.",
  "The statue remains still while he walks around it.",
])("what is still is another than who moves: %j", (text) => {
  expect(found(text)).toEqual([]);
});

test("the word back is no camera move", () => {
  expect(found("No camera movement; the last frame leads back to the first.")).toEqual([]);
});

test("marks the second and names both", () => {
  expect(marked("A realistic cartoon of a dog wags its tail.")).toEqual(["cartoon"]);
  expect(marked("ゆっくり素早く回る商品")).toEqual(["素早"]);
  expect(found("A realistic cartoon of a dog wags its tail.")[0]?.message).toContain('"realistic" and "cartoon"');
  expect(found("ゆっくり素早く回る商品")[0]?.message).toContain("「ゆっくり」と「素早」");
});

test("a static camera that moves", () => {
  expect(marked("Static shot, zoom in on the burger.")).toEqual(["zoom"]);
  expect(marked("固定カメラで商品にズームインする。")).toEqual(["ズームイン"]);
});

test.each([
  "少女は静止したまま激しく動き回る。",
  "猫が止まったまま走り回っている。",
  "男は一歩も動かずに部屋中を歩き回る。",
  "ダンサーは微動だにせず激しく踊る。",
  "少年が身じろぎもせずにジャンプし続ける。",
  "人魚は動かないまま速く泳ぐ。",
  "猫はぐっすり眠ったまま、部屋中を走り回っている。",
  "一切動かない感じで、しっぽを振りながら店内を走り回っている。",
  "一切動かない人形がくるくる踊っている。",
  "動きゼロで、激しく踊ってる動画",
])("stays still and moves as a whole: %j", (text) => {
  expect(found(text)).toHaveLength(1);
});

test.each([
  "女性は静止したまま、髪だけが風に揺れる。",
  "背景は静止したまま、犬が激しく走り回る。",
  "犬が走り回り、背景は止まったまま。",
  "男は動かずに、ゆっくりとまばたきをする。",
  "少女は静止した状態から、急に走り出す。",
  "猫は止まったまま、やがて歩き出す。",
  "時間が止まったままの街を、少女だけが歩く。",
  "カメラは静止したまま、走る犬を捉える。",
  "彼は口を動かさずに歩き続ける。",
  "赤ちゃんは寝たまま、隣で子犬が走り回る。",
  "犬は寝たまま、足だけぴくぴく走る。",
  "カメラの動きなし。少年が踊る。",
  "背景は早送り、人物はスローで歩く。",
  "早送りの雲の下で、牛がゆっくり歩く。",
])("another subject, a part of it, or one after the other: %j", (text) => {
  expect(found(text)).toEqual([]);
});

test("a loan word is no part of another", () => {
  expect(found("ホログラフィックスの画面が浮かぶ。カメラがドリーインする。")).toEqual([]);
});

test.each([
  ["then", "Zoom in on the ring, then zoom out."],
  ["from … to", "The light turns from pitch dark to bright sunlight."],
  ["from … to", "Pan from left to right."],
  ["then", "ズームインし、その後ズームアウトする。"],
  ["〜から〜へ", "ゆっくりから急に素早くなる。"],
  ["〜から〜へ", "昼間から真夜中へ空が変わる。"],
])("%s makes one follow the other: %j", (_, text) => {
  expect(found(text)).toEqual([]);
});

test.each([
  "The camera slowly zooms in. She runs fast.",
  "A static camera; the dog runs to the left and back to the right.",
  "She looks left, looks right, and smiles.",
  "The fast car overtakes the bus, and a man slowly crosses the street.",
  "カメラは固定。犬が左へ走り、猫が右へ走る。",
  "カメラはゆっくり寄る。少女は素早く振り向く。",
  "一人はゆっくりと手を振り、もう一人は激しく踊る。",
  "Handheld camera, slow zoom in on the cake.",
])("no contradiction: %j", (text) => {
  expect(found(text)).toEqual([]);
});

test("ignores quoted text", () => {
  expect(found('The sign says "slow, fast" as she smiles.')).toEqual([]);
  expect(found("「ゆっくり素早く」と書かれた旗が揺れる。")).toEqual([]);
});

test("reports each contradiction once, at most three", () => {
  expect(found("A slow, fast, slow, fast spin.").length).toBeGreaterThanOrEqual(1);
  expect(found("zoom in zoom out ".repeat(40)).length).toBeLessThanOrEqual(3);
});

test("a warning in recommended and strict", () => {
  for (const preset of ["recommended", "strict"] as const)
    expect(found("ゆっくり素早く回る商品", { preset }).map(({ severity }) => severity)).toEqual(["warning"]);
  expect(found("ゆっくり素早く回る商品", { preset: "minimal" })).toEqual([]);
});
