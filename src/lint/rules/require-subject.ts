import { rule } from "../core/rule.js";
import { getMotions } from "../core/rule-helpers.js";
import { ownPhrases } from "../text/pattern-matches.js";

/** Finds an action without an actor. */
export const requireSubject = rule("require-subject", "completeness", "warning", {
  *check(prompt, _, languages) {
    const motions = getMotions(prompt.features);
    const [first] = motions;
    if (first === undefined || motions.some(({ hasActor }) => hasActor)) return;
    const start = prompt.features.sentences[first.sentence]?.[0] ?? 0;
    const at = start + prompt.text.slice(start).search(/\S|$/);
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
                fix: { range: [at, at] as const, text: ownPhrases(prompt.language, languages).paste.subject },
              },
            ]),
      ],
    };
  },
});
