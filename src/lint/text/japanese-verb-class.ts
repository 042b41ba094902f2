/**
 * Decides whether a Japanese verb moves: any verb does, unless a closed class or its form says that it describes a state.
 *
 * @module
 */

import { alternatives, lazy, WordList } from "../core/word-list.js";
import { verbTable } from "../lexicon/ja/verb-table.js";
import * as lexicon from "../lexicon/ja/verbs.js";
import type { Inflection } from "./japanese-inflection.js";

/** A verb in a text. */
export interface JapaneseVerb {
  readonly start: number;
  readonly end: number;
  /** Dictionary form. */
  readonly verb: string;
  readonly negated: boolean;
  /** Directly before a noun: 「走る車」. */
  readonly attributive: boolean;
  /** Accompanies another: 「笑いながら」. */
  readonly along: boolean;
}

export type VerbClass = "stative" | "changing" | "luminous" | "moving";

export interface FoundVerb extends JapaneseVerb {
  readonly moves: boolean;
  /** A change that the next verb continues: of a state, it is a part. */
  readonly joins: boolean;
  /** The end of its auxiliary: 「走ってくる」. */
  readonly until: number;
}

interface TableVerb {
  /** Dictionary form. */
  readonly verb: string;
  readonly stem: string;
  readonly godan: boolean;
}

/** The table: verbs by their first character, longer ones first; the closed classes by dictionary form. */
export const verbTables = lazy(() => {
  const classes = new Map<string, VerbClass>();
  const verbs = new Map<string, TableVerb[]>();
  for (const [kind, list] of Object.entries(verbTable) as [VerbClass, string][])
    for (const entry of new WordList(list)) {
      const [, shape = "", heads = ""] = /^(.*?[ぁ-んル])([^ぁ-んル]*)$/.exec(entry) ?? [];
      // A verb for each kanji, or a word.
      for (const head of heads === "" ? [""] : heads) {
        const verb = addVerb(verbs, head + shape);
        if (kind !== "moving") classes.set(verb, kind);
      }
    }
  addTo(verbs, "来", { verb: "来る", stem: "来", godan: false });
  const seconds = new Map<string, TableVerb[]>();
  for (const verb of new WordList(lexicon.kanaSeconds)) addVerb(seconds, verb);
  for (const list of verbs.values()) list.sort((a, b) => b.stem.length - a.stem.length);
  return { classes, verbs, seconds };
});

/** Adds a verb as it is written in the table: る is 一段 after い or え, ル is 五段. */
function addVerb(map: Map<string, TableVerb[]>, entry: string): string {
  const verb = entry.replace("ル", "る");
  const godan = !/(?:[いきぎしじちにびみりえけげせてでねべめれ]|^[一-龠])る$/.test(entry);
  addTo(map, verb.charAt(0), { verb, stem: verb.slice(0, -1), godan });
  return verb;
}

export function classOf(verb: string): VerbClass | undefined {
  return verbTables().classes.get(verb);
}

function addTo<Item>(map: Map<string, Item[]>, key: string, item: Item): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}

/** Words of a gradual or repeated change: with them, 〜ている and 〜する before a noun are seen to happen. */
const gradual =
  /(?:ゆっくり|徐々|次第に|だんだん|少しずつ|どんどん|次々|みるみる|じわじわ|一気に|勢いよく|一斉に|[ぱすふ]っと|([ぁ-んァ-ヶ]{2})\1|[ぁ-ん]{2}り|[ぁ-んァ-ヶ]ー[んっ]?と)[^、。]{0,8}$/;
const shapeless = lazy(
  () => new RegExp(`(?<![男女])(?:${alternatives(lexicon.abstractNouns)})[がはも][^、。がをは]{0,8}$`),
);
/** Objects that make any verb a request or talk about the picture. */
const talkObject =
  /(?:感|性|さ|雰囲気|魅力|物語|ストーリー|世界観?|印象|イメージ|動き|変化|命|動画|映像|アニメ|アニメーション|ムービー|ビデオ|cm|pv|リール|ショート|gif|コンテンツ|作品|テーマ|構図|スタイル)(?:を|に|も)[^、。をが]{0,6}$/;
