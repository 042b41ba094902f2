/**
 * Finds Japanese verbs of motion: a dictionary form's stem and an ending that its conjugation allows, one scan over the
 * text, without a tokenizer.
 *
 * @module
 */

import { lazy, WordList } from "../core/word-list.js";
import * as lexicon from "../lexicon/ja/verbs.js";

/** A verb of motion in a text. */
export interface JapaneseVerb {
  readonly start: number;
  readonly end: number;
  /** Dictionary form. */
  readonly verb: string;
  readonly negated: boolean;
  /** Directly before a noun: 「走る車」. */
  readonly attributive: boolean;
}

interface Stem {
  readonly stem: string;
  readonly verb: string;
  /** The endings of a 五段 verb by vowel, or `undefined` for 一段. */
  readonly row: string | undefined;
}

/** The column of the syllabary that a 五段 verb's last kana is of: a, i, u, e, o. */
const rows: Readonly<Record<string, string>> = {
  く: "かきくけこ",
  ぐ: "がぎぐげご",
  す: "さしすせそ",
  つ: "たちつてと",
  ぶ: "ばびぶべぼ",
  む: "まみむめも",
  る: "らりるれろ",
  う: "わいうえお",
};
/** 音便: what stands before て and た. */
const contracted: Readonly<Record<string, string>> = {
  く: "い",
  ぐ: "い",
  ぶ: "ん",
  む: "ん",
  つ: "っ",
  る: "っ",
  う: "っ",
};

function addTo<Item>(map: Map<string, Item[]>, key: string, item: Item): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}

/** Stems by their first character, the longest first. */
function createStems(godan: string, ichidan: string): Map<string, Stem[]> {
  const stems = new Map<string, Stem[]>();
  const add = (verb: string, row: string | undefined) =>
    addTo(stems, verb.charAt(0), { stem: verb.slice(0, -1), verb, row });
  for (const verb of new WordList(godan)) add(verb, verb.at(-1) ?? "");
  if (ichidan !== "") for (const verb of new WordList(ichidan)) add(verb, undefined);
  for (const list of stems.values()) list.sort((a, b) => b.stem.length - a.stem.length);
  return stems;
}

const tables = lazy(() => {
  const nothing = new Map<string, string[]>();
  for (const noun of new WordList(lexicon.verblessNouns)) addTo(nothing, noun.charAt(0), noun);
  for (const list of nothing.values()) list.sort((a, b) => b.length - a.length);
  return {
    nothing,
    byFirst: createStems(lexicon.godan, lexicon.ichidan),
    seconds: createStems(lexicon.secondVerbs, lexicon.secondVerbs1),
    inKana: createStems(lexicon.kanaGodan, ""),
  };
});
const change = new WordList(lexicon.changeVerbs);
/** Verbs that describe appearance before a noun: 「光る石」「夕日に染まる街」. */
const descriptive = new WordList(
  "立つ 座る 咲く 入る 乗る 向く 輝く きらめく 煌めく 光る 沈む 昇る 染まる 溢れる あふれる 差し込む 射し込む さしこむ 広がる 灯る 点る 傾く 垂れる 重なる 交わる 立ち込める 立ちこめる 溶ける 響く 鳴り響く 集まる 集う",
);

const kanji = /[一-龠々]/;
const nounStart = /[一-龠々ァ-ヶ]/;
/** A second verb after a first one's stem: 歩き回る, 飛び出す. */
const tails = /[出上下込回続始終抜寄去渡散立交返向合直着降落掛切越巻飛過戻入尽歩移替狂乱込揺走乗]/;
/** After た these make it an event, not an appearance. */
const afterEvent = /^(?:後|あと|時|とき|瞬間|直後|途端|際)/;

/** All verbs of motion, in order. */
export function japaneseVerbs(text: string): JapaneseVerb[] {
  const found: JapaneseVerb[] = [];
  const { nothing, byFirst, inKana } = tables();
  const onlyKana = !kanji.test(text);
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    const noun = nothing.get(character)?.find((candidate) => text.startsWith(candidate, index));
    if (noun !== undefined) {
      index += noun.length - 1;
      continue;
    }
    const usual = byFirst.get(character);
    const kana = onlyKana ? inKana.get(character) : undefined;
    const stems = kana && usual ? [...usual, ...kana] : (usual ?? kana);
    if (stems === undefined) continue;
    for (const stem of stems) {
      if (!text.startsWith(stem.stem, index)) continue;
      const verb = verbAt(text, index, stem);
      if (verb === undefined) continue;
      found.push(verb);
      index = Math.max(index, verb.end - 1);
      break;
    }
  }
  return found;
}

