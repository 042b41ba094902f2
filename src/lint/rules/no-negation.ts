import { rule } from "../core/rule.js";
import { createReport, hasMotion } from "../core/rule-helpers.js";
import { lazy } from "../core/word-list.js";
import { findMatches } from "../text/pattern-matches.js";

/** Finds negations that a positive description could replace. */
export const noNegation = rule("no-negation", "wording", "warning", {
  *check(prompt, _, languages) {
    const { prose, motions } = prompt.features;
    const moves = lazy(() => new Set(motions.flatMap(({ range, negated }) => (negated ? [] : range[0]))));
    for (const place of findMatches(prose, languages, ({ negation }) => negation)) {
      const range = place.phrases.readNegation(place, moves);
      // Beside a motion, a negation does little harm.
      if (range) yield { ...createReport(prompt, "negation", range, "say"), minor: hasMotion(prompt.features) };
    }
  },
});
