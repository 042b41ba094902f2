/**
 * Finds the verbs of a Japanese text and decides which of them move: any verb does, unless a closed class or its form says
 * that it describes a state. No tokenizer: a verb is a kanji with an ending that its conjugation allows.
 *
 * @module
 */

import { alternatives, lazy, WordList } from "../core/word-list.js";
import { verbTable } from "../lexicon/ja/verb-table.js";
import * as lexicon from "../lexicon/ja/verbs.js";
import { endsClause, type Inflection, inflect } from "./japanese-inflection.js";

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

type Class = "stative" | "changing" | "posing" | "luminous" | "moving";

interface Found extends JapaneseVerb {
  readonly moves: boolean;
  /** A change that the next verb continues: of a state, it is a part. */
  readonly joins: boolean;
  /** The end of its auxiliary: 「走ってくる」. */
  readonly until: number;
}

interface Ending {
  readonly kana: string;
  readonly godan: boolean;
}

/** The table: verbs by their first character, longer ones first; the closed classes by dictionary form. */
const tables = lazy(() => {
  const classes = new Map<string, Class>();
  const verbs = new Map<string, Ending[]>();
  for (const [kind, list] of Object.entries(verbTable) as [Class, string][])
    for (const entry of new WordList(list)) {
      const [, shape = "", heads = ""] = /^(.*?[ぁ-んル])([^ぁ-んル]*)$/.exec(entry) ?? [];
      const { kana, godan } = toEnding(shape);
      // A verb for each kanji, or a word.
      for (const head of heads === "" ? [""] : heads) {
        const verb = head + kana;
        addTo(verbs, verb.charAt(0), { kana: verb.slice(1), godan });
        if (kind !== "moving") classes.set(verb, kind);
      }
    }
  addTo(verbs, "来", { kana: "る", godan: false });
  const seconds = new Map<string, Ending[]>();
  for (const verb of new WordList(lexicon.kanaSeconds)) {
    const { kana, godan } = toEnding(verb);
    addTo(seconds, kana.charAt(0), { kana: kana.slice(1), godan });
  }
  for (const list of verbs.values()) list.sort((a, b) => b.kana.length - a.kana.length);
  return { classes, verbs, seconds };
});

function classOf(verb: string): Class | undefined {
  return tables().classes.get(verb);
}

/** る is 一段 after い or え, ル is 五段. */
const toEnding = (verb: string): Ending => ({
  kana: verb.replace("ル", "る"),
  godan: !/(?:[いきぎしじちにびみりえけげせてでねべめれ]|^)る$/.test(verb),
});

function addTo<Item>(map: Map<string, Item[]>, key: string, item: Item): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}

const events = new WordList(lexicon.eventVerbs);
const bodyPart =
  /(?:目|瞳|口|唇|手|両手|片手|腕|両腕|足|脚|指|翼|羽|羽根|首|膝|身|身体|体|頭|顔|髪|尾|尻尾|しっぽ|耳|肩|傘|くち|あし|つばさ)を[^を、。]{0,4}$/;
/** Words of a gradual or repeated change: with them, 〜ている and 〜する before a noun are seen to happen. */
const gradual =
  /(?:ゆっくり|徐々|次第に|だんだん|少しずつ|どんどん|次々|みるみる|じわじわ|一気に|勢いよく|ぱっと|パッと|すっと|ふっと|ゆらゆら|きらきら|キラキラ|ちらちら|チカチカ|ぐんぐん|とろり|くるり|ふわり|ひらり|ぽろり|はらり|するり|一斉に|[ぁ-んァ-ヶ]ー[んっ]?と)[^、。]{0,8}$/;
const shapeless = lazy(
  () => new RegExp(`(?<![男女])(?:${alternatives(lexicon.abstractNouns)})[がはも][^、。がをは]{0,8}$`),
);
/** Objects that make any verb a request or talk about the picture. */
const talkObject =
  /(?:感|性|さ|雰囲気|魅力|物語|ストーリー|世界観?|印象|イメージ|動き|変化|命|動画|映像|アニメ|アニメーション|ムービー|ビデオ|cm|pv|リール|ショート|gif|コンテンツ|作品|テーマ|構図|スタイル)(?:を|に|も)[^、。をが]{0,6}$/;
