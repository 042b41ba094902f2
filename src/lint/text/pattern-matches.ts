import { normalize } from "../core/normalize-text.js";
import type { Range } from "../core/types.js";

export function toRange(match: { readonly index: number; readonly 0: string }): Range {
  return [match.index, match.index + match[0].length];
}

/** The ranges of all matches of a global pattern. */
export function findRanges(text: string, pattern: RegExp): Range[] {
  return [...text.matchAll(pattern)].map(toRange);
}

/** All matches of a global pattern. Unlike `matchAll`, it makes no copy of the pattern, so one loop at a time may use it. */
export function* eachMatch(text: string, pattern: RegExp): Generator<RegExpExecArray> {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) yield match;
}

/** The index of the last sorted item whose position is at most `limit`, or -1. */
export function findLastIndexUpTo<Item>(
  items: readonly Item[],
  limit: number,
  positionOf: (item: Item) => number,
): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && positionOf(item) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The first matches of a pattern, at most 60. */
export function* first(pattern: RegExp, text: string): Generator<RegExpExecArray> {
  pattern.lastIndex = 0;
  for (let count = 0; count < 60; count++) {
    const match = pattern.exec(text);
    if (!match) return;
    // A consumer may use the same pattern between two matches.
    const { lastIndex } = pattern;
    yield match;
    pattern.lastIndex = lastIndex;
  }
}

/** A match with the text of its sentence around it. */
export interface PatternMatch {
  readonly match: RegExpExecArray;
  /** The matched text without trailing whitespace. */
  readonly words: string;
  readonly range: Range;
  readonly before: string;
  readonly after: string;
}

/** The matches of the patterns of both languages. The Japanese one is skipped for text without Japanese. */
export function* findMatches(text: string, english: RegExp, japanese?: RegExp): Generator<PatternMatch> {
  for (const pattern of [english, japanese]) {
    if (!pattern || (pattern === japanese && !/[ぁ-鿿]/.test(text))) continue;
    for (const match of first(pattern, text)) {
      const words = match[0].trimEnd();
      const start = match.index;
      const end = start + words.length;
      const before = /[^.!?;。\n]*$/.exec(text.slice(Math.max(0, start - 50), start))?.[0] ?? "";
      const after = /^[^.!?;。\n]*/.exec(text.slice(end, end + 50))?.[0] ?? "";
      yield { match, words, range: [start, end], before, after };
    }
  }
}

/** Whether the match is negated, as in "no cuts" and カットせず. */
export function isNegated({ before, after }: PatternMatch): boolean {
  return (
    /\b(?:no|not|without|never|avoid(?:ing)?|don't|any)\b[^,]{0,24}$/.test(before) ||
    /^[^、]{0,5}(?:ず|ない|な[しく]|無し|禁止|ません|不要)/.test(after)
  );
}

/** Names as regular expression alternatives for normalized text. A middle dot is optional. */
export function toNamePattern(names: string): string {
  return names
    .trim()
    .replace(/\s*\n\s*/g, "|")
    .replaceAll("・", "[・= ]?")
    .toLowerCase();
}

/** The ranges of names as separate words, ignoring case and width. */
export function* findNames(text: string, names: readonly string[]): Iterable<Range> {
  const joined = /[a-z0-9]{2}/;
  for (const given of names) {
    const name = normalize(String(given)).text.trim();
    if (name === "") continue;
    for (let at = text.indexOf(name), end = 0; at >= 0; at = text.indexOf(name, end)) {
      end = at + name.length;
      if (!joined.test(text.slice(Math.max(0, at - 1), at + 1)) && !joined.test(text.slice(end - 1, end + 1)))
        yield [at, end];
    }
  }
}
