/**
 * Decides whether a finite form is a verb in context: "waves" after a subject, not after "the".
 *
 * @module
 */
import * as verbs from "../lexicon/en/verbs.js";
import * as lexicon from "../lexicon/en/words.js";
import { isObjectless, nounGrade, state, words } from "./english-inflection.js";
import type { VerbForm } from "./english-stems.js";
import {
  auxiliaries,
  determiners,
  directions,
  getVerbForm,
  isAdjective,
  isAdverb,
  isFunctionWord,
  isNominal,
  isNounLike,
  isPossessive,
  prepositions,
  pronouns,
  sceneNouns,
  type Token,
  wordAt,
} from "./english-tokenizer.js";

export type AgentKind = "subject" | "scene" | "camera";

const gradeOf = (word: string): number =>
  word === "leaves" || word === "tracks" ? 3 : nounGrade(getVerbForm(word)?.verb ?? "");
const isUsuallyNoun = (word: string): boolean => gradeOf(word) > 1;
const isNearlyAlwaysNoun = (word: string): boolean => gradeOf(word) > 2;
const passiveStates = words(verbs.passiveStates);
const results = words(verbs.results);
const unchanging = words(verbs.unchangingVerbs);
const settling = words(verbs.settlingVerbs);
const settled = words(verbs.settledWords);
const bodyParts = words(lexicon.bodyParts);
/** Parts of the body that verbs move. */
const handled = /^(?:hand|head|arm|finger|leg|fist|shoulder|tail|wing|hip|hair|feet|foot|eye)s?$/;
const causes = words("want make makes making let lets letting have watch see show showing help helps helping");
export const people = words("people men women children fish sheep crowd");
/** Prepositions of place: after a word in -s they suggest a noun, "bubbles in a glass". */
const places = words("in on at of by with under beside near above behind inside between among against below");

const personNouns = words(lexicon.persons);
/** "A fisherman", "a cyclist", "she". */
export const isPerson = (word: string): boolean => personNouns.has(word) || /(?:man|woman|person|ist)$/.test(word);

/** State of the reader at a word. */
export interface State {
  /** The first word of the sentence. */
  opening: string;
  /** After "as", "while" or "with": what happens there accompanies the action. */
  accompanies: boolean;
  /** The noun that is the subject of the clause. */
  subjectNoun: string;
  /** Subject of the clause. */
  subject: AgentKind | undefined;
  /** Kind of the nearest preceding noun. */
  nearest: AgentKind | undefined;
  /** The clause has a finite verb, so that further nouns are objects. */
  verbSeen: boolean;
  /** The clause has a finite verb, outside of a relative clause. */
  finite: boolean;
  /** The clause has a relative pronoun. */
  relative: boolean;
  /** The sentence has a finite verb. */
  inSentence: boolean;
  /** "Is slicing": further -ing forms are main verbs, too. */
  progressive: boolean;
  /** The nearest preceding noun. */
  noun: string;
  /** Whether the subject is plural: "the guests of the café chat". */
  plural: boolean;
}

const timeWords = words("first also now again still just soon later always never");
/** Words after which a verb of its own may follow. */
const clauseHeads = words("and then he she it who that which");

