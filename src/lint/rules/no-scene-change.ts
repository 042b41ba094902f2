import { rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";
import { findMatches, first, isNegated } from "../text/pattern-matches.js";

// "cut to" can be a dress or a plank unless it refers to the film or begins a clause. The hour, the weather or the
// framing may change; the location may not.
const same =
  /(?!(?:an? |the )?(?:\w+ )?(?:night|day|dusk|dawn|sunset|winter|spring|autumn|push-in|angle|arc|close|tight|tighter|extreme|over|low|high|profile|reverse|wide|wider|medium|view|pov)\b)/;
const english = new RegExp(
  [
    String.raw`\bcuts? (?:back )?to:? (?!size|fit|shape|pieces|her|his|their)${same.source}(?<=(?:^|[.,;:!?\n\u2014] ?|\b(?:then|and|we|it|scene|camera|shot|video|film|hard|smash|quick|suddenly) )cuts? (?:back )?to:? )`,
    String.raw`(?:\b(?:jump|smash|match|hard)[- ]cuts?|\bmontage of|\b(?:next|another|second|new|different) scene|\b(?:to|in|at) (?:another|an? (?:new|different|other)) (?:location|place))\b`,
    String.raw`\bscene (?:change|transition)s?\b(?! to\b)|\bcross-?(?:fade|dissolve)`,
    String.raw`\b(?:scene|shot|video|film|we|camera|screen) (?:change|shift|switch|jump|transition|dissolve|fade)(?:e?s)? (?:in)?to ${same.source}(?=(?:an?|the|her|his|another|black|white)\b)`,
    String.raw`\bmeanwhile,? (?:at|in|inside|across|back)\b(?! the (?:back|fore)ground)|\bthe (?:next|following) (?:day|morning|night|week)\b|\b(?:hour|day|week|month|year)s? later\b`,
  ].join("|"),
  "g",
);
const japanese =
  /場面(?:転換|[がをは](?:変わ|変え|切り?替|移))|シーン(?:[がを](?:変わ|変え|切り?替)|チェンジ|転換)|次の(?:カット|シーン|場面|ショット)(?![がを]待)|カット(?:[がを](?:切り?替|変わ)|バック)|(?:別|他|違う)の(?:シーン|場面|場所)[にへ]|暗転|(?:翌日|翌朝|次の日|[0-9一二三四五六七八九十数]{1,3}(?:時間|日|週間|[かヶカ]月|年)後)(?=[、,はに]|の(?!朝))/g;
/** Headings of shots or times, which mean intended cuts. */
const block =
  /(?:^|[\n.。!?\]*])[\s#*[(【]{0,6}(?:shot|scene|cut|カット|ショット|シーン) {0,2}#?\d|\d:\d\d ?[-–—~〜]|\d ?[s秒]? ?[-–—~〜] ?\d{1,2}(?:\.\d)? ?(?:s\b|sec|秒)/g;

/** Finds a change of place or time, which the first frame does not support. */
export const noSceneChange = rule("no-scene-change", "focus", "warning", {
  en: {
    change: "“{{text}}” leaves the scene of the image.",
    split: "Make one clip for each scene, or write a block for each shot (Shot 1: …).",
  },
  ja: {
    change: "「{{text}}」は画像の場面から離れる指示です。",
    split: "場面ごとに別のクリップにするか、「カット1:…」のように分けて書いてください。",
  },
  *check(prompt, { hasImage }) {
    const { prose } = prompt.features;
    if (!hasImage) return;
    for (const place of findMatches(prose, english, japanese)) {
      if (isNegated(place)) continue;
      if ([...first(block, prose)].length > 1) return;
      yield createReport(prompt, "change", place.range, "split");
    }
  },
});
