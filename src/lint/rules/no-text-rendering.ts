import { rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";
import { findMatches, isNegated } from "../text/pattern-matches.js";

const words = "(?:text|title|logo|words|caption|slogan|headline|lettering|letters|brand name)";
// Quotes are blank in the prose: the text "    " appears.
const english = new RegExp(
  String.raw`\b(?:(?:subtitles?|captions|title cards?|text overlays?|on-?screen text|end cards?|(?:end )?credits (?=roll)|watermarks?)\b|(?:show|display|add|write|overlay|insert|put|include|print)(?:s|ing)?(?: (?:the|an?|our|my|your|big|bold|large|animated|company)){0,3} ${words}\b|${words}(?: ?["“'「] *["”'」])?(?: (?:that|then|will|\w+ly))? (?:appears?|fades? in|pops? up|fl(?:ies|y) in|slides? in|reads?|reading|says?|saying|shows? up)\b|with (?:the |an? )?(?:big |bold |large )?${words}(?= *(?:["“':]|on (?:the )?screen|at the (?:top|bottom))))`,
  "g",
);
const japanese =
  /字幕|テロップ|キャプション|タイトル(?:文字|ロゴ|テキスト)|エンドロール|(?:文字|テキスト|ロゴ|タイトル|見出し|コピー|社名|店名|商品名)[をが][^\s、。をが]{0,8}(?:表示|出[すしてる]|出現|入れ|載せ|重ね|浮か|現れ|流[れす]|追加|付け|つけ|フェードイン|書き込|足し)/g;
/** Surfaces with text in the scene. */
const surface =
  /\b(?:sign|poster|billboard|neon|t?-?shirt|jersey|book|newspaper|page|paper|note|label|banner|flag|\w*board|monitor|phone|laptop|computer|tv|store|shop|wall|door|cup|mug|box|packaging|bottle|can|card|tattoo|sand|window|truck|van|bus|cap|cake|stone)(?:e?s)?\b|看板|ネオン|黒板|紙|ノート|壁|ポスター|シャツ|ラベル|ボード|旗|のれん|提灯|スマホ|パソコン|モニター|テレビ|電光|新聞|箱|砂|札|石|缶|瓶|ボトル|ケーキ/;
const kept =
  /\b(?:remove|keep|kept|stays?|remains?|preserv|maintain|sharp|legible|readable|unchanged)|^を[読見眺]|維持|保[つちっ]|残[すしっ]|そのまま|崩さ|鮮明|消[すしえ]/;

/** Finds requests for text in the picture, which video models misspell. */
export const noTextRendering = rule("no-text-rendering", "parameters", "warning", {
  en: {
    text: "“{{text}}” asks for text, which video models often misspell.",
    overlay: "Add it to the finished clip in an editor.",
  },
  ja: { text: "「{{text}}」のような文字は崩れがちです。", overlay: "できた動画に編集で重ねてください。" },
  *check(prompt) {
    for (const place of findMatches(prompt.features.prose, english, japanese)) {
      const near = `${place.before.replace(/.*,/, "")}|${/^[^,、]*/.exec(place.after)?.[0]}`;
      if (isNegated(place) || surface.test(`${place.before} ${near}`) || kept.test(near)) continue;
      yield createReport(prompt, "text", place.range, "overlay");
    }
  },
});
