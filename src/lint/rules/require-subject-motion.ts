import { rule } from "../core/rule.js";
import { getMotions, promptLength } from "../core/rule-helpers.js";

/** In the clause of a camera move. */
const passes =
  /^(?:fly-?(?:through|over|by)\b|[^.;\n]* (?:through|past|along|alongside|across|over|between|among|down|up) )/;

/** Finds a prompt in which only the camera moves. */
export const requireSubjectMotion = rule("require-subject-motion", "completeness", "warning", {
  defaults: { words: 10, characters: 26 },
  *check(prompt, { options }) {
    const { features, language } = prompt;
    const move = features.camera.find(({ kind }) => kind !== "static");
    if (move === undefined || getMotions(features).length > 0) return;
    // What the camera passes may be a shot of its own, if it is told; a zoom passes nothing. In Japanese an actor has a
    // particle, the moves themselves say nothing of what is passed, and a "move" without a direction or a place is
    // 「自然なカメラワークで動かす」.
    const isShot = features.camera.some(
      ({ kind }) => !/static|zoom/.test(kind) && (kind !== "move" || language !== "ja"),
    );
    const moves = features.camera.reduce((sum, { range: [start, end] }) => sum + end - start, 0);
    const minor =
      isShot &&
      (language === "ja"
        ? features.actors.length > 0 || promptLength(prompt) - moves > options.characters
        : (move.kind === "follow" || promptLength(prompt) > options.words) &&
          passes.test(features.prose.slice(move.range[0])));
    yield { messageId: "cameraOnly", range: move.range, minor, suggestions: [{ messageId: "add" }] };
  },
});
