/**
 * The Japanese words that move a camera, as plain tables of patterns. The text is NFKC-normalised and lower case.
 *
 * @module
 */
import type { MotionStrength } from "./camera-move.js";
import type { Action, Way } from "./motion-words.js";

/** One row: how a move is written and what it is. */
export interface JapaneseTerm {
  readonly action: Action | "still";
  readonly pattern: string;
  /** Given by the word itself: "ズームアウト". */
  readonly way?: Way;
  readonly usually?: Way;
  /**
   * What the prompt must say for the word to be about a camera. `"always"`: nothing more. `"nobody"`: no subject of
   * its own (「ゆっくり寄っていく」, but not 「猫が寄ってくる」). `"camera"`: the camera is the subject or the object.
   */
  readonly when: "always" | "nobody" | "camera";
  /** Says something only when it is denied: 「カメラワークなし」. */
  readonly onlyDenied?: boolean;
}

const notKana = "(?![ァ-ヶー])";

/** Longer words first: the first pattern that matches at a place is taken. */
export const japaneseTerms: readonly JapaneseTerm[] = [
  {
    action: "still",
    pattern: "固定(?:カメラ|ショット|アングル|撮影)|定点(?:カメラ|撮影|観測)?|フィックス|据え置き|三脚",
    when: "always",
  },
  { action: "travel", pattern: "カメラ(?:ワーク|移動|の動き|の移動)", when: "always", onlyDenied: true },
  { action: "zoom", pattern: "ズーム(?:アウト|バック)", way: "out", when: "always" },
  { action: "zoom", pattern: "ズーム(?:イン|アップ)", way: "in", when: "always" },
  { action: "zoom", pattern: "ズーム(?!レンズ|会議|ミーティング|通話|バック)", usually: "in", when: "always" },
  { action: "zoom", pattern: "クローズアップ(?:して|する|へ)", way: "in", when: "nobody" },
  {
    action: "dolly",
    pattern: "(?:ドリー|トラック)(?:アウト|バック)|プル(?:バック|アウト)",
    way: "out",
    when: "always",
  },
  { action: "dolly", pattern: "(?:ドリー|トラック)(?:イン|アップ)|プッシュイン", way: "in", when: "always" },
  {
    action: "dolly",
    pattern: `ドリー(?:ショット|ズーム)|(?<![ァ-ヶー])ドリー${notKana}`,
    usually: "in",
    when: "always",
  },
  { action: "truck", pattern: "トラッキング", usually: "right", when: "always" },
  { action: "truck", pattern: `トラック(?:ショット|${notKana})`, when: "camera" },
  { action: "crane", pattern: "(?:クレーン|ペデスタル)(?:アップ|ダウン|ショット)", usually: "up", when: "always" },
  { action: "crane", pattern: "クレーン|ペデスタル", usually: "up", when: "camera" },
  { action: "tilt", pattern: `(?:ティルト|チルト)(?:アップ|ダウン|${notKana})`, usually: "up", when: "always" },
  // パン is bread, too: it needs a verb, a way or the camera.
  {
    action: "pan",
    pattern:
      "(?<![ァ-ヶー食菓揚])パン(?:アップ|ダウン|ニング|ショット|ワーク|(?=し|する|させ|せず|なし|無し|も|や|、|,|。|$|右|左|で))",
    usually: "right",
    when: "nobody",
  },
  { action: "orbit", pattern: "オービット|アークショット|円弧を描|周回", usually: "right", when: "nobody" },
  { action: "orbit", pattern: "回り込|まわり込|回りこ|まわりこ", usually: "right", when: "nobody" },
  { action: "handheld", pattern: "手持ち(?:カメラ|撮影|ショット|風|感|の(?:カメラ|揺れ|ブレ|ぶれ))", when: "always" },
  { action: "handheld", pattern: "手(?:ブレ|ぶれ|振れ)|ハンドヘルド|ハンディカム", when: "always" },
  { action: "handheld", pattern: "手持ち|揺れ|ゆれ|ブレ|ぶれ|震え", when: "camera" },
  { action: "still", pattern: "固定|静止|止ま|止め", when: "camera" },
  {
    action: "travel",
    pattern: "(?:右|左)(?:を|へ|に|方向に|方向を|側に|の方へ)?(?:向[けくい]|振[るりっ]|首を振)",
    when: "camera",
  },
  {
    action: "tilt",
    pattern: "見上げ|仰[ぐい]|上(?:を|へ|に|方向に|方向を)(?:向[けくい]|振[るりっ])",
    way: "up",
    when: "camera",
  },
  {
    action: "tilt",
    pattern: "見下ろ|下(?:を|へ|に|方向に|方向を)(?:向[けくい]|振[るりっ])",
    way: "down",
    when: "camera",
  },
  { action: "dolly", pattern: "寄(?:る|り(?!添|の|目|道)|っ(?!た)|せ)", way: "in", when: "nobody" },
  { action: "dolly", pattern: "近づ|近付|接近|前進|迫", way: "in", when: "camera" },
  { action: "dolly", pattern: "引(?:く|いて|き(?!の|画|出))", way: "out", when: "nobody" },
  { action: "dolly", pattern: "後退|遠ざか|離れ", way: "out", when: "camera" },
  { action: "dolly", pattern: "上昇|浮上|上が", way: "up", when: "camera" },
  { action: "dolly", pattern: "下降|降り|降下", way: "down", when: "camera" },
  { action: "orbit", pattern: "回転|旋回|回[るりっ]", usually: "right", when: "camera" },
  { action: "travel", pattern: "追[うっいわ従尾]|追いかけ", usually: "in", when: "camera" },
  { action: "truck", pattern: "横移動|平行移動|スライド", usually: "right", when: "camera" },
  { action: "travel", pattern: "移動|動(?:く|き|い|か)|進[むみん]|滑[るりっ]|流れ", when: "camera" },
];

