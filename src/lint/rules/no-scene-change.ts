import type { LintRule } from "../rule.js";

const place = "(?:a|an|the|her|his|their|another|inside|outside|back|black|white|close|night|day)\\b";
const english = new RegExp(
  [
    // "cut to" is a dress or a plank unless it is said of the film, or begins a clause.
    String.raw`(?<=^|[.,;:!?\n\u2014] ?|\b(?:then|and|we|it|scene|camera|shot|video|film|view|hard|smash|jump|match|quick|quickly|suddenly) )(?:quick |hard |smash |jump |match )?cuts? (?:back )?to (?!size|length|fit|shape|the bone|the chase|pieces|her|his|their)`,
    String.raw`\b(?:jump|smash|match|hard|cross)[- ]cuts?\b|\bintercuts?\b|\bmontage of\b`,
    String.raw`\b(?:next|another|second|third|new|different|following) scene\b|\b(?:next|following) shot(?=[,:]| (?:shows|opens|is)\b)|\b(?:to|in|at) (?:another|an? (?:new|different|other)) (?:location|place|scene)\b`,
    String.raw`\b(?:change|switch) of scenery?\b|\bscene (?:change|transition)s?\b(?! to\b)`,
    String.raw`\b(?:scene|shot|video|film|clip|we|camera|screen|picture)(?: then| suddenly| slowly| quickly)? (?:changes?|shifts?|switch(?:es)?|jumps?|transitions?|dissolves?|fades?) (?:in)?to (?=${place})`,
    String.raw`\bcross-?(?:fades?|dissolves?)\b|\bfades? (?:in on|back in|to black,? (?:then|and|before))\b`,
    String.raw`(?<=^|[.,;!?\n] ?)(?:meanwhile,? (?:at|in|inside|across|elsewhere|back)\b(?! the (?:back|fore)ground)|elsewhere,|back (?:at|in) (?:the|her|his|their) (?:home|house|office|room|city|apartment|studio|school|village)\b)`,
    String.raw`\b(?:the (?:next|following) (?:day|morning|night|evening|week|year)|(?:hours?|days?|weeks?|months?|years?) later|later that (?:day|night|evening|week))\b`,
  ].join("|"),
  "g",
);
const japanese =
  /場面(?:転換|[がをは](?:変わ|変え|切り?替わ|切り?替え|移)|は(?=.{1,10}へ))|シーン(?:[がを](?:変わ|変え|切り?替)|チェンジ|転換)|次の(?:カット|シーン|場面|ショット)|カット(?:[がを](?:切り?替|変わ|変え|割)|バック)|(?:別|他|違う)の(?:シーン|場面|場所|カット)[にへ]|(?<!の)画面が切り?替わ|暗転(?:し|後|から)|(?:フェードアウト|ディゾルブ|オーバーラップ)(?:して|し、|から|で).{0,15}[へに]|(?:アングル|視点)[がを]切り?替|(?:翌日|翌朝|翌週|次の日|(?:[0-9一二三四五六七八九十数]{1,3})(?:時間|日|週間|[かヶカ]月|年)後)(?=[、,はのに。]|$)|その頃[、,](?!背景|後ろ|奥)/g;
/** A film is cut here on purpose: shots or times that each stand before a block. */
const block =
  /(?:^|[\n.。!?\]*])[\s#*[(【]{0,6}(?:shot|scene|cut|カット|ショット|シーン)\s{0,2}#?\d|\d:\d\d\s{0,2}[-\u2013\u2014~〜]|\d{1,2}(?:\.\d)?\s?(?:s|秒)?\s?[-\u2013\u2014~〜]\s?\d{1,2}(?:\.\d)?\s?(?:s\b|sec|秒)/g;
const deniedBefore = /\b(?:no|without|never|not|avoid|avoiding|don't|any|zero)\b[^.,;]*$/;
const deniedAfter = /^[^、。\n]{0,5}(?:ず|ない|なし|なく|無し|禁止|ません|不要)/;
/** The hour, the light, the weather or the framing changes, and the place stays. */
const sameplace =
  /^(?:a |the )?(?:\w+ )?(?:night|day|dusk|dawn|sunset|sunrise|winter|spring|summer|autumn|golden|dark|light|rain|snow|push-in|angle|low|high|close|wide|medium|view|pov|tracking|aerial|overhead|focus)\b/;

/** Finds a change of place or time that the image, being the first frame, cannot follow. */
export const noSceneChange: LintRule = {
  id: "no-scene-change",
  family: "focus",
  severity: "warning",
  messages: {
    en: {
      change: "“{{text}}” leaves the scene of the image, and nothing shows the model the new one.",
      split:
        "Make a clip of its own from an image of that scene, or write each shot as its own block (Shot 1: …, Shot 2: …).",
    },
    ja: {
      change: "「{{text}}」は画像の場面から離れる指示で、次の場面の手がかりがありません。",
      split: "その場面の画像から別のクリップを作るか、「カット1:…、カット2:…」のように分けて書いてください。",
    },
  },
  *check({ features: { prose } }, { hasImage }) {
    if (!hasImage) return;
    let blocks = 0;
    for (const _ of prose.matchAll(block)) if (++blocks === 2) return;
    for (const match of prose.matchAll(english)) {
      const start = match.index;
      const text = match[0].trimEnd();
      const end = start + text.length;
      if (deniedBefore.test(prose.slice(Math.max(0, start - 24), start))) continue;
      if (/(?:to)$/.test(text) && sameplace.test(prose.slice(end, end + 30).trimStart())) continue;
      yield { messageId: "change", range: [start, end], data: { text }, suggestions: [{ messageId: "split" }] };
    }
    for (const match of prose.matchAll(japanese)) {
      const end = match.index + match[0].length;
      if (deniedAfter.test(prose.slice(end, end + 8))) continue;
      yield {
        messageId: "change",
        range: [match.index, end],
        data: { text: match[0] },
        suggestions: [{ messageId: "split" }],
      };
    }
  },
};
