import { rule } from "../core/rule.js";
import { getTrimmedRange, hasMotion } from "../core/rule-helpers.js";

/** Finds a prompt without motion of the subject, its surroundings or the camera. */
export const requireMotion = rule("require-motion", "completeness", "warning", {
  weight: 40,
  en: {
    still: "Nothing moves in this prompt; it describes a still picture.",
    add: 'Add a verb for what moves, such as "she slowly lifts her head" or "the curtains sway".',
  },
  ja: {
    still: "このプロンプトには動くものがありません。絵の説明になっています。",
    add: "何がどう動くかを動詞で書いてください。例:「ゆっくりと顔を上げる」「カーテンが揺れる」",
  },
  *check(prompt) {
    if (prompt.language === "und" || hasMotion(prompt.features)) return;
    yield { messageId: "still", range: getTrimmedRange(prompt), suggestions: [{ messageId: "add" }] };
  },
});
