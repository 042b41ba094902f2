import type { LintRule } from "../rule.js";

const words = "text|title|logo|words|caption|slogan|tagline|headline|lettering|brand name|company name";
const english = new RegExp(
  [
    String.raw`\b(?:subtitles?|captions|closed captions?|title cards?|text overlays?|overlay text|on-?screen text|lower thirds?|end cards?|opening titles|title sequence|end credits|credits roll|kinetic typography|watermarks?)\b`,
    String.raw`\b(?:show|display|add|write|overlay|insert|put|include|superimpose|print|render)(?:s|ing|ed)?(?: (?:the|a|an|our|my|your|some|big|bold|large|white|animated|company|product)){0,3} (?:${words})\b`,
    String.raw`\b(?:${words}|letters)(?: (?:that|which|slowly|gently|then|gradually|suddenly|text|will)){0,2} (?:appears?|fades? in|pops? up|flies in|fly in|slides? in|reads?|reading|says?|saying|shows? up|materiali[sz]es?|is displayed|comes? up)\b`,
    String.raw`\bwith (?:the |a |an )?(?:big |bold |large |white )?(?:text|words|title|caption|slogan|tagline|headline)(?= *(?:["“':]|on (?:the )?(?:screen|top)|at the (?:top|bottom|end)))`,
  ].join("|"),
  "g",
);
/** What stands in the scene and is written on. */
const surface =
  /\b(?:signs?|signage|signboard|posters?|billboards?|neon|shirts?|t-shirts?|jersey|books?|newspapers?|pages?|letters?|paper|notes?|notebook|labels?|banners?|flags?|boards?|blackboard|chalkboard|whiteboard|monitors?|phone|laptop|computer|television|tv|typewriter|store|shop|walls?|doors?|cups?|mugs?|box|packag\w+|bottles?|cans?|cards?|tattoo|sand|windows?|hood|truck|van|bus|cap|hat|cake|plates?|cover|screenplay|stone|tablet|map)\b/;
const kept =
  /\b(?:no|without|never|not|don't|avoid|remove|keep|keeps|keeping|kept|stays?|remains?|preserv\w+|maintain\w*|sharp|legible|readable|unchanged|intact|already)\b/;

const japanese =
  /(?:字幕|テロップ|キャプション|タイトル(?:文字|ロゴ|テキスト|バック|コール)|エンドロール|エンドクレジット|スタッフロール|題字|ウォーターマーク)|(?:文字|テキスト|ロゴ|タイトル|文章|見出し|キャッチコピー|コピー|社名|店名|商品名)[をが](?:[^\s、。をが]{0,8})(?:表示|出[すしてる]|出現|入れ|載せ|乗せ|のせ|重ね|浮かび上が|浮かぶ|現れ|現わ|流れ|流す|挿入|追加|付け|つけ|フェードイン|描き込|書き込|足し|加え|アニメーション)/g;
const surfaceJapanese =
  /看板|ネオン|黒板|ホワイトボード|紙|手紙|ノート|(?<!日)本|壁|ポスター|シャツ|ラベル|ボード|旗|のれん|暖簾|提灯|スマホ|スマートフォン|携帯|パソコン|モニター|テレビ|電光|掲示|新聞|箱|砂|札|短冊|石|缶|瓶|ボトル|ケーキ|映画館/;
const keptJapanese =
  /^を[読見眺]|維持|保[つちっ]|残[すしっ]|そのまま|崩さ|変え(?:ず|な)|くっきり|鮮明|読め|なし|無し|なく|ない|ません|不要|いらない|禁止|入れず|出さず|消[すしえ]/;

/** Finds a wish for text on the picture, which video models spell wrongly. */
export const noTextRendering: LintRule = {
  id: "no-text-rendering",
  family: "parameters",
  severity: "warning",
  messages: {
    en: {
      text: "“{{text}}” asks for text on the picture, which video models often misspell.",
      overlay: "Lay text and logos over the finished clip in an editor.",
    },
    ja: {
      text: "「{{text}}」のように文字を描かせると、崩れた文字になりがちです。",
      overlay: "文字やロゴは、できた動画に編集で重ねてください。",
    },
  },
  *check({ text, features: { prose } }) {
    for (const match of text.matchAll(english)) {
      const start = match.index;
      const end = start + match[0].length;
      if (prose.slice(start, end) !== match[0]) continue;
      const before = /[^.!?;\n]*$/.exec(prose.slice(Math.max(0, start - 50), start))?.[0] ?? "";
      const after = /^[^.!?;,\n]*/.exec(prose.slice(end, end + 40))?.[0] ?? "";
      const near = /[^,]*$/.exec(before)?.[0] ?? "";
      if (surface.test(before) || surface.test(after) || kept.test(near) || kept.test(after)) continue;
      yield {
        messageId: "text",
        range: [start, end],
        data: { text: match[0] },
        suggestions: [{ messageId: "overlay" }],
      };
    }
    for (const match of prose.matchAll(japanese)) {
      const start = match.index;
      const end = start + match[0].length;
      const before = /[^。\n]*$/.exec(prose.slice(Math.max(0, start - 20), start))?.[0] ?? "";
      const after = /^[^、。\n]*/.exec(prose.slice(end, end + 14))?.[0] ?? "";
      if (surfaceJapanese.test(before) || keptJapanese.test(after)) continue;
      yield {
        messageId: "text",
        range: [start, end],
        data: { text: match[0] },
        suggestions: [{ messageId: "overlay" }],
      };
    }
  },
};
