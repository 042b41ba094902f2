/**
 * Finds the verbs of a Japanese text that move. No tokenizer: a verb is a kanji, or kana after a particle, with an ending
 * that its conjugation allows.
 *
 * @module
 */

import { WordList } from "../core/word-list.js";
import * as lexicon from "../lexicon/ja/verbs.js";
import {
  afterFinite,
  doubled,
  endsClause,
  type Inflection,
  inflect,
  isVerbForm,
  type StemVerb,
  verbsByForm,
} from "./japanese-inflection.js";
import { motionNouns } from "./japanese-nouns.js";
import {
  classify,
  classOf,
  type FoundVerb,
  type JapaneseVerb,
  type VerbClass,
  verbTables,
} from "./japanese-verb-class.js";
import { eachMatch } from "./pattern-matches.js";

const events = new WordList(lexicon.eventVerbs);
const kanji = /[一-龠々]/;
const kana = /[ぁ-ん]/;
/** A kana verb begins after one of these, or after no kana. */
const kanaStart = /[をがはにへともでりくてらやずの]/;
const kanaStartStrict = /[をがはにへでりと]/;

/** The first part of 「盛り合わせ」, 「引き出し」. */
const compound = /[一-龠][いきぎしちびみりけせべめれ]$/;
/** What may stand before a 連用形 that is a verb and no noun. */
const verbBefore =
  /(?:[^のないたるぁ-んァ-ヶー一-龠々]|[をがはにへともでりくてらずやっうぱつ]|[でがをくとてりに]い|[一二三四五六七八九十数何\d](?:口|杯|度|回|歩|枚|本|人|息|つ)|一気|を[一-龠])$/;

/** The verbs that move, in order. */
export function japaneseVerbs(text: string): JapaneseVerb[] {
  const found: FoundVerb[] = [];
  const taken = new Uint8Array(text.length + 1);
  scan(text, found, taken);
  for (const verb of motionNouns(text, taken)) found.push(verb);
  for (const verb of existence(text, taken)) found.push(verb);
  found.sort((a, b) => a.start - b.start);
  // 「シートを広げ、座っている」: a change that a state continues is how things are.
  const moving: FoundVerb[] = [];
  let state = false;
  let next = text.length;
  let described: FoundVerb | undefined;
  for (const verb of found.reverse()) {
    if (/[。\n!?]/.test(text.slice(verb.end, next))) state = false;
    // 「毛布に埋もれて眠る猫」.
    const between = described ? text.slice(verb.end, described.start) : "。";
    const describes = between.length < 8 && !/[、。]/.test(between);
    // 「ガラスを溶かして作った皿」.
    const leads = describes && /^[てで]/.test(between) && /[ただ]/.test(text.slice(described?.end).slice(0, 3));
    const moves: boolean = verb.moves && !(leads || (verb.joins && (state || describes)));
    if (!verb.attributive) state = !moves && !verb.negated;
    else if (!moves) described = verb;
    next = verb.start;
    if (moves) moving.push(verb);
  }
  return moving.reverse();
}

/** Verbs with a kanji, and kana verbs of the list. */
function scan(text: string, found: FoundVerb[], taken: Uint8Array): void {
  const onlyKana = !kanji.test(text);
  for (let index = 0; index < text.length; index++) {
    const isKana = kana.test(text.charAt(index));
    if (isKana && (taken[index] || !mayStart(text, index))) continue;
    for (const inflection of inflections(text, index, verbTables().verbs)) {
      const result = isKana ? readKana(text, index, inflection, onlyKana) : readKanji(text, index, inflection);
      if (result === undefined) continue;
      found.push(result);
      taken.fill(1, result.start, result.until);
      index = Math.max(index, result.end - 1);
      break;
    }
  }
}

/** What a text may be forms of: verbs of the table, and others by their form. */
function* inflections(
  text: string,
  at: number,
  table: ReadonlyMap<string, readonly StemVerb[]>,
): Generator<Inflection> {
  const known = table.get(text.charAt(at)) ?? [];
  const others = verbsByForm(text, at);
  for (const { verb, stem, godan, byForm } of [...known, ...others]) {
    const inflection = text.startsWith(stem, at) ? inflect(text, at + stem.length, verb, godan) : undefined;
    if (inflection && (!byForm || isVerbForm(text, at, inflection))) yield inflection;
  }
}

/** The verb that begins at `start`: its dictionary form, and the end of the inflected one without its ending. */
export function verbAt(text: string, start: number): { readonly verb: string; readonly end: number } | undefined {
  for (const inflection of inflections(text, start, verbTables().verbs)) {
    const read = kana.test(text.charAt(start))
      ? readKana(text, start, inflection, false)
      : readKanji(text, start, inflection);
    return read ?? inflection;
  }
  return undefined;
}

/** Whether a kana verb may begin here. */
function mayStart(text: string, index: number): boolean {
  const before = text.charAt(index - 1);
  return !kana.test(before) || kanaStart.test(before) || doubled.test(text.slice(Math.max(0, index - 6), index));
}

