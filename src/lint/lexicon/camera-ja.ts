/**
 * Japanese camera words, as tables of patterns. `text/camera-ja.ts` reads them. The text is normalized.
 *
 * @module
 */
import type { CameraTermKind, Direction, Strength } from "../text/camera-term.js";

/** A written form of a camera move. */
export interface JapaneseTerm {
  readonly kind: CameraTermKind;
  readonly pattern: string;
  /** The direction in the word itself: "ズームアウト". */
  readonly direction?: Direction;
  readonly defaultDirection?: Direction;
  /**
   * The condition for a camera move. `"always"`: none. `"nobody"`: no other subject
   * (「ゆっくり寄っていく」, but not 「猫が寄ってくる」). `"camera"`: the camera is the subject or the object.
   */
  readonly when: "always" | "nobody" | "camera";
  /** Matters only when it is negated: 「カメラワークなし」. */
  readonly onlyNegated?: boolean;
  /** A direction without a move; belongs to an earlier move in its clause. */
  readonly onlyDirection?: boolean;
}

const notKana = "(?![ァ-ヶー])";

/** The end of a clause. */
const ending = "[。.!?\\s]|$";
/** Endings that make a verb of the noun before. */
const doing = "移動|する|して|しな|しつ|し[、,]|させ|せず";
/** A direction, and adverbs before the move. */
const awayTo = (particle: string) => `(?<!の)[右左](?:方向|側|手|方)?${particle}[^がはをのも、,。]{0,8}`;
/** A verb before a noun other than the camera: 「回る犬」 */
const notBeforeNoun = "(?!(?:る|す|する|した|った|ている|っている|している)(?!カメラ|視点)[一-龠ァ-ヶ])";

