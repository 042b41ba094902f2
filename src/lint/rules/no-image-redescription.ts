import { rule } from "../core/rule.js";
import { getTrimmedRange, hasMotion } from "../core/rule-helpers.js";

/** Finds a prompt that only describes what the image already shows. */
export const noImageRedescription = rule("no-image-redescription", "focus", "info", {
  defaults: { share: 0.6 },
  *check(prompt, { hasImage, options }) {
    const { features } = prompt;
    if (!hasImage || features.appearance.length < 2 || hasMotion(features)) return;
    const [start, end] = getTrimmedRange(prompt);
    const phrases = splitAt(features.prose, start, end);
    let next = 0;
    const shown = phrases.filter(([from, to]) => {
      while ((features.appearance[next]?.[0] ?? to) < from) next += 1;
      return (features.appearance[next]?.[0] ?? to) < to;
    });
    if (shown.length / phrases.length <= options.share) return;
    yield { messageId: "redescribed", range: [start, end], suggestions: [{ messageId: "motion" }] };
  },
});

/** The phrases between commas and full stops. */
function splitAt(text: string, start: number, end: number): [number, number][] {
  const phrases: [number, number][] = [];
  let from = start;
  for (let at = start; at <= end; at++) {
    if (at < end && !"、。,.;\n".includes(text.charAt(at))) continue;
    if (at > from) phrases.push([from, at]);
    from = at + 1;
  }
  return phrases;
}
