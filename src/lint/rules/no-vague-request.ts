import type { LintRule } from "../rule.js";

// A prompt is vague when nothing is left of it once the words that only ask for "a video" are taken away. Each table
// is a list of such words; a sentence that holds one other content word is not vague in this sense.
const vagueEnglish = new Set(
  `a an the this that these those it its of from for to into in on with by as and or up so just some any is be
  i we you me us my our your want need like would could can will let's lets please kindly now
  make makes making create creates creating generate generating produce turn turning convert change render get give
  animate animated animating animation bring come comes life alive move moves moving motion
  video videos clip clips movie movies film gif footage mp4 image images picture pictures photo photos photograph
  still stills frame scene nice good great cool better short simple ai version one something`.split(/\s+/),
);
const vagueJapanese =
  /(動画|映像|ビデオ|ムービー|アニメーション|アニメ|クリップ|この|その|画像|写真|イラスト|絵|静止画|いい感じ|良い感じ|かっこよく|素敵|自然|適当|何か|なにか|動き|動かし|動かす|動く|動かせ|つけ|付け|作成|生成|制作|作っ|作り|作る|変換|変え|化し|化|ください|下さい|お願いし|お願い|おねがい|ほしい|欲しい|たい|よろしく|もらえ|もらい|いただけ|ます|ました|ませんか|です|なる|なっ|して|しろ|させ|する|せよ|て|で|に|を|は|が|の|も|な|と|から|へ|か|ね|よ|し|す|さ|い|た|っ|る|ん|AI|ai)/g;

/** Finds a prompt that only asks for "a video" and says nothing that a camera could see. */
export const noVagueRequest: LintRule = {
  id: "no-vague-request",
  family: "completeness",
  severity: "error",
  messages: {
    en: {
      vague: "This only asks for a video; it does not say who moves or how.",
      write: 'Say who moves and how, such as "The woman slowly turns to the right and smiles."',
    },
    ja: {
      vague: "動画にしてほしいとしか書かれておらず、誰がどう動くのかが分かりません。",
      write: "誰がどう動くかを書いてください。例:「女性がゆっくりと右を向き、優しく微笑む。」",
    },
  },
  *check({ text }) {
    const words = text.normalize("NFKC").toLowerCase();
    if (!/[\p{L}\p{N}]/u.test(words)) return;
    const latin = words.match(/[a-z']+/g) ?? [];
    const rest = words.replace(/[a-z']+/g, " ").replace(vagueJapanese, "");
    if (latin.some((word) => !vagueEnglish.has(word)) || /[\p{L}\p{N}]/u.test(rest)) return;
    const start = text.length - text.trimStart().length;
    yield { messageId: "vague", range: [start, text.trimEnd().length], suggestions: [{ messageId: "write" }] };
  },
};
