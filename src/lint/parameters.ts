import { parseSize } from "../models.js";
import type { Features } from "./features/features.js";
import { orientationOf } from "./features/matches.js";
import type { Quantity } from "./features/quantities.js";
import type { Prompt } from "./prompt.js";
import type { Fix, LintContext } from "./types.js";

/** What a quantity contradicts, or `undefined`. "4K" is a rank rather than a size, and a frame rate no parameter. */
export function conflict(
  { prose }: Pick<Features, "prose">,
  { kind, range, value, width, height, orientation, timing }: Quantity,
  context: Pick<LintContext, "seconds" | "size">,
): "seconds" | "size" | "late" | undefined {
  if (kind === "seconds") {
    if (context.seconds === undefined || value === undefined) return undefined;
    if (!timing) return Math.abs(value - context.seconds) > 0.5 ? "seconds" : undefined;
    // A span (3-8s) or a mark (8秒目) is on the clip's own clock; "later" or "for" may be counted from anywhere.
    const clock =
      /[\ds秒] ?(?:[-–~〜]|から) ?\d/.test(prose.slice(...range)) ||
      /^(?: mark\b|-mark\b|目|時点|地点)/.test(prose.slice(range[1], range[1] + 6));
    return clock && value > context.seconds + 0.5 ? "late" : undefined;
  }
  const size = context.size === undefined ? undefined : parseSize(context.size);
  if (!size) return undefined;
  const ratio = size.width / size.height;
  const off =
    kind === "size"
      ? width !== size.width || height !== size.height
      : kind === "orientation"
        ? orientation !== orientationOf(ratio)
        : kind === "aspect"
          ? Math.abs(Math.log((value ?? ratio) / ratio)) > 0.06
          : kind === "resolution" && /p$/.test(prose.slice(...range))
            ? Math.abs((value ?? 0) / Math.min(size.width, size.height) - 1) > 0.1
            : false;
  return off ? "size" : undefined;
}

const label =
  /(?:\b(?:video |clip )?(?:duration|length|run ?time|aspect ratio|ratio|aspect|resolution|size|format|fps|frame rate) ?(?:[:=]|is) ?|(?:動画の?)?(?:長さ|尺|再生時間|時間|秒数|サイズ|解像度|比率|アスペクト比|縦横比) ?(?:[:=]|は) ?)$/;
const about = /(?:\b(?:about|around|approx\.?) |約|およそ|全)$/;
const preposition = /,? (?:in|at|as|with)(?: an?)? $/;
const behind = /^ (?:resolution|quality|format|video|aspect ratio|ratio)(?= ?(?:[,;.\n]|$))|^で(?= ?(?:[、。\n]|$))/;
const separators = /[,、/|;・]/;
const stops = /[.。\n]/;

/** Takes a quantity out where a clean sentence is left, and is `undefined` where one would not be. */
export function removal(prompt: Prompt, { range }: Quantity): Fix | undefined {
  const { text, source, features } = prompt;
  let [start, end] = range;
  for (const before of [about, label])
    start -= before.exec(text.slice(Math.max(0, start - 30), start))?.[0].length ?? 0;
  end += behind.exec(text.slice(end, end + 20))?.[0].length ?? 0;
  let left = start;
  while (left > 0 && text.charAt(left - 1) === " ") left -= 1;
  let right = end;
  while (text.charAt(right) === " ") right += 1;
  const before = text.charAt(left - 1);
  const after = text.charAt(right);
  const first = left === 0 || stops.test(before);
  if (right === text.length || stops.test(after) || separators.test(after)) {
    // Between two marks: it goes with one of them.
    if (separators.test(before)) return { range: [left - 1, end], text: "" };
    if (first && right < text.length) {
      right += 1;
      while (text.charAt(right) === " ") right += 1;
      return { range: [right === text.length ? left : start, right], text: "" };
    }
    if (first) return left === 0 ? undefined : { range: [left, text.length], text: "" };
    const words = preposition.exec(text.slice(Math.max(0, start - 12), start));
    return words ? { range: [start - words[0].length, end], text: "" } : undefined;
  }
  const japanese =
    /^(?:間|くらい|ぐらい|程度|ほど)?の(?=[^\s、。])|^(?=動画|ビデオ|映像|ムービー|クリップ|リール|ショート|アニメ|フォーマット|[縦横])/.exec(
      text.slice(end, end + 12),
    );
  if (japanese && !/[でとや]/.test(before)) return { range: [start, end + japanese[0].length], text: "" };
  const next = text.slice(right, right + 12);
  const beside = features.quantities.some((other) => other.range[0] === right);
  if (right === end || !(beside || /^[a-z]/.test(next)) || /^(?:of|long|in|total|and|or|to|as|is|for)\b/.test(next))
    return undefined;
  const word = /(?:^|[\s(])([a-z]*) *$/.exec(text.slice(Math.max(0, start - 12), start))?.[1];
  if (word === undefined || /^(?:in|at|of|for|to|with|is|by|as|or|and)$/.test(word)) return undefined;
  const article = word === "a" || word === "an";
  let noun = right;
  for (const other of features.quantities) if (other.range[0] === noun) noun = other.range[1] + 1;
  const wanted = /^[aeiou]/.test(text.slice(noun, noun + 1)) ? "an" : "a";
  if (!article || wanted === word) return { range: [start, right], text: "" };
  const from = left - word.length;
  const capital = source.charAt(prompt.toSource(from)) === "A";
  return { range: [from, right], text: `${capital ? "A" : "a"}${wanted.slice(1)} ` };
}
