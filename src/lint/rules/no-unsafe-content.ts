import { rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";
import * as english from "../lexicon/en/unsafe.js";
import * as japanese from "../lexicon/ja/unsafe.js";
import { findMatches } from "../text/pattern-matches.js";

const inEnglish = new RegExp(`\\b(?:${english.unsafe})\\b`, "g");
const inJapanese = new RegExp(japanese.unsafe, "g");

/** Finds content that every video service rejects, in clear cases only, also in quotes. */
export const noUnsafeContent = rule("no-unsafe-content", "content", "error", {
  en: {
    minors: "This combines a minor with sexual content, which must not be generated.",
    refused: "“{{text}}” is content that video services reject.",
    review: "Review the prompt before it is sent.",
  },
  ja: {
    minors: "未成年と性的な内容が一緒に書かれています。作ってはならない内容です。",
    refused: "「{{text}}」は動画サービスに受け付けられない内容です。",
    review: "送る前に内容を見直してください。",
  },
  *check(prompt) {
    const { text } = prompt;
    for (const { minor, sexualised } of [english, japanese])
      if (minor.test(text))
        for (const { range, before, after } of findMatches(text, sexualised))
          if (minor.test(before) || minor.test(after)) yield createReport(prompt, "minors", range, "review");
    for (const { range } of findMatches(text, inEnglish, inJapanese))
      yield createReport(prompt, "refused", range, "review");
  },
});
