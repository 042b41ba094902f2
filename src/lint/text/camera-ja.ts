/**
 * Reads the camera moves in Japanese text, sentence by sentence.
 *
 * @module
 */

import type { Range } from "../core/types.js";
import { lazy } from "../core/word-list.js";
import {
  japaneseCamera,
  japaneseCameraThing,
  japaneseDirections,
  japaneseNegations,
  japaneseStrengths,
  japaneseTerms,
  loanDirections,
  loanTerms,
} from "../lexicon/camera-ja.js";
import type { CameraTerm, Direction } from "./camera-term.js";
import { findLastIndexUpTo } from "./pattern-matches.js";

/** One group for each row, so that one pass finds every term and its row. */
const terms = lazy(() => new RegExp(japaneseTerms.map(({ pattern }) => `(${pattern})`).join("|"), "gu"));
const camera = lazy(() => new RegExp(`(?:${japaneseCamera})(?!${japaneseCameraThing})`, "gu"));
const denial = new RegExp(japaneseNegations, "u");
const directions = lazy(() => new RegExp(japaneseDirections.map(({ pattern }) => `(${pattern})`).join("|"), "gu"));
const strengths = lazy(() =>
  japaneseStrengths.map(({ pattern, strength }) => ({ pattern: new RegExp(pattern, "u"), strength })),
);
/** A noun and a subject or topic particle. */
const subject = /[一-龠々〆ァ-ヶーa-z0-9](?:たち|さん|ちゃん|くん|だけ|のみ)?[がはも](?!ら|て)/gu;
/** Text that joins two moves: a negation of the second applies to the first. */
const joined = /^(?:も|や|と|及び|および|または|・|、|,|\s)*$/u;
const loanTermPattern = Object.keys(loanTerms).join("|");
const loanDirectionPattern = Object.keys(loanDirections).join("|");
/** A camera term in Latin letters next to Japanese text. */
const loanTerm = lazy(
  () =>
    new RegExp(
      `(?<=([ぁ-ヶー一-龠])[ \\t]{0,3}|^|[。、,.:][ \\t]{0,3})(${loanTermPattern})(?:[ \\t]{1,3}(${loanDirectionPattern}))?(?:[ \\t]{0,3}(?=([ぁ-ヶー一-龠]))|(?=[ \\t]{0,3}(?:$|[。、,.!?\\n])))`,
      "gu",
    ),
);
/** An English direction after a Japanese term: 「ズーム in」. */
const loanDirection = lazy(
  () => new RegExp(`(?<=${Object.values(loanTerms).join("|")})[ \\t]{0,3}(${loanDirectionPattern})(?![a-z])`, "gu"),
);