/** The camera as what a clause is about. */
export const japaneseCamera = "カメラ(?:ワーク|アングル|位置|視点)?|視点|画面|画角|アングル|構図|ショット|フレーム";
/** After the word camera: then it is a thing, or somebody, or where someone looks. */
export const japaneseCameraThing =
  "目線|バッグ|マン|屋|店|女子|男子|ストラップ|レンズ|に|の(?:ほう|方|前|横|隣|レンズ|シャッター)|を(?:持|構|手|向け|見|覗|のぞ|抱|首|下げ|触|買|取り出|肩|置)|越し";

/** What denies the move before it. */
export const japaneseDenials = "しない|[せかさらわ]ず|なし|無し|ない|なく|ません|禁止|不要|抜き|ずに|控え|避け|やめ";

export const japaneseWays: readonly { readonly pattern: string; readonly way: Way }[] = [
  { pattern: "左から右", way: "right" },
  { pattern: "右から左", way: "left" },
  { pattern: "下から上", way: "up" },
  { pattern: "上から下", way: "down" },
  { pattern: "反時計回り", way: "right" },
  { pattern: "時計回り", way: "left" },
  { pattern: "右(?:側|手|方向)?から", way: "left" },
  { pattern: "左(?:側|手|方向)?から", way: "right" },
  { pattern: "右|ライト", way: "right" },
  { pattern: "左|レフト", way: "left" },
  { pattern: "(?<!の)上(?:へ|に|方|向|から)|アップ|上昇", way: "up" },
  { pattern: "(?<!の)下(?:へ|に|方|向|から)|ダウン|下降", way: "down" },
  { pattern: "前(?:へ|に|方|進)|近づ|寄", way: "in" },
  { pattern: "後(?:ろ|方|退)|アウト|バック|引[くいき]", way: "out" },
];

/** The first row with a match wins. */
export const japaneseStrengths: readonly { readonly pattern: string; readonly strength: MotionStrength }[] = [
  { pattern: "わずか|僅か|かすか|微か|ほんの|さりげな|控えめ|少しだけ|微妙", strength: "subtle" },
  {
    pattern:
      "ゆっくり|ゆったり|そっと|ゆるやか|緩やか|穏やか|おだやか|静かに|しずかに|じわじわ|じわり|じっくり|優しく|やさしく|徐々|だんだん|スロー|少しずつ",
    strength: "gentle",
  },
  {
    pattern:
      "素早|すばや|急に|急速|急激|速く|早く|激し|はげし|大きく|ダイナミック|勢いよく|一気に|高速|クイック|さっと",
    strength: "strong",
  },
];
