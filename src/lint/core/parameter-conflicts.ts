import { parseSize } from "../../models/models.js";
import type { Features } from "../text/features.js";
import type { Quantity } from "../text/quantities.js";
import type { Prompt } from "./prompt.js";
import type { Fix, LintContext } from "./types.js";

/** The parameter that a quantity contradicts, or `undefined`. "4K" is no exact size, and a frame rate no parameter. */
export function conflict(
  { prose }: Pick<Features, "prose">,
  { kind, range, value = 0, width, height, timing }: Quantity,
  { seconds, size: wanted }: Pick<LintContext, "seconds" | "size">,
): "seconds" | "size" | "late" | undefined {
  const words = prose.slice(...range);
  if (kind === "seconds") {
    if (!seconds || !value) return undefined;
    if (!timing) return Math.abs(value - seconds) > 0.5 ? "seconds" : undefined;
    // A span (3-8s) or a mark (8秒目) is on the clip's own clock; "later" or "for" may be counted from anywhere.
    const clock =
      /[\ds秒] ?(?:[-–~〜]|から) ?\d/.test(words) ||
      /^(?:[ -]mark\b|目|時点)/.test(prose.slice(range[1], range[1] + 6));
    return clock && value > seconds + 0.5 ? "late" : undefined;
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

const label =
  /(?:(?:\b(?:video |clip )?(?:duration|length|aspect ratio|resolution|size|format|fps) ?(?:[:=]|is) ?|(?:動画の)?(?:長さ|尺|時間|秒数|サイズ|解像度|比率|アスペクト比) ?[:=は] ?)?(?:\b(?:about|around) |約|およそ|全)?)$/;
const mark = /[,、/|;・]/;
const stop = /^$|[.。\n]/;

/** A fix that removes a quantity, or `undefined` where the rest would not be a clean sentence. */
export function removal(prompt: Prompt, { range }: Quantity): Fix | undefined {
  const { text } = prompt;
  const { quantities } = prompt.features;
  const end =
    range[1] +
    (/^ (?:resolution|quality|format|video)(?= ?(?:[,;.\n]|$))/.exec(text.slice(range[1], range[1] + 14))?.[0].length ??
      0);
  const start = range[0] - (label.exec(text.slice(Math.max(0, range[0] - 30), range[0]))?.[0].length ?? 0);
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
  const [linked] =
    /^(?:間|くらい|ぐらい|程度|ほど)?の(?=[^\s、。])|^(?=動画|ビデオ|映像|クリップ|リール|ショート|アニメ|[縦横])/.exec(
      text.slice(end, end + 12),
    ) ?? [];
  if (linked !== undefined)
    return /[でとや]/.test(before) ? undefined : { range: [start, end + linked.length], text: "" };
  const beside = quantities.some((other) => other.range[0] === right);
  const next = text.slice(right, right + 12);
  if (right === end || !(beside || /^[a-z]/.test(next)) || /^(?:of|long|in|total|and|or|to|as|is|for)\b/.test(next))
    return undefined;
  const word = /(?:^|[\s(])([a-z]*) *$/.exec(text.slice(Math.max(0, start - 12), start))?.[1];
  if (word === undefined || /^(?:in|at|of|for|to|with|is|by|as|or|and)$/.test(word)) return undefined;
  let noun = right;
  for (const other of quantities) if (other.range[0] === noun) noun = other.range[1] + 1;
  const article = /^[aeiou]/.test(text.charAt(noun)) ? "an" : "a";
  if (!/^an?$/.test(word) || article === word) return { range: [start, right], text: "" };
  const from = left - word.length;
  return { range: [from, right], text: `${prompt.source.charAt(prompt.toSource(from))}${article.slice(1)} ` };
}
