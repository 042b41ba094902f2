import { rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";
import { findMatches, isNegated } from "../text/pattern-matches.js";

const english =
  /\b(?:(?:(?:morph|transform|shape-?shift|mutat)(?:e?s|ed|ing|e)?(?: \w+ly)? (?:in)?to|(?:turn|chang|evolv)(?:e?s|ed|ing|e)?(?: \w+ly)? into (?=an? )|becom(?:es|ing|e) (?=an? ))(?: ?(?:an? |the )?[a-z'-]+)?|(?:clothes|outfit|dress|costume|hairstyle|uniform)(?: \w+ly)? (?:chang|turn|transform|morph)(?:e?s|ing|e)\b)/g;
const japanese =
  /(?:服|衣装|制服|ドレス|髪型)が[^、。]{0,10}(?:変わ(?!ら)[るっり]?|変化)|[にへ](?:姿を変え|変わ(?!ら)[るっり]?|変身|変化|変形|化け|生まれ変わ(?!ら)[るっり]?)|(?:龍|竜|ドラゴン|動物|猫|犬|鳥|狼|怪物|モンスター|ロボット|人形|人魚|石像)に(?:なる|なっ|なり)|モーフィング/g;
/** Changes that are no transformation: mood, light, weather, pace, turning into a road. */
const same =
  /\b(?:smile|grin|laugh|frown|look|gaze|expression|tears?|mood|blur|silhouette|shadow|night|day|dusk|dawn|evening|morning|sun(?:set|rise)|sk(?:y|ies)|light|glow|golden|blue|red|colou?r|streets?|alley|road|corner|lane|driveway|path|wind|breeze|run|sprint|jog|walk|stroll|gallop|jump|spin|dance|rain|drizzle|snow|storm|mist|fog|puddle|drop|stream|wave|close-?up|shot|kiss|roar|flower|bloom|flame|fire|wide)|氷|花|形|表情|笑|泣|顔|目|眼差|涙|怒り|喜び|驚き|空|夕|朝|昼|夜|色|光|影|季節|[春夏秋冬雨雪晴曇風霧嵐音]|雰囲気|足|駆け|歩|走り|[赤青黄金緑白黒銀虹静]|信号|波|シルエット|アップ|視線|動き|トーン|方向|角度|向き|[大小]さ?|徐々|急|速/;

/** Finds a subject that turns into something else. */
export const noTransformation = rule("no-transformation", "focus", "info", {
  en: {
    transform: "“{{text}}” turns what the image shows into something else.",
    start: "Describe a motion of the subject as it is.",
  },
  ja: {
    transform: "「{{text}}」は画像にあるものを別のものに変える指示です。",
    start: "今の姿のままの動きを書いてください。",
  },
  *check(prompt, { hasImage }) {
    if (!hasImage) return;
    for (const place of findMatches(prompt.features.prose, english, japanese)) {
      const { words, range, before, after } = place;
      const into = /^[にへ]/.test(words) ? (/[^\s、。はがも]{1,12}$/.exec(before)?.[0] ?? "") : "";
      const wear = /^(?:[codhu]\S+ |.{1,3}が)/.test(words);
      const around = before.slice(-30) + (/^[a-z]/.test(words) ? words + after.slice(0, 24) : words.slice(0, 3));
      if (isNegated(place) || (!wear && same.test(around))) continue;
      yield createReport(prompt, "transform", [range[0] - into.length, range[1]], "start");
    }
  },
});
