import { rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";
import { findMatches } from "../text/pattern-matches.js";

/** Finds commands to the model instead of a description of events. */
export const noCommand = rule("no-command", "wording", "info", {
  *check(prompt, _, languages) {
    // `no-vague-request` already reports "Make it a video".
    if (prompt.isVagueRequest) return;
    const { prose } = prompt.features;
    for (const place of findMatches(prose, languages, ({ command }) => command)) {
      const [range, instead] = place.phrases.readCommand(place, prose) ?? [];
      if (!range) continue;
      const fix = instead ? { range, text: instead } : undefined;
      // "Create a video of" has only its next letter as a replacement.
      const marked = instead?.length === 1 ? place.range : range;
      yield createReport(prompt, "command", marked, fix ? "event" : "tell", fix, { instead: instead ?? "" });
    }
  },
});
