import type { Languages } from "../core/language.js";
import { letter, letterOrNumber, unicodePattern } from "../core/word-list.js";
import type { Quote } from "./features.js";
import { joinAlternatives, onceForLanguages } from "./pattern-matches.js";

/** The mark that closes a quotation, by the one that opens it. */
export const closingMarks: Readonly<Record<string, string>> = {
  "「": "」",
  "『": "』",
  "“": "”",
  "”": "”",
  "〝": "〟",
  "«": "»",
  '"': '"',
};

/** The quotations of a prompt, in order. Marks around the entire prompt are not a quotation. */
export function findQuotes(text: string, languages: Languages): Quote[] {
  if (!/["'「『“”〝«]/.test(text)) return [];
  const start = text.length - text.trimStart().length;
  const end = text.trimEnd().length;
  const found = spans(text, start, end);
  const [only] = found;
  const wraps = found.length === 1 && only?.closed && only.start === start && only.end === end;
  return (wraps ? spans(text, start + 1, end - 1) : found).map((span, index, all) =>
    quoteOf(text, span, all[index - 1]?.end ?? 0, languages),
  );
}

/** Replaces the contents of quotes with spaces, which keeps the length. Unclosed quotes are kept. */
export function blankQuotes(text: string, quotes: readonly Quote[]): string {
  let prose = "";
  let done = 0;
  for (const { range, closed } of quotes) {
    if (!closed) continue;
    prose += `${text.slice(done, range[0] + 1)}${" ".repeat(Math.max(0, range[1] - range[0] - 2))}`;
    done = range[1] - 1;
  }
  return prose + text.slice(done);
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly closed: boolean;
}

/** Further quotes are read as prose. */
const most = 200;

/** Reads quotes in one pass. Marks inside a quote belong to it; a blank line ends an unclosed quote. */
function spans(text: string, from: number, to: number): Span[] {
  const found: Span[] = [];
  let closer = from;
  let open = -1;
  let wanted = "";
  let lineEnd = -1;
  const giveUp = (at: number) => {
    if (open >= 0) found.push({ start: open, end: lineEnd < 0 ? at : lineEnd, closed: false });
    open = lineEnd = -1;
  };
  for (let index = from; index < to && found.length < most; index++) {
    const mark = text.charAt(index);
    if (open >= 0) {
      if (mark === wanted) {
        found.push({ start: open, end: index + 1, closed: true });
        open = lineEnd = -1;
      } else if (mark === "\n") {
        if (lineEnd < 0) lineEnd = index;
        else if (text.charAt(index - 1) === "\n") giveUp(index);
      }
    } else if (mark === "'") {
      if (isWord(text.charAt(index - 1)) || !beginsLine(text.charAt(index + 1))) continue;
      if (closer <= index) closer = singleCloser(text, index + 1, to);
      if (closer - index > 500 || closer === to) continue;
      found.push({ start: index, end: closer + 1, closed: true });
      index = closer;
    } else if (closingMarks[mark] && !(mark === '"' && /\d/.test(text.charAt(index - 1)))) {
      open = index;
      wanted = closingMarks[mark] ?? "";
    }
  }
  giveUp(to);
  return found;
}

const beginsLine = (character: string) => character === "…" || letter().test(character);
const endsLine = (character: string) => /[.,!?…]/.test(character) || isWord(character);
const isWord = (character: string) => /[a-z\d]/.test(character) || letterOrNumber().test(character);

/** The next closing single mark: after a letter or full stop and before neither, so not in "don't". */
function singleCloser(text: string, from: number, to: number): number {
  for (let index = text.indexOf("'", from); index >= 0 && index < to; index = text.indexOf("'", index + 1))
    if (endsLine(text.charAt(index - 1)) && !isWord(text.charAt(index + 1))) return index;
  return to;
}

/** `after` is the end of the previous quote. */
function quoteOf(text: string, { start, end, closed }: Span, after: number, languages: Languages): Quote {
  const words = text.slice(start + 1, closed ? end - 1 : end);
  let from = start;
  while (from > after && start - from < 80 && !/[.!?。\n」』”"〟»]/.test(text.charAt(from - 1))) from -= 1;
  const said = findSpeaker(text.slice(from, start), text.slice(end, end + 40), words, languages);
  return { range: [start, end], text: words, speaker: said?.trim() || undefined, spoken: said !== undefined, closed };
}

const label = unicodePattern(String.raw`^[-*•\s\d.]{0,6}([\p{L}][^:\n]{0,39}?) ?(?:[([][^()[\]]{0,30}[)\]])? ?:\s*$`);
const patterns = onceForLanguages((languages) => {
  const join = (name: "headings" | "lines" | "signs") => joinAlternatives(languages, ({ quotes }) => quotes[name]);
  return {
    /** Headings before a colon that do not name a speaker. */
    heading: new RegExp(`^(?:${join("headings")})`),
    nobody: new RegExp(`^(?:${join("lines")})$`),
    onSign: new RegExp(join("signs")),
  };
});

/**
 * The speaker of a quote, from the text before and after it: `""` if unknown, `undefined` if it is not spoken.
 */
function findSpeaker(before: string, after: string, line: string, languages: Languages): string | undefined {
  const all = languages.map((language) => language.phrases().quotes);
  if (!letterOrNumber().test(line) || all.some(({ isWritten }) => isWritten?.(after))) return undefined;
  const { heading, nobody, onSign } = patterns(languages);
  const [, named] = label().exec(before) ?? [];
  if (named !== undefined && !all.some(({ says }) => says?.test(named))) {
    if (heading.test(named)) return undefined;
    return nobody.test(named) ? "" : named;
  }
  for (const quotes of all) {
    const said = quotes.findSpeaker(before, after, line);
    if (said !== null) return said;
  }
  if (onSign.test(before)) return undefined;
  for (const { guessSpeaker } of all) {
    const said = guessSpeaker?.(before, after, line) ?? null;
    if (said !== null) return said;
  }
  if (/[.!?。…♪,]$/.test(line.trimEnd()) && /[\u3040-\u9fff]| /.test(line)) return "";
  return before.trim() === "" && /^\s*(?:$|[\n「『“"])/.test(after) ? "" : undefined;
}