const fixed = lazy(() => new RegExp(`^[^。、がをはにのぁ-ん]{0,6}?(?:${alternatives(lexicon.fixedNouns)})(?![一-龠])`));
const pathVerbs = new WordList(
  "走る はしる 通る 登る 上る 下る 曲がる 巡る 渡る 抜ける 横切る 流れる 続く 伸びる 貫く うねる",
);
const path =
  /^[^。、がをはにのぁ-ん]{0,4}(?:道|道路|街道|線路|路地|通り|山脈|山並み|稜線|海岸線|階段|橋|髪)(?![一-龠])/;
/** With て, where someone looks while acting: 「窓の外を見て微笑む」. */
const orientation = new WordList("見る みる 向かう むかう");
const fleeting = new WordList(lexicon.fleeting);
const eventNoun = lazy(() => new RegExp(`^(?:の)?(?:${alternatives(lexicon.eventNouns)})`));
const picture = /^(?:イラスト|絵|写真)/;
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
  "吹く 揺する 揺らす 煽る 流す 運ぶ 追う 追いかける 引く 引っ張る 引きずる 押す 打つ 投げる 回す 撫でる 振る 注ぐ 舞い上げる 弾く 叩く 撃つ 洗う",
);
const kanji = /[一-龠々]/;
const kana = /[ぁ-ん]/;
/** A kana verb begins after one of these, or after no kana. */
const kanaStart = /[をがはにへともでりくてらやずの]/;
const doubled = /(.{2,3})\1$/;
const kanaStartStrict = /[をがはにへでりと]/;

/** The first part of 「盛り合わせ」, 「引き出し」. */
const compound = /[一-龠][いきぎしちびみりけせべめれ]$/;
/** What may stand before a 連用形 that is a verb and no noun. */
const verbBefore =
  /(?:[^のないたるぁ-んァ-ヶー一-龠々]|[をがはにへともでりくてらずやっうぱつ]|[でがをくとてりに]い|[一-九十数何\d](?:口|杯|度|回|歩|枚|本|人|息|つ)|一気)$/;

/** The verbs that move, in order. */
export function japaneseVerbs(text: string): JapaneseVerb[] {
  const found: Found[] = [];
  const taken = new Uint8Array(text.length + 1);
  scan(text, found, taken);
  for (const verb of suruVerbs(text, taken)) found.push(verb);
  for (const verb of openKanaVerbs(text, taken)) found.push(verb);
  found.sort((a, b) => a.start - b.start);
  // 「シートを広げ、座っている」: a change that a state continues is how things are.
  const moving: Found[] = [];
  let state = false;
  let last = text.length;
  for (const verb of found.reverse()) {
    if (/[。\n!?]/.test(text.slice(verb.end, last))) state = false;
    const moves: boolean = verb.moves && !(verb.joins && state);
    state = !moves && !verb.negated && !verb.attributive;
    last = verb.start;
    if (moves) moving.push(verb);
  }
  return moving.reverse();
}

/** Verbs with a kanji, and kana verbs of the list. */
function scan(text: string, found: Found[], taken: Uint8Array): void {
  const { verbs } = tables();
  const onlyKana = !kanji.test(text);
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    const before = text.charAt(index - 1);
    const isKana = kana.test(character);
    if (isKana && taken[index]) continue;
    if (
      isKana &&
      kana.test(before) &&
      !kanaStart.test(before) &&
      !doubled.test(text.slice(Math.max(0, index - 6), index))
    )
      continue;
    for (const { kana: ending, godan } of verbs.get(character) ?? []) {
      const verb = character + ending;
      const at = index + verb.length - 1;
      if (!text.startsWith(verb.slice(0, -1), index)) continue;
      const inflection = inflect(text, at, verb, godan);
      const result =
        inflection && (isKana ? readKana(text, index, inflection, onlyKana) : readKanji(text, index, inflection));
      if (result === undefined) continue;
      found.push(result);
      taken.fill(1, result.start, result.until);
      index = Math.max(index, result.end - 1);
      break;
    }
  }
}

