import { rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";
import { findMatches, findNames } from "../text/pattern-matches.js";

/** Finds protected characters, and styles by their maker's name. */
export const noProtectedCharacter = rule<{ names: readonly string[] }>("no-protected-character", "content", "warning", {
  defaults: { names: [] },
  *check(prompt, { options: { names } }, languages) {
    for (const { range, match, words, phrases } of findMatches(prompt.text, languages, ({ character }) => character)) {
      // A fix only for complete phrases: "in the style of …", …風.
      const look = /^in |風$/.test(words) ? phrases.looks.find(([maker]) => maker.test(words))?.[1] : undefined;
      const fix = look && { range, text: range[0] === 0 ? look.replace("in", "In") : look };
      if (match[1]) yield createReport(prompt, "character", range, "traits");
      else yield createReport(prompt, "style", range, "look", fix || undefined);
    }
    for (const range of findNames(prompt.text, names)) yield createReport(prompt, "character", range, "traits");
  },
});