/** Longer words first: the first pattern that matches wins. */
export const japaneseTerms: readonly JapaneseTerm[] = [
  {
    kind: "static",
    pattern:
      "(?:固定|静止)(?:カメラ|ショット|アングル|撮影)|定点(?:カメラ|撮影|観測)?|(?<![ァ-ヶー])フィックス|据え置き|三脚",
    when: "always",
  },
  { kind: "move", pattern: "カメラ(?:ワーク|移動|の動き|の移動)", when: "always", onlyNegated: true },
  { kind: "zoom", pattern: "ズーム(?:アウト|バック|ダウン)", direction: "out", when: "always" },
  { kind: "zoom", pattern: "ズーム(?:イン|アップ)", direction: "in", when: "always" },
  { kind: "zoom", pattern: "ズーム(?!レンズ|会議|ミーティング|通話|バック)", defaultDirection: "in", when: "always" },
  { kind: "zoom", pattern: "クローズアップ(?:して|する|へ)", direction: "in", when: "nobody" },
  {
    kind: "dolly",
    pattern: "(?:ドリー|トラック)(?:アウト|バック)|プル(?:バック|アウト)",
    direction: "out",
    when: "always",
  },
  { kind: "dolly", pattern: "(?:ドリー|トラック)(?:イン|アップ)|プッシュイン", direction: "in", when: "always" },
  {
    kind: "dolly",
    pattern: `ドリー(?:ショット|ズーム)|(?<![ァ-ヶー])ドリー${notKana}`,
    defaultDirection: "in",
    when: "always",
  },
  { kind: "follow", pattern: "トラッキング", defaultDirection: "right", when: "always" },
  // トラック also means a lorry. The move has a direction before it and a verb or nothing after it: 「左へトラックする」,
  // 「左にトラック」; but not 「左にトラックがある」, 「道の左にトラック」, 「左にトラック、右にバス」.
  { kind: "truck", pattern: `(?<=${awayTo("へ")})トラック(?=${doing}|[、,]|${ending})`, when: "nobody" },
  { kind: "truck", pattern: `(?<=${awayTo("に")})トラック(?=${doing}|${ending})`, when: "nobody" },
  { kind: "truck", pattern: `トラック(?=[右左](?:へ|に|方向に?)?(?:${ending}))`, when: "nobody" },
  { kind: "truck", pattern: `トラック(?:ショット|${notKana})`, when: "camera" },
  {
    kind: "pedestal",
    pattern: "(?:クレーン|ペデスタル)(?:アップ|ダウン|ショット)",
    defaultDirection: "up",
    when: "always",
  },
  { kind: "pedestal", pattern: "クレーン|ペデスタル", defaultDirection: "up", when: "camera" },
  { kind: "tilt", pattern: `(?:ティルト|チルト)(?:アップ|ダウン|${notKana})`, defaultDirection: "up", when: "always" },
  // パン also means bread: the move needs a verb, a direction or the camera.
  {
    kind: "pan",
    pattern:
      "(?:(?<![ァ-ヶー])(?:ホイップ|[ウス]ウ?[ィイ](?:ップ|ッシュ)|クイック)・?|(?<![ァ-ヶー食菓揚]))パン(?:アップ|ダウン|ニング|ショット|ワーク|(?=し|する|させ|せず|なし|無し|[もや](?=ズーム|ティルト|チルト|ドリー)|、|,|。|$|右|左|レフト|ライト|で))",
    defaultDirection: "right",
    when: "nobody",
  },
  { kind: "orbit", pattern: "オービット|アークショット|円弧を描|周回", defaultDirection: "right", when: "nobody" },
  { kind: "orbit", pattern: "回り込|まわり込|回りこ|まわりこ", defaultDirection: "right", when: "nobody" },
  {
    kind: "orbit",
    pattern: `(?:周り|まわり|周囲)を[^がはをのも、,。]{0,8}(?:回|まわ|旋回|一周|巡|移動)${notBeforeNoun}`,
    defaultDirection: "right",
    when: "nobody",
  },
  {
    kind: "orbit",
    pattern: `(?:180|270|360)度(?:回転|回(?!転)|まわ|旋回)${notBeforeNoun}`,
    defaultDirection: "right",
    when: "nobody",
  },
  { kind: "handheld", pattern: "手持ち(?:カメラ|撮影|ショット|風|感|の(?:カメラ|揺れ|ブレ|ぶれ))", when: "always" },
  { kind: "handheld", pattern: "手(?:ブレ|ぶれ|振れ)|ハンドヘルド|ハンディカム", when: "always" },
  { kind: "handheld", pattern: "手持ち|揺れ|ゆれ|ブレ|ぶれ|震え", when: "camera" },
  { kind: "static", pattern: "固定|静止(?!画)|止ま|止め", when: "camera" },
  {
    kind: "pan",
    pattern: "(?:右|左)(?:を|へ|に|方向に|方向を|側に|の方へ)?(?:向[けくい]|振[るりっ]|首を振)",
    when: "camera",
  },
  {
    kind: "tilt",
    pattern: "見上げ|仰[ぐい]|上(?:を|へ|に|方向に|方向を)(?:向[けくい]|振[るりっ])",
    direction: "up",
    when: "camera",
  },
  {
    kind: "tilt",
    pattern: "見下ろ|下(?:を|へ|に|方向に|方向を)(?:向[けくい]|振[るりっ])",
    direction: "down",
    when: "camera",
  },
  {
    kind: "dolly",
    pattern: "(?<![打押引抱すり].)寄(?:る|り(?!添|の|目|道)|っ(?!た)|せ(?![書植鍋木集]))",
    direction: "in",
    when: "nobody",
  },
  { kind: "dolly", pattern: "近づ|近付|接近|前進|迫", direction: "in", when: "camera" },
  { kind: "dolly", pattern: "(?<![綱値割取])引(?:く|いて|き(?!の|画|出))", direction: "out", when: "nobody" },
  { kind: "dolly", pattern: "(?:後ろ|うしろ|後方)[へに](?:下が|さが)", direction: "out", when: "camera" },
  { kind: "dolly", pattern: "後退|遠ざか|離れ", direction: "out", when: "camera" },
  { kind: "pedestal", pattern: "上昇|浮上|(?<!仕)上が", direction: "up", when: "camera" },
  { kind: "pedestal", pattern: "下降|降り(?![注積しか])|降下|下が", direction: "down", when: "camera" },
  { kind: "orbit", pattern: "回転|旋回|一周|回[るりっ]|円を描", defaultDirection: "right", when: "camera" },
  { kind: "follow", pattern: "追[うっいわ従尾]|追いかけ", defaultDirection: "in", when: "camera" },
  { kind: "truck", pattern: "[横右左](?:方向)?[へに]スライド", defaultDirection: "right", when: "nobody" },
  { kind: "truck", pattern: "横(?:方向)?[へに](?:移動|動)", defaultDirection: "right", when: "camera" },
  { kind: "truck", pattern: "横移動|平行移動|スライド", defaultDirection: "right", when: "camera" },
  // 「廊下を移動する」.
  {
    kind: "move",
    pattern: "進[むみん]|(?<=[^ラ点]を[^、。を]{0,10})(?:移動|滑[るりっ])",
    defaultDirection: "in",
    when: "camera",
  },
  { kind: "move", pattern: "移動|動(?:く|き|い|か)|滑[るりっ]|流れ", when: "camera" },
  // 「カメラをゆっくり右へ」: a direction alone; but not 「髪を右へ」.
  {
    kind: "move",
    pattern: `(?<!の|(?<!カメラ)を[ぁ-ん]{0,6})(?:[右左上下前]|後ろ)(?:方向)?[へに](?=[。.!?\\n]|$)`,
    when: "camera",
    onlyDirection: true,
  },
];

