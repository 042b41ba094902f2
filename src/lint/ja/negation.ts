import type { PatternMatch } from "../core/language.js";
import type { Range } from "../core/types.js";

export const negation = (): RegExp =>
  /ない(?:で|ように?|こと)?|ません|ずに?|[な無]し|禁止|は(?:不要|いらない)|避け(?:てください|ること)/g;

/** Verbs about the picture: instructions to the model. What a person does not do (振り返らずに) is manner. */
const makers =
  /(?:変え|崩[さしれ]|歪[まめ]|動かさ|加え|増やさ|(?:変更|追加|改変|変形|変化|破綻)(?:し|せ|さ|させ)|ぼや[かけ]|[ぶブ]れ(?:させ)?|[映写]り込ま|(?:文字|テキスト|字幕|テロップ|ロゴ|人物?|もの|要素|指)[はをがも](?:入[れら]|出さ?|付け|つけ|増え|消[さえ]|[映写][さら]|描か))$/;
/** Objects that make the same verbs a behavior of a person. */
const manner =
  /(?:表情|姿勢|体勢|バランス|笑顔|ペース|速度|歩調|リズム|視線)[をもは]?(?:変え|崩さ|動かさ)$|[手足指唇口目首体][をもは]?動かさ$/;
/** Idioms, clothes, sound, editing, and texts of signs. */
const idiom =
  /(?:間違い|文句|迷い|容赦|休み|絶え間|言葉|音|声|セリフ|台詞|音楽|bgm|ナレーション|カット|編集|途切れ|問題|限り|袖|遠慮|名|意味|理由|立ち?入り?|駐[車輪]|進入|通行|遊泳|喫煙|飲食)$/;

/** The range of an instruction, of a match of `negation()`. */
export function readNegation({ range: [start], words: not, before, after }: PatternMatch): Range | undefined {
  const asked =
    (not.startsWith("ない") && /^に?(?:して|する)?(?:ください|下さい|ほしい|欲しい|くれ|ね|よ)/.exec(after)?.[0]) || "";
  const rest = after.slice(asked.length);
  const final = /^(?:$|[\s、,!?・/」)])/.test(rest);
  const noun = /^(?:[な無]し|禁止|は)/.test(not);
  if (noun) {
    if (idiom.test(before) || !(final || /^[でのは]/.test(rest) || not.startsWith("は"))) return undefined;
  } else {
    const orders = not.startsWith("避") || (makers.test(before) && !manner.test(before));
    const asks = asked !== "" || (/^ない(?:で|こと)$/.test(not) && (rest === "" || (final && not === "ないで")));
    if (!orders && !asks) return undefined;
    if (not.startsWith("ず") ? before.endsWith("動かさ") : /^(?:ない|ません)$/.test(not) && !final) return undefined;
  }
  const [head = ""] =
    (noun ? /[ぁ-ん一-龠々ァ-ヶーa-z]{1,10}$/ : /(?:[一-龠々ァ-ヶーa-z]{1,10}[をはがも])?[^をはがも\s、,]{0,8}$/).exec(
      before,
    ) ?? [];
  return noun && !head ? undefined : [start - head.length, start + not.length + asked.length];
}
