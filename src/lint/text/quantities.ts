import type { Range } from "../core/types.js";
import { first, toRange } from "./pattern-matches.js";

/** A length, size, aspect ratio or frame rate in a prompt. */
export interface Quantity {
  readonly range: Range;
  readonly kind: "seconds" | "size" | "aspect" | "orientation" | "resolution" | "fps";
  /**
   * As a number: seconds, frames per second; the height for a resolution ("4K" is 2160); width / height for a shape.
   * Missing for a clip of "5 to 10 seconds"; of a span within the clip (3〜8秒で…) it is the end.
   */
  readonly value?: number;
  /** For sizes, in pixels. */
  readonly width?: number;
  readonly height?: number;
  /** A time within the clip ("at 3 seconds", 最後の1秒), not its length. */
  readonly timing: boolean;
}

/** A candidate. If not `sure`, it counts next to a sure one, or alone between two marks. */
type FoundQuantity = Omit<Quantity, "timing"> & { readonly moment?: boolean; readonly sure: boolean };

const numbers = [
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "twelve",
  "fifteen",
  "twenty",
  "thirty",
];
const values = [3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 30];
const lengths = new RegExp(
  `(?<![a-z\\d.$']|\\d:)(?:(\\d{1,4}(?:\\.\\d)?) ?(?:秒|s(?:ec(?:ond)?s?)?)? ?(?:-to-|[-–~〜]|to|から) ?)?(\\d{1,4}(?:\\.\\d{1,2})?|${numbers.join("|")})(?:[ -]?(seconds?|secs?|s|min(?:ute)?s?)(?![a-z\\d])| ?([秒分])(?!針|速|読|の一|割|咲))|(?<!数)([一二三四五六七八九十]{1,3})秒(?!針|速|読)`,
  "g",
);
const clips = "(?:video|clip|movie|film|animation|footage|gif|reel|loop|teaser|trailer|ad|commercial|short)s?";
const video = "(?:動画|ビデオ|映像|ムービー|クリップ|アニメ|リール|cm|ショート(?!ヘア|カット|ケーキ))";
/** A word for the clip after it, with adjectives between: "vertical 4K video", 秒の縦動画. */
const ofClip = new RegExp(
  `^[ -]?(?:(?!(?:into|in|from|the|this|that|then|later|before|after|and|as|while|to|at|for|with|on|until|long|mark|is|are|s?he|it|they|pause|delay|hold)\\b)[a-z\\d:.-]{1,15},? ){0,4}${clips}(?![a-z])|^ (?:long|total|in (?:length|total|duration))\\b|^(?:間|くらい|ぐらい|程度|ほど|以内)?(?:の?(?![後前目]|あと|まで|から|して|ながら|静止)[^\\s、。,.!?をがはにで]{0,10}${video}|で(?:作|生成|制作|お願い)|尺)`,
);
const saysLength =
  /(?:\b(?:duration|length|run ?time|total|video|clip)(?: is| of| ?[=:])? ?(?:about |around |~)?|(?:長さ|尺|再生時間|秒数|合計|全体で|全|動画(?=[:=はで]))[はをがで:=]? ?(?:約|およそ)?)$/;
const within =
  /(?:\b(?:first|last|final|every|each|for|after|at|the|within|another|next) ?|(?:最[初後]|冒頭|初め|ラスト)の?|残り)$/;
const aspects =
  /(?<![\d:.,]|\d ?[-–~〜] ?)(\d{1,2}(?:\.\d\d?)?) ?([:/x×]) ?(\d{1,2})(?![\d:]|[.,]\d| ?[-–~〜] ?\d| ?[ap]\.?m\b)/g;