const fleeting = new WordList(lexicon.fleeting);
const eventNoun = lazy(() => new RegExp(`^(?:の)?(?:${alternatives(lexicon.eventNouns)})`));
const noun = /^ ?[一-龠々ァ-ヶa-z0-9]/;
/** What kana after た or the dictionary form are, if no noun. */
const grammar =
  /^(?:[^ぁ-ん]|$|[りらとがのにはをもやし]|から|か[。、どを]|け[どれ]|で[すしあは]|ん|[よねわなぞさ](?:[ぁ-ん]?[。!、]|$)|まま|まで|とき|こと|ため|よう|ばかり|だ|ほど|そう|らし|みたい|あと|うえ|べき|つもり|はず|くらい|ぐらい|っ)/;
/** 〜ように, 〜ための: a comparison or a purpose. */
const comparison = /^(?:かの)?(?:よう(?:な|に(?!な))|みたい)|^ため|^っぽ|^前(?!へ)|^風の|^感じ|^イメージ|^雰囲気/;
const teIru = /^(?:い(?![くきっけ])|る|ます|お[りる]|ん)/;
const teAru = /^あ[るりっ]/;
const teIku = /^(?:い[くきっけ]|ゆ[くき]|行|く[るれ]|き[てたま]|来)/;
/** Passives that are seen to happen. */
const driven = new WordList(
  "吹く 揺らす 煽る あおる 流す 運ぶ 追う 引く 押す 打つ 投げる 回す 撫でる 振る 注ぐ 弾く 叩く 洗う",
);

/** Whether the verb moves, by its class and its form. */
export function classify(
  text: string,
  start: number,
  inflection: Inflection,
  verb: string,
  kind = classOf(verb) ?? classOf(inflection.verb) ?? "moving",
): FoundVerb {
  const { form, end, rest, passive = false, causative = false } = inflection;
  const before = text.slice(Math.max(0, start - 20), start);
  let after = text.slice(rest, rest + 14);
  const isIru = form === "te" && (teIru.test(after) || text.charAt(rest - 1) === "と");
  if (isIru) after = after.replace(/^(?:いる|いた|る|た)/, "");
  const isEvent = form === "te" && teIku.test(after);
  const beforeNoun = /^(?:dictionary|past)$/.test(form) || isIru ? noun.test(after) || !grammar.test(after) : false;
  // 「棚に置かれた、大きな瓶」.
  const attributive = (beforeNoun && !isIru && !eventNoun().test(after)) || (form === "past" && /^[、,]/.test(after));
  const rises = verb === "立つ" && /(?:湯気|煙|波|泡|炎|埃)が[^、。が]{0,6}$/.test(before);
  const asChange = (!rises && kind === "luminous") || kind === "changing";
  const seen = () => gradual.test(before);
  const state = (): boolean => {
    if (kind === "stative") return !(isEvent && /^(?:持つ|もつ|抱える|かかえる)$/.test(verb));
    if (form === "te" && teAru.test(after)) return true;
    if (/^(?:dictionary|past)$/.test(form) && comparison.test(after)) return true;
    if (isIru && /^(?:感じ|イメージ|雰囲気|よう[なに]|っぽ|風の)/.test(after)) return true;
    if (shapeless().test(before) || talkObject.test(before)) return !/(?:声|音|動き)を/.test(before);
    if (isEvent) return false;
    if (passive && !driven.has(verb) && (isIru || attributive || form === "te" || form === "stem")) return true;
    if (form === "past" && (attributive || after.startsWith("まま"))) return true;
    if (causative || !asChange) return false;
    if (seen()) return false;
    if (isIru) return true;
    if (attributive && fleeting.has(verb)) return false;
    return attributive || kind === "luminous";
  };
  return {
    start,
    end,
    verb,
    negated: form === "negative" || (form === "te" && /^い(?:ない|ません)/.test(text.slice(rest, rest + 4))),
    attributive,
    along: form === "along",
    moves: !state(),
    until: isEvent ? rest + 2 : end,
    joins: asChange && (form === "te" || form === "stem") && !isIru && !isEvent && !seen(),
  };
}
