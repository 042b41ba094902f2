import { rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";
import { findMatches, findNames } from "../text/pattern-matches.js";

/** Finds protected characters, and styles by their maker's name. */
export const noProtectedCharacter = rule<{ names: readonly string[] }>("no-protected-character", "content", "warning", {
  defaults: { names: [] },
  *check(prompt, { options: { names } }, languages) {
    for (const { range, match } of findMatches(prompt.text, languages, ({ character }) => character))
      yield match[1]
        ? createReport(prompt, "character", range, "traits")
        : { ...createReport(prompt, "style", range, "look"), minor: true };
    for (const range of findNames(prompt.text, names)) yield createReport(prompt, "character", range, "traits");
  },
});
