/**
 * Finds nouns that stand for a motion in Japanese: with する in any form, or alone at the end of a clause.
 *
 * @module
 */

import { alternatives, lazy, WordList } from "../core/word-list.js";
import * as lexicon from "../lexicon/ja/verbs.js";
import { parts, sceneNouns } from "../lexicon/ja/words.js";
import { type Inflection, inflect } from "./japanese-inflection.js";
import { classify, classOf, type FoundVerb, type VerbClass } from "./japanese-verb-class.js";
import { eachMatch } from "./pattern-matches.js";

const suru = lazy(
  () =>
    /((?:[一-龠々]{1,6}(?:[いきぎしちびみりえけせてべめれ](?=[をしすに]))?|[ァ-ヶー]{2,14}(?:[かが]け)?|([ぁ-んァ-ヶー]{2,3})\2|(?<=[をがも])[ぁ-ん]{2,5}?|[ぁ-ん][っん][ぁ-ん]り|まばたき|[後あ]と?ずさり|あくび|くしゃみ|おじぎ|おしゃべり|けんか|お(?:[一-龠]{1,3}|すわり)り?|(?<=毛)づくろい|ごはん))(?:(を|も|と|って|(?<=切り)に|(?<=をきれい)に(?=してい))?(し(?=[てたな続始、。,]|ま[すしせ]|そう|つつ|はじめ|$)|する|せよ|させ|され|すると))/g,
);
const motionNoun = lazy(
  () =>
    new RegExp(
      `(?<!カメラの?)(?:${alternatives(lexicon.motionNouns)}|${jointAction})(?=[、。,.!?\\n♪…・)→]|$|中[のでに、。]|中$|しながら|から|へ|の?(?:シーン|場面|様子|瞬間|最中))|(?<=[雲波水面霧煙葉枝花髪炎気毛旗布]の[^、。]{0,4})(?:動き|流れ|舞い|うねり|打ち寄せ|[揺ゆ]ら(?:ぎ|めき)|揺れ)(?=[、。,\\n・)とや]|$|だけ)|(?:[がはも][^、。をがはも]{1,10}|から[^、。をがはも]{1,8})へ(?=[。!\\n]|$)`,
      "g",
    ),
);
/** 殴り合い, つばぜり合い, 追いかけっこ. */
const jointAction =
  "[一-龠]?[ぁ-ねは-ん]{0,2}(?<![付知助支触ふ])[ちいりきしみげけ]合い|(?:[一-龠ぁ-ん]{1,3}[けげてめ]|ご)っこ";
/** A thing of the scene or a part of the subject, before its verb or noun of motion: 「雲が」, 「髪だけ」, 「波の」. */
export const moved = lazy(
  () =>
    new RegExp(
      `(?:${alternatives(`${sceneNouns}${parts}`)})(?<!景色?|周囲|周り|まわり)(?:だけ|のみ)?[をがもはの]?[^、。をがはもの]{0,8}$`,
    ),
);
/** 「うさぎがぴょんぴょん。」 */
const mimetic =
  /(?:(?<=[一-龠ァ-ヶーがはもをでにけ、→]|^)([ぁ-んァ-ヶー]{2,3})\1|(?<=[がはを])[ぁ-ん][ぁ-んっー]{1,3}り|(?<=[がをけ])(?![ずもきやじほ]っ|ちょ)[ぁ-んァ-ヶ]{1,2}ー?っと?)(?=っ?(?:[。!♪~〜…\n→]|、(?!と)|$))/g;
const stativeNoun = lazy(() => new RegExp(`(?:${alternatives(lexicon.stativeNouns)})$`));
const changingNoun =
  /(?:到着|停止|開花|点灯|登場|密着|装着|搭載|収納|包装|変色|紅葉|崩壊|倒壊|破損|損傷|老朽化|積雪|凍結|施錠|閉店|開店|駐輪|転倒|整列|完備|変身|膨張|乾燥|成熟|成長|上品|びっくり|にっこり|微笑|開脚|変化)$/;
const texture = new WordList(lexicon.textures);

/** A noun and する in any form; and a noun of motion that ends its clause. */
export function* motionNouns(text: string, taken: Uint8Array): Iterable<FoundVerb> {
  for (const match of eachMatch(text, suru())) {
    const [all, word = "", , particle = "", doing = ""] = match;
    const start = match.index;
    const end = start + word.length;
    // 「愛して」, 「指して」 have no noun; 「手をして」 does.
    if (/^[一-龠々]$/.test(word) && particle === "") continue;
    // 「おいしそうな」.
    if (/^[ぁ-ん]+$/.test(word) && /^しそう/.test(text.slice(end, end + 3))) continue;
    // 「お送りします」 is what the writer does.
    if (/^お(?!座|祈|手伝|絵|遊|参|踊|喋|じぎ|しゃべ|すわ)[一-龠か-よ]{1,3}[いきしちみりえけせてべめれ]$/.test(word))
      continue;
    // 「威厳のあるものにして」.
    if (/^[ぁ-ん]+に$/.test(word)) continue;
    // 「一輪挿し、」, 「日差し。」: a noun of a verb in す.
    if (
      doing === "し" &&
      /[挿刺指差干渡流回押直出]$/.test(word) &&
      /^[、。,]/.test(text.slice(match.index + all.length))
    )
      continue;
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
      isTexture(word) ||
      /[的風]$/.test(word) ||
      /^(?!びっ|にっ)[ぁ-ん][っん][ぁ-ん]り$/.test(word);
    const kind: VerbClass = changingNoun.test(word)
      ? "changing"
      : stative
        ? "stative"
        : /[^付知][りきみけ]合い$|逆立ち$/.test(text.slice(end - 4, end))
          ? "moving"
          : stemClass(word);
    yield classify(text, start, { ...inflection, end, passive, causative: doing === "させ" }, `${word}する`, kind);
  }
  for (const match of [...eachMatch(text, motionNoun()), ...eachMatch(text, mimetic)]) {
    const end = match.index + match[0].length;
    // 「燕が空へ。」 has no word for the motion.
    const bare = match[0].endsWith("へ");
    const start = bare ? end - 1 : match.index;
    if (
      (bare && /動画|映像|アニメ/.test(match[0])) ||
      isTexture(match[0]) ||
      taken.subarray(start, end - Number(match[0].endsWith("合い")) * 2).includes(1)
    )
      continue;
    taken.fill(1, start, end);
    yield {
      start,
      end,
      verb: bare ? "向かう" : `${match[0]}する`,
      negated: false,
      attributive: false,
      along: /^しながら/.test(text.slice(end, end + 4)),
      moves: true,
      joins: false,
      until: end,
    };
  }
}

/** Whether a doubled sound describes a surface, also in katakana. */
function isTexture(word: string): boolean {
  const half = word.slice(0, word.length / 2);
  return texture.has(half.replace(/[ァ-ヶ]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0x60)));
}

/** The class of the verb that a noun ends with: 座る of 香箱座り. */
function stemClass(word: string): VerbClass {
  const [, head = "", stem = ""] = /([一-龠])([いきぎしちびみり])$/.exec(word) ?? [];
  return classOf(head + "うくぐすつぶむる".charAt("いきぎしちびみり".indexOf(stem))) ?? "moving";
}

/** The forms of し: して, した, します, しながら, しない, し、 */
function inflectShi(text: string, at: number): Inflection | undefined {
  return inflect(text, at, "しる", false);
}
