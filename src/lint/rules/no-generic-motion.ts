import { rule } from "../core/rule.js";
import { getMotions, promptLength } from "../core/rule-helpers.js";
import { anyLanguage } from "../text/pattern-matches.js";

/** Finds a short prompt with only a generic motion, such as "moves" or "walks". */
export const noGenericMotion = rule("no-generic-motion", "completeness", "warning", {
  defaults: { words: 7, characters: 13 },
  *check(prompt, { options }, languages) {
    const { features, language, text } = prompt;
    const motions = getMotions(features);
    const [first] = motions;
    if (first === undefined || !motions.every(({ generic }) => generic)) return;
    if (features.camera.length > 0 || features.stillness.length > 0 || features.quotes.length > 0) return;
    // "Quickly" alone does not make "moves" specific; a count or a manner does.
    if (
      features.manners.some(
        ([start, end]) => !anyLanguage(languages, ({ plainManner }) => plainManner.test(text.slice(start, end))),
      )
    )
      return;
    // 「犬が自然に動くようにしてください」: a request for any motion is longer.
    const times = motions.every(({ verb }) => /^動/.test(verb)) ? 3 : 1;
    if (promptLength(prompt) > (language === "ja" ? times * options.characters : options.words)) return;
    yield {
      messageId: "generic",
      range: first.range,
      // An inflected Japanese verb may be cut: 「歩か」.
      data: { verb: language === "ja" ? first.verb : text.slice(...first.range) },
      suggestions: [{ messageId: "show" }],
    };
  },
});