/** Nouns for the camera. */
export const japaneseCamera =
  "カメラ(?:ワーク|アングル|位置|視点)?|視点|画面|画角|アングル|構図|ショット|フレーム|レンズ|ドローン|映像";
/** After a camera noun: an object, a person, or where someone looks. */
export const japaneseCameraThing =
  "(?:[・と][^・とを、。\\s]{1,6}){0,3}を(?:保|維持)|目線|バッグ|マン|屋|店|女子|男子|ストラップ|レンズ|に|の(?:ほう|方|前|横|隣|レンズ|シャッター)|を(?:持|構|手|向け|見|覗|のぞ|抱|首|下げ|触|買|取り出|肩|置)|越し";

/** Negations of the move before them. */
export const japaneseNegations = "しない|[せかさらわ]ず|なし|無し|ない|なく|ません|禁止|不要|抜き|ずに|控え|避け|やめ";

export const japaneseDirections: readonly { readonly pattern: string; readonly direction: Direction }[] = [
  { pattern: "左から右", direction: "right" },
  { pattern: "右から左", direction: "left" },
  { pattern: "下から上", direction: "up" },
  { pattern: "上から下", direction: "down" },
  { pattern: "反時計回り", direction: "right" },
  { pattern: "時計回り", direction: "left" },
  { pattern: "右(?:側|手|方向)?から", direction: "left" },
  { pattern: "左(?:側|手|方向)?から", direction: "right" },
  { pattern: "右|ライト", direction: "right" },
  { pattern: "左|レフト", direction: "left" },
  { pattern: "(?<!の)上(?:へ|に|方|向|から|$)|アップ|上昇", direction: "up" },
  { pattern: "(?<!の)下(?:へ|に|方|向|から|$)|ダウン|下降", direction: "down" },
  { pattern: "(?<![右左上下])[にへ]向かって", direction: "in" },
  { pattern: "前(?:へ|に|方|進)|近づ|寄", direction: "in" },
  { pattern: "後(?:ろ|方|退)|アウト|バック|引[くいき]", direction: "out" },
];

/** The first row with a match wins. */
export const japaneseStrengths: readonly { readonly pattern: string; readonly strength: Strength }[] = [
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

/** English terms in Japanese sentences and their katakana: 「カメラ pan 右」, 「ズーム in」. */
export const loanTerms: Readonly<Record<string, string>> = {
  pan: "パン",
  tilt: "ティルト",
  zoom: "ズーム",
  dolly: "ドリー",
  truck: "トラック",
  track: "トラッキング",
  tracking: "トラッキング",
  crane: "クレーン",
  orbit: "オービット",
};
export const loanDirections: Readonly<Record<string, string>> = {
  in: "イン",
  out: "アウト",
  up: "アップ",
  down: "ダウン",
  left: "左",
  right: "右",
};
