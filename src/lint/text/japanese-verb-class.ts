/**
 * Decides whether a Japanese verb moves: any verb does, unless a closed class or its form says that it describes a state.
 *
 * @module
 */

import { alternatives, lazy, WordList } from "../core/word-list.js";
import { verbTable } from "../lexicon/ja/verb-table.js";
import * as lexicon from "../lexicon/ja/verbs.js";
import { actorNouns } from "../lexicon/ja/words.js";
import type { Inflection, StemVerb } from "./japanese-inflection.js";

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

export type VerbClass = "stative" | "changing" | "posing" | "luminous" | "moving";

export interface FoundVerb extends JapaneseVerb {
  readonly moves: boolean;
  /** A change that the next verb continues: of a state, it is a part. */
  readonly joins: boolean;
  /** The end of its auxiliary: 「走ってくる」. */
  readonly until: number;
}

/** The table: verbs by their first character, longer ones first; the closed classes by dictionary form. */
export const verbTables = lazy(() => {
  const classes = new Map<string, VerbClass>();
  const verbs = new Map<string, StemVerb[]>();
  for (const [kind, list] of Object.entries(verbTable) as [VerbClass, string][])
    for (const entry of new WordList(list)) {
      const [, shape = "", heads = ""] = /^(.*?[ぁ-んル])([^ぁ-んル]*)$/.exec(entry) ?? [];
      // A verb for each kanji, or a word.
      for (const head of heads === "" ? [""] : heads) {
        const verb = addVerb(verbs, head + shape);
        classes.set(verb, kind);
      }
    }
  addTo(verbs, "来", { verb: "来る", stem: "来", godan: false });
  const seconds = new Map<string, StemVerb[]>();
  for (const verb of new WordList(lexicon.kanaSeconds)) addVerb(seconds, verb);
  for (const list of verbs.values()) list.sort((a, b) => b.stem.length - a.stem.length);
  return { classes, verbs, seconds };
});

/** Adds a verb as it is written in the table: る is 一段 after い or え, ル is 五段. */
function addVerb(map: Map<string, StemVerb[]>, entry: string): string {
  const verb = entry.replace("ル", "る");
  const godan = !/(?:[いきぎしじちにびみりえけげせぜてでねべめれ]|^[一-龠])る$/.test(entry);
  addTo(map, verb.charAt(0), { verb, stem: verb.slice(0, -1), godan });
  return verb;
}

/** Kanji with the radical 心, 言 or 貝: verbs of thought, speech and trade. */
const inward = /^(?!詰|話し|怒鳴)[心-懿言-讚貝-贖嫌]/;

export function classOf(verb: string): VerbClass | undefined {
  // 「隣りあう」, 「溶けこむ」.
  const inKanji = verb.replace(/(?<=.[ぁ-ん])あう$/, "合う").replace(/(?<=.[ぁ-ん])こむ$/, "込む");
  return verbTables().classes.get(inKanji) ?? (inward.test(verb) ? "stative" : undefined);
}

function addTo<Item>(map: Map<string, Item[]>, key: string, item: Item): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}

/** Parts of the body and what is worn. */
const bodyPart =
  /(?:[耳肩首頭腰膝頬額胸背]に[^、。]{0,8}|(?:[目瞳口唇舌鼻背中手腕足脚指翼羽根首膝腰身体頭顔髪尾耳肩枝傘帯布団鞄鏡巻力]|手袋|[指腕首]輪|時計|しっぽ|あし|かばん|バッグ|メガネ|グラス|リボン|マフラー|タイ|タオル|ベルト)を[^を、。]{0,4})$/;
/** Words of a gradual or repeated change: with them, 〜ている and 〜する before a noun are seen to happen. */
const gradual =
  /(?:ゆっくり|徐々|次第に|ずつ|次々|一気に|勢いよく|一斉に|([ぁ-んァ-ヶ]{2,3})\1|(?![まかおつず])[ぁ-ん][らるろわ]り|(?<!ず)(?![ずもきやじほょちし])[ぁ-んァ-ヶ]っと|[ぁ-んァ-ヶ]ー[んっ]?と)[^、。]{0,8}$/;
const shapeless = lazy(
  () => new RegExp(`(?<![男女])(?:${alternatives(lexicon.abstractNouns)})[がはも][^、。がをは]{0,8}$`),
);
/** 「目を引く」, 「心を打つ」: what a viewer feels. 「身につける」, 「影を落とす」: how things are. */
const idiom =
  /(?:心[をが].|[日光陽射差]し?を[浴受]|(?:ポーズ|[休勢]|構え|バランス)[^、。がを]?を[取と]|[っん]と[く来]|(?:目|視線|注目)を[引惹奪集]|胸[をが][打締躍高]|身に[つ着付ま纏]|(?:模様|影|シルエット|輪郭|コントラスト|列)を[作つ落投な]|(?:胡[坐座]|あぐら)をか|[拍間]を?置|相談に乗|(?:[話画劇本説]|ゲーム)(?:など)?に[出登])$/;
