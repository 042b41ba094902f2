import type { PatternMatch, Replacement } from "../core/language.js";

export const negation = (): RegExp =>
  /ない(?:で|ように?|こと)?|ません|ずに?|[な無]し|禁止|は(?:不要|いらない|要らない)|避け(?:てください|て下さい|ること)/g;

/** Instructions to the model. What a person does not do (振り返らずに) is manner. */
const makers =
  /(?:変え|崩[さしれ]|歪[まめ]|動かさ|加え|増やさ|(?:変更|追加|改変|変形|変化|破綻)(?:し|せ|さ|させ)|ぼや[かけ]|[ぶブ]れ(?:させ)?|[映写]り込ま|ちらつか|(?:文字|テキスト|字幕|テロップ|ロゴ|人物?|もの|物|要素|効果|指)[はをがも](?:入[れら]|出さ?|付け|つけ|増え|消[さえ]|[映写][さら]|描か))$/;
/** Objects that make the same verbs a behavior of a person. */
const manner =
  /(?:表情|姿勢|体勢|バランス|笑顔|ペース|速度|歩調|リズム|視線|一つ)[をもは]?(?:変え|崩さ|動かさ)$|[手足指唇口目首体][をもは]?動かさ$/;
/** Idioms, clothes, sound, editing, and texts of signs. */
const idiom =
  /(?:間違い|文句|迷い|容赦|休み|絶え間|言葉|音|声|セリフ|台詞|音楽|bgm|ナレーション|カット|編集|途切れ|切れ目|問題|限り|底|袖|首|遠慮|躊躇|ためらい|名|意味|理由|立ち?入り?|駐[車輪]|進入|通行|遊泳|喫煙|土足|飲食)$/;

/** Reads a match of `negation()`. */
export function readNegation({
  match,
  range: [start],
  words: not,
  before,
  after: rest,
}: PatternMatch): Replacement | undefined {
  const asked = not.startsWith("ない")
    ? (/^に?(?:して|する)?(?:ください|下さい|ほしい|欲しい|くれ|ね|よ)/.exec(rest)?.[0].length ?? 0)
    : 0;
  const after = rest.slice(asked);
  const final = /^(?:$|[\s、,!?・/」)])/.test(after);
  const order = makers.test(before) && !manner.test(before);
  const noun = /^[な無禁は]/.test(not) && !not.startsWith("ない");
  if (
    noun
      ? idiom.test(before) || !(final || /^[でのは]/.test(after) || not.startsWith("は"))
      : !order && !not.startsWith("避")
  )
    if (noun || !(asked || (/^ない(?:で|こと)$/.test(not) && (!after || (final && not === "ないこと")))))
      return undefined;
  if (
    /^ず/.test(not)
      ? before.endsWith("動かさ")
      : (not === "ない" || not === "ません") && !(final || /^です/.test(after))
  )
    return undefined;
  const head =
    (noun ? /[ぁ-ん一-龠々ァ-ヶーa-z]{1,10}$/ : /(?:[一-龠々ァ-ヶーa-z]{1,10}[をはがも])?[^をはがも\s、,]{0,8}$/).exec(
      before,
    )?.[0] ?? "";
  if (noun && !head) return undefined;
  const [, object, verb = ""] = /^(.{1,10})[をはがも](.{2,8})$/.exec(head) ?? [];
  const fixed = /^動かさ/.test(verb) || /カメラ|構図|画角/.test(object ?? "");
  const ends = final && !not.startsWith("ず");
  const instead = fixed
    ? `は固定${ends ? "" : "したまま"}`
    : `${object === "顔" ? "立ち" : ""}を${ends ? "保つ" : "保ったまま"}`;
  const known = object && order && /^(?:変|崩|歪|動|ぼ)/.test(verb);
  return [[start - head.length, match.index + not.length + asked], known ? object + instead : undefined];
}
