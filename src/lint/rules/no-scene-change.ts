import { rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";
import { findMatches, first, isNegated, joinAlternatives, onceForLanguages } from "../text/pattern-matches.js";

/** Headings of shots or times, which mean intended cuts. */
const headings = onceForLanguages(
  (languages) =>
    new RegExp(
      String.raw`(?:^|[\n.。!?\]*])[\s#*[(【]{0,6}(?:${joinAlternatives(languages, ({ shots }) => shots)}) {0,2}#?\d|\d:\d\d ?[-–—~〜]|\d ?[s秒]? ?[-–—~〜] ?\d{1,2}(?:\.\d)? ?(?:s\b|sec|秒)`,
      "g",
    ),
);

/** Finds a change of place or time, which the first frame does not support. */
export const noSceneChange = rule("no-scene-change", "focus", "warning", {
  *check(prompt, { hasImage }, languages) {
    const { prose } = prompt.features;
    if (!hasImage) return;
    for (const place of findMatches(prose, languages, ({ sceneChange }) => sceneChange)) {
      if (isNegated(place, languages)) continue;
      if ([...first(headings(languages), prose)].length > 1) return;
      yield createReport(prompt, "change", place.range, "split");
    }
  },
});
