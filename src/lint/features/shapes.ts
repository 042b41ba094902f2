import { first, orientationOf, rangeOf } from "./matches.js";
import type { Found } from "./quantities.js";

const aspects =
  /(?<![\d:.,]|\d ?[-–~〜] ?)(\d{1,2}(?:\.\d{1,2})?) ?([:/x×]) ?(\d{1,2})(?![\d:]|[.,]\d| ?[-–~〜] ?\d| ?[ap]\.?m\b)/g;
/** Ratios that are nothing but a clip's shape, and those that can also be a score or a scale. */
const plainRatios = ["16:9", "9:16", "21:9", "9:21"];
const ratios = ["4:3", "3:4", "1:1", "4:5", "5:4", "3:2", "2:3", "2.39:1", "2.35:1", "1.85:1", "2:1", "1:2"];
const saysRatio = /(?:aspect|ratio|format|アスペクト|比率|縦横比)[^\d,。]{0,8}$/;
const isRatio = /^ ?(?:aspect|ratio|format|video|vertical|horizontal|の?(?:動画|映像|比率|アスペクト|縦|横))/;
const clock = /(?:\b(?:at|reads|shows|says|until|by) |(?:時計|針|時刻|午前|午後|clock|watch)[^。.\n]{0,12})$/;

const english =
  /\b(vertical|horizontal|square|portrait|landscape)(?:((?:[- ](?:4k|8k|hd|short|social|mobile|phone|smartphone|full-screen)){0,2}[- ](?:videos?|clips?|movies?|footage|reels?|shorts?|animation)\b)|([- ](?:format|orientation|mode|aspect(?: ratio)?|ratio|resolution)\b)|(?![\w-]))/g;
const japanese = /(?:([縦横]|タテ|ヨコ)(長|型|向き|画面)?|正方形|スクエア)(?:な|の(?=.))?/g;
const video =
  /^(?:動画|ビデオ|映像|ムービー|クリップ|リール|ショート(?!ヘア|カット|ケーキ|パンツ)|フォーマット|アスペクト)/;
const asVideo = /^で(?:作|生成|制作|お願|出力|仕上|書き出)/;

/** Aspect ratios, and words such as "vertical video" and 縦長の動画. */
export function* shapesIn(prose: string): Generator<Found> {
  for (const match of first(aspects, prose)) {
    const [start, end] = rangeOf(match);
    const [, width, mark, height] = match;
    const ratio = `${width}:${height}`;
    const plain = plainRatios.includes(ratio);
    const before = prose.slice(Math.max(0, start - 18), start);
    if (!(plain || (mark === ":" && ratios.includes(ratio))) || clock.test(before)) continue;
    const value = Number(width) / Number(height);
    const sure = (plain && mark !== "/") || saysRatio.test(before) || isRatio.test(prose.slice(end, end + 16));
    yield { range: [start, end], kind: "aspect", value, orientation: orientationOf(value), timing: false, sure };
  }
  for (const match of first(english, prose)) {
    const [words, shape = "", clip, format] = match;
    const pictured = shape === "portrait" || shape === "landscape";
    // A portrait is of a person and a landscape is scenery, unless it is a format.
    if (pictured && clip) continue;
    const range = [match.index, match.index + (format ? words : shape).length] as const;
    const orientation = shape === "square" ? shape : /^[hl]/.test(shape) ? "landscape" : "portrait";
    // "Vertical" before another word is of a thing: only between marks does it stand for the clip.
    yield { range, kind: "orientation", orientation, timing: false, sure: Boolean(clip || format) };
  }
  for (const match of first(japanese, prose)) {
    const [words, way, form] = match;
    const linked = /[なの]$/.test(words);
    const start = match.index;
    const end = start + words.length - (linked ? 1 : 0);
    const after = prose.slice(start + words.length, start + words.length + 8);
    const sure =
      (video.test(after) && (!linked || form !== undefined || way === undefined)) ||
      (form !== "向き" && form !== undefined && asVideo.test(after)) ||
      (form === "画面" && /^(?:で|$|[、。\n])/.test(after));
    if (!sure && form === "向き") continue;
    const orientation = way === undefined ? "square" : /[縦タ]/.test(way) ? "portrait" : "landscape";
    yield { range: [start, end], kind: "orientation", orientation, timing: false, sure };
  }
}
