/**
 * Reads the structure of a prompt: JSON, section labels, timelines and shots. Labels are not prose.
 *
 * @module
 */

import type { Languages } from "../core/language.js";
import type { Range } from "../core/types.js";
import { letter } from "../core/word-list.js";
import { joinAlternatives, onceForLanguages } from "./pattern-matches.js";

const patterns = onceForLanguages((languages) => {
  const shots = joinAlternatives(languages, (phrases) => phrases.shots);
  const beforeColon = joinAlternatives(languages, (phrases) => phrases.labels.beforeColon);
  const inBrackets = joinAlternatives(languages, (phrases) => phrases.labels.inBrackets);
  const actions = joinAlternatives(languages, (phrases) => phrases.labels.actions);
  return {
    /** The label of what happens: "Action:", "[motion]". */
    action: new RegExp(`^[^a-z]*(?:${actions})[^a-z]*$`),
    /** "Subject: …" at the start of a line or sentence, 【動き】, [camera], **Scene**, "# Action", list marks. */
    label: new RegExp(
      `(?<=^|[\\n.;。;]|【[^】\\n]{0,20}】) {0,4}(?:[-*•・#>]{1,4} {0,2}|\\d{1,2}[.)] {1,2})?(?:\\*\\*|__)?(?:${beforeColon})(?:\\*\\*|__)? ?[::](?:\\*\\*|__)?|[【[{<]{1,2} ?(?:${inBrackets})(?: \\d{1,2})? ?[】\\]}>]{1,2}[::]?|(?<=^|\\n)[ \\t]*(?:#{1,6} |[-*•・] |\\d{1,2}[.)] )|\\*\\*|__|\`{1,3}`,
      "g",
    ),
    /** "Shot 1:", カット2, [0-3s], 0:00–0:03, 00:02, [33%:66%]. */
    shot: new RegExp(
      String.raw`(?:^|[\n.。;,\]]|(?=[[【])) {0,4}[[(【*]{0,3}(?:(?:${shots}) {0,1}#?\d{1,2}|\d{1,2}:[0-5]\d ?[-–—~〜] ?\d{1,2}:[0-5]\d|(?<=[\n[(【] {0,4}|^)\d{1,2}:[0-5]\d(?=[\s\])】])|\d{1,2}(?:\.\d)? ?(?:s|秒)? ?[-–—~〜] ?\d{1,2}(?:\.\d)? ?(?:s\b|sec(?:ond)?s?\b|秒)|\d{1,3} ?% ?(?::|[-–~]) ?(?:\d{1,3} ?%)?)[\])】*]{0,3} ?[::]?`,
      "g",
    ),
  };
});

/** A heading, and the blank line after it, are shorter. */
const shortestShot = 30;

/** The shots of a list of shots or a timeline, or the whole text. */
export function findShots(text: string, languages: Languages): Range[] {
  if (!/[\d%]/.test(text)) return [[0, text.length]];
  const starts = [0, ...Array.from(text.matchAll(patterns(languages).shot), ({ index }) => index), text.length];
  // What follows the last shot after a blank line is about all shots.
  const last = starts.at(-2) ?? 0;
  if (starts.length > 3) {
    const rest = text.slice(last + shortestShot).search(/\n[ \t]*\n/);
    if (rest >= 0) starts[starts.length - 1] = last + shortestShot + rest;
  }
  const shots = starts.slice(1).map((end, index): Range => [starts[index] ?? 0, end]);
  return shots.filter(([start, end]) => letter().test(text.slice(start, end)));
}

/** Every text with labels, marks of lists or shots has one of these. */
const hint = /[\d%:[【{<*•・#`]|__|(?:^|\n)[ \t]*-/;

/** Replaces labels and marks of lists and shots by spaces and line ends of the same length. */
export function blankLabels(text: string, languages: Languages): string {
  if (!hint.test(text)) return text;
  const { shot, label, action } = patterns(languages);
  const blank = (words: string) =>
    lineEnd(words).replace(" ", action.test(words) ? marks.action : /[a-z]/.test(words) ? marks.other : " ");
  return text.replace(shot, blank).replace(label, blank);
}

/** In place of labels: after that of an action, a verb is expected. Normalized text has no such characters. */
export const marks = { action: "\v", other: "\f" } as const;

/** A line end and spaces, as long as the text. */
const lineEnd = (words: string): string => (words === "" ? "" : `\n${" ".repeat(words.length - 1)}`);

/** Whether a text is JSON, also a cut-off or slightly wrong one. */
export const isJson = (text: string): boolean =>
  /^\s{0,20}(?:(?:```(?:json)?\s{0,5})?[{[]\s{0,20}(?:["'{[]|[\w-]{1,60}\s{0,5}:\s{0,5}["'{[])|"[\w -]{1,60}"\s{0,5}:\s{0,5}["{[])/.test(
    text,
  ) && /["'\w-]\s{0,5}:/.test(text);

const timeRange = /^["']\d[\d.:]{0,4} ?s? ?[-–—~〜] ?\d/;

/** Keeps the values of a JSON text, one a line, at their places, and its labels of actions and times. */
export function blankJson(text: string, languages: Languages): string {
  const { action } = patterns(languages);
  return text
    .replace(/(["'])[\w .-]{1,60}\1\s{0,5}:|(?<=[{,]\s{0,200})[\w-]{1,60}\s{0,5}:(?=\s{0,5}["'{[])/g, (key) =>
      action.test(key) || timeRange.test(key) ? key.replace(/^["']/, "\n").replace(/["']/, " ") : lineEnd(key),
    )
    .replace(/\\[nrt]/g, lineEnd)
    .replace(/\\"/g, "  ")
    .replace(/[{}[\]"]|(?<![a-z])'|'(?![a-z])|```(?:json)?/g, lineEnd);
}