/** Objects that make any verb a request or talk about the picture. */
const talkObject =
  /(?:感|(?<![男女])性|(?<![えく])さ|雰囲気|魅力|物語|ストーリー|世界観?|回数|手間|コスト|ショット(?=を)|印象|イメージ|動き|変化|命|画像|静止画|動画|映像|アニメ|アニメーション|ムービー|ビデオ|cm|pv|リール|ショート|gif|コンテンツ|作品|テーマ|構図|スタイル)(?:を|に|も)[^、。をが]{0,6}$/;
const fixed = lazy(() => new RegExp(`^[^。、がをはにのぁ-ん]{0,6}?(?:${alternatives(lexicon.fixedNouns)})(?![一-龠])`));
const pathVerb = /^[走通登上下曲巡渡抜横流続伸貫回縫這出うは跨ま]/;
const way = "[道路脈線橋根蔦]|ツタ|路地|通り|山並み|階段";
const path = new RegExp(`^[^。、がをはにのぁ-ん]{0,4}(?:髪|${way})(?![一-龠])`);
const pathSubject = new RegExp(`(?:${way})[がは][^、。がは]{0,12}$`);
/** With て, where someone looks while acting: 「窓の外を見て微笑む」. */
const orientation = new WordList("見る 向かう むかう 通す");
const fleeting = new WordList(lexicon.fleeting);
const eventNoun = lazy(() => new RegExp(`^(?:の)?(?:${alternatives(lexicon.eventNouns)})`));
/** 「草原が広がる」. */
const view = /(?:景色|風景|光景|草原|平原|砂漠|海|空|森|街並み|夜景|畑|世界|パノラマ|眺め)が[^、。が]{0,6}$/;
const picture = /^(?:イラスト|絵|写真)/;
const noun = /^ ?[一-龠々ァ-ヶa-z0-9]|^ {3}/;
/** What kana after た or the dictionary form are, if no noun. */
const grammar =
  /^(?:[^ぁ-ん]|$|[りらとがのにはをもやし]|から|か[。、どを]|け[どれ]|で[すしあは]|ん|[よねわなぞさ](?:[ぁ-ん]?[。!、]|$)|まま|まで|とき|こと|ため|よう|ばかり|だ|ほど|そう|らし|みたい|あと|うえ|べき|つもり|はず|くらい|ぐらい|っ)/;
/** Of verbs in no table: 「萎れている」. */
const becomes = /[一-龠](?:れる|まる)$|りつく$/;
/** 〜ような, 〜ための: a comparison or a purpose. 「揺れるように。」, 「揺れる感じで」 ask for the motion. */
const comparison =
  /^(?:かの)?(?:よう(?:な|に(?=なって[いお]|なってる)|に(?!な|し|する|お願|頼|[。!?\n]|$))|みたい)|^(?:とき|時|の)に[便使役]|^こと[にがはの]|^ため|^っぽ|^前(?!へ)|^風の|^感じ[のがをとは]|^イメージ|^雰囲気/;
const teIru = /^(?:い(?![くきっけ])|る|ます|お[りる]|ん)/;
const teAru = /^あ[るりっ]/;
const teIku = /^(?:い[くきっけ]|ゆ[くき]|行|く[るれ]|き[てたま]|来)/;
/** Passives that are seen to happen. */
const driven =
  /^.{0,2}(?:[吹揺煽流運追引押打投回撫振注弾叩撃洗]..?|引[っき]..|叩き.*|追いか.*|舞い.*|あおる)$|[にへ]落とす$|[^ぁ-ん食日代]に[食飲蹴噛]..?$/;

/** 「少年に蹴られている」: what someone does goes on, and is no result. */
const byAgent = lazy(
  () =>
    new RegExp(
      `(?:${alternatives(actorNouns)}|[男女]性|[童師客士工親]|先生|の子)(?<![車船])(?:たち|ら)?に[^、。がは]{0,14}$`,
    ),
);
/** Verbs of states and requests that are work if someone does them: 「女性が鍋に塩を加えている」. */
const work = /[加整与]え|[撮泡]|確認|片付け/;
const worker = /(?:[人者性子供員客師親]|たち)[がはも][^。]*$/;

const craft = /^[一-龠]{0,3}(?:職人|蔵人|[師士員家長手]|大工|主人)(?![一-龠])/;

