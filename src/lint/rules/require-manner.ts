import { rule } from "../core/rule.js";
import { getMotions } from "../core/rule-helpers.js";
import { ownPhrases } from "../text/pattern-matches.js";

/** Finds motion without pace, strength or count. */
export const requireManner = rule("require-manner", "completeness", "info", {
  *check({ features, language }, _, languages) {
    const [first] = getMotions(features);
    if (first === undefined || features.manners.length > 0) return;
    const at = first.range[0];
    yield {
      messageId: "how",
      range: first.range,
      data: { verb: first.verb },
      suggestions: [
        { messageId: "add" },
        { messageId: "paste", fix: { range: [at, at], text: ownPhrases(language, languages).paste.slowly } },
      ],
    };
  },
});
