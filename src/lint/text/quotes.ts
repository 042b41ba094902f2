import type { Range } from "../core/types.js";

/** A quotation. */
export interface Quote {
  /** Includes the quotation marks. */
  readonly range: Range;
  /** Without the quotation marks. */
  readonly text: string;
  /** The speaker as written ("the man", 女性), or `undefined`. */
  readonly speaker: string | undefined;
  /** Whether it is spoken; text on a sign is not. */
  readonly spoken: boolean;
  /** Whether it has a closing mark. If not, it ends with its line. */
  readonly closed: boolean;
}

const closing: Readonly<Record<string, string>> = {
  "「": "」",
  "『": "』",
  "“": "”",
  "”": "”",
  "〝": "〟",
  "«": "»",
  '"': '"',
};

/** The quotations of a prompt, in order. Marks around the entire prompt are no quotation. */
export function findQuotes(text: string): Quote[] {
  if (!/["'「『“”〝«]/.test(text)) return [];
  const start = text.length - text.trimStart().length;
  const end = text.trimEnd().length;
  const found = spans(text, start, end);
  const [only] = found;
  const wraps = found.length === 1 && only?.closed && only.start === start && only.end === end;
  return (wraps ? spans(text, start + 1, end - 1) : found).map((span, index, all) =>
    quoteOf(text, span, all[index - 1]?.end ?? 0),
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
      if (isWord(text.charAt(index - 1)) || !/[\p{L}…]/u.test(text.charAt(index + 1))) continue;
      if (closer <= index) closer = singleCloser(text, index + 1, to);
      if (closer - index > 500 || closer === to) continue;
      found.push({ start: index, end: closer + 1, closed: true });
      index = closer;
    } else if (closing[mark] && !(mark === '"' && /\d/.test(text.charAt(index - 1)))) {
      open = index;
      wanted = closing[mark] ?? "";
    }
  }
  giveUp(to);
  return found;
}

const isWord = (character: string) => /[a-z\d]/.test(character) || /[\p{L}\p{N}]/u.test(character);

/** The next closing single mark: after a letter or full stop and before neither, so not in "don't". */
function singleCloser(text: string, from: number, to: number): number {
  for (let index = text.indexOf("'", from); index >= 0 && index < to; index = text.indexOf("'", index + 1))
    if (/[\p{L}\p{N}.,!?…]/u.test(text.charAt(index - 1)) && !isWord(text.charAt(index + 1))) return index;
  return to;
}

/** `after` is the end of the previous quote. */
function quoteOf(text: string, { start, end, closed }: Span, after: number): Quote {
  const words = text.slice(start + 1, closed ? end - 1 : end);
  let from = start;
  while (from > after && start - from < 80 && !/[.!?。\n」』”"〟»]/.test(text.charAt(from - 1))) from -= 1;
  const said = findSpeaker(text.slice(from, start), text.slice(end, end + 40), words);
  return { range: [start, end], text: words, speaker: said?.trim() || undefined, spoken: said !== undefined, closed };
}

/** Verbs of speech. */
const speech =
  "(?:(?:say|speak|whisper|murmur|mutter|shout|yell|ask|answer|call|sing|exclaim|announce|scream|respond|tell)(?:s|ing|ed)?|(?:repl|cr)(?:y|ies|ied|ying)|said|told|spoke|sang|voice-?over)\\b";
const spoken =
  "言|いう(?!文字|名|看板|字)|話|語|叫|呼|囁|ささや|つぶや|呟|答え|聞|尋ね|問|伝え|告げ|歌|声|挨拶|しゃべ|喋";
/** Nouns of written text. */
const signs =
  "(?:sign|signboard|label|labell?ed|titled?|text|caption|logo|neon|written|billboard|poster|banner|word|letter|lettering|printed|named|tattoo|screen|subtitle|board|shirt)s?";
const writing = "書|表示|刻|印字|文字|看板|ロゴ|タイトル|題|テロップ|字幕|ラベル|名札|ネオン|ポスター";
const spokenBefore = new RegExp(`\\b${speech}`);
const onSign = new RegExp(`\\b(?:${signs}|reads?|reading)\\b|${writing}`);
const signSays = new RegExp(
  `\\b${signs}(?: (?:that|which|above|on|over|behind|in)(?: [a-z]{1,15}){0,2})? (?:say|read)(?:s|ing)?\\b`,
);
const spokenAfter = new RegExp(
  `^[\\s,]{0,3}(?:${speech}((?: [\\p{L}']{1,20}){1,3})|((?:[\\p{L}']{1,20} ){1,4})${speech})`,
  "u",
);
const signAfter = new RegExp(`^(?:と(?:いう)?|の|が)[^。、「」\\n]{0,8}(?:${writing})`);
const saidAfter = new RegExp(`^[\\s、]?と([^。、「」\\n]{0,14}?)(?:${spoken})`);
const label = /^[-*•\s\d.]{0,6}([\p{L}][^:\n]{0,39}?) ?(?:[([][^()[\]]{0,30}[)\]])? ?:\s*$/u;
/** Headings before a colon that are no speaker. */
const notSpeaker =
  /^(?:on-screen|text|title|caption|logo|sign|subtitle|style|mood|light|camera|palette|colou?r|scene|setting|sound|sfx|music|prompt|theme|background|テロップ|字幕|タイトル|文字|看板|ロゴ|画風|スタイル|雰囲気|照明|カメラ|背景|効果音|音楽|bgm|プロンプト)/;
const nobody = /^(?:dialog(?:ue)?s?|lines?|speech|audio|セリフ|台詞|会話|音声)$/;
const nameOnly = /^[\s\-*・]{0,4}([\p{L}\p{N}][\p{L}\p{N}ー・]{0,9}?)(?:\([^()]{0,15}\))?\s*$/u;
const subject = /([^\s、。,がは]{1,20})[がはも][^。「」\n]{0,20}$/;

/**
 * The speaker of a quote, from the text before and after it: `""` if unknown, `undefined` if it is not spoken.
 */
function findSpeaker(before: string, after: string, words: string): string | undefined {
  if (!/[\p{L}\p{N}]/u.test(words) || signAfter.test(after)) return undefined;
  const [, named] = label.exec(before) ?? [];
  if (named !== undefined && !spokenBefore.test(named)) {
    if (notSpeaker.test(named)) return undefined;
    return nobody.test(named) ? "" : named;
  }
  const japanese = saidAfter.exec(after);
  if (japanese)
    return (subject.exec(before)?.[1] ?? japanese[1]?.replace(/[がは].*$/, "")) || nameOnly.exec(before)?.[1] || "";
  if (signSays.test(before)) return undefined;
  const verb = spokenBefore.exec(before);
  if (verb) return before.slice(0, verb.index).replace(/^.*,/, "");
  const later = spokenAfter.exec(after);
  // "It is." Tom says, "Good.": the name belongs to the next quote.
  const next = /[.!?…]$/.test(words) && later && /^[,:] ?["“'「]/.test(after.slice(later[0].length));
  if (later && !next) return later[1] ?? later[2];
  if (onSign.test(before)) return undefined;
  const name = /[「『]/.test(words) ? undefined : nameOnly.exec(before)?.[1];
  if (/^[\s、]?と[^「『]/.test(after) && subject.test(before)) return subject.exec(before)?.[1];
  const sentence = /[.!?。…♪,]$/.test(words.trimEnd());
  if (name && /[\u3040-\u9fff]/.test(words) && !/[がをはにのでともへて]$/.test(name)) return name;
  if (sentence && /[\u3040-\u9fff]| /.test(words)) return subject.exec(before)?.[1] ?? "";
  return before.trim() === "" && /^\s*(?:$|[\n「『“"])/.test(after) ? "" : undefined;
}
