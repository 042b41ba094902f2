import type { PatternMatch } from "../core/language.js";
import type { Range } from "../core/types.js";

export const transformation = (): RegExp =>
  /(?:服|衣装|制服|ドレス|髪型)が[^、。]{0,10}(?:変わ(?!ら)[るっり]?|変化)|[にへ](?:姿を変え|変わ(?!ら)[るっり]?|変身|変化|変形|化け|生まれ変わ(?!ら)[るっり]?)|(?:龍|竜|ドラゴン|動物|猫|犬|鳥|狼|怪物|モンスター|ロボット|人形|人魚|石像)に(?:なる|なっ|なり)|モーフィング/g;

/** Changes that are not transformations: mood, light, weather, pace. */
const same =
  /氷|花|形|表情|笑|泣|顔|目|眼差|涙|怒り|喜び|驚き|空|夕|朝|昼|夜|色|光|影|季節|[春夏秋冬雨雪晴曇風霧嵐音]|雰囲気|足|駆け|歩|走り|[赤青黄金緑白黒銀虹静]|信号|波|シルエット|アップ|視線|動き|トーン|方向|角度|向き|[大小]さ?|徐々|急|速/;

/** Reads a match of `transformation()`. */
export function readTransformation({ words, range: [start, end], before }: PatternMatch): Range | undefined {
  const into = /^[にへ]/.test(words) ? (/[^\s、。はがも]{1,12}$/.exec(before)?.[0] ?? "") : "";
  const wears = /^.{1,3}が/.test(words);
  if (!wears && same.test(before.slice(-30) + words.slice(0, 3))) return undefined;
  return [start - into.length, end];
}
