import type { LintRule } from "../rule.js";

const english =
  /\b(?:(?:morph|transform|transmut|shape-?shift|metamorphos|mutat)(?:e?s|ed|ing|e)?(?: slowly| suddenly| gradually)? (?:in)?to|(?:turn|chang|evolv)(?:e?s|ed|ing|e)?(?: slowly| suddenly| gradually)? into (?=an? )|becom(?:es|ing|e) (?=an? )|(?:clothes|clothing|outfit|dress|costume|hairstyle|uniform)(?: suddenly| slowly)? (?:chang|turn|transform|morph)(?:e?s|ing|e))\b/g;
/** What a picture can go through without becoming another: a mood, the light, the weather, a pace, a place turned into. */
const same =
  /\b(?:smiles?|smirk|grins?|laugh\w*|wink|frown|scowl|look|gaze|stare|expression|tears?|sob|sigh|whisper|blush|face lights|mood|blurs?|silhouettes?|shadows?|night|day(?:light)?|dusk|dawn|evening|morning|sunset|sunrise|skys?|light|glow|golden|blue|red|pink|orange|green|grey|gray|colou?rs?|tones?|hues?|streets?|alley|road|corner|lane|driveway|path|curve|bend|wind|breeze|run|sprint|jog|walk|stroll|trot|gallop|jump|leap|spin|twirl|dance|step|rain\w*|drizzle|downpour|snow\w*|storm|steam|mist|fog|puddles?|drops?|droplets?|streaks?|trails?|streams?|torrent|waves?|close-?up|shot|view|hug|kiss|roar|gleam|flowers?|bloom|blossom|splash|flame|fire|part of|focus|wide)\b/;
const deniedBefore = /\b(?:no|not|without|never|don't|doesn't|avoid)\b[^.,;]*$/;

const japanese =
  /[^\s、。はがも]{1,12}[にへ](?:と)?(?:姿を変え|(?:次第|徐々)に変[わ化]|変わ(?!ら)[るっり]?|変身|変化|変形|変貌|変え(?!な|ず)る?|化ける?|生まれ変わ(?!ら)[るっり]?)|(?:人間|龍|竜|ドラゴン|動物|猫|犬|鳥|狼|オオカミ|怪物|モンスター|ロボット|妖精|人形|人魚|石像)に(?:なる|なっ|なり)|(?:服|衣装|洋服|制服|ドレス|髪型)が[^、。]{0,10}(?:変わ(?!ら)[るっり]?|変化|チェンジ)|モーフィング/g;
const sameJapanese =
  /(?:氷|花|形|泡|粒|表情|笑|微笑|泣|顔|目|眼差し|まなざし|涙|怒り|喜び|驚き|空|夕焼け|朝焼け|夕|朝|昼|夜|色|光|影|季節|[春夏秋冬]$|雨|雪|晴|天気|曇|風|霧|嵐|音|雰囲気|足|駆け|歩|走り|ペース|青|赤|黄|金|緑|紫|橙|オレンジ|ピンク|白|黒|銀|虹|静|信号|波|モノクロ|カラー|シルエット|アップ|視線|動き|スロー|トーン|表現|方向|角度|向き|自然|大き|小さ|徐々|次第|急|速|遅|早)/;

/** Finds one thing that becomes another, which the image cannot lead to. */
export const noTransformation: LintRule = {
  id: "no-transformation",
  family: "focus",
  severity: "info",
  messages: {
    en: {
      transform: "“{{text}}” makes another thing of what the image shows, and models seldom get there cleanly.",
      start: "Let it act as what it is, or make the other thing a clip with an image of its own.",
    },
    ja: {
      transform: "「{{text}}」は画像にあるものを別のものに変える指示で、崩れやすくなります。",
      start: "今の姿のままの動きを書くか、変わった後の姿は別の画像から作ってください。",
    },
  },
  *check({ features: { prose } }, { hasImage }) {
    if (!hasImage) return;
    for (const match of prose.matchAll(english)) {
      const start = match.index;
      const before = /[^.,;!?\n]*$/.exec(prose.slice(Math.max(0, start - 30), start))?.[0] ?? "";
      const after = /^(?: [a-z'-]{1,20}){0,4}/.exec(prose.slice(start + match[0].trimEnd().length))?.[0] ?? "";
      const wear = /^(?:cl|ou|dr|co|ha|un)/.test(match[0]);
      if (deniedBefore.test(before) || (!wear && (same.test(before) || same.test(after)))) continue;
      const object = wear
        ? ""
        : (/^(?: an?| the)?(?: [a-z'-]{1,20}){1,2}?(?= (?:and|as|while|in|on|with|that|who)\b|$)|^(?: an?| the)?(?: [a-z'-]{1,20})/.exec(
            after,
          )?.[0] ?? "");
      const end = start + match[0].trimEnd().length + object.length;
      yield {
        messageId: "transform",
        range: [start, end],
        data: { text: prose.slice(start, end) },
        suggestions: [{ messageId: "start" }],
      };
    }
    for (const match of prose.matchAll(japanese)) {
      const start = match.index;
      const end = start + match[0].length;
      const before = /[^、。\n]*$/.exec(prose.slice(Math.max(0, start - 12), start))?.[0] ?? "";
      const wear = /が.*(?:変|チェ)/.test(match[0]);
      const into = match[0].slice(0, Math.max(match[0].lastIndexOf("に"), match[0].lastIndexOf("へ")));
      if (/^[^、。]{0,4}(?:ない|ず|ません)/.test(prose.slice(end, end + 8))) continue;
      if (!wear && (sameJapanese.test(into) || sameJapanese.test(before))) continue;
      yield {
        messageId: "transform",
        range: [start, end],
        data: { text: match[0] },
        suggestions: [{ messageId: "start" }],
      };
    }
  },
};
