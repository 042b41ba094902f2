/**
 * What the linter has to know of a language. Rules are free of language: they ask the linter's languages.
 *
 * @module
 */

import type { CameraReader } from "../text/camera-term.js";
import type { Features, Reading } from "../text/features.js";
import type { Locale, Range } from "./types.js";

/** Message templates by rule id and message id. */
export type Messages = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A language: its readers, messages and phrases. */
export interface Language<Name extends Locale = Locale> {
  readonly locale: Name;
  readonly messages: Messages;
  /** Whether a text may contain the language. If not, its patterns are not tried. */
  mayOccurIn(text: string): boolean;
  /** `cameras`: the readers of all languages of the linter. */
  read(prose: string, cameras: readonly CameraReader[]): Reading;
  /** Whether `read()` understands section labels itself. Else they are blanked. */
  readonly readsLabels?: boolean;
  /** The passages in a prompt of another language, with line ends in place of the rest; `undefined` if there is none. */
  findPassages?(prose: string): string | undefined;
  readonly camera: CameraReader;
  /** Whether a prompt asks for a video and describes nothing visible. */
  isVagueRequest(text: string, features: Features): boolean;
  /** Made on first use: importing the linter creates no pattern. */
  phrases(): Phrases;
}

/** The languages of one linter. */
export type Languages = readonly [Language, ...Language[]];

/** A match with the text of its sentence around it. */
export interface PatternMatch {
  readonly match: RegExpExecArray;
  /** The matched text without trailing whitespace. */
  readonly words: string;
  readonly range: Range;
  readonly before: string;
  readonly after: string;
  /** Of the language whose pattern matched. */
  readonly phrases: Phrases;
}

/**
 * A global pattern, and a small one that every text with a match also matches. Compiling a large pattern takes milliseconds, and few
 * prompts have a match.
 */
export interface HintedPattern {
  readonly hint: RegExp;
  readonly pattern: RegExp;
}

/** The speaker of a quote: `""` if unknown, `undefined` if it is not spoken, `null` if the words around it do not say. */
export type Speaker = string | undefined | null;

/**
 * The patterns of a language, by the rule or reader that uses them. A string is one or more alternatives of a regular
 * expression, to be joined with those of the other languages; a name of a group is of one language only.
 */
export interface Phrases {
  /** Words that let the second of two things come after the first, and those that do not for camera moves. */
  readonly succession: RegExp;
  readonly simultaneous: RegExp;
  isNegated(before: string, after: string): boolean;
  /** Words for a shot, before a number. */
  readonly shots: string;
  /** Names of sections before a colon, and in brackets; those of what happens, if `read()` does not understand them. */
  readonly labels: { readonly beforeColon: string; readonly inBrackets: string; readonly actions?: string };
  readonly quotes: {
    /** Headings before a colon that do not name a speaker; headings of spoken lines. */
    readonly headings: string;
    readonly lines: string;
    /** Words for written text. */
    readonly signs: string;
    /** A verb of speech before the line. */
    readonly says?: RegExp;
    isWritten?(after: string): boolean;
    findSpeaker(before: string, after: string, line: string): Speaker;
    /** The same by weaker signs. */
    guessSpeaker?(before: string, after: string, line: string): Speaker;
  };
  readonly quantities: {
    readonly numbers: string;
    parseNumber(word: string): number | undefined;
    /** Between the ends of a range. */
    readonly to: string;
    readonly units: string;
    /** Numbers and units of another form, in the group `number`. */
    readonly lengths?: string;
    readonly ofClip: string;
    readonly saysLength: string;
    readonly within: string;
    readonly about: string;
    readonly clock: string;
    readonly shapes: string;
    /** After the quantity: it is a property of a thing, not of the clip. */
    readonly ofThing?: RegExp;
    /** Whether a time is on the clip's own clock: an end of a span, or a mark. "Later" is counted from anywhere. */
    isOnClock(words: string, after: string): boolean;
    /** Whether something that the clip shows lasts as long: "runs for ten seconds.", but not "has run for ten seconds". */
    isLengthOfAction(before: string, after: string): boolean;
    /** The name of a quantity, before it. */
    readonly label: string;
  };
  /** In addition to those in Latin letters. */
  readonly placeholders?: {
    readonly actors: string;
    readonly names: string;
    readonly fill: string;
    /** Begins the text after a heading in brackets. */
    readonly afterHeading: string;
  };
  readonly leftovers: {
    /** Occurs in every prompt with one of the others. */
    readonly hint: string;
    readonly wrapper: string;
    readonly prompt: string;
    readonly negative: string;
    readonly order: string;
  };
  readonly tags: { readonly quality: string; readonly sentence: RegExp };
  readonly negation: RegExp | HintedPattern;
  /** The range of an instruction, of a match. `moves`: the offsets of motions. */
  readNegation(place: PatternMatch, moves: () => ReadonlySet<number>): Range | undefined;
  readonly command: RegExp | HintedPattern;
  readonly praise: RegExp;
  /** Visible or audible details. */
  readonly detail: RegExp;
  readonly emotion: RegExp | HintedPattern;
  /** Visible or audible signs of an emotion. */
  readonly expression: RegExp;
  readonly sceneChange: RegExp | HintedPattern;
  /** Whether a match is another place or time, and not another view or light. Default: each is. */
  isSceneChange?(place: PatternMatch): boolean;
  readonly textRendering: RegExp | HintedPattern;
  /** Surfaces with text in the scene, and words for text that the image already has. */
  readonly surface: RegExp;
  readonly keptText: RegExp;
  readonly transformation: RegExp;
  isTransformation(place: PatternMatch): boolean;
  /** Names of people and characters, in the first group, or imitations of them. */
  readonly person: RegExp;
  readonly character: RegExp | HintedPattern;
  readonly unsafe: RegExp | HintedPattern;
  readonly minor: RegExp;
  readonly sexualised: RegExp;
  /** Each with one side in the first group and the other in the second. `hint`: every text with both sides matches it. */
  readonly opposites: readonly { readonly hint?: RegExp; readonly pattern: RegExp; readonly within: number }[];
  /** Words of manner that make a generic motion no more specific. */
  readonly plainManner: RegExp;
  /** A short prompt that says who does what. */
  readonly saysWhoDoes?: RegExp;
  /** What suggestions insert. */
  readonly paste: Readonly<Record<"still" | "slowly" | "subject", string>>;
  countMorae?(text: string): number;
}