/** A text with replaced parts, and the source range of each of its UTF-16 units. */
interface Rewritten {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Replaces English camera terms in Japanese text with katakana. `toSource` maps a range of the result back. */
export function replaceLoanwords(source: string): { text: string; toSource: (range: Range) => Range } {
  const hasLoanwords = /[ぁ-ヶ一-龠]/u.test(source) && /[a-z]/.test(source);
  if (!hasLoanwords) return { text: source, toSource: (range) => range };
  const starts = Array.from({ length: source.length }, (_, index) => index);
  let result: Rewritten = { text: source, starts, ends: starts.map((index) => index + 1) };
  result = replaceParts(result, loanTerm(), ([, before, term = "", direction = "", after]) =>
    before === undefined && after === undefined ? undefined : `${loanTerms[term]}${loanDirections[direction] ?? ""}`,
  );
  const {
    text,
    starts: from,
    ends: to,
  } = replaceParts(result, loanDirection(), ([, direction = ""]) => loanDirections[direction]);
  return { text, toSource: ([start, end]) => [from[start] ?? source.length, to[end - 1] ?? source.length] };
}

function replaceParts(
  { text, starts, ends }: Rewritten,
  pattern: RegExp,
  replacementOf: (match: RegExpExecArray) => string | undefined,
): Rewritten {
  const result = { text: "", starts: [] as number[], ends: [] as number[] };
  let done = 0;
  const copyUntil = (end: number) => {
    result.text += text.slice(done, end);
    for (let index = done; index < end; index++) {
      result.starts.push(starts[index] ?? 0);
      result.ends.push(ends[index] ?? 0);
    }
    done = end;
  };
  for (const match of text.matchAll(pattern)) {
    const replacement = replacementOf(match);
    if (replacement === undefined) continue;
    const [matched] = match;
    const start = match.index + (matched.length - matched.trimStart().length);
    copyUntil(match.index);
    result.text += replacement;
    for (let index = 0; index < replacement.length; index++) {
      result.starts.push(starts[start] ?? 0);
      result.ends.push(ends[match.index + matched.trimEnd().length - 1] ?? 0);
    }
    done = match.index + matched.length;
  }
  copyUntil(text.length);
  return result;
}

/** The context of a term that is read, in UTF-16 units before and after it. */
const reach = 40;

interface Term {
  readonly row: (typeof japaneseTerms)[number];
  readonly start: number;
  readonly end: number;
}

/** The camera terms of a lower-case text, in order. */
export function japaneseCameraTerms(text: string): CameraTerm[] {
  const results: CameraTerm[] = [];
  let start = 0;
  for (const sentence of text.split(/(?<=[。.!?\n])/u)) {
    if (/[ぁ-ヶ一-龠]/u.test(sentence)) readSentence(sentence, start, results);
    start += sentence.length;
  }
  return results;
}

/** Offsets in a sentence, sorted. */
interface SentencePositions {
  /** Ends of camera nouns. */
  readonly cameras: readonly number[];
  /** Ends of nouns before a subject particle. */
  readonly subjects: readonly number[];
  readonly commas: readonly number[];
}

function readSentence(sentence: string, offset: number, results: CameraTerm[]): void {
  const places: SentencePositions = {
    cameras: [...sentence.matchAll(camera())].map((match) => match.index + match[0].length),
    subjects: [...sentence.matchAll(subject)].map((match) => match.index + 1),
    commas: [...sentence.matchAll(/[、,]/gu)].map((match) => match.index),
  };
  const found = findTerms(sentence);
  const read: CameraTerm[] = [];
  let negatedNext = false;
  for (let index = found.length - 1; index >= 0; index--) {
    const term = found[index];
    if (term === undefined) continue;
    const next = found[index + 1]?.start ?? sentence.length;
    const tail = sentence.slice(term.end, Math.min(next, term.end + reach));
    const clauseTail = tail.split(/[、,]/u, 1)[0] ?? "";
    const list = index < found.length - 1 && tail.length < reach && joined.test(tail);
    const negated: boolean = denial.test(clauseTail) || (list && negatedNext);
    negatedNext = negated;
    const finding = readTerm(sentence, term, found[index - 1]?.end ?? 0, clauseTail, negated, places);
    if (finding !== undefined) read.push({ ...finding, range: [finding.range[0] + offset, finding.range[1] + offset] });
  }
  results.push(...read.reverse());
}

function findTerms(sentence: string): Term[] {
  const found: Term[] = [];
  for (const match of sentence.matchAll(terms())) {
    const row = japaneseTerms[match.slice(1).findIndex((group) => group !== undefined)];
    if (row === undefined) continue;
    const before = found.at(-1);
    const taken = row.onlyDirection && before !== undefined && !/[、,]/u.test(sentence.slice(before.end, match.index));
    if (!taken) found.push({ row, start: match.index, end: match.index + match[0].length });
  }
  return found;
}

function readTerm(
  sentence: string,
  term: Term,
  before: number,
  tail: string,
  negated: boolean,
  places: SentencePositions,
): CameraTerm | undefined {
  const { row, start, end } = term;
  if (!isCameraMove(sentence, term, places)) return undefined;
  const from = Math.max(before, start - reach);
  // The text before the term, also in an earlier clause with only adverbs: 「ゆっくりと、右へ」.
  const ahead = sentence.slice(from, start);
  const own = sentence.slice(start, end);
  const strength = strengthIn(ahead) ?? strengthIn(tail);
  if (row.onlyNegated && !negated) return undefined;
  const range = [start, end] as const;
  if (row.kind === "static") return { range, kind: "static", directions: [], negated };
  const named: Direction[] = row.direction !== undefined ? [row.direction] : [];
  const directions = [...named, ...findDirections(own), ...findDirections(ahead).reverse(), ...findDirections(tail)];
  return { range, kind: row.kind, directions, defaultDirection: row.defaultDirection, negated, strength };
}

/** Whether the term is a camera move: see `when` in the table. */
function isCameraMove(sentence: string, term: Term, places: SentencePositions): boolean {
  const { row, start } = term;
  if (row.when === "always") return true;
  const lastCamera = last(places.cameras, start);
  const lastSubject = last(places.subjects, start);
  const clause = last(places.commas, start);
  if (lastCamera >= 0) {
    // 「カメラが」: the camera is the subject. 「彼女が歩き、カメラを」: her clause has ended.
    if (lastSubject < lastCamera && last(places.commas, lastCamera) >= lastSubject) return true;
    if (lastSubject === lastCamera) return true;
  }
  // 「彼女の周りを回るカメラ」: the verb modifies the camera.
  const modifier = /^[ぁ-ん転]{0,4}(?=カメラ|視点)/u.exec(sentence.slice(term.end));
  if (
    modifier &&
    lastSubject <= clause &&
    places.cameras.some((at) => at > term.end && at <= term.end + modifier[0].length + 3)
  )
    return true;
  if (row.when === "camera" || lastSubject > clause) return false;
  // 「カーテンを引く」, 「身に寄せる」: the verb has another object.
  return !/(?:を|[身腰手胸]に)$/u.test(sentence.slice(Math.max(0, start - 2), start));
}

/** The last of the sorted offsets up to `limit`, or -1. */
function last(places: readonly number[], limit: number): number {
  return places[findLastIndexUpTo(places, limit, (place) => place)] ?? -1;
}

function findDirections(text: string): Direction[] {
  const found: Direction[] = [];
  for (const match of text.matchAll(directions())) {
    const row = japaneseDirections[match.slice(1).findIndex((group) => group !== undefined)];
    if (row !== undefined) found.push(row.direction);
  }
  return found;
}

function strengthIn(text: string): CameraTerm["strength"] {
  return strengths().find(({ pattern }) => pattern.test(text))?.strength;
}
