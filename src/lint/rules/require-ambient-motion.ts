import { rule } from "../core/rule.js";
import { getMotions, sentenceEnd } from "../core/rule-helpers.js";

/** Finds a moving subject without surroundings that move or stay still. */
export const requireAmbientMotion = rule("require-ambient-motion", "completeness", "info", {
  en: {
    frozen: "The prompt does not say what happens around the subject; the background may stay frozen like a photo.",
    add: 'Say what moves there (leaves, steam, guests), or "the background stays still".',
    paste: 'Add "; the background stays still".',
  },
  ja: {
    frozen: "被写体の周りで何が起こるかが書かれていません。背景が写真のように止まったままになりがちです。",
    add: "周囲の動き(木の葉、湯気、客など)か、「背景は静止」と書いてください。",
    paste: "「背景は静止している」を加えます。",
  },
  *check(prompt) {
    const motions = getMotions(prompt.features);
    const subject = motions.find(({ by }) => by === "subject");
    if (subject === undefined || motions.some(({ by }) => by === "scene")) return;
    const cameras = prompt.features.camera.map(({ range }) => range[0]);
    // "The camera remains still" does not mean the background.
    if (prompt.features.stillness.some(([start]) => !cameras.some((at) => Math.abs(at - start) < 12))) return;
    const at = sentenceEnd(prompt, prompt.features.sentences.length - 1);
    const text = prompt.language === "ja" ? "。背景は静止している" : "; the background stays still";
    yield {
      messageId: "frozen",
      range: subject.range,
      suggestions: [{ messageId: "add" }, { messageId: "paste", fix: { range: [at, at], text } }],
    };
  },
});