/** A form in -s: a verb after a noun or pronoun, a plural after a determiner. */
export function isThirdPerson(
  tokens: readonly Token[],
  index: number,
  previous: string,
  follower: string,
  walk: State,
): boolean {
  const token = tokens[index];
  if (token === undefined || token.tied) return false;
  const { word } = token;
  // "Lamp posts are", "glasses of water", "lights that shine".
  if (/^(?:is|are|was|were|has|have|had|will|can|of|that|which|who)$/.test(follower)) return false;
  // "With wires all around".
  if (/^(?:of|with|by|for|from|into|onto|at|through|among|between|near|without)$/.test(previous)) return false;
  const isKnown = getVerbForm(word) !== undefined;
  if (previous === "camera") return isKnown;
  // "Two circuit boards", "there were doors", "front legs".
  if (isNounLike(previous) && isPluralPhrase(tokens, index)) return false;
  if (!isKnown && (auxiliaries.has(previous) || handled.test(word))) return false;
  // "Its front paws and eyes"; "character waves hand".
  if (bodyParts.has(word) && !isObject(follower)) return false;
  // "Some other lights".
  if (/^(?:other|own|same|such)$/.test(previous) && wordAt(tokens, index, -2) !== "the") return false;
  if (isNounLike(previous) && handled.test(follower)) return true;
  if (word === "clips" && !isObject(follower)) return false;
  if (determiners.has(previous) || isPossessive(previous))
    return /^(?:one|this|each|another)$/.test(previous) && isKnown;
  // "Lights candles", "is running through the ocean waves".
  if (walk.finite && !(isKnown && (isObject(follower) || isAdverb(follower))) && !clauseHeads.has(previous))
    return false;
  const goesSomewhere =
    follower === "to" ||
    isObject(follower) ||
    isAdverb(follower) ||
    directions.has(follower) ||
    (prepositions.has(follower) && !places.has(follower));
  // "A human types": after "a", a plural cannot be part of the noun phrase.
  if (isNounLike(previous) && isSingularPhrase(tokens, index)) return true;
  if (isNearlyAlwaysNoun(word))
    return (
      (isObject(follower) && follower !== "that") ||
      (!isKnown &&
        !/^(?:photo|pic|selfie|screenshot)s$/.test(word) &&
        isNounLike(previous) &&
        !walk.verbSeen &&
        !isCaused(tokens, index) &&
        (passiveDirections.has(follower) || hasManner(tokens, index))) ||
      (pronouns.has(previous) && (follower === "" || goesSomewhere))
    );
  if (pronouns.has(previous) || previous === "that" || previous === "which") return true;
  if (previous === "and" || previous === "then") {
    if (gradeOf(word) === 0 || isObject(follower)) return true;
    if (gradeOf(word) === 1 && (follower === "" ? walk.inSentence : !places.has(follower))) return true;
    // "Smiles and waves", "runs to the bus and waves goodbye"; not "eats fish and chips".
    return (
      follower !== "" &&
      (isThirdForm(tokens[index - 2]?.word ?? "") ||
        (walk.inSentence && (goesSomewhere || (isNounLike(follower) && getVerbForm(follower)?.form !== "base"))))
    );
  }
  if (previous === "") {
    if (isPredicate(tokens, index, follower)) return true;
    const earlier = tokens[index - 1];
    // "He stands up, bows, turns", "stirs, sips, waves and walks off": a list of verbs.
    if (walk.inSentence && (follower === "" || (/^(?:and|then)$/.test(follower) && isThirdForm(earlier?.word ?? ""))))
      return true;
    if (isUsuallyNoun(word)) return isObject(follower);
    // "Sarah, an artist, mixes colors."
    const goesOn = earlier?.sentence === token.sentence && (walk.inSentence || walk.subject === "subject");
    // "A boy, holding a kite, jumps in the air."
    const goes = isPerson(walk.subjectNoun) && gradeOf(word) === 0;
    return goesSomewhere || (goesOn && (goes || isNounLike(follower)));
  }
  const participle = getVerbForm(previous);
  if (
    isAdjective(previous) ||
    (participle && (participle.form === "ing" || (participle.form === "ed" && !participle.irregular)))
  )
    return !isUsuallyNoun(word) && (isObject(follower) || isAdverb(follower));
  // The more often a word is a noun, the more its neighbors have to say: "the tall man bows", "leaves rustle in the wind"; but
  // "French fries in a fryer", "a table with drinks on it".
  const grade = gradeOf(word);
  const led =
    hasDeterminer(tokens, index) ||
    // "Smoke rises"; but "river barges with".
    (sceneNouns.has(previous) && (grade < 2 || goesSomewhere) && !(grade > 0 && follower === "with")) ||
    (index === 1 && follower !== "" && grade < 2);
  const before =
    led || (grade < 2 && (isAdverb(previous) || directions.has(previous) || timeWords.has(previous)))
      ? 2
      : isFunctionWord(previous)
        ? 0
        : 1;
  const isBeforeNoun = follower !== "" && follower !== "and" && !prepositions.has(follower);
  // "Computer monitors sitting on a desk."
  const isBeforeIng = grade > 0 && getVerbForm(follower)?.form === "ing" && !isNominal(follower);
  // "Neon city lights and reflections".
  if (grade > 1 && (follower === "" || follower === "and") && !hasDeterminer(tokens, index)) return false;
  const after = goesSomewhere ? 2 : isBeforeNoun ? (grade < 2 && !isBeforeIng ? 1 : -2) : 0;
  return before > 0 && before + after > Math.min(grade, 1);
}

/** A sentence that begins with its verb: "Action: folds arms", "opens umbrella", "pour milk into cup". */
function isPredicate(tokens: readonly Token[], index: number, follower: string): boolean {
  const { word = "", acts, sentence } = tokens[index] ?? {};
  const grade = gradeOf(word);
  if (alsoAdjectives.has(word)) return false;
  if (acts) return grade < 2 && getVerbForm(follower)?.form !== "base";
  return (
    grade === 0 &&
    tokens[index - 1]?.sentence !== sentence &&
    isFollowedByNoun(follower) &&
    (isThirdForm(word) || isObjectLater(tokens, index))
  );
}

