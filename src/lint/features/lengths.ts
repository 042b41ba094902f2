import { first, rangeOf } from "./matches.js";
import type { Found } from "./quantities.js";

const numbers: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  sixty: 60,
};

const lengths = new RegExp(
  `(?<![a-z\\d.$']|\\d:)(?:(\\d{1,4}(?:\\.\\d{1,2})?) ?(?:秒|s(?:ec(?:ond)?s?)?)? ?(?:-to-|-|–|~|〜|to|から) ?)?(\\d{1,4}(?:\\.\\d{1,2})?|${Object.keys(numbers).join("|")})(?:[ -]?(seconds?|secs?|s|minutes?|mins?)(?![a-z\\d])| ?([秒分])(?!針|速|読|の一|割|咲))|(?<!数)([一二三四五六七八九十]{1,3})秒(?!針|速|読)`,
  "g",
);

const clips =
  "(?:videos?|clips?|movies?|films?|animations?|footage|gifs?|reels?|loops?|teasers?|trailers?|ads?|commercials?|shorts?|time-?lapse)";
const beforeClip = new RegExp(`^[ -]?((?:[a-z\\d:.-]{1,15},? ){0,4})(?:${clips}|(shot|take|scene|sequence))(?![a-z])`);
const notOfClip =
  /\b(?:into|in|from|the|this|that|then|later|before|after|and|as|while|to|at|for|with|on|until|long|mark|is|are|he|she|it|they|pause|delay|hold|beat|exposure|countdown|timer)\b/;
const saysLength =
  /(?:\b(?:duration|length|run ?time|running time|total|video|clip|animation)(?: is| of| =|:|=)? ?(?:about |around |approx\.? |~)?|(?:長さ|尺|再生時間|動画時間|時間[:=]|秒数|トータル|合計|全体で|全|動画(?=[:=はで]))(?:は|を|が|で|:|=)? ?(?:約|およそ)?)$/;
const isLong = /^ (?:long|total|in (?:length|total|duration)|of (?:video|footage))\b/;
const within =
  /(?:\b(?:first|last|final|every|each|for|after|at|at the|within|another|next|opening|closing)|最初の|最後の|冒頭の?|残り|はじめの|初めの|ラスト) ?$/;
const beforeVideo =
  /^(?:間|くらい|ぐらい|程度|ほど|前後|以内)?(?:の?([^\s、。,.!?をがはに]{0,14}?)(?:動画|ビデオ|映像|ムービー|クリップ|アニメ|リール|gif|cm|pv|ループ|ショート)|で(?:作|生成|制作|お願い|まとめ|仕上|出力|完結)|尺)/;
const notOfVideo = /[後前目]|あと|まで|から|して|ながら|ごと|静止|で/;
const atStart = /^\W{0,3}(?:(?:create|generate|make|produce|an?|the) ?){0,3}$/;

/** Lengths in time. Whether one is the clip's or a moment's is told by the words beside it. */
export function* lengthsIn(prose: string): Generator<Found> {
  for (const match of first(lengths, prose)) {
    const [start, end] = rangeOf(match);
    const [words, from, number = "", unit, kana, kanji] = match;
    // "the 90s" and "1970s" are decades.
    if (/^\d{1,3}0s$/.test(words) && Number(number) >= 20) continue;
    const before = prose.slice(Math.max(0, start - 24), start);
    const after = prose.slice(end, end + 48);
    const minutes = unit?.startsWith("m") || kana === "分";
    const long = isLong.test(after);
    const moment = from === "0" || (!long && within.test(before));
    const sure = !moment && (long || saysLength.test(before) || ofVideo(prose, start, after));
    if (minutes && !sure) continue;
    const value = (kanji ? kanjiNumber(kanji) : (numbers[number] ?? Number(number))) * (minutes ? 60 : 1);
    const known = from === undefined || !sure;
    const timing = !sure && (moment || from !== undefined);
    yield { range: [start, end], kind: "seconds", ...(known && { value }), timing, sure };
  }
}

function ofVideo(prose: string, start: number, after: string): boolean {
  const english = beforeClip.exec(after);
  if (english)
    return !notOfClip.test(english[1] ?? "") && (!english[2] || (start < 30 && atStart.test(prose.slice(0, start))));
  const japanese = beforeVideo.exec(after);
  return japanese !== null && !notOfVideo.test(japanese[1] ?? "");
}

/** 十五 is 15, 三十 is 30. */
function kanjiNumber(kanji: string): number {
  const digit = (character: string | undefined) => "〇一二三四五六七八九".indexOf(character ?? "〇");
  const ten = kanji.indexOf("十");
  if (ten < 0) return digit(kanji.at(-1));
  return (ten > 0 ? digit(kanji[ten - 1]) : 1) * 10 + Math.max(0, digit(kanji[ten + 1]));
}
