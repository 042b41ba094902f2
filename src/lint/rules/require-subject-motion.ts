import { rule } from "../core/rule.js";
import { getMotions, promptLength } from "../core/rule-helpers.js";

/** Finds a prompt in which only the camera moves. */
export const requireSubjectMotion = rule("require-subject-motion", "completeness", "warning", {
  defaults: { words: 10, characters: 26 },
  *check(prompt, { options }) {
    const { features, language } = prompt;
    const move = features.camera.find(({ kind }) => kind !== "static");
    if (move === undefined || getMotions(features).length > 0) return;
    // A long description of what the camera passes is a shot of its own; "slow zoom in" is not.
    const minor = promptLength(prompt) > (language === "ja" ? options.characters : options.words);
    yield { messageId: "cameraOnly", range: move.range, minor, suggestions: [{ messageId: "add" }] };
  },
});