function verbAt(text: string, start: number, { stem, verb, row }: Stem, isSecond = false): JapaneseVerb | undefined {
  const stemEnd = start + stem.length;
  const ending = endingAt(text, stemEnd, row, stem.length === 1);
  if (ending === undefined) return undefined;
  // 「開放して」 is 開放する, not 放す.
  if (row === "す" && stem.length === 1 && text.charAt(stemEnd) === "し" && kanji.test(text.charAt(start - 1)))
    return undefined;
  // 「目玉焼き」, 「雨降り」.
  if (
    stem.length === 1 &&
    row !== undefined &&
    rows[row]?.[1] === text.charAt(stemEnd) &&
    /[一-龠々]/.test(text.charAt(start - 1)) &&
    !/[口杯気]/.test(text.charAt(start - 1)) &&
    !tails.test(text.charAt(ending)) &&
    !/[なまつたて]/.test(text.charAt(ending))
  )
    return undefined;
  const second = !isSecond && tails.test(text.charAt(ending)) ? secondAt(text, ending) : undefined;
  if (second)
    return { ...second, start, verb: /^[始続終]/.test(second.verb) ? verb : text.slice(start, ending) + second.verb };
  const rest = text.slice(ending, ending + 8);
  // Ends in て: a resulting state, unless the clause continues the action.
  const teIru = /^[てで](?:い[るまたてな、]|る(?![一-龠])|ます|おり)/.test(rest);
  if (/^[てで]あ[るり]/.test(rest)) return undefined;
  if (teIru && change.has(verb)) return undefined;
  if (/^(?:ら?れ)(?:て[いる]|た(?:[一-龠ァ-ヶ]))/.test(rest)) return undefined;
  if (/^(?:よう(?:な|に)[一-龠])/.test(rest) && /[うくぐすつぶむる]/.test(text.charAt(ending - 1))) return undefined;
  const past = /^[ただ](?=[一-龠々ァ-ヶ])/.exec(rest);
  if (past && !afterEvent.test(rest.slice(1)) && (change.has(verb) || descriptive.has(verb))) return undefined;
  const attributive = nounStart.test(rest.charAt(0)) || past !== null;
  if (attributive && past === null && descriptive.has(verb)) return undefined;
  return {
    start,
    end: ending,
    verb,
    negated: /^(?:ない|なく(?!な)|なかった|ず(?!つ)|ぬ|ません)/.test(rest),
    attributive,
  };
}

/** The second verb of a compound, which determines its meaning. */
function secondAt(text: string, start: number): JapaneseVerb | undefined {
  for (const stem of tables().seconds.get(text.charAt(start)) ?? []) {
    const found = text.startsWith(stem.stem, start) ? verbAt(text, start, stem, true) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** The end of the verb, or `undefined` without a valid ending after the stem. */
function endingAt(text: string, at: number, row: string | undefined, short: boolean): number | undefined {
  const next = text.charAt(at);
  const after = text.charAt(at + 1);
  if (row === undefined) {
    if (next === "る") return at + 1;
    if (next === "" || /[、。,.!?\n・]/.test(next)) return short ? undefined : at;
    if (/[てたなまずつよ]/.test(next))
      return next === "な" && !/[いがくか]/.test(after) ? undefined : next === "よ" && after !== "う" ? undefined : at;
    if (next === "ら" && after === "れ") return at;
    if (next === "さ" && after === "せ") return at;
    if (next === "そ" && after === "う") return at;
    return !short && tails.test(next) ? at : undefined;
  }
  if (contracted[row] === next && next !== "") return /[てでただ]/.test(after) ? at + 1 : undefined;
  switch (rows[row]?.indexOf(next)) {
    case 0:
      return /[なれせずさ]/.test(after) || after === "ん" ? at + 1 : undefined;
    case 1:
      if (after === "" || /[、。,.!?\n・]/.test(after)) return at + 1;
      if (/[なまつたて]/.test(after))
        return after === "な" && text.charAt(at + 2) !== "が" && text.charAt(at + 2) !== "さ"
          ? undefined
          : row === "す" || !/[てた]/.test(after)
            ? at + 1
            : undefined;
      if (after === "に" && /[行来い]/.test(text.charAt(at + 2))) return at + 1;
      if (after === "そ" && text.charAt(at + 2) === "う") return at + 1;
      return tails.test(after) || (after === "は" && text.charAt(at + 2) === "じ") ? at + 1 : undefined;
    case 2:
      return at + 1;
    case 3:
      return /[るばてたま]/.test(after) ? at + 1 : undefined;
    case 4:
      return after === "う" ? at + 1 : undefined;
    default:
      return undefined;
  }
}
