import { rule } from "../core/rule.js";
import { createReport, getSourceText, hasMotion } from "../core/rule-helpers.js";
import type { Range } from "../core/types.js";
import { findMatches, type PatternMatch } from "../text/pattern-matches.js";

/** A negation and its replacement. */
type Negation = readonly [range: Range, instead?: string | undefined];

const english =
  /\b(?:please )?(?:(do not|don'?t|must not|never|avoid)|does not|doesn'?t) ([a-z]+)((?: [a-z'-]+){0,6})|\b(no|without)((?: [a-z][a-z'-]*){1,5})|\bnothing(?: else)? (moves|changes)\b(?! (?:but|except))/g;
const startsClause = /(?:^|[:,–—-]|\bplease|\bjust|\balso)\s*$/;
/** The end of a phrase. */
const stop =
  /(?: (?:and|or|but|nor|while|as|so|then|when|if|in|on|at|of|during|with|to|for|from|by|into|over|under|is|are|anywhere|behind|around|near)\b.*)$/;
/** Objects without a report: sound, editing, idioms, signs, manner. */
const idiom =
  /^(?:camera (?:movements?|motions?|moves?)|longer|matter|doubt|one|more|less|time|way|wonder|problem|hurry|rush|haste|pause|hesitation|signs?|end|other|smoking|entry|parking|need|fewer|(?:any |an? |the )?(?:sounds?|words?|noise|pauses?|hesitation|hurry|rush|effort|warning|fear|break|interruption|delay|care|purpose|reason|emotion|h(?:im|er)|them|it|ever|even|urgency))\b|\b(?:cuts?|edit\w*|transitions?|music|score|dialogue?|sounds?|audio|voices?|voice-?over|narration|speech)$/;
/** Verbs about the picture. Others, such as "notice" or "say", tell a story. */
const states: readonly (readonly [verb: RegExp, state: string])[] = [
  [/^(?:mov|shift|shak|drift|zoom|pan|tilt|rotat)/, "still"],
  [/^(?:chang|alter|modif|distort|deform|warp|morph)/, "the same"],
  [/^blur/, "sharp"],
];
const replacements: readonly (readonly [object: RegExp, replacement: string])[] = [
  [/\bcamera|\bshak/, "a steady camera"],
  [/\bblur/, "sharp focus"],
  [/\bclouds?$/, "a clear sky"],
  [/\b(?:people|persons?|crowds?)$/, "empty surroundings"],
  [/\b(?:distort|deform|warp|morph)/, "stable shapes"],
  [/\bflicker/, "steady light"],
  [/\b(?:text|watermarks?|logos?|subtitles|captions)$/, "a clean picture"],
];
const of = (table: typeof states, word: string) => table.find(([like]) => like.test(word))?.[1];

/** Builds "the face stays sharp". Not for a long phrase or a pronoun. */
function stays(object: string, state: string | undefined): string | undefined {
  if (!state || !object || / \S+ \S+ |^(?:it|him|her|me|them|any\w*)$/.test(object)) return undefined;
  return `${object} ${/[^s']s$|people$|feet$/.test(object) ? "stay" : "stays"} ${state}`;
}

function inEnglish(
  { match, range: [start, end], words, before, after }: PatternMatch,
  moves: ReadonlySet<number>,
): Negation | undefined {
  const [, order, verb = "", rest = "", not, negatedObject = "", nothing] = match;
  if (nothing) return [[start, end], `everything else stays ${nothing === "moves" ? "still" : "the same"}`];
  const object = (rest || negatedObject).replace(stop, "");
  const state = of(states, verb);
  if (verb) {
    const whole: Range = [start, start + words.length - rest.length + object.length];
    if (order && startsClause.test(before)) {
      if (order === "never" && /(?:ing|[^s]s|ed)$|^(?:before|again)$/.test(verb)) return undefined;
      return [whole, stays(object.trim(), state) ?? (order === "avoid" ? of(replacements, verb + object) : undefined)];
    }
    if (order === "avoid" || !(state || /^(?:show|appear|flicker)/.test(verb)) || verb.endsWith("ing"))
      return undefined;
    return [[start, whole[1] - object.length], state && !object ? `stay${order ? "" : "s"} ${state}` : undefined];
  }
  const from = start + (not?.length ?? 0);
  const phrase = object.trim();
  // "no wind lifts it" tells an event; in "with no apples swings" the verb has another subject.
  const at = [...object.matchAll(/ [a-z'-]+/g)].find(
    ({ index, 0: word }) => index > 0 && moves.has(from + index + 1) && !/(?:ing|ments?|tions?)$/.test(word),
  )?.index;
  const thing = object.slice(0, at).trim();
  if (!thing || idiom.test(thing) || idiom.test(phrase)) return undefined;
  const range: Range = [start, from + 1 + thing.length];
  if (not === "no") {
    if (/\b(?:says?|saying|or|heads?),? $/.test(before) || (at !== undefined && !/\bwith $/.test(before)))
      return undefined;
    return [range, at === undefined ? of(replacements, thing) : undefined];
  }
  const [doing = "", what] = thing.split(/ (.*)/);
  if (!doing.endsWith("ing")) return [range, of(replacements, thing) && `with ${of(replacements, thing)}`];
  const same = of(states, doing);
  if (!what || !(same || /^(?:add|remov|show)/.test(doing)) || same === "still" || /^\w/.test(after)) return undefined;
  return [range, stays(what, same) && `while ${stays(what, same)}`];
}

const japanese =
  /ない(?:で|ように?|こと)?|ません|ずに?|[な無]し|禁止|は(?:不要|いらない|要らない)|避け(?:てください|て下さい|ること)/g;
const request = /^に?(?:して|する)?(?:ください|下さい|ほしい|欲しい|くれ|ね|よ)/;
/** Instructions to the model. What a person does not do (振り返らずに) is manner. */
const makers =
  /(?:変え|崩[さしれ]|歪[まめ]|動かさ|加え|増やさ|(?:変更|追加|改変|変形|変化|破綻)(?:し|せ|さ|させ)|ぼや[かけ]|[ぶブ]れ(?:させ)?|[映写]り込ま|ちらつか|(?:文字|テキスト|字幕|テロップ|ロゴ|人物?|もの|物|要素|効果|指)[はをがも](?:入[れら]|出さ?|付け|つけ|増え|消[さえ]|[映写][さら]|描か))$/;
/** Objects that make the same verbs a behavior of a person. */
const manner =
  /(?:表情|姿勢|体勢|バランス|笑顔|ペース|速度|歩調|リズム|視線|一つ)[をもは]?(?:変え|崩さ|動かさ)$|[手足指唇口目首体][をもは]?動かさ$/;
/** Idioms, clothes, sound, editing, and texts of signs. */
const set =
  /(?:間違い|文句|迷い|容赦|休み|絶え間|言葉|音|声|セリフ|台詞|音楽|bgm|ナレーション|カット|編集|途切れ|切れ目|問題|限り|底|袖|首|遠慮|躊躇|ためらい|名|意味|理由|立ち?入り?|駐[車輪]|進入|通行|遊泳|喫煙|土足|飲食)$/;

function inJapanese({ match, range: [start], words: not, before, after: rest }: PatternMatch): Negation | undefined {
  const asked = not.startsWith("ない") ? (request.exec(rest)?.[0].length ?? 0) : 0;
  const after = rest.slice(asked);
  const final = /^(?:$|[\s、,!?・/」)])/.test(after);
  const order = makers.test(before) && !manner.test(before);
  const noun = /^[な無禁は]/.test(not) && !not.startsWith("ない");
  if (
    noun
      ? set.test(before) || !(final || /^[でのは]/.test(after) || not.startsWith("は"))
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

/** Finds negations that a positive description could replace. */
export const noNegation = rule("no-negation", "wording", "warning", {
  en: {
    negation: "“{{text}}” is a negation; models tend to show what is named.",
    positive: "Write “{{instead}}”.",
    say: "Describe what is visible instead.",
  },
  ja: {
    negation: "「{{text}}」は否定の指示です。書かれたものが映りがちです。",
    positive: "「{{instead}}」と書いてください。",
    say: "代わりに見えるものを書いてください。",
  },
  *check(prompt) {
    const { prose, motions } = prompt.features;
    let moves: ReadonlySet<number> | undefined;
    for (const place of findMatches(prose, english, japanese)) {
      moves ??= new Set(motions.flatMap(({ range, negated }) => (negated ? [] : range[0])));
      const [range, instead] = (/^[a-z]/.test(place.words) ? inEnglish(place, moves) : inJapanese(place)) ?? [];
      if (!range) continue;
      const text =
        instead && /^[A-Z]/.test(getSourceText(prompt, range)) ? instead[0]?.toUpperCase() + instead.slice(1) : instead;
      const report = createReport(
        prompt,
        "negation",
        range,
        text ? "positive" : "say",
        text ? { range, text } : undefined,
        {
          instead: text ?? "",
        },
      );
      // Beside a motion, a negation does little harm.
      yield { ...report, minor: hasMotion(prompt.features) };
    }
  },
});
