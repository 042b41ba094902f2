import { rule } from "../core/rule.js";
import { getMotions, promptLength } from "../core/rule-helpers.js";

/** Finds a short prompt with only a generic motion, such as "moves" or "walks". */
export const noGenericMotion = rule("no-generic-motion", "completeness", "warning", {
  defaults: { words: 7, characters: 13 },
  en: {
    generic: '"{{verb}}" is the only motion, and it is too general to picture.',
    show: 'Describe what is visible: how many steps, where to, what happens at the end ("takes three steps and stops at the window").',
  },
  ja: {
    generic: "動きが「{{verb}}」だけで、何が見えるのか分かりません。",
    show: "見て分かる動きを書いてください。例:「三歩進んで窓の前で止まる」",
  },
  *check(prompt, { options }) {
    const { features, language, text } = prompt;
    const motions = getMotions(features);
    const [first] = motions;
    if (first === undefined || !motions.every(({ generic }) => generic)) return;
    if (features.camera.length > 0 || features.stillness.length > 0 || features.quotes.length > 0) return;
    // "Quickly" alone does not make "moves" specific; a count or a manner does.
    if (
      features.manners.some(
        ([start, end]) =>
          !/^(?:fast|quick|quickly|slow|slowly|naturally|smoothly|dynamic|dynamically|速く|早く|自然に|ゆっくり)$/.test(
            text.slice(start, end),
          ),
      )
    )
      return;
    if (promptLength(prompt) > (language === "ja" ? options.characters : options.words)) return;
    yield {
      messageId: "generic",
      range: first.range,
      data: { verb: text.slice(...first.range) },
      suggestions: [{ messageId: "show" }],
    };
  },
});
