import { rule } from "../core/rule.js";
import { getMotions, sentenceEnd } from "../core/rule-helpers.js";
import { ownPhrases } from "../text/pattern-matches.js";

/** Finds a moving subject without surroundings that move or stay still. */
export const requireAmbientMotion = rule("require-ambient-motion", "completeness", "info", {
  *check(prompt, _, languages) {
    const motions = getMotions(prompt.features);
    const subject = motions.find(({ by }) => by === "subject");
    if (subject === undefined || motions.some(({ by }) => by === "scene")) return;
    const cameras = prompt.features.camera.map(({ range }) => range[0]);
    // "The camera remains still" does not mean the background.
    if (prompt.features.stillness.some(([start]) => !cameras.some((at) => Math.abs(at - start) < 12))) return;
    const at = sentenceEnd(prompt, prompt.features.sentences.length - 1);
    const text = ownPhrases(prompt.language, languages).paste.still;
    yield {
      messageId: "frozen",
      range: subject.range,
      suggestions: [{ messageId: "add" }, { messageId: "paste", fix: { range: [at, at], text } }],
    };
  },
});