const saysRatio = /(?:aspect|ratio|format|アスペクト|比率?)[^\d,。]{0,8}$/;
const isRatio = /^ ?(?:aspect|ratio|format|video|の?(?:動画|映像|比率|アスペクト|[縦横]))/;
/** "The 4K TV", "a 16:9 monitor": before another noun than the clip, it is a property of a thing. */
const ofThing = new RegExp(
  `^ (?!(?:${clips}|quality|resolution|detail(?:s|ed)?|hd|uhd|ultra|render(?:ing)?|cinematic|photo\\w*|realis\\w*|definition|format|aspect|ratio|output|screen|fps|at|and|in|with|for|on|or|of|is|by)\\b)[a-z]{2,}`,
);
const clock = /(?:\b(?:at|reads|shows|says|until|by) |(?:時計|針|時刻|午[前後]|clock|watch)[^。.\n]{0,12})$/;
/** "Portrait" and "landscape" count only as a format. */
const shapes = new RegExp(
  `\\b(?:(?:vertical|horizontal|square)(?=([- ](?:(?:4k|8k|hd|short|social|mobile)[- ])?${clips}\\b)|(?![\\w-]))|(?:vertical|horizontal|square|portrait|landscape)([- ](?:format|orientation|mode|aspect(?: ratio)?|ratio)\\b))|(?:[縦横](?:長|型|画面|(?=向き))?|正方形|スクエア)(?:向き)?(?=(な?${video}|(?<=.[長型きアェ形ク面])の(?:${video}|フォーマット)|で(?:作|生成|お願|出力))|)`,
  "g",
);
const others =
  /(?<![\d.x×*])(\d{3,4}) ?[x×*] ?(\d{3,4})(?: ?px| ?pixels?\b| ?ピクセル)?(?![\d.])|(?<![a-z\d.$])(?:(480|540|720|1080|1440|2160|4320) ?[pi]|([48]) ?k|full ?hd|フルhd|uhd)(?![a-z\d])|(?<![\d.])(\d{2,3})[ -]?(?:fps\b|frames per second\b|コマ\/秒)|(?:毎秒|秒間) ?(\d{2,3}) ?(?:フレーム|コマ)/g;

function* found(prose: string): Generator<FoundQuantity> {
  for (const match of first(lengths, prose)) {
    const range = toRange(match);
    const [words, from, number = "", unit, kana, kanji] = match;
    // "the 90s" and "1970s" are decades.
    if (/^\d{1,3}0s$/.test(words) && Number(number) >= 20) continue;
    const before = prose.slice(Math.max(0, range[0] - 24), range[0]);
    const after = prose.slice(range[1], range[1] + 48);
    const minutes = unit?.startsWith("m") || kana === "分";
    const moment = from === "0" || (within.test(before) && !/^ long\b/.test(after) && !/^(?:an?|the) $/.test(before));
    const sure = !moment && (ofClip.test(after) || saysLength.test(before));
    if (minutes && !sure) continue;
    const value =
      (kanji ? parseKanjiNumber(kanji) : (values[numbers.indexOf(number)] ?? Number(number))) * (minutes ? 60 : 1);
    yield { range, kind: "seconds", ...(!(from && sure) && { value }), moment: moment || from !== undefined, sure };
  }
  for (const match of first(aspects, prose)) {
    const range = toRange(match);
    const [, width, mark, height] = match;
    const ratio = `${width}:${height}`;
    const plain = /^(?:16:9|9:16|21:9)$/.test(ratio);
    const before = prose.slice(Math.max(0, range[0] - 18), range[0]);
    if (!plain && !(mark === ":" && /^(?:4:3|3:4|1:1|4:5|5:4|3:2|2:3|2.39:1|2.35:1|1.85:1|2:1)$/.test(ratio))) continue;
    const sure =
      (plain && mark !== "/") || saysRatio.test(before) || isRatio.test(prose.slice(range[1], range[1] + 16));
    if (!clock.test(before) && !ofThing.test(prose.slice(range[1], range[1] + 16)))
      yield { range, kind: "aspect", value: Number(width) / Number(height), sure };
  }
  for (const match of first(shapes, prose)) {
    const [words, clip, format, japanese] = match;
    const value = /^(?:sq|正|ス)/.test(words) ? 1 : /^[vp縦]/.test(words) ? 0.5 : 2;
    // "Vertical" before another noun describes that noun; alone between marks it describes the clip.
    const sure = Boolean(clip || format || japanese);
    if (sure || /^(?:[vh]|[縦横][長型])/.test(words)) yield { range: toRange(match), kind: "orientation", value, sure };
  }
  for (const match of first(others, prose)) {
    const [words, width, height, lines, thousands, fps = match[6]] = match;
    const [across, down] = [Number(width), Number(height)];
    const size = { width: across, height: down, value: across / down };
    const value = fps
      ? Number(fps)
      : lines
        ? Number(lines)
        : thousands
          ? Number(thousands) * 540
          : words === "uhd"
            ? 2160
            : 1080;
    const kind = width ? "size" : fps ? "fps" : "resolution";
    const ofOther =
      kind === "resolution" && ofThing.test(prose.slice(match.index + words.length, match.index + words.length + 16));
    if (!ofOther && (!width || Math.min(across, down) > 143))
      yield { range: toRange(match), kind, ...(width ? size : { value }), sure: true };
  }
}

