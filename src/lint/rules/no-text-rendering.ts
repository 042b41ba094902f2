import type { Phrases } from "../core/language.js";
import { rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";
import { anyLanguage, findMatches, isNegated } from "../text/pattern-matches.js";

/** Finds requests for text in the picture, which video models misspell. */
export const noTextRendering = rule("no-text-rendering", "parameters", "warning", {
  *check(prompt, _, languages) {
    for (const place of findMatches(prompt.features.prose, languages, ({ textRendering }) => textRendering)) {
      const near = `${place.before.replace(/.*,/, "")}|${/^[^,、]*/.exec(place.after)?.[0]}`;
      const isScene = ({ surface, keptText }: Phrases) =>
        surface.test(`${place.before} ${near}`) || keptText.test(near);
      if (isNegated(place, languages) || anyLanguage(languages, isScene)) continue;
      yield createReport(prompt, "text", place.range, "overlay");
    }
  },
});
