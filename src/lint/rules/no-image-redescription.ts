import { rule } from "../core/rule.js";
import { getTrimmedRange, hasMotion } from "../core/rule-helpers.js";
import { findRanges } from "../text/pattern-matches.js";

/** Finds a prompt that only describes what the image already shows. */
export const noImageRedescription = rule("no-image-redescription", "focus", "info", {
  defaults: { share: 0.6 },
  *check(prompt, { hasImage, options }) {
    const { features } = prompt;
    if (!hasImage || features.appearance.length < 2 || hasMotion(features)) return;
    const [start, end] = getTrimmedRange(prompt);
    const phrases = findRanges(features.prose.slice(start, end), /[^、。,.;\n]+/g);
    let next = 0;
    const shown = phrases.filter(([from, to]) => {
      const at = () => (features.appearance[next]?.[0] ?? end) - start;
      while (at() < from) next += 1;
      return at() < to;
    });
    if (shown.length / phrases.length <= options.share) return;
    yield { messageId: "redescribed", range: [start, end], suggestions: [{ messageId: "motion" }] };
  },
});
