/**
 * Reads the structure of a prompt: JSON, section labels, timelines and shots. Labels are no prose.
 *
 * @module
 */

import type { Range } from "../core/types.js";

const labels =
  "subject|main subject|character|action|actions|motion|movement|camera|camera (?:motion|movement|work)|background|background (?:sound|music)|foreground|scene|setting|location|environment|ambience|atmosphere|style|visual style|mood|tone|lighting|light|colou?rs?|palette|audio|sounds?|sfx|music|dialogue|voice|composition|framing|lens|props|wardrobe|time|weather|prompt|description|details|quality|format|beats?|start|end|first frame|last frame|opening|ending";
const japaneseLabels =
  "被写体|主題|人物|キャラ(?:クター)?|主人公|動き|動作|アクション|モーション|カメラ(?:ワーク|の動き)?|背景(?:音)?|場面|シーン|環境|舞台|場所|状況|雰囲気|スタイル|画風|作風|ムード|照明|光|ライティング|色|色調|配色|音|音声|効果音|音楽|bgm|セリフ|台詞|会話|構図|質感|品質|画質|演出|時間|天気|季節|内容|説明|プロンプト|開始|終了|冒頭|最後|前半|後半";
/** "Subject: …" at the start of a line or sentence, 【動き】, [camera], **Scene**, "# Action", list marks. */
const label = new RegExp(
  `(?<=^|[\\n.;。;]|【[^】\\n]{0,20}】) {0,4}(?:[-*•・#>]{1,4} {0,2}|\\d{1,2}[.)] {1,2})?(?:\\*\\*|__)?(?:(?:${labels})(?: \\d{1,2})?|(?:${japaneseLabels})\\d{0,2})(?:\\*\\*|__)? ?[::](?:\\*\\*|__)?|[【[]{1,2} ?(?:${labels}|[^\\][【】\\n]{0,3}(?:${japaneseLabels})[^\\][【】\\n]{0,6})(?: \\d{1,2})? ?[】\\]]{1,2}[::]?|(?<=^|\\n)[ \\t]*(?:#{1,6} |[-*•・] |\\d{1,2}[.)] )|\\*\\*|__|\`{1,3}`,
  "g",
);
/** "Shot 1:", カット2, [0-3s], 0:00–0:03, [33%:66%]. */
const shot =
  /(?:^|[\n.。;,]|\]) {0,4}[[(【*]{0,3}(?:(?:shot|scene|cut|clip|part|beat|カット|ショット|シーン) {0,1}#?\d{1,2}|\d:[0-5]\d ?[-–—~〜] ?\d:[0-5]\d|(?<=[\n[(【] {0,4}|^)\d:[0-5]\d(?=[\s\])】])|\d{1,2}(?:\.\d)? ?(?:s|秒)? ?[-–—~〜] ?\d{1,2}(?:\.\d)? ?(?:s\b|sec(?:ond)?s?\b|秒)|\d{1,3} ?% ?(?::|[-–~]) ?(?:\d{1,3} ?%)?)[\])】*]{0,3} ?[::]?/g;

/** The shots of a list of shots or a timeline, or the whole text. */
export function findShots(text: string): Range[] {
  const starts = [0, ...Array.from(text.matchAll(shot), ({ index }) => index), text.length];
  const shots = starts.slice(1).map((end, index): Range => [starts[index] ?? 0, end]);
  return shots.filter(([start, end]) => /\p{L}/u.test(text.slice(start, end)));
}

/** Replaces labels and marks of lists and shots by spaces and line ends of the same length. */
export const blankLabels = (text: string): string => text.replace(shot, lineEnd).replace(label, lineEnd);

/** A line end and spaces, as long as the text. */
const lineEnd = (words: string): string => (words === "" ? "" : `\n${" ".repeat(words.length - 1)}`);

/** Whether a text is JSON, also a cut-off or slightly wrong one. */
export const isJson = (text: string): boolean =>
  /^\s{0,20}(?:```(?:json)?\s{0,5})?[{[]\s{0,20}["'{[]/.test(text) && /["']\s{0,5}:/.test(text);

/** Keeps the values of a JSON text, one a line, at their places. */
export function blankJson(text: string): string {
  return text
    .replace(/(["'])[\w .-]{1,60}\1\s{0,5}:/g, lineEnd)
    .replace(/\\[nrt]/g, lineEnd)
    .replace(/\\"/g, "  ")
    .replace(/[{}[\]"]|(?<![a-z])'|'(?![a-z])|```(?:json)?/g, lineEnd);
}
