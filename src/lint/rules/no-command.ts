import { rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";
import { findMatches } from "../text/pattern-matches.js";

/** Finds commands to the model instead of a description of events. */
export const noCommand = rule("no-command", "wording", "info", {
  *check(prompt, _, languages) {
    // `no-vague-request` already reports "Make it a video".
    if (prompt.isVagueRequest) return;
    for (const { range } of findMatches(prompt.features.prose, languages, ({ command }) => command))
      yield createReport(prompt, "command", range, "tell");
  },
});
