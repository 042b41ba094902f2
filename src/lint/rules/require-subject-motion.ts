import { rule } from "../core/rule.js";
import { getMotions, promptLength } from "../core/rule-helpers.js";
import type { Features, PromptCameraMove } from "../text/features.js";

/** Finds a prompt in which only the camera moves. */
export const requireSubjectMotion = rule("require-subject-motion", "completeness", "warning", {
  defaults: { words: 10, characters: 26 },
  *check(prompt, { options }) {
    const { features, language } = prompt;
    const move = features.camera.find(({ kind }) => kind !== "static");
    if (move === undefined || getMotions(features).length > 0) return;
    // What the camera passes may be a shot of its own; "slow zoom in" is not. In Japanese an actor has a particle, and
    // the moves themselves say nothing of what is passed.
    const moves = features.camera.reduce((sum, { range: [start, end] }) => sum + end - start, 0);
    const minor =
      language === "ja"
        ? features.actors.length > 0 || promptLength(prompt) - moves > options.characters
        : promptLength(prompt) > options.words && !features.camera.every((each) => isAdded(features, each));
    yield { messageId: "cameraOnly", range: move.range, minor, suggestions: [{ messageId: "add" }] };
  },
});

/**
 * Whether a camera move is a clause of its own after a still picture: "a beach with palm trees, camera pans left". Others than these kinds
 * also change the perspective.
 */
const isAdded = ({ prose }: Features, { kind, range: [start, end] }: PromptCameraMove): boolean =>
  /^(?:pan|tilt|zoom)$/.test(kind) &&
  /\w[,.;\n]+[^,.;]*$/.test(prose.slice(Math.max(0, start - 60), start)) &&
  /^(?: [\w-]+){0,3}\s*(?:[,.;!]|$)/.test(prose.slice(end, end + 60));