/** "Pouring honey slowly onto bread": a direction follows the object. */
export function isObjectLater(tokens: readonly Token[], index: number): boolean {
  const { word: object = "" } = tokens[index + 1] ?? {};
  const at = index + (isAdverb(tokens[index + 2]?.word ?? "") ? 3 : 2);
  const next = tokens[at];
  return (
    next !== undefined &&
    !next.opens &&
    next.sentence === tokens[index]?.sentence &&
    (directions.has(next.word) || /^(?:over|in|on|from|with)$/.test(next.word)) &&
    !getVerbForm(object)
  );
}

const isThirdForm = (word: string): boolean => getVerbForm(word)?.form === "s";

/** Verbs that are adjectives after a noun and before one: "outlines clear", "open fields". */
const alsoAdjectives = words(
  "back bare blur calm clean clear close cool dim dry empty even fan left level light loose narrow open quiet slow smooth still tame thin warm water wet wild",
);
const singular = words("a an one each every another");
const colors = words(lexicon.colors);
const plural = words(`two three four five six seven eight nine ten several many few these those both dozens`);

/** Whether a singular noun before a word follows a plural determiner, so that the word ends the noun phrase: "two circuit boards". */
function isPluralPhrase(tokens: readonly Token[], index: number): boolean {
  if (/s$/.test(tokens[index - 1]?.word ?? "")) return false;
  for (let at = index - 1; at >= Math.max(0, index - 4); at--) {
    const word = tokens[at]?.word ?? "";
    if (plural.has(word)) return at < index - 1;
    if (tokens[at]?.opens || isFunctionWord(word) || (at < index - 1 && /s$/.test(word))) return false;
  }
  return false;
}

/** Whether a word directly follows a singular noun phrase: "a tall man". */
function isSingularPhrase(tokens: readonly Token[], index: number): boolean {
  for (let at = index - 1; at >= Math.max(0, index - 7); at--) {
    const word = tokens[at]?.word ?? "";
    if (singular.has(word)) return at < index - 1;
    // "A man wears headphones"; but "a black and white dog paddles".
    if (isThirdForm(word) && (state.has(getVerbForm(word)?.verb ?? "") || (at < index - 1 && !isUsuallyNoun(word))))
      return false;
    if (word === "and" && colors.has(tokens[at - 1]?.word ?? "") && colors.has(tokens[at + 1]?.word ?? "")) continue;
    // "A watch showing gears"; but "a smiling man waves".
    const before = tokens[at - 1]?.word ?? "";
    if (
      word.endsWith("ing") &&
      (before === "one" || !singular.has(before)) &&
      (getVerbForm(word)?.form === "ing" || isNounLike(before))
    )
      return false;
    if (tokens[at]?.opens || isFunctionWord(word) || isPossessive(word) || /^\d/.test(word)) return false;
  }
  return false;
}

/** A determiner up to four words before, with no preposition between: "the tall man". */
function hasDeterminer(tokens: readonly Token[], index: number): boolean {
  for (let at = index - 1; at >= Math.max(0, index - 4); at--) {
    const word = tokens[at]?.word ?? "";
    if (prepositions.has(word) || getVerbForm(word)?.form === "ing") return false;
    if (determiners.has(word) || isPossessive(word)) return true;
    if (tokens[at]?.opens) return false;
  }
  return false;
}

export const isObject = (word: string): boolean =>
  determiners.has(word) || /^(?:him|her|them|it|me|us|himself|herself|itself|themselves|hello|hi|goodbye)$/.test(word);

const passiveDirections = words(
  "apart around into onto toward towards through across over away off up down out back open aside upward upwards downward downwards forward forth backward backwards",
);
/** "The dough is kneaded": no state that lasts. */
const forced = words(
  "crush drag fling flip hit hurl kick knead lift pour pull punch push shake slam smash spin squash squeeze squish stir throw toss whip",
);
/** "Slowly", "gently"; not "neatly", "fully", "beautifully", which tell how something looks. */
const isMannerAdverb = (word: string): boolean =>
  /^(?:slow|quick|gentl|sudden|gradual|rapid|violent|careful|steadi|smooth|abrupt|soft|swift|repeated|delicate|force)/.test(
    word,
  );

/** "Moonwalks slowly"; not "hilltops gently rolling". */
function hasManner(tokens: readonly Token[], index: number): boolean {
  const [adverb, next] = [tokens[index + 1], tokens[index + 2]];
  const form = next && !next.opens ? getVerbForm(next.word)?.form : undefined;
  return adverb !== undefined && !adverb.opens && isMannerAdverb(adverb.word) && form !== "ing" && form !== "ed";
}

