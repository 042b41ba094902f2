/**
 * Japanese camera terms: moves, and a camera or a background that stays.
 *
 * @module
 */
import type { Range } from "../core/types.js";
import type { CameraMove } from "./features.js";
import { rangeOf, rangesOf } from "./pattern-matches.js";

type Kind = CameraMove["kind"];
type Way = NonNullable<CameraMove["way"]>;

/** The camera is named before, in the same clause. */
const about = (reach: number) => `(?<=(?:カメラ|視点)[^。、]{0,${reach}})`;

/** Terms of the trade, in katakana and kanji. A group (in, out …) at their end is their way. */
const terms: readonly (readonly [Kind, string])[] = [
  ["zoom", "ズーム(?:イン|アウト|バック)?"],
  [
    "dolly",
    "ドリー(?:イン|アウト|バック)?|プッシュイン|プルバック|プルアウト|トラックイン|トラックアウト|トラックバック",
  ],
  // Not 「パンを食べる」「フライパン」「パンダ」.
  [
    "pan",
    "(?<![ァ-ヶー])(?:右|左)?パン(?:ダウン|アップ|ニング)?(?=し|す|さ|ショット)|(?:右|左|上|下)パン|(?<=[右左]への?)パン|パン(?:ダウン|アップ|ニング)|(?<=(?:[右左横]|カメラ|方向|ゆっくり|滑らか|素早く)[にへとはがで]{0,2})パン(?=[、。,.!?\\n]|$|で[、。])",
  ],
  ["tilt", "ティルト(?:アップ|ダウン)?|チルト(?:アップ|ダウン)?"],
  ["pedestal", "クレーン(?:アップ|ダウン|ショット)|ペデスタル|ブームアップ"],
  ["orbit", `オービット|アークショット|${about(12)}(?:周回|回り込|旋回|まわり込|一周)|回り込みながら|ぐるりと回り込`],
  ["follow", `トラッキング|フォローショット|追従|追尾|${about(16)}追(?:う|い|って|わ)`],
  ["handheld", "手持ち(?:カメラ|撮影|風)|ハンドヘルド|手[ブぶ]レ(?!なし|無し|補正|な[くい])"],
  ["truck", `${about(12)}(?:横移動|スライド)|横移動`],
  ["pedestal", `${about(12)}(?:上昇|下降)`],
  ["dolly", `${about(12)}(?:寄る|寄り|寄って|引く|引き|引いて|近づ|近寄|離れ|前進|後退|遠ざか)`],
];
const pattern = new RegExp(terms.map(([, source]) => `(${source})`).join("|"), "g");
const still =
  /(?:カメラ|視点|アングル|構図|画角)[^。、\n]{0,8}?(?:固定|静止|動か(?:ない|さない|ず|さず))|固定(?:カメラ|ショット|アングル)|フィックス|定点(?:カメラ|撮影)?|三脚/g;
/** Something that is said to stay as it is. */
const stays =
  /(?:静止|固定|動かない|動かさない|動かず|動かさず|揺れない|変わらない|変わらず|そのまま|止まったまま|じっと|保(?:つ|ち|って|たれ)|維持|キープ)/g;
const ways: readonly (readonly [RegExp, Way])[] = [
  [/左/, "left"],
  [/右/, "right"],
  [/アウト|バック|引|離れ|後退|遠ざか/, "out"],
  [/イン|寄|近づ|前進|迫/, "in"],
  [/アップ|上昇|上/, "up"],
  [/ダウン|下降|下/, "down"],
];
const sequence = /その後|そのあと|次に|続いて|それから|やがて|最後に|てから|した後|すると/;

/** The camera's moves and its rest, in order. */
export function japaneseCamera(text: string, sentenceOf: (at: number) => number): CameraMove[] {
  const moves: CameraMove[] = [];
  for (const match of text.matchAll(still))
    moves.push({
      range: rangeOf(match),
      kind: "static",
      sentence: sentenceOf(match.index),
      afterwards: false,
    });
  for (const match of text.matchAll(pattern)) {
    const row = match.slice(1).findIndex((group) => group !== undefined);
    const range = rangeOf(match);
    const sentence = sentenceOf(match.index);
    const way = wayOf(match[0]) ?? wayOf(text.slice(Math.max(0, match.index - 8), match.index));
    moves.push({
      range,
      kind: terms[row]?.[0] ?? "move",
      ...(way && { way }),
      sentence,
      afterwards: sequence.test(text.slice(Math.max(0, match.index - 24), match.index)),
    });
  }
  return moves.sort((a, b) => a.range[0] - b.range[0]);
}

/** What a verb of motion is when the camera does it. */
export function cameraVerb(verb: string, words: string): { kind: Kind; way?: Way } {
  const way = wayOf(words);
  const kind: Kind = /追|従/.test(verb)
    ? "follow"
    : /回|巡/.test(verb)
      ? "orbit"
      : /揺|震/.test(verb)
        ? "handheld"
        : way === "in" || way === "out" || /進|迫|寄|近|離|引/.test(verb)
          ? "dolly"
          : /昇|上|下|降/.test(verb) || way === "up" || way === "down"
            ? "pedestal"
            : way === "left" || way === "right"
              ? "truck"
              : "move";
  return { kind, ...(way && { way }) };
}

function wayOf(words: string): Way | undefined {
  if (/左から右/.test(words)) return "right";
  if (/右から左/.test(words)) return "left";
  return ways.find(([sign]) => sign.test(words))?.[1];
}

/** What is said to stay as it is. */
export function stillnessIn(text: string): Range[] {
  return rangesOf(text, stays);
}
