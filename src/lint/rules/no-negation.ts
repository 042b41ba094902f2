import { rule } from "../core/rule.js";
import { createReport, getSourceText, hasMotion } from "../core/rule-helpers.js";
import { lazy } from "../core/word-list.js";
import { findMatches } from "../text/pattern-matches.js";

/** Finds negations that a positive description could replace. */
export const noNegation = rule("no-negation", "wording", "warning", {
  *check(prompt, _, languages) {
    const { prose, motions } = prompt.features;
    const moves = lazy(() => new Set(motions.flatMap(({ range, negated }) => (negated ? [] : range[0]))));
    for (const place of findMatches(prose, languages, ({ negation }) => negation)) {
      const [range, instead] = place.phrases.readNegation(place, moves) ?? [];
      if (!range) continue;
      const capital = /^[A-Z]/.test(getSourceText(prompt, range));
      const text = instead && (capital ? instead.charAt(0).toUpperCase() + instead.slice(1) : instead);
      const fix = text ? { range, text } : undefined;
      const report = createReport(prompt, "negation", range, fix ? "positive" : "say", fix, { instead: text ?? "" });
      // Beside a motion, a negation does little harm.
      yield { ...report, minor: hasMotion(prompt.features) };
    }
  },
});