/** Whether "with" or "has" precedes: "with her head turned". */
const isAfterWith = (tokens: readonly Token[], index: number): boolean =>
  tokens.slice(Math.max(0, index - 4), index).some(({ word }) => /^(?:with|ha[sd]|have|having)$/.test(word));

/** A past form: an event after its subject and before a direction; else a state: "eyes closed", "parked on". */
export function isPast(
  tokens: readonly Token[],
  index: number,
  { verb, irregular }: VerbForm,
  previous: string,
  follower: string,
): boolean {
  const before = tokens[index - 2]?.word ?? "";
  if (previous === "being" || (isAdverb(previous) && before === "being")) return true;
  if (/^gets?$/.test(previous)) return true;
  // "Made out of glass".
  if (verb === "make") return false;
  const word = tokens[index]?.word ?? "";
  // "Pans left": a side.
  if (word === "left") return isObject(follower) && getVerbForm(previous) === undefined;
  // "Pulled by two horses"; but "lit by candles", "supported by arches", "on the ground by the sea".
  if (determiners.has(previous) || isPossessive(previous)) return false;
  const passive = /^(?:is|are|was|were|be|been)$/;
  // "Is ridden along the road by a boy".
  const reach = passive.test(previous) ? 6 : 2;
  if (getVerbForm(word) && !passiveStates.has(verb))
    for (let offset = 1; offset <= reach && wordAt(tokens, index, offset) !== ""; offset++)
      if (wordAt(tokens, index, offset) === "by") return true;
  if (isAdjective(previous)) return false;
  // "Petals are blown off", "the letter is slowly torn": a passive that goes somewhere, or has a manner.
  // "A pepper sliced into rings", "was shattered", "has been dug out"; but "he pushed through the crowd".
  if (results.has(verb) && !/^(?:is|are|be|he|she|they|who)$/.test(previous) && !isObject(follower)) return false;
  // "Is crumpled and thrown away".
  const joined =
    previous === "and" && getVerbForm(before)?.form === "ed" && passive.test(tokens[index - 3]?.word ?? "");
  if (passive.test(previous) || joined)
    return (
      forced.has(verb) ||
      (passiveDirections.has(follower) && !(settling.has(verb) && settled.has(follower))) ||
      isMannerAdverb(follower) ||
      // "Is torn in half".
      (follower === "in" && /^(?:half|two)$/.test(wordAt(tokens, index, 2)))
    );
  if (isAdverb(previous) && passive.test(before)) return isMannerAdverb(previous) || passiveDirections.has(follower);
  // "She ran"; but "broken glass", "a bite taken out of it".
  if (irregular === "past")
    return (
      verb !== "wear" &&
      !prepositions.has(previous) &&
      (previous !== "" || isObject(follower) || directions.has(follower))
    );
  if (irregular === "participle" || previous === "") return false;
  if (auxiliaries.has(previous) || auxiliaries.has(before)) return passiveDirections.has(follower);
  if (/^(?:he|she|it|they|who)$/.test(previous)) return true;
  if (previous === "and" || previous === "then") return isObject(follower) || directions.has(follower);
  // "With her head turned".
  if (isAfterWith(tokens, index)) return false;
  // "A crab scurried": without an object, there is no passive.
  if (isNounLike(previous) && isObjectless(verb)) return true;
  if (isNounLike(previous) || isAdverb(previous))
    return isObject(follower) || directions.has(follower) || (isAdverb(follower) && !isNounLike(previous));
  return false;
}

