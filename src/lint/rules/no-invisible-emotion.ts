import { rule } from "../core/rule.js";
import { findBare } from "./no-empty-adjective.js";

/** Finds a feeling without a visible sign. */
export const noInvisibleEmotion = rule("no-invisible-emotion", "wording", "info", {
  check: (prompt, _, languages) =>
    findBare(prompt, languages, "feeling", ["emotion", "expression"], ({ by }) => by === "subject"),
});