function readKanji(text: string, start: number, inflection: Inflection): FoundVerb | undefined {
  const before = text.charAt(start - 1);
  const prefixed = kanji.test(before);
  // 「未来」, 「出来る」.
  if (inflection.verb === "来る" && prefixed) return undefined;
  // 「開放して」 is 開放する, not 放す.
  if (prefixed && /^(?:し[てたまなつ、。]|する|さ[せれ]|せよ|いた[しだ])/.test(text.slice(start + 1, start + 4)))
    return undefined;
  // 「子ども向け」, 「岬の向こう」.
  if (text.startsWith("向け", start) && inflection.form === "stem" && !/[をへに]/.test(before)) return undefined;
  if (/^向こう(?!と)/.test(text.slice(start, start + 4))) return undefined;
  // 「引っ張る」.
  const from = before === "っ" && kanji.test(text.charAt(start - 2)) ? start - 2 : start;
  const verb = text.slice(from, start) + inflection.verb;
  if (inflection.form !== "stem")
    return classify(
      text,
      from,
      inflection,
      nameOf(inflection, verb, text, start),
      from < start ? (classOf(verb) ?? "moving") : undefined,
    );
  if (
    inflection.potential &&
    (!endsClause(text, inflection.rest) || /[るい高低強]め/.test(text.slice(start, inflection.rest)))
  )
    return undefined;
  const second = secondVerb(text, from, inflection.rest, verb, inflection);
  const last = second?.inflection ?? inflection;
  // 「目玉焼き」, 「大通り、」, 「春の祭り」: a noun.
  const left = text.slice(Math.max(0, from - 6), from);
  if (
    last.form === "stem" &&
    (!endsClause(text, last.rest) ||
      // A list of nouns: 「棚、引き出し」.
      (/^(?:$|[。\n])/.test(text.slice(last.rest, last.rest + 1)) && /(?:^|[、,\n])$/.test(left)) ||
      !(verbBefore.test(left) || doubled.test(left)) ||
      compound.test(left))
  )
    return undefined;
  return classify(text, from, last, second?.verb ?? verb, second?.kind);
}

/** 開ける and 飛べる look alike: both are named as written. */
function nameOf({ potential, verb: inflected }: Inflection, verb: string, text: string, start: number): string {
  return potential ? `${verb.slice(0, -1)}${text.charAt(start + inflected.length - 1)}る` : verb;
}

/** The second verb of a compound: 歩き回る, 振り向く, 降りそそぐ. */
function secondVerb(
  text: string,
  start: number,
  at: number,
  first: string,
  { causative }: Inflection,
  isThird = false,
): Second | undefined {
  const { verbs, seconds } = verbTables();
  for (const inflection of inflections(text, at, kanji.test(text.charAt(at)) ? verbs : seconds)) {
    const { verb } = inflection;
    // 「感じで」 is not 感じ出る, 「出される」 no 出去れる.
    if ((verb === "でる" && inflection.form === "stem") || (verb === "さる" && inflection.potential)) continue;
    // A third verb, and no more: 「降り注ぎ始める」.
    const third: Second | undefined =
      !isThird &&
      thirdVerb.test(text.charAt(inflection.rest)) &&
      inflection.form === "stem" &&
      !endsClause(text, inflection.rest)
        ? secondVerb(text, start, inflection.rest, first, inflection, true)
        : undefined;
    if (third) return third;
    if (inflection.form === "stem" && !endsClause(text, inflection.rest)) continue;
    const aspect = /^(?:始める|はじめる|続ける|つづける)$/.test(verb);
    const name = aspect ? first : text.slice(start, at) + nameOf(inflection, verb, text, at);
    const inherited = events.has(verb) || causative ? "moving" : (classOf(first) ?? "moving");
    return { inflection, verb: name, kind: aspect ? inherited : (classOf(name) ?? inherited) };
  }
  return undefined;
}

const thirdVerb = /[始続出はつだ]/;

interface Second {
  readonly inflection: Inflection;
  readonly verb: string;
  readonly kind: VerbClass;
}

function readKana(text: string, start: number, inflection: Inflection, onlyKana: boolean): FoundVerb | undefined {
  const before = text.charAt(start - 1);
  const short = inflection.verb.length === 2;
  // 「とにかく」, 「すべて」, 「おかけします」.
  if (inflection.verb === "かく" && /と[にも]$/.test(text.slice(0, start))) return undefined;
  if (
    /^(?:(?:すべ|まとめ|はじめ|あらため|きわめ|せめ)て(?!い)|お[か-よ]{1,3}[いきしちみりえけせてべめれ](?:し|する|いた))/.test(
      text.slice(start, start + 9),
    )
  )
    return undefined;
  // 「犬についての本」.
  if (/^につい(?!てい)/.test(text.slice(start - 1, start + 4))) return undefined;
  if (short && kana.test(before) && !kanaStartStrict.test(before)) return undefined;
  if (short && !kana.test(before) && !onlyKana) return undefined;
  const { form, rest } = inflection;
  const after = text.slice(rest, rest + 4);
  if (form === "dictionary" && /^[ぁ-ん]/.test(after) && !afterFinite.test(after)) return undefined;
  if (form === "stem") {
    const second = secondVerb(text, start, rest, inflection.verb, inflection);
    if (second && (!short || (rest - start > 1 && kanji.test(text.charAt(rest)))))
      return classify(text, start, second.inflection, second.verb, second.kind);
    if (short || !endsClause(text, rest) || !kanaStartStrict.test(before)) return undefined;
  }
  if (short && before !== "を" && /^(?:past|finite|negative)$/.test(form) && !onlyKana) return undefined;
  return classify(text, start, inflection, nameOf(inflection, inflection.verb, text, start));
}

const being =
  /(?<=[がもはにで])(?:あ[るりっ]|い(?:る|ます|た))|(?:構図|ショット|ポートレート|写真|イラスト|ポーズ|表現|状態)(?=[)」]?(?:[。\n]|$))|じっと(?=し)/g;

/** What there is, or 「…の構図」 at the end: a state that a change before it belongs to. */
function* existence(text: string, taken: Uint8Array): Iterable<FoundVerb> {
  for (const match of eachMatch(text, being)) {
    const start = match.index;
    if (taken[start]) continue;
    yield {
      start,
      end: start + match[0].length,
      verb: "ある",
      negated: false,
      attributive: false,
      along: false,
      moves: false,
      joins: false,
      until: start,
    };
  }
}
