/**
 * A word of an English prompt with its neighbors, and what several readers of verbs ask of it.
 *
 * @module
 */
import * as grammar from "../lexicon/en/grammar.js";
import * as lexicon from "../lexicon/en/words.js";
import { nounGrade, words } from "./english-inflection.js";
import type { VerbForm } from "./english-stems.js";
import {
  clauseBefore,
  determiners,
  directions,
  getVerbForm,
  isAdverb,
  isForm,
  isNounLike,
  pronouns,
  type Token,
  wordAt,
} from "./english-tokenizer.js";

export type AgentKind = "subject" | "scene" | "camera";

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
  /** The clause has a verb, so that further nouns are objects. */
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

/** A word that may be a verb, and its neighbors. */
export interface Context {
  readonly tokens: readonly Token[];
  readonly index: number;
  readonly token: Token;
  readonly word: string;
  readonly form: VerbForm;
  /** The word before; none at the start of a clause. Of "a man in red" it is "man". */
  readonly previous: string;
  /** The word after, within the clause. */
  readonly follower: string;
  readonly walk: State;
}

/** The word at a distance in the same sentence. */
export const near = ({ tokens, index }: Context, offset: number): string => wordAt(tokens, index, offset);

const formsOfBe = words(grammar.formsOfBe);
export const isFormOfBe = (word: string): boolean => formsOfBe.has(word);
export const places = words(grammar.places);
export const relativePronouns = words(grammar.relativePronouns);
export const bodyParts = words(lexicon.bodyParts);
/** Parts of the body that verbs move. */
export const movedParts = words(lexicon.movedParts);
export const colors = words(lexicon.colors);
const objectPronouns = words(grammar.objectPronouns);
/** Whether an object may start with a word: "the", "him". */
export const isObject = (word: string): boolean => determiners.has(word) || objectPronouns.has(word);
export const isFollowedByNoun = (follower: string): boolean =>
  follower !== "" && isNounLike(follower) && !isObject(follower);
const persons = words(lexicon.persons);
/** "A fisherman", "a cyclist", "she". */
export const isPerson = (word: string): boolean => persons.has(word) || /(?:man|person|[a-z]{3}ist)$/.test(word);
/** "And", "then": the verb before has the same subject. */
export const isJoining = (word: string): boolean => word === "and" || word === "then";

/** How often a word is a noun: see `nounGrade`. "Tracks" are hardly ever a verb. */
export const gradeOf = (word: string): number =>
  word === "leaves" || word === "tracks" ? 3 : nounGrade(getVerbForm(word)?.verb ?? "");
export const isThirdForm = (word: string): boolean => isForm(word, "s");

/** "Slowly", "gently"; not "neatly", "fully", "beautifully", which tell how something looks. */
export const isMannerAdverb = (word: string): boolean =>
  /^(?:slow|quick|gentl|sudden|gradual|rapid|violent|careful|steadi|smooth|abrupt|soft|swift|repeated|delicate|force)/.test(
    word,
  );

/** Whether "with" or "has" precedes: "with her head turned". */
export const isAfterWith = ({ tokens, index }: Context): boolean =>
  clauseBefore(tokens, index, 4).some(({ word }) => /^(?:with|ha[sd]|have|having)$/.test(word));

const alsoAdjectives = words(lexicon.alsoAdjectives);
/** "Outlines clear", "open fields". */
export const isAlsoAdjective = (word: string): boolean => alsoAdjectives.has(word);

const afterObjects = words(grammar.afterObjects);
/** "Pouring honey slowly onto bread": a direction follows the object. */
export function isObjectLater({ tokens, index, token }: Context): boolean {
  const next = tokens[index + (isAdverb(tokens[index + 2]?.word ?? "") ? 3 : 2)];
  return (
    next !== undefined &&
    !next.opens &&
    next.sentence === token.sentence &&
    (directions.has(next.word) || afterObjects.has(next.word))
  );
}

/** A sentence that begins with its verb: "Action: folds arms", "opens umbrella", "pour milk into cup". */
export function isPredicate(context: Context): boolean {
  const { tokens, index, token, word, form, follower } = context;
  if (isAlsoAdjective(word)) return false;
  const grade = gradeOf(word);
  if (token.acts) return grade < 2 && !isForm(follower, "base");
  return (
    grade === 0 &&
    tokens[index - 1]?.sentence !== token.sentence &&
    isFollowedByNoun(follower) &&
    (form.form === "s" || isObjectLater(context))
  );
}

export interface Agent {
  readonly by: AgentKind;
  readonly hasActor: boolean;
  /** Says only that something moves, not how it looks. */
  readonly generic?: boolean;
}

/** "Feels like a warm hug", "as if she were flying": compared, not shown. */
export function isSimile({ tokens, index, word }: Context): boolean {
  const words = [word, ...clauseBefore(tokens, index, 6).map((token) => token.word)];
  return words.some((other, at) => {
    const next = words[at - 1] ?? "";
    return other === "like"
      ? at === 1 || determiners.has(next) || pronouns.has(next)
      : /^(?:if|though)$/.test(other) && words[at + 1] === "as";
  });
}
