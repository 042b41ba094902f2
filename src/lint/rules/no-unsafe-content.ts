import { placesOf } from "../features/matches.js";
import * as english from "../lexicon/en/unsafe.js";
import * as japanese from "../lexicon/ja/unsafe.js";
import type { LintRule } from "../rule.js";
import { reportOf } from "../written.js";

const kinds = ["sexual", "gore", "selfHarm", "dangerous"] as const;
/** One group for each kind. */
const all = (words: Readonly<Record<string, string>>) => kinds.map((kind) => `(${words[kind]})`).join("|");
const inEnglish = new RegExp(`\\b(?:${all(english.unsafe)})\\b`, "g");
const inJapanese = new RegExp(all(japanese.unsafe), "g");

/** Finds what every video service refuses, in clear cases only. What is quoted counts, too. */
export const noUnsafeContent: LintRule = {
  id: "no-unsafe-content",
  family: "content",
  severity: "error",
  messages: {
    en: {
      minors: "This puts a minor and sexual content together. It must not be made.",
      sexual: "“{{text}}” is sexual content, which video services refuse.",
      gore: "“{{text}}” is extreme violence, which video services refuse.",
      selfHarm: "“{{text}}” is self-harm, which video services refuse.",
      dangerous: "“{{text}}” is about drugs, weapons or attacks, which video services refuse.",
      review: "Review the prompt before it is sent.",
    },
    ja: {
      minors: "未成年と性的な内容が一緒に書かれています。作ってはならない内容です。",
      sexual: "「{{text}}」は性的な内容で、動画サービスに受け付けられません。",
      gore: "「{{text}}」は残虐な内容で、動画サービスに受け付けられません。",
      selfHarm: "「{{text}}」は自傷に関わる内容で、動画サービスに受け付けられません。",
      dangerous: "「{{text}}」は薬物・武器・攻撃に関わる内容で、動画サービスに受け付けられません。",
      review: "送る前に内容を見直してください。",
    },
  },
  *check(prompt) {
    const { text } = prompt;
    for (const { minor, sexualised } of [english, japanese])
      if (minor.test(text))
        for (const { range, before, after } of placesOf(text, sexualised))
          if (minor.test(before) || minor.test(after)) yield reportOf(prompt, "minors", range, "review");
    for (const { range, match } of placesOf(text, inEnglish, inJapanese))
      yield reportOf(prompt, kinds.find((_, index) => match[index + 1]) ?? "", range, "review");
  },
};
