import type { PatternMatch, Replacement } from "../core/language.js";
import type { Range } from "../core/types.js";

export const negation = (): RegExp =>
  /\b(?:please )?(?:(do not|don'?t|must not|never|avoid)|does not|doesn'?t) ([a-z]+)((?: [a-z'-]+){0,6})|\b(no|without)((?: [a-z][a-z'-]*){1,5})|\bnothing(?: else)? (moves|changes)\b(?! (?:but|except))/g;

/** Objects without a report: sound, editing, idioms, signs, manner. */
const isIdiom = (words: string) =>
  /^(?:camera (?:movements?|motions?|moves?)|longer|matter|doubt|one|more|less|time|way|wonder|problem|hurry|rush|haste|pause|hesitation|signs?|end|other|smoking|entry|parking|need|fewer|(?:any |an? |the )?(?:sounds?|words?|noise|pauses?|hesitation|hurry|rush|effort|warning|fear|break|interruption|delay|care|purpose|reason|emotion|h(?:im|er)|them|it|ever|even|urgency))\b|\b(?:cuts?|edit\w*|transitions?|music|score|dialogue?|sounds?|audio|voices?|voice-?over|narration|speech)$/.test(
    words,
  );

/** The state that a verb about the picture leaves. Other verbs, such as "notice" or "say", tell a story. */
function getState(verb: string): string | undefined {
  if (/^(?:mov|shift|shak|drift|zoom|pan|tilt|rotat)/.test(verb)) return "still";
  if (/^(?:chang|alter|modif|distort|deform|warp|morph)/.test(verb)) return "the same";
  return verb.startsWith("blur") ? "sharp" : undefined;
}

const replacements = [
  [/\bcamera|\bshak/, "a steady camera"],
  [/\bblur/, "sharp focus"],
  [/\bclouds?$/, "a clear sky"],
  [/\b(?:people|persons?|crowds?)$/, "empty surroundings"],
  [/\b(?:distort|deform|warp|morph)/, "stable shapes"],
  [/\bflicker/, "steady light"],
  [/\b(?:text|watermarks?|logos?|subtitles|captions)$/, "a clean picture"],
] as const;
const getReplacement = (thing: string) => replacements.find(([pattern]) => pattern.test(thing))?.[1];

/** Builds "the face stays sharp". Not for a long phrase or a pronoun. */
function stays(object: string, state: string | undefined): string | undefined {
  if (!state || !object || / \S+ \S+ |^(?:it|him|her|me|them|any\w*)$/.test(object)) return undefined;
  return `${object} ${/[^s']s$|people$|feet$/.test(object) ? "stay" : "stays"} ${state}`;
}

/** Reads a match of `negation()`. `moves` are the offsets of motions. */
export function readNegation(
  { match, range: [start, end], words, before, after }: PatternMatch,
  moves: () => ReadonlySet<number>,
): Replacement | undefined {
  const [, order, verb = "", rest = "", not, negatedObject = "", nothing] = match;
  if (nothing) return [[start, end], `everything else stays ${nothing === "moves" ? "still" : "the same"}`];
  const object = (rest || negatedObject).replace(
    /(?: (?:and|or|but|nor|while|as|so|then|when|if|in|on|at|of|during|with|to|for|from|by|into|over|under|is|are|anywhere|behind|around|near)\b.*)$/,
    "",
  );
  const state = getState(verb);
  if (verb) {
    const whole: Range = [start, start + words.length - rest.length + object.length];
    if (order && /(?:^|[:,–—-]|\bplease|\bjust|\balso)\s*$/.test(before)) {
      if (order === "never" && /(?:ing|[^s]s|ed)$|^(?:before|again)$/.test(verb)) return undefined;
      return [whole, stays(object.trim(), state) ?? (order === "avoid" ? getReplacement(verb + object) : undefined)];
    }
    if (order === "avoid" || !(state || /^(?:show|appear|flicker)/.test(verb)) || verb.endsWith("ing"))
      return undefined;
    return [[start, whole[1] - object.length], state && !object ? `stay${order ? "" : "s"} ${state}` : undefined];
  }
  const from = start + (not?.length ?? 0);
  const phrase = object.trim();
  // "no wind lifts it" tells an event; in "with no apples swings" the verb has another subject.
  const at = [...object.matchAll(/ [a-z'-]+/g)].find(
    ({ index, 0: word }) => index > 0 && moves().has(from + index + 1) && !/(?:ing|ments?|tions?)$/.test(word),
  )?.index;
  const thing = object.slice(0, at).trim();
  if (!thing || isIdiom(thing) || isIdiom(phrase)) return undefined;
  const range: Range = [start, from + 1 + thing.length];
  const replacement = getReplacement(thing);
  if (not === "no") {
    if (/\b(?:says?|saying|or|heads?),? $/.test(before) || (at !== undefined && !/\bwith $/.test(before)))
      return undefined;
    return [range, at === undefined ? replacement : undefined];
  }
  const [doing = "", what] = thing.split(/ (.*)/);
  if (!doing.endsWith("ing")) return [range, replacement && `with ${replacement}`];
  const same = getState(doing);
  if (!what || !(same || /^(?:add|remov|show)/.test(doing)) || same === "still" || /^\w/.test(after)) return undefined;
  const kept = stays(what, same);
  return [range, kept && `while ${kept}`];
}