/** Whether the verb moves, by its class and its form. */
export function classify(
  text: string,
  start: number,
  inflection: Inflection,
  verb: string,
  kind = classOf(verb) ?? classOf(inflection.verb) ?? (becomes.test(verb) ? "changing" : "moving"),
): FoundVerb {
  const { form, end, rest, passive = false, causative = false } = inflection;
  const before = text.slice(Math.max(0, start - 20), start);
  let after = text.slice(rest, rest + 14);
  const isIru = form === "te" && (teIru.test(after) || /[とど]/.test(text.charAt(rest - 1)));
  if (isIru) after = after.replace(/^(?:いる|いた|る|た)/, "");
  const isEvent = form === "te" && teIku.test(after);
  const beforeNoun = /^(?:dictionary|past)$/.test(form) || isIru ? noun.test(after) || !grammar.test(after) : false;
  // 「棚に置かれた、大きな瓶」.
  const attributive = (beforeNoun && !isIru && !eventNoun().test(after)) || (form === "past" && /^[、,]/.test(after));
  // 「岩に座る、青い服の少女」.
  const apposed =
    form === "dictionary" && /^[、,][^。、がは\n]{2,24}[一-龠ァ-ヶー](?:[。\n]|$)/.test(text.slice(rest, rest + 30));
  const posed = kind === "posing" && (bodyPart.test(before) || !/を[^を、。]{0,16}$/.test(before));
  const rises =
    /(?:(?:湯気?|蒸気|ガス|[煙波泡炎埃火滴]|(?<!鼻)水)が[^、。が]{0,6}[立出飛]|音を立|波に乗|沿って[^、。]{1,6}に乗|から(?!離)[^、。]{0,10}落)$/.test(
      text.slice(Math.max(0, start - 14), start + 1),
    );
  const works =
    isIru && !passive && work.test(before.slice(-1) + verb) && worker.test(text.slice(Math.max(0, start - 60), start));
  const asChange = !rises && !works && (kind === "luminous" || kind === "changing" || posed);
  const seen = () => gradual.test(before);
  const state = (): boolean => {
    if (kind === "stative" && !works) return !(isEvent && /^(?:持つ|もつ|抱える|かかえる)$/.test(verb));
    if (form === "te" && teAru.test(after)) return true;
    if ((isIru || /^(?:dictionary|past)$/.test(form)) && comparison.test(after)) return true;
    // A picture is asked for: 「港町を描いて」.
    if (
      verb === "描く" &&
      /^(?:[。\nく下ほ欲]|$)/.test(after) &&
      /(?:^|[。\n])[^がはもで。\n円弧線跡]*$/.test(text.slice(Math.max(0, start - 60), start))
    )
      return true;
    if (idiom.test(text.slice(Math.max(0, start - 8), start + 1))) return true;
    if (shapeless().test(before) || talkObject.test(before)) return !/(?:声|音|動き)を/.test(before);
    // 「犬歯が飛び出している」.
    if (
      isIru &&
      /出す|上がる/.test(verb) &&
      /[顎歯目額腹枝舌骨眉角耳毛尾房肩釘指髪手足頭]が[^、。が]{0,6}$/.test(before)
    )
      return true;
    if (pathVerb.test(verb) && pathSubject.test(before)) return true;
    if (isEvent) return false;
    if (verb === "広がる" && view.test(before)) return true;
    // 「枝が切られているところ」.
    if (passive && isIru && after.startsWith("ところ")) return false;
    if (passive && (attributive || form === "te" || form === "stem" || /とも?$/.test(before)))
      return !driven.test(before.slice(-2) + verb) && !(kind !== "changing" && isIru && byAgent().test(before));
    if (form === "past" && (attributive || /^(?:まま|様子で)/.test(after))) return true;
    if (attributive && (fixed().test(after) || (pathVerb.test(verb) && path.test(after)))) return true;
    if (orientation.has(verb) && !isIru && (form === "te" || form === "stem")) return true;
    // 「床に転がっている」.
    if (isIru && /^[転散]/.test(verb) && before.endsWith("に")) return true;
    if (causative || !asChange) return false;
    if (seen()) return false;
    if (isIru) return true;
    if (attributive && fleeting.has(verb)) return false;
    if (attributive || apposed) return !(picture.test(after) && /を[^、。]{0,5}$/.test(before));
    return kind === "luminous";
  };
  return {
    start,
    end,
    verb,
    negated: form === "negative" || (form === "te" && /^[いこ](?:ない|ません)/.test(text.slice(rest, rest + 4))),
    attributive,
    // 「腕を回して放る」.
    along: form === "along" || (form === "te" && !isIru && bodyPart.test(before) && /^[^、。\n]{2}/.test(after)),
    moves: !state(),
    until: isEvent ? rest + 2 : end,
    joins:
      // 「土を積んだ後に佇む」.
      /^(?:後|あと|とき|時)に?(?![ろを一-龠])/.test(after) ||
      // 「箪笥を作る職人が立っている」: what someone does for a living.
      (form === "dictionary" && craft.test(after) && /を[^、。を]{0,3}$/.test(before)) ||
      ((asChange || kind === "posing") && (form === "te" || form === "stem") && !isIru && !isEvent && !seen()),
  };
}
