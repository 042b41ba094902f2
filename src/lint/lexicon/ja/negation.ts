// Verb stems before ない and ず. What a person in the picture leaves undone (振り返らずに, 何も言わないで) is manner.

/** What is asked of whoever makes the video, or goes wrong when one is made. */
const makersVerb =
  /(?:変え|崩[さしれ]|くず[され]|歪[まめ]|ゆが[まめ]|動かさ|加え|増やさ|(?:変更|追加|改変|加工|変形|変化|破綻)(?:し|せ|さ|させ)|ぼや[かけ]|ぼかさ|[ぶブ]れ(?:させ)?|揺らさ|[映写]り込ま|ちらつか)$/;

/** Verbs that are about the making only with such an object. */
const makersObject =
  /(?:文字|テキスト|字幕|テロップ|ロゴ|人物?|もの|物|要素|効果|エフェクト|指)(?:は|を|が|も)(?:入[れら]|出さ?|付け|つけ|増え|消[さえ]|[映写][さら]|描か|表示し|足さ)$/;

/** With these objects the same verbs say how someone behaves: 表情を変えずに, 姿勢を崩さない. */
const manner =
  /(?:表情|顔色|姿勢|体勢|バランス|笑顔|ペース|速度|歩調|リズム|足並み|視線|隊列|ひとつ|一つ)(?:を|も|は)?(?:変え|崩さ|動かさ)$|(?:手|足|指|唇|口|目|首|体)[をもは]?動かさ$/;

/** Before なし: turns of speech, clothes, and what is heard or cut. */
const idiomBeforeNashi =
  /(?:間違い|文句|迷い|容赦|休み|絶え間|言葉|音|声|セリフ|台詞|音声|音楽|bgm|ナレーション|カット|編集|途切れ|切れ目|継ぎ目|問題|際限|限り|底|袖|縁|蓋|種|首|見|遠慮|躊躇|ためらい|疑い|名|親|宿|意味|理由)$/;

/** Before 禁止: what stands on signs. */
const signBeforeKinshi = /(?:立ち?入り?|駐車|駐輪|進入|通行|遊泳|喫煙|土足|飲食|持ち?込み?)$/;

export const ends = /^(?:$|[\s、。,.!?;・/」)])/;

/** `not` between `before` and `after`: an instruction, and not how someone acts, a sign or a turn of speech. */
export function isNegation(not: string, before: string, after: string, asked: boolean): boolean {
  const final = ends.test(after);
  const makers = (makersVerb.test(before) || makersObject.test(before)) && !manner.test(before);
  // Requests, whatever they are about; then what only a maker of videos would leave undone.
  if (not === "ないで") return asked || /^(?:$|[。.!?\n])/.test(after) || (final && makers);
  if (not === "ないこと") return final || asked;
  if (/^ないよう/.test(not)) return makersVerb.test(before) || makersObject.test(before);
  if (not === "ない" || not === "ません") return makers && /^(?:です|$|[\s、。,.!?;])/.test(after);
  if (/^ず/.test(not)) return makers && !before.endsWith("動かさ");
  if (/^[な無]し/.test(not))
    return (
      /[一-龠々ァ-ヶーa-zみりれきけ]$/.test(before) &&
      !idiomBeforeNashi.test(before) &&
      (final || /^[での]/.test(after))
    );
  if (not === "禁止")
    return (
      /[一-龠々ァ-ヶーa-zぁ-ん]$/.test(before) && !signBeforeKinshi.test(before) && (final || after.startsWith("で"))
    );
  return true;
}

/** 顔を崩さ(ないで): 顔立ちを保つ. */
export function kept(head: string, final: boolean): string | undefined {
  const [, object, verb = ""] = /^([^をはが]{1,10})[をはがも](.{2,8})$/.exec(head) ?? [];
  if (object === undefined || !makersVerb.test(verb) || /^(?:加え|増やさ|追加)/.test(verb)) return;
  if (/^(?:動かさ|揺らさ)/.test(verb) || /カメラ|構図|画角|アングル/.test(object))
    return `${object}は固定${final ? "" : "したまま"}`;
  return `${object === "顔" ? "顔立ち" : object}を${final ? "保つ" : "保ったまま"}`;
}
