import { rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";
import { findMatches, isNegated } from "../text/pattern-matches.js";

/** Finds a change of place or time, which the first frame does not support. */
export const noSceneChange = rule("no-scene-change", "focus", "warning", {
  *check(prompt, { hasImage }, languages) {
    const { prose, shots } = prompt.features;
    // Shots of their own are cuts that are meant.
    if (!hasImage || shots.length > 1) return;
    for (const place of findMatches(prose, languages, ({ sceneChange }) => sceneChange)) {
      if (!isNegated(place, languages) && place.phrases.isSceneChange?.(place) !== false)
        yield createReport(prompt, "change", place.range, "split");
    }
  },
});
