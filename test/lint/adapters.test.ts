import { readFileSync } from "node:fs";
import { TokenizerBuilder } from "lindera-wasm-nodejs-ipadic";
import { describe, expect, test } from "vitest";
import model from "wink-eng-lite-web-model";
import winkNLP from "wink-nlp";
import { Prompt } from "../../src/lint/core/prompt.js";
import { type Analyzer, linderaAnalyzer, lintPrompt, type Token, winkAnalyzer } from "../../src/lint.js";
import { failure } from "../helpers/failure.js";

const builder = new TokenizerBuilder();
builder.setDictionary("embedded://ipadic");
const lindera = linderaAnalyzer(builder.build());
const nlp = winkNLP(model, ["sbd", "pos"]);
const wink = winkAnalyzer(nlp, nlp.its);

const motions = (text: string, analyzer?: Analyzer) => new Prompt(text, analyzer).features.motions;
const verbs = (text: string, analyzer?: Analyzer) => motions(text, analyzer).map(({ verb }) => verb);
const rules = (text: string, analyzer?: Analyzer) =>
  lintPrompt(text, { analyzer } as object).messages.map(({ ruleId }) => ruleId);
const written = (tokens: readonly Token[]) => tokens.map(({ surface, pos, base }) => `${surface} ${pos} ${base}`);

describe("linderaAnalyzer()", () => {
  test("parts of speech are universal, and a noun before する is a verb", () => {
    expect(written(lindera.analyze("彼は東京で静かにごろ寝している。", "ja"))).toEqual([
      "彼 PRON 彼",
      "は ADP は",
      "東京 PROPN 東京",
      "で ADP で",
      "静か ADJ 静か",
      "に ADP に",
      "ごろ寝 VERB ごろ寝する",
      "し AUX する",
      "て SCONJ て",
      "いる AUX いる",
      "。 PUNCT 。",
    ]);
  });

  test("a word that the dictionary lacks is a name, a figure or a sign", () => {
    const parts = lindera.analyze("aliceと😀と12", "ja").map(({ surface, pos }) => [surface, pos]);
    expect(parts).toEqual([
      ["alice", "NOUN"],
      ["と", "ADP"],
      ["😀", "SYM"],
      ["と", "ADP"],
      ["12", "NUM"],
    ]);
  });

  test.each(["𠮷野家😀のＡＢＣが走る", "é👩‍👩‍👧が、\ud83d踊る", "走る", ""])("offsets are of UTF-16: %j", (text) => {
    const tokens = lindera.analyze(text, "ja");
    expect(tokens.map(({ range }) => text.slice(...range))).toEqual(tokens.map(({ surface }) => surface));
    expect(tokens.map(({ surface }) => surface).join("")).toBe(text);
  });
});

describe("winkAnalyzer()", () => {
  test("gives lemmas and parts of speech", () => {
    expect(written(wink.analyze("a monk genuflected, didn't he?", "en"))).toEqual([
      "a DET a",
      "monk NOUN monk",
      "genuflected VERB genuflect",
      ", PUNCT ,",
      "did AUX do",
      "n't PART not",
      "he PRON he",
      "? PUNCT ?",
    ]);
  });

  test.each(["😀 ａ cat\u00a0yodels  a cat", "it can't—won't\n\ud83d yodel", "", "e.g. 3.5cm @you #tag"])(
    "offsets are of UTF-16: %j",
    (text) => {
      const tokens = wink.analyze(text, "en");
      expect(tokens.map(({ range }) => text.slice(...range))).toEqual(tokens.map(({ surface }) => surface));
      const between = tokens.map(({ range }, index) => text.slice(tokens[index - 1]?.range[1] ?? 0, range[0]));
      expect(between.join("").trim()).toBe("");
    },
  );

  test("says so if parts of speech are not in the pipe", async () => {
    const without = winkAnalyzer(winkNLP(model, ["sbd"]));
    expect(await failure(() => lintPrompt("A cat.", { analyzer: without }))).toMatchObject({
      code: "option_invalid",
      message: expect.stringContaining("without parts of speech"),
    });
  });
});

