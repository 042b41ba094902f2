import { parseSize } from "../../models/models.js";
import type { Features, Quantity } from "../text/features.js";
import { anyLanguage, joinAlternatives, onceForLanguages } from "../text/pattern-matches.js";
import { isLengthOfAction } from "../text/quantities.js";
import type { Languages } from "./language.js";
import type { Prompt } from "./prompt.js";
import type { Fix, LintContext } from "./types.js";

/** The parameter that a quantity contradicts, or `undefined`. "4K" is not an exact size, and a frame rate is not a parameter. */
export function conflict(
  { prose }: Pick<Features, "prose">,
  { kind, range, value = 0, width, height, timing }: Quantity,
  { seconds, size: wanted }: Pick<LintContext, "seconds" | "size">,
  languages: Languages,
): "seconds" | "size" | "late" | "long" | undefined {
  const words = prose.slice(...range);
  if (kind === "seconds") {
    if (!seconds || !value) return undefined;
    if (!timing) return Math.abs(value - seconds) > 0.5 ? "seconds" : undefined;
    // A span (3-8s) or a mark (8秒目) is on the clip's own clock; "later" or "for" may be counted from anywhere.
    const after = prose.slice(range[1], range[1] + 6);
    const clock =
      /[\ds秒] ?[-–~〜] ?\d/.test(words) ||
      anyLanguage(languages, ({ quantities }) => quantities.isOnClock(words, after));
    if (clock) return value > seconds + 0.5 ? "late" : undefined;
    // "For 3 to 10 seconds": three may be meant.
    const least = Number.parseFloat(words) < value && /\d\D+\d/.test(words) ? Number.parseFloat(words) : value;
    return least > seconds + 0.5 && isLengthOfAction(prose, range, languages) ? "long" : undefined;
  }
  const size = wanted === undefined ? undefined : parseSize(wanted);
  if (!size) return undefined;
  const ratio = size.width / size.height;
  const off = {
    size: width !== size.width || height !== size.height,
    orientation: Math.sign(Math.round(Math.log(value) * 50)) !== Math.sign(Math.round(Math.log(ratio) * 50)),
    aspect: Math.abs(Math.log(value / ratio)) > 0.06,
    resolution: words.endsWith("p") && Math.abs(value / Math.min(size.width, size.height) - 1) > 0.1,
    fps: false,
  };
  return off[kind] ? "size" : undefined;
}

const label = onceForLanguages((languages) => {
  const names = joinAlternatives(languages, ({ quantities }) => quantities.label);
  const about = joinAlternatives(languages, ({ quantities }) => quantities.about);
  return new RegExp(`(?:${names})?(?:${about})?$`);
});
const mark = /[,、/|;・]/;
const stop = /^$|[.。\n]/;

/** A fix that removes a quantity, or `undefined` where the rest would not be a clean sentence. */
export function removal(prompt: Prompt, { range }: Quantity, languages: Languages): Fix | undefined {
  const { text } = prompt;
  const end =
    range[1] +
    (/^ (?:resolution|quality|format|video)(?= ?(?:[,;.\n]|$))/.exec(text.slice(range[1], range[1] + 14))?.[0].length ??
      0);
  const start = range[0] - (label(languages).exec(text.slice(Math.max(0, range[0] - 30), range[0]))?.[0].length ?? 0);
  const left = start - (/ *$/.exec(text.slice(Math.max(0, start - 20), start))?.[0].length ?? 0);
  const right = end + (/^ */.exec(text.slice(end, end + 20))?.[0].length ?? 0);
  const [before, after] = [text.charAt(left - 1), text.charAt(right)];
  if (stop.test(after) || mark.test(after)) {
    // Between two marks: it goes with one of them.
    if (mark.test(before)) return { range: [left - 1, end], text: "" };
    if (!stop.test(before) || (left === 0 && !after)) return undefined;
    const blanks = /^\s*/.exec(text.slice(right + 1, right + 20))?.[0].length ?? 0;
    return { range: after && right + 1 < text.length ? [start, right + 1 + blanks] : [left, text.length], text: "" };
  }
  return undefined;
}