/** A plain form: a verb after a plural, a pronoun or "to", and at the start of a command. */
export function isPlainVerb(
  tokens: readonly Token[],
  index: number,
  previous: string,
  follower: string,
  walk: State,
): boolean {
  const token = tokens[index];
  if (token === undefined || (token.tied && token.word !== "fro")) return false;
  const { word } = token;
  if ((previous.endsWith("'s") && previous !== "let's") || follower === "of") return false;
  // "With its wings spread".
  if (
    unchanging.has(word) &&
    (isAfterWith(tokens, index) || (isNounLike(previous) && places.has(follower) && !isCaused(tokens, index)))
  )
    return false;
  // "Is being cut".
  if (previous === "being") return !alsoAdjectives.has(word);
  if (isNearlyAlwaysNoun(word) && previous !== "to" && !isObject(follower)) return false;
  // "Next to", "waits to cross".
  if (previous === "to")
    return (
      !/^(?:close|next|due|opposite|thanks|ready|wait(?:s|ing|ed)?)$/.test(tokens[index - 2]?.word ?? "") &&
      !/^(?:left|right|back)$/.test(word)
    );
  // As people write: "she take off her hat", "bird fly away from branch".
  if (/^(?:he|she|it)$/.test(previous) && (isObject(follower) || !alsoAdjectives.has(word)))
    return gradeOf(word) < 2 && !walk.verbSeen;
  if (index === 1 && isNounLike(previous) && isObjectless(word) && gradeOf(word) < 2 && directions.has(follower))
    return true;
  if (/^(?:gonna|wanna|will|would|can|could|should|may|might|must|they|we|i|you|who|let's|please)$/.test(previous))
    return true;
  // "Petals slowly open"; but "make it really cool".
  if (isAdverb(previous) && !determiners.has(tokens[index - 2]?.word ?? ""))
    return !isFollowedByNoun(follower) && (walk.plural || !alsoAdjectives.has(word));
  if (previous === "") {
    if (isPredicate(tokens, index, follower)) return true;
    // "Peel and chop the carrots".
    if (
      follower === "and" &&
      getVerbForm(wordAt(tokens, index, 2))?.form === "base" &&
      isObject(wordAt(tokens, index, 3))
    )
      return true;
    if (alsoAdjectives.has(word)) return isObject(follower) || isAdverb(follower);
    return (
      isObject(follower) || directions.has(follower) || isAdverb(follower) || follower === "in" || follower === "out"
    );
  }
  if (previous === "and" || previous === "then") {
    const earlier = tokens[index - 2]?.word ?? "";
    return (
      (getVerbForm(earlier)?.form === "base" && walk.inSentence) ||
      (isObject(follower) && walk.inSentence) ||
      directions.has(follower)
    );
  }
  if (alsoAdjectives.has(word) && !isObject(follower)) return walk.plural && isWholeClause(tokens, index);
  if (isCaused(tokens, index) && isNounLike(previous) && getVerbForm(previous)?.form !== "ing")
    return !isFollowedByNoun(follower) || isObject(follower);
  if (
    walk.plural &&
    !walk.verbSeen &&
    isNounLike(previous) &&
    (isObject(follower) || isAdverb(follower) || directions.has(follower) || (follower === "" && gradeOf(word) < 2)) &&
    previous !== `${walk.noun}s`
  )
    return true;
  // "Leaves fall"; but of "raises staff" the first is the verb.
  return (
    walk.noun === previous && (/(?:^|[^siu])s$|^grass$/.test(previous) || people.has(previous) || isPair(tokens, index))
  );
}

/** "A man and his dog play". */
function isPair(tokens: readonly Token[], index: number): boolean {
  const { word: verb = "" } = tokens[index] ?? {};
  const follower = wordAt(tokens, index, 1);
  // "A laptop and a computer monitor", "a lamp and gloss stretch ceiling"; but "a mother and daughter blow bubbles".
  let isLed = isPerson(wordAt(tokens, index, -1));
  if (isNearlyAlwaysNoun(verb) || (!isLed && (follower === "" || isUsuallyNoun(verb)))) return false;
  for (let at = index - 2; at >= Math.max(1, index - 7); at--) {
    const word = tokens[at]?.word ?? "";
    // "A black-and-tan dog" has one noun.
    if (tokens[at]?.tied) continue;
    if (word === "and" && !tokens[at + 1]?.tied)
      return (isLed || !isFollowedByNoun(follower)) && isNounLike(tokens[at - 1]?.word ?? "") && !tokens[at]?.opens;
    const leads = determiners.has(word) || isPossessive(word);
    if (tokens[at + 1]?.opens || !(leads || isAdjective(word) || isNounLike(word))) return false;
    isLed ||= leads;
  }
  return false;
}

/** "The elevator doors close."; but "a room, the windows open". */
function isWholeClause(tokens: readonly Token[], index: number): boolean {
  const { sentence } = tokens[index] ?? {};
  if (tokens[index + 1]?.sentence === sentence) return false;
  let start = index;
  while (!tokens[start]?.opens && isNounLike(tokens[start - 1]?.word ?? "")) start -= 1;
  return determiners.has(tokens[start - 1]?.word ?? "") && tokens[start - 2]?.sentence !== sentence;
}

/** "Makes the old man smile": the verb of an object has no ending. */
const isCaused = (tokens: readonly Token[], index: number): boolean =>
  tokens
    .slice(Math.max(0, index - 8), index)
    .some(({ word, sentence }) => causes.has(word) && sentence === tokens[index]?.sentence);

export const isFollowedByNoun = (follower: string): boolean =>
  follower !== "" && isNounLike(follower) && !isObject(follower);
