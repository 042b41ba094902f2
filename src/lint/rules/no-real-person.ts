import { rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";
import { findMatches, findNames } from "../text/pattern-matches.js";

/** Finds public figures, and requests for someone's likeness. */
export const noRealPerson = rule<{ names: readonly string[] }>("no-real-person", "content", "warning", {
  defaults: { names: [] },
  *check(prompt, { options: { names } }, languages) {
    for (const { range, match } of findMatches(prompt.text, languages, ({ person }) => person))
      yield createReport(prompt, match[1] ? "person" : "likeness", range, "fictional");
    for (const range of findNames(prompt.text, names)) yield createReport(prompt, "person", range, "fictional");
  },
});
