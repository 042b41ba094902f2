import { rule } from "../core/rule.js";
import { findSubject, getTrimmedRange, hasMotion } from "../core/rule-helpers.js";

/** Finds a prompt without motion of the subject, its surroundings or the camera. */
export const requireMotion = rule("require-motion", "completeness", "warning", {
  weight: 40,
  *check(prompt) {
    if (prompt.language === "und" || hasMotion(prompt.features)) return;
    const subject = findSubject(prompt);
    yield {
      messageId: "still",
      range: getTrimmedRange(prompt),
      data: { subject: subject ?? "" },
      suggestions: [{ messageId: subject === undefined ? "add" : "addFor" }],
    };
  },
});
