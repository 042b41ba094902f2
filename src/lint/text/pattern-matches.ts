import type { HintedPattern, Languages, PatternMatch, Phrases } from "../core/language.js";
import { normalize } from "../core/normalize-text.js";
import type { Range } from "../core/types.js";
import { lazy } from "../core/word-list.js";

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

/** A pattern of rows: words that every match of a row has, as a small pattern, and the row's own. */
export function hinted(rows: readonly (readonly [hint: string, pattern: string])[]): HintedPattern {
  const join = (column: 0 | 1) => rows.map((row) => row[column]).join("|");
  return { hint: new RegExp(join(0)), pattern: new RegExp(join(1), "g") };
}

/** The first matches of a pattern, at most 60. */
export function* firstMatches(given: RegExp | HintedPattern, text: string): Generator<RegExpExecArray> {
  const { hint, pattern } = given instanceof RegExp ? { pattern: given } : given;
  if (hint?.test(text) === false) return;
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

/** The matches of a pattern of each language. */
export function* findMatches(
  text: string,
  languages: Languages,
  choose: (phrases: Phrases) => RegExp | HintedPattern,
): Generator<PatternMatch> {
  for (const language of languages) {
    const phrases = language.phrases();
    for (const match of firstMatches(choose(phrases), text)) {
      const words = match[0].trimEnd();
      const start = match.index;
      const end = start + words.length;
      const before = /[^.!?;。\n]*$/.exec(text.slice(Math.max(0, start - 50), start))?.[0] ?? "";
      const after = /^[^.!?;。\n]*/.exec(text.slice(end, end + 50))?.[0] ?? "";
      yield { match, words, range: [start, end], before, after, phrases };
    }
  }
}

/** Whether a test succeeds for the phrases of one of the languages. */
export function anyLanguage(languages: Languages, test: (phrases: Phrases) => boolean): boolean {
  return languages.some((language) => test(language.phrases()));
}

/** The phrases of a prompt's own language. */
export function ownPhrases(locale: string, languages: Languages): Phrases {
  return (languages.find((language) => language.locale === locale) ?? languages[0]).phrases();
}

/** Whether the match is negated, as in "no cuts" and カットせず. */
export function isNegated({ before, after }: PatternMatch, languages: Languages): boolean {
  return anyLanguage(languages, (phrases) => phrases.isNegated(before, after));
}

/** The alternatives of all languages, as one. */
export function joinAlternatives(languages: Languages, choose: (phrases: Phrases) => string | undefined): string {
  return languages.map((language) => choose(language.phrases()) || "(?!)").join("|");
}

/** Makes a value once for each set of languages. */
export function onceForLanguages<Value>(make: (languages: Languages) => Value): (languages: Languages) => Value {
  const made = lazy(() => new WeakMap<Languages, Value>());
  return (languages) => {
    let value = made().get(languages);
    if (value === undefined) {
      value = make(languages);
      made().set(languages, value);
    }
    return value;
  };
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
