import { rule } from "../core/rule.js";
import { getMotions } from "../core/rule-helpers.js";

/** Finds a prompt in which only the camera moves. */
export const requireSubjectMotion = rule("require-subject-motion", "completeness", "info", {
  en: {
    cameraOnly: "Only the camera moves; the subject stays frozen.",
    add: "Add one motion of the subject or its surroundings.",
  },
  ja: {
    cameraOnly: "動くのはカメラだけで、写っているものは止まったままです。",
    add: "被写体か背景の動きを一つ加えてください。",
  },
  *check({ features }) {
    const move = features.camera.find(({ kind }) => kind !== "static");
    if (move === undefined || getMotions(features).length > 0) return;
    yield { messageId: "cameraOnly", range: move.range, suggestions: [{ messageId: "add" }] };
  },
});
