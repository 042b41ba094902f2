/**
 * Words that contradict each other in one shot, as regular expressions for the normalized text.
 *
 * @module
 */
export interface Opposites {
  readonly id: string;
  readonly one: string;
  readonly other: string;
  /** Maximum distance, in UTF-16 units. */
  readonly within: number;
}

export const opposites: readonly Opposites[] = [
  {
    id: "pace",
    one: "\\bslow(?:ly|ed|[- ]?mo(?:tion)?)?\\b",
    other: "\\b(?:fast|quick|rapid|swift|speedy)(?:ly)?\\b",
    within: 10,
  },
  {
    id: "pace",
    one: "ゆっくり|ゆったり|スローモーション|のろのろ",
    other: "(?:すごい|猛烈な)(?:速さ|スピード|勢い)|素早|すばや|高速|猛スピード|猛烈|急いで|激しく|全速力",
    within: 6,
  },
  {
    id: "time",
    one: "\\b(?:at noon|midday|broad daylight|bright sunny day|daytime)\\b",
    other: "\\b(?:midnight|at night|night ?time|moonlit|starry night)\\b",
    within: 80,
  },
  { id: "time", one: "真昼|昼間|日中|白昼", other: "真夜中|深夜|夜中|夜空|月夜", within: 30 },
  {
    id: "framing",
    one: "\\b(?:extreme )?close[- ]?up\\b",
    other: "\\b(?:extreme )?(?:wide|long|establishing)[- ](?:shot|angle|view)\\b",
    within: 60,
  },
  {
    id: "framing",
    one: "クローズアップ|どアップ|接写",
    other: "ワイドショット|ロングショット|引きの(?:画|絵|構図)|遠景ショット",
    within: 24,
  },
  {
    id: "style",
    one: "\\b(?:photo[- ]?realistic|photorealism|realistic|live[- ]action)\\b",
    other: "\\b(?:cartoon(?:ish|[- ]style)?|anime(?:[- ]style)?|claymation|pixel art)\\b",
    within: 30,
  },
  {
    id: "style",
    one: "実写|フォトリアル|写実的|リアル(?:な|調)",
    other: "アニメ(?:調|風|ーション調)|漫画(?:調|風)|ドット絵|カートゥーン",
    within: 20,
  },
  {
    id: "light",
    one: "\\b(?:pitch[- ]dark|pitch[- ]black)\\b",
    other: "\\b(?:brightly lit|bright sunlight|overexposed)\\b",
    within: 60,
  },
];

/** Words between the two that make one follow the other. */
export const succession =
  "\\b(?:then|to|into|before|after|until|from|while|whereas|but|later|finally|gradually|become|becomes|turns?|shifts?|or|not)\\b|から|へ|その後|次に|やがて|最後|一方|だんだん|徐々に|次第に|てから|変わ|または|ではなく";
