import { rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";
import { findMatches } from "../text/pattern-matches.js";

/** Finds content that every video service rejects, in clear cases only, also in quotes. */
export const noUnsafeContent = rule("no-unsafe-content", "content", "error", {
  *check(prompt, _, languages) {
    const { text } = prompt;
    for (const { range, before, after, phrases } of findMatches(text, languages, ({ sexualised }) => sexualised))
      if (phrases.minor.test(before) || phrases.minor.test(after))
        yield createReport(prompt, "minors", range, "review");
    for (const { range } of findMatches(text, languages, ({ unsafe }) => unsafe))
      yield createReport(prompt, "refused", range, "review");
  },
});