/**
 * The quantities of a prompt, in order: sure ones, their neighbors, and isolated ones. Other seconds are timing.
 */
export function findQuantities(prose: string): Quantity[] {
  if (!/[\d秒縦横方ス]|vertical|horizontal|square|portrait|landscape|second|minute|hd/.test(prose)) return [];
  const apart: FoundQuantity[] = [];
  for (const one of [...found(prose)].sort((a, b) => a.range[0] - b.range[0] || Number(b.sure) - Number(a.sure))) {
    const [start] = one.range;
    // Ignore options of other tools (--ar 16:9).
    const option = /--[a-z-]{1,15} {0,2}$/.test(prose.slice(Math.max(0, start - 19), start));
    if (!option && start >= (apart.at(-1)?.range[1] ?? 0)) apart.push(one);
  }
  const beside = (left: FoundQuantity | undefined, right: FoundQuantity | undefined) =>
    left &&
    right &&
    left.kind !== right.kind &&
    /^[\s,、/・の|+-]{0,3}$/.test(prose.slice(left.range[1], right.range[0]));
  const lengthsFound = apart.filter(({ kind }) => kind === "seconds").length;
  return apart.flatMap(({ sure, moment, ...one }, index): Quantity[] => {
    const length = one.kind === "seconds";
    const near = [apart[index - 1], apart[index + 1]].some(
      (other, side) => other?.sure && (side ? beside(apart[index], other) : beside(other, apart[index])),
    );
    const alone = !moment && !(length && lengthsFound > 1) && isAlone(prose, one.range);
    if (sure || near || alone) return [{ ...one, timing: false }];
    return length ? [{ ...one, timing: true }] : [];
  });
}

/** Between two marks or line ends. */
function isAlone(prose: string, [start, end]: Range): boolean {
  return (
    /(?:^|[,、/|;。\n]|\.\s)\s*(?:約|およそ|about |around )?$/.test(prose.slice(Math.max(0, start - 10), start)) &&
    (start < 10 || /[,、/|;。\n.]/.test(prose.slice(start - 10, start))) &&
    /^ ?(?:[,、/|;。\n]|\.(?!\d)|$)/.test(prose.slice(end, end + 3))
  );
}

/** 十五 is 15, 三十 is 30. */
function parseKanjiNumber(kanji: string): number {
  const [tens = "", ones = ""] = kanji.includes("十") ? kanji.split("十") : ["〇", kanji];
  return (
    (tens ? "〇一二三四五六七八九".indexOf(tens) : 1) * 10 + Math.max(0, "〇一二三四五六七八九".indexOf(ones || "〇"))
  );
}
