import * as english from "../lexicon/en/unsafe.js";
import * as japanese from "../lexicon/ja/unsafe.js";
import type { LintRule } from "../rule.js";

const kinds = (["sexual", "gore", "selfHarm", "dangerous"] as const).map(
  (kind) => [kind, new RegExp(`${english.unsafe[kind].source}|${japanese.unsafe[kind].source}`, "g")] as const,
);

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
  *check({ text }) {
    const suggestions = [{ messageId: "review" }];
    let until = 0;
    for (const [pattern, minor, reach] of [
      [english.sexualised, english.minor, 60],
      [japanese.sexualised, japanese.minor, 20],
    ] as const) {
      if (!minor.test(text)) continue;
      for (const { index, 0: found } of text.matchAll(pattern)) {
        const end = index + found.length;
        const before = /[^.!?。\n]*$/.exec(text.slice(Math.max(0, index - reach), index))?.[0] ?? "";
        const after = /^[^.!?。\n]*/.exec(text.slice(end, end + reach))?.[0] ?? "";
        if (index < until || !(minor.test(before) || minor.test(after))) continue;
        until = end;
        yield { messageId: "minors", range: [index, end], data: { text: found }, suggestions };
      }
    }
    for (const [messageId, pattern] of kinds) {
      for (const { index, 0: found } of text.matchAll(pattern))
        yield { messageId, range: [index, index + found.length], data: { text: found }, suggestions };
    }
  },
};