function readKanji(text: string, start: number, inflection: Inflection): Found | undefined {
  const before = text.charAt(start - 1);
  const prefixed = kanji.test(before);
  // 「未来」, 「出来る」.
  if (inflection.verb === "来る" && prefixed) return undefined;
  // 「開放して」 is 開放する, not 放す.
  if (
    prefixed &&
    inflection.verb.length === 2 &&
    /^(?:し[てたまなつ、。]|する|さ[せれ]|せよ)/.test(text.slice(start + 1, start + 3))
  )
    return undefined;
  // The rest of a compound with a first verb that is in no table.
  if (
    /^[始続込合尽]|^(?:付け|上げ|出し|出す|返す|直す)/.test(inflection.verb) &&
    compound.test(text.slice(Math.max(0, start - 2), start))
  )
    return undefined;
  // 「引っ張る」.
  const from = before === "っ" && kanji.test(text.charAt(start - 2)) ? start - 2 : start;
  const verb = text.slice(from, start) + inflection.verb;
  if (inflection.form !== "stem") return classify(text, from, inflection, nameOf(inflection, verb, text, start));
  const second = secondVerb(text, from, inflection.rest, verb, inflection);
  const last = second?.inflection ?? inflection;
  // 「目玉焼き」, 「大通り、」, 「春の祭り」: a noun.
  const left = text.slice(Math.max(0, from - 6), from);
  if (
    last.form === "stem" &&
    (!endsClause(text, last.rest) || !(verbBefore.test(left) || doubled.test(left)) || compound.test(left))
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
  depth = 0,
): Second | undefined {
  const { verbs, seconds } = tables();
  const character = text.charAt(at);
  for (const { kana: ending, godan } of (kanji.test(character) ? verbs : seconds).get(character) ?? []) {
    const verb = character + ending;
    const end = at + verb.length - 1;
    const inflection = text.startsWith(verb.slice(0, -1), at) ? inflect(text, end, verb, godan) : undefined;
    // 「感じで」 is no 感じ出る.
    if (inflection === undefined || (verb === "でる" && inflection.form === "stem")) continue;
    // A third verb: 「降り注ぎ始める」.
    const third: Second | undefined =
      depth === 0 &&
      thirdVerb.test(text.charAt(inflection.rest)) &&
      inflection.form === "stem" &&
      !endsClause(text, inflection.rest)
        ? secondVerb(text, start, inflection.rest, first, inflection, 1)
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
  readonly kind: Class;
}

function readKana(text: string, start: number, inflection: Inflection, onlyKana: boolean): Found | undefined {
  const before = text.charAt(start - 1);
  const short = inflection.verb.length === 2;
  if (short && kana.test(before) && !kanaStartStrict.test(before)) return undefined;
  if (short && !kana.test(before) && !onlyKana) return undefined;
  const { form, rest } = inflection;
  const after = text.slice(rest, rest + 4);
  if (
    form === "dictionary" &&
    /^[ぁ-ん]/.test(after) &&
    !/^(?:と[、ころき]|の[。をがは]|[よねわ][。!、]|よう|まで|から|んだ)/.test(after)
  )
    return undefined;
  if (form === "stem") {
    const second = secondVerb(text, start, rest, inflection.verb, inflection);
    if (second && !short) return classify(text, start, second.inflection, second.verb, second.kind);
    if (short || !endsClause(text, rest) || !kanaStartStrict.test(before)) return undefined;
  }
  if (short && /^(?:past|finite|negative)$/.test(form) && !onlyKana) return undefined;
  return classify(text, start, inflection, nameOf(inflection, inflection.verb, text, start));
}

/** Whether the verb moves, by its class and its form. */
function classify(
  text: string,
  start: number,
  inflection: Inflection,
  verb: string,
  kind = classOf(verb) ?? classOf(inflection.verb) ?? "moving",
): Found | undefined {
  const { form, end, rest, passive = false, causative = false } = inflection;
  const before = text.slice(Math.max(0, start - 20), start);
  let after = text.slice(rest, rest + 14);
  const isIru = form === "te" && (teIru.test(after) || text.charAt(rest - 1) === "と");
  if (isIru) after = after.replace(/^(?:いる|いた|る|た)/, "");
  const isEvent = form === "te" && teIku.test(after);
  const beforeNoun = /^(?:dictionary|past)$/.test(form) || isIru ? noun.test(after) || !grammar.test(after) : false;
  const isEventNoun = eventNoun().test(after);
  // 「棚に置かれた、大きな瓶」.
  const attributive = (beforeNoun && !isEventNoun && !isIru) || (form === "past" && /^[、,]/.test(after));
  const posed = kind === "posing" && (bodyPart.test(before) || !/を[^を、。]{0,8}$/.test(before));
  const asChange = kind === "changing" || kind === "luminous" || posed;
  const seen = gradual.test(before);
  const state = (): boolean => {
    if (kind === "stative") return !(isEvent && /^(?:持つ|もつ|抱える|かかえる)$/.test(verb));
    if (form === "te" && teAru.test(after)) return true;
    if (/^(?:dictionary|past)$/.test(form) && comparison.test(after)) return true;
    if (isIru && /^(?:感じ|イメージ|雰囲気|よう[なに]|っぽ|風の)/.test(after)) return true;
    if (shapeless().test(before) || talkObject.test(before)) return !/(?:声|音|動き)を/.test(before);
    if (isEvent) return false;
    if (passive && !driven.has(verb) && (isIru || attributive || form === "te" || form === "stem")) return true;
    if (form === "past" && (attributive || after.startsWith("まま"))) return true;
    if (attributive && (fixed().test(after) || (pathVerbs.has(verb) && path.test(after)))) return true;
    if (orientation.has(verb) && (form === "te" || form === "stem")) return true;
    if (causative || !asChange) return false;
    if (seen) return false;
    if (isIru) return true;
    if (attributive && fleeting.has(verb)) return false;
    if (attributive) return !(picture.test(after) && /を[^、。]{0,5}$/.test(before));
    if (kind === "luminous") return true;
    return false;
  };
  const moves = !state();
  return {
    start,
    end,
    verb,
    negated: form === "negative" || (form === "te" && /^い(?:ない|ません)/.test(text.slice(rest, rest + 4))),
    attributive,
    along: form === "along",
    moves,
    until: isEvent ? rest + 2 : end,
    joins: (asChange || kind === "posing") && !seen && (form === "te" || form === "stem") && !isIru && !isEvent,
  };
}

const suru = lazy(
  () =>
    /((?:[一-龠々]{1,6}(?:[きぎしちびみりえけせてべめれ](?=[をしす]))?|[ァ-ヶー]{2,14}|([ぁ-んァ-ヶー]{2,3})\2|(?<=[をがも])[ぁ-ん]{2,5}?|[ぁ-ん][っん][ぁ-ん]り|まばたき|あくび|くしゃみ|おじぎ|おしゃべり|お(?:[一-龠]{1,3}|すわり)り?|(?<=毛)づくろい|ごはん))(?:(を|も|と|って)?(し(?=[てたなま続始、。,]|そう|つつ|はじめ|$)|する|せよ|させ|され|すると))/g,
);
const motionNoun = lazy(
  () =>
    new RegExp(
      `(?:${alternatives(lexicon.motionNouns)})(?=[、。,.!?\\n♪…・)]|$|中[のでに、。]|中$|しながら|から|へ)|(?:[がはも][^、。をがはも]{1,10}|から[^、。をがはも]{1,8})へ(?=[。!\\n]|$)`,
      "g",
    ),
);
/** 「うさぎがぴょんぴょん。」 */
const mimetic =
  /(?:(?<=[一-龠ァ-ヶーがはもを、]|^)([ぁ-んァ-ヶー]{2,3})\1|(?<=[がはを])[ぁ-ん][ぁ-んっ]{1,2}り)(?=っ?[、。!♪~〜…\n]|っ?$)/g;
const stativeNoun = lazy(() => new RegExp(`(?:${alternatives(lexicon.stativeNouns)})$`));
const changingNoun =
  /(?:到着|停止|開花|点灯|登場|密着|装着|搭載|収納|包装|変色|紅葉|崩壊|倒壊|破損|損傷|老朽化|積雪|凍結|施錠|閉店|開店|駐輪|転倒|整列|完備|変身|膨張|乾燥|成熟|成長|上品|びっくり|にっこり|微笑|開脚|変化)$/;
const texture = new WordList(lexicon.textures);

/** A noun and する in any form; and a noun of motion that ends its clause. */
function* suruVerbs(text: string, taken: Uint8Array): Iterable<Found> {
  for (const match of text.matchAll(suru())) {
    const [all, word = "", , particle = "", doing = ""] = match;
    const start = match.index;
    const end = start + word.length;
    // 「愛して」, 「指して」 have no noun; 「手をして」 does.
    if (/^[一-龠々]$/.test(word) && particle === "") continue;
    // 「おいしそうな」.
    if (doing === "し" && /^[ぁ-ん]+$/.test(word) && /^そう/.test(text.slice(match.index + all.length))) continue;
    if (particle === "と" && !/[ぁ-ん]$/.test(word)) continue;
    if (taken.subarray(start, end).includes(1) && !/[一-龠][ぁ-ん]$/.test(word)) continue;
    taken.fill(1, start, end);
    const stem = end + particle.length + 1;
    const inflection = doing.startsWith("さ")
      ? inflect(text, stem + 1, "する", false)
      : doing.startsWith("する")
        ? ({ verb: "する", form: "dictionary", end, rest: stem + 1 } as const)
        : inflectShi(text, stem);
    if (inflection === undefined) continue;
    const passive = doing.startsWith("され");
    const stative =
      stativeNoun().test(word) ||
      texture.has(word) ||
      /[的風]$/.test(word) ||
      /^(?!びっ|にっ)[ぁ-ん]っ[ぁ-ん]り$/.test(word);
    const kind: Class = stative ? "stative" : changingNoun.test(word) ? "changing" : stemClass(word);
    const read = classify(
      text,
      start,
      { ...inflection, end, passive, causative: doing === "させ" },
      `${word}する`,
      kind,
    );
    if (read) yield read;
  }
  for (const match of [...text.matchAll(motionNoun()), ...text.matchAll(mimetic)]) {
    const start = match.index;
    const end = start + match[0].length;
    if (texture.has(match[0]) || taken.subarray(start, end).includes(1)) continue;
    if (
      /[ァ-ヶー]/.test(match[0].charAt(0)) &&
      /[ァ-ヶー]/.test(text.charAt(start - 1)) &&
      !/[ァ-ヶー]{3}/.test(match[0])
    )
      continue;
    taken.fill(1, start, end);
    yield {
      start,
      end,
      verb: `${match[0]}する`,
      negated: false,
      attributive: false,
      along: /^しながら/.test(text.slice(end, end + 4)),
      moves: true,
      joins: false,
      until: end,
    };
  }
}

/** The class of the verb that a noun ends with: 座る of 香箱座り. */
function stemClass(word: string): Class {
  const [, head = "", stem = ""] = /([一-龠])([いきぎしちびみり])$/.exec(word) ?? [];
  return classOf(head + "うくぐすつぶむる".charAt("いきぎしちびみり".indexOf(stem))) ?? "moving";
}

/** The forms of し: して, した, します, しながら, しない, し、 */
function inflectShi(text: string, at: number): Inflection | undefined {
  return inflect(text, at, "しる", false);
}

const endings: Readonly<Record<string, string>> = {
  っ: "うつる",
  い: "くぐう",
  ん: "むぶぬ",
  き: "く",
  ぎ: "ぐ",
  ち: "つ",
  び: "ぶ",
  み: "む",
  り: "る",
};

/** What a kana verb before て or ながら may be the form of. */
function dictionaryForms(word: string): string[] {
  return [...(endings[word.slice(-1)] ?? "")].map((kana) => word.slice(0, -1) + kana).concat(`${word}る`);
}

/** Kana verbs outside the list, by forms that only verbs have: 〜ている, 〜ていく, 〜てくる, 〜ながら. */
const openKana =
  /(?<![ぁ-ん])([ぁ-ん]{2,14}?)(?:([てで])(?=いる|いま|いた|いて|いく|いき|くる|きま|きて|る[。\n]|ます|(?<=を[ぁ-ん]{2,7})(?:[、。一-龠ァ-ヶ]|から|$))|(ながら)|(?<=を[ぁ-ん]{1,5}[うぐすつぬぶむる])(?=[一-龠ァ-ヶ。、\n]|$))/g;

function* openKanaVerbs(text: string, taken: Uint8Array): Iterable<Found> {
  for (const match of text.matchAll(openKana)) {
    const run = match[1] ?? "";
    const end = match.index + run.length;
    const word = /(?:.*[をがはにへと]|.*[りく](?=[ぁ-ん]{2})|^)([ぁ-ん]+)$/.exec(run)?.[1] ?? run;
    const start = end - word.length;
    if (word.length < 2 || taken.subarray(match.index, end).includes(1)) continue;
    if (/[しされ]$/.test(word) || /(?:とい|につい|によっ|をもっ|なっ|とっ)$/.test(run)) continue;
    if (kanji.test(text.charAt(match.index - 1)) && start === match.index && word.length < 2) continue;
    const form = match[2] ? "te" : match[3] ? "along" : "dictionary";
    const rest = end + (match[2] ? 1 : match[3] ? 3 : 0);
    const names = form === "dictionary" ? [word] : dictionaryForms(word);
    const verb = names.find(classOf) ?? names[0] ?? word;
    const read = classify(text, start, { verb, form, end, rest }, verb);
    if (read) yield read;
  }
  // What there is: a state that a change before it belongs to.
  for (const match of text.matchAll(/(?<=[がもはにで])(?:あ[るりっ]|い(?:る|ます|た))/g)) {
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
