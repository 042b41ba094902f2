import { rule } from "../core/rule.js";
import { getMotions } from "../core/rule-helpers.js";

/** Finds an action without an actor. */
export const requireSubject = rule("require-subject", "completeness", "warning", {
  en: {
    noActor: 'No actor is named for "{{verb}}".',
    name: 'Name the actor; "the subject" is enough if the image shows one.',
    paste: 'Begin with "The subject".',
  },
  ja: {
    noActor: "「{{verb}}」のは誰か(何か)が書かれていません。",
    name: "主語を書いてください。画像に写っているものなら「被写体が」で十分です。",
    paste: "「被写体が」を頭に置きます。",
  },
  *check(prompt) {
    const motions = getMotions(prompt.features);
    const [first] = motions;
    if (first === undefined || motions.some(({ hasActor }) => hasActor)) return;
    const start = prompt.features.sentences[first.sentence]?.[0] ?? 0;
    const blank = prompt.text.slice(start).length - prompt.text.slice(start).trimStart().length;
    const at = start + blank;
    const isCommand = prompt.language === "en" && !/^\w+s\b/.test(prompt.text.slice(at, at + 40));
    yield {
      messageId: "noActor",
      range: first.range,
      data: { verb: first.verb },
      suggestions: [
        { messageId: "name" },
        ...(isCommand
          ? []
          : [
              {
                messageId: "paste",
                fix: { range: [at, at] as const, text: prompt.language === "ja" ? "被写体が" : "The subject " },
              },
            ]),
      ],
    };
  },
});