describe("what an analyser adds", () => {
  test.each([
    ["A monk slowly genuflects before the altar.", wink, "genuflect"],
    ["A cat yodels.", wink, "yodel"],
    ["Make the fox cavort in the snow.", wink, "cavort"],
    ["白くまがごろ寝する。", lindera, "ごろ寝する"],
    ["僧侶が祭壇の前でゆっくりひれ伏した。", lindera, "ひれ伏す"],
  ])("a motion that the built-in reading misses: %s", (text, analyzer, verb) => {
    expect(verbs(text)).toEqual([]);
    expect(rules(text)).toContain("require-motion");
    expect(motions(text, analyzer)).toMatchObject([{ verb, by: "subject", hasActor: true, denied: false }]);
    expect(rules(text, analyzer)).not.toContain("require-motion");
  });

  test.each([
    ["😀 Ａ monk genuflects before the altar.", wink, "genuflects"],
    ["ｆｏｇ — “𝒜” — a cat\u200b yodels.", wink, "yodels"],
    ["😀ＡＢＣ、ｶﾞﾗｽの白くまがごろ寝する。", lindera, "ごろ寝"],
  ])("at its place, after full-width letters and emoji: %s", (text, analyzer, word) => {
    const prompt = new Prompt(text, analyzer);
    const [start, end] = prompt.features.motions[0]?.range ?? [0, 0];
    expect(text.slice(prompt.toSource(start), prompt.toSource(end))).toBe(word);
  });

  test("what is around the subject moves around it", () => {
    expect(motions("Smoke belches from the chimney.", wink)).toMatchObject([{ verb: "belch", by: "scene" }]);
  });

  test("besides a camera, which stays as it was read", () => {
    const text = "The camera pans left. A cat yodels.";
    expect(motions(text, wink).map(({ verb, by, sentence }) => [verb, by, sentence])).toEqual([
      ...motions(text).map(({ verb, by, sentence }) => [verb, by, sentence]),
      ["yodel", "subject", 1],
    ]);
  });

  test("an actor for a motion that was found without one", () => {
    const text = "まっしろなあざらしがゆっくりと踊る。";
    expect(rules(text)).toContain("require-subject");
    expect(motions(text, lindera)).toEqual(motions(text).map((motion) => ({ ...motion, hasActor: true })));
    expect(rules(text, lindera)).not.toContain("require-subject");
  });

  test.each([
    "A town nestles in a valley.",
    "A bridge spans the river that bisects the town.",
    "A rusting gate in a walled garden.",
    "A wall stuccoed in white and trimmed with tiles.",
    "A house that belongs to a painter.",
    "The cat does not yodel.",
    "Convert this picture to an animation.",
    "Upscale the photo and colorize it.",
    "Produce a stunning clip of the skyline.",
    "The image depicts a castle.",
  ])("not a state, a look, a denial or a request: %s", (text) => {
    expect(verbs(text, wink)).toEqual(verbs(text));
    expect(rules(text, wink)).toEqual(rules(text));
  });

  test.each([
    "動画を作成する。",
    "写真をもとにショート動画をこしらえてほしい。",
    "おまかせします。",
    "山がそびえ立つ。",
    "猫が寝そべっている。",
    "色褪せた壁と錆びついた門がある路地。",
    "女性が帽子をかぶり、めがねをかけている。",
    "飛行機が停まっています。",
    "机の上にりんごが置かれている。",
    "猫はじゃれつかない。",
  ])("not a state, a look, a denial or a request: %s", (text) => {
    expect(verbs(text, lindera)).toEqual(verbs(text));
    expect(rules(text, lindera)).toEqual(rules(text));
  });

  test("nothing where the built-in reading found who moves: it is not even asked", () => {
    const never: Analyzer = {
      languages: ["en", "ja"],
      analyze() {
        throw new Error("asked");
      },
    };
    for (const text of ["The woman slowly turns and smiles.", "女性がゆっくりと右を向き、微笑む。"])
      expect(lintPrompt(text, { analyzer: never })).toEqual(lintPrompt(text));
  });

  test("nothing in a language that it does not read, and nothing if it finds nothing", () => {
    expect(rules("A cat yodels.", lindera)).toEqual(rules("A cat yodels."));
    expect(rules("白くまがごろ寝する。", wink)).toEqual(rules("白くまがごろ寝する。"));
    const nothing: Analyzer = { languages: ["en"], analyze: () => [] };
    expect(lintPrompt("A cat yodels.", { analyzer: nothing })).toEqual(lintPrompt("A cat yodels."));
    expect(() => lintPrompt("\ud83d 😀", { analyzer: wink })).not.toThrow();
  });
});

test("docs/analyzers.md: require-motion is there without the analyser, and gone with it", () => {
  const page = readFileSync(new URL("../../docs/analyzers.md", import.meta.url), "utf8");
  const prompts = [...page.matchAll(/^const prompt = "(.+)";$/gm)].map(([, prompt = ""]) => prompt);
  expect(prompts).toHaveLength(2);
  for (const prompt of prompts) {
    expect(rules(prompt)).toContain("require-motion");
    expect(rules(prompt, /[ぁ-ん]/.test(prompt) ? lindera : wink)).not.toContain("require-motion");
  }
});

describe("an analyser that is none", () => {
  const lint = (analyzer: unknown) => failure(() => lintPrompt("A cat yodels.", { analyzer } as object));
  const returning = (value: unknown) => lint({ languages: ["en"], analyze: () => value });

  test("its error is the cause of ours, which says whose it is", async () => {
    const cause = new Error("dictionary not loaded");
    const error = await lint({
      languages: ["en"],
      analyze() {
        throw cause;
      },
    });
    expect(error).toMatchObject({ name: "RequestError", code: "option_invalid", cause });
    expect(error.message).toBe('The linter\'s analyzer of "en" threw: dictionary not loaded');
  });

  test.each([[{}], [null], ["lindera"], [{ languages: ["en"] }], [{ languages: "en", analyze: () => [] }]])(
    "%j is refused",
    async (analyzer) => {
      expect(await lint(analyzer)).toMatchObject({ code: "option_invalid" });
    },
  );

  test("a promise is refused, and told that analyze() is synchronous", async () => {
    const error = await returning(Promise.resolve([]));
    expect(error.message).toContain("a Promise");
    expect(error.hint).toContain("synchronous");
  });

  test.each([
    [undefined],
    [{ surface: "cat", base: "cat", pos: "NOUN" }],
    [{ surface: "cat", base: "cat", pos: 1, range: [0, 1] }],
    [{ surface: "cat", base: "cat", pos: "NOUN", range: [0, 99] }],
    [{ surface: "cat", base: "cat", pos: "NOUN", range: [3, 2] }],
    [{ surface: "cat", base: "cat", pos: "NOUN", range: [0.5, 2] }],
  ])("a token such as %j is refused", async (token) => {
    const error = await returning([{ surface: "a", base: "a", pos: "DET", range: [0, 1] }, token]);
    expect(error.message).toContain("at index 1");
  });
});
