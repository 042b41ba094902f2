import { rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";
import { findMatches, isNegated } from "../text/pattern-matches.js";

/** Finds a subject that turns into something else. */
export const noTransformation = rule("no-transformation", "focus", "info", {
  *check(prompt, { hasImage }, languages) {
    if (!hasImage) return;
    for (const place of findMatches(prompt.features.prose, languages, ({ transformation }) => transformation)) {
      if (!isNegated(place, languages) && place.phrases.isTransformation(place))
        yield createReport(prompt, "transform", place.range, "start");
    }
  },
});
