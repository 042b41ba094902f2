/**
 * Reads the camera moves in English text, clause by clause.
 *
 * @module
 */
import {
  beforeStill,
  cameraNouns,
  cameraThings,
  derivedWords,
  drifting,
  type EnglishVerb,
  englishBreaks,
  englishDirections,
  englishNegations,
  englishStrengths,
  englishVerbs,
  modifiers,
  moveNouns,
  notBefore,
  notBeforePan,
  stillWords,
  transitive,
} from "../lexicon/camera-en.js";
import { type CameraTerm, type Direction, opposites } from "./camera-term.js";
import { type Form, onceForWords, undoInflection } from "./english-stems.js";

interface Token {
  readonly word: string;
  readonly known: CameraWord;
  readonly at: number;
  readonly end: number;
  /** Tied to the word before by a hyphen: the "in" of "push-in". */
  readonly tied: boolean;
}

interface Clause {
  readonly tokens: Token[];
  /** The first of its sentence. */
  readonly first: boolean;
  /** Comes after "or" or "nor", which continue a negation. */
  readonly alternative: boolean;
  /** Comes after "as", "while" …: "it" may be the object of the clause before. */
  readonly subordinate: boolean;
}

/** State passed from one clause of a sentence to the next. */
interface Carried {
  camera: boolean;
  negated: boolean;
  strength: CameraTerm["strength"];
}

/** What is known of a word. */
interface CameraWord {
  readonly verb: EnglishVerb | undefined;
  /** Of the verb; "movement" and "shaky" are no verbs, but say the same. */
  readonly form: Form | "noun";
  readonly strength: CameraTerm["strength"];
  /** Says only how something happens. */
  readonly isManner: boolean;
  readonly isNegation: boolean;
  /** May say that the camera does not move. */
  readonly mayBeStill: boolean;
}
const readWord = onceForWords((word): CameraWord => {
  const noun = derivedWords[word];
  const inflected = noun === undefined ? undoInflection(word, (verb) => englishVerbs().has(verb)) : undefined;
  const strength = englishStrengths.get(word);
  return {
    verb: englishVerbs().get(noun ?? inflected?.verb ?? ""),
    form: inflected?.form ?? "noun",
    strength,
    isManner: modifiers.has(word) || strength !== undefined,
    isNegation: englishNegations.has(word),
    mayBeStill: stillWords.has(word) || /^(?:tripod|holds?|put|steady)$/.test(word),
  };
});

/** The number of words after a move that may name its direction. */
const reach = 8;

/** The camera terms of a lower-case text, in order. */
export function englishCameraTerms(text: string): CameraTerm[] {
  const terms: CameraTerm[] = [];
  let carried: Carried | undefined;
  for (const clause of splitClauses(text)) {
    if (!carried || clause.first) carried = { camera: false, negated: false, strength: undefined };
    readClause(clause, carried, terms);
  }
  return terms;
}

function* splitClauses(text: string): Generator<Clause> {
  // An apostrophe stays inside a word; other characters than Latin letters and hyphens end a clause.
  const pattern = /\bhand[-‐‑ ]held\b|[a-z]+(?:['’][a-z]+)*|\b360\b|[-‐‑]|[^\sa-z0-9]/g;
  let tokens: Token[] = [];
  let first = true;
  let alternative = false;
  let subordinate = false;
  let hyphen = -1;
  for (const match of text.matchAll(pattern)) {
    const [whole] = match;
    const at = match.index;
    const isWord = /[a-z3]/.test(whole.charAt(0));
    const word = isWord ? whole.replace("’", "'").replace(/^hand[^a-z]held$/, "handheld") : whole;
    if (/^[-‐‑]$/.test(word)) {
      hyphen = at;
      continue;
    }
    const joins = englishBreaks.has(word) || word === "or" || word === "nor" || (word === "with" && !hasCamera(tokens));
    if (isWord && !joins) {
      tokens.push({
        word,
        known: readWord(word),
        at,
        end: at + whole.length,
        tied: hyphen === at - 1 && tokens.length > 0,
      });
      continue;
    }
    // "Pan: left".
    if (word === ":" && tokens.at(-1)?.known.verb?.alone) continue;
    if (/^["'“”‘’]$/.test(word)) continue;
    if (tokens.length > 0) {
      yield { tokens, first, alternative, subordinate };
      first = false;
      tokens = [];
    }
    alternative = word === "or" || word === "nor";
    subordinate = /^(?:as|while|whilst|when|until|where|because)$/.test(word);
    if (/^[.!?;。！？\n]$/.test(word)) first = true;
  }
  if (tokens.length > 0) yield { tokens, first, alternative, subordinate };
}

function hasCamera(tokens: readonly Token[]): boolean {
  return tokens.some((token) => cameraNouns.has(token.word));
}

function readClause(clause: Clause, carried: Carried, terms: CameraTerm[]): void {
  const { tokens } = clause;
  const strengthHere = tokens.find(({ known }) => known.strength !== undefined)?.known.strength;
  const strength = strengthHere ?? carried.strength;
  const camera = cameraIndex(tokens);
  // "No pans, zooms or tilts": a bare list continues the negation.
  const isListed = (token: Token) => token.known.verb || moveNouns.has(token.word) || token.word === "camera";
  let negated = carried.negated && (clause.alternative || tokens.every(isListed));
  /** The last camera move, and the last word that is a form of a camera verb. */
  let stem = -1;
  let lastVerb = -1;
  let held = false;
  for (const [index, token] of tokens.entries()) {
    const { word, known } = token;
    const { verb, form } = known;
    if (known.isNegation) negated = true;
    const range = [token.at, token.end] as const;
    if (known.mayBeStill && isStillness(tokens, index, camera >= 0 || carried.camera)) {
      // "Holds steady" is one term.
      if (!held) terms.push({ range, kind: "static", directions: [], negated });
      held = true;
      continue;
    }
    // "Back" after "pull" is only a direction.
    if (verb === undefined || (lastVerb === index - 1 && lastVerb >= 0 && englishDirections.has(word))) continue;
    lastVerb = index;
    if (isCameraMove(tokens, index, form, verb, camera, clause, carried, stem)) {
      stem = index;
      const directions = findDirections(tokens, index);
      // "With smooth camera movement" names no move, but "no camera movement" asks for a still camera.
      if (/^mo(?:vement|tion)$/.test(word) && directions.length === 0 && !negated) continue;
      // "No sudden camera moves" says how the camera moves, not that it is still.
      if (verb.kind === "move" && negated && isQualified(tokens, index)) continue;
      // "Moves around the table" orbits it.
      const end = findDirectionEnd(tokens, index);
      const isAround = verb.kind === "move" && /^a?round$/.test(wordAt(tokens, end)) && end + 1 < tokens.length;
      const kind = isAround ? "orbit" : verb.kind;
      terms.push({ range, kind, directions, defaultDirection: verb.defaultDirection, negated, strength });
    }
  }
  const onlyManner = tokens.every(({ known }) => known.isManner);
  carried.camera = camera >= 0 || (carried.camera && (stem >= 0 || held || onlyManner || hasNoSubject(tokens)));
  carried.negated = negated && stem >= 0;
  carried.strength = onlyManner ? strengthHere : undefined;
}

/** "No fast camera moves", "without jerky motion"; but "no camera movement", "does not suddenly move". */
function isQualified(tokens: readonly Token[], index: number): boolean {
  const from = tokens.findLastIndex(({ known }, at) => at < index && known.isNegation);
  return (
    /^(?:no|without|avoid|zero)$/.test(wordAt(tokens, from)) &&
    tokens.slice(from + 1, index).some(({ word, known }) => known.strength !== undefined || /[^nl]y$/.test(word))
  );
}

/** The index of the camera noun if it is the clause's subject or object, else -1. */
function cameraIndex(tokens: readonly Token[]): number {
  for (const [index, token] of tokens.entries()) {
    if (!cameraNouns.has(token.word)) {
      // Only modifiers or the move itself may precede the camera: "pan the camera left", "keep the camera still".
      const leads = token.known.isManner || token.known.verb;
      if (!leads && !/^(?:keep|keeps|hold|holds|drone|locked|off|tripod)$/.test(token.word)) return -1;
      continue;
    }
    if (cameraThings.has(wordAt(tokens, index + 1))) return -1;
    if (token.word === "lens" && wordAt(tokens, index - 1) === "zoom") return -1;
    return index;
  }
  return -1;
}

/** Whether a clause can continue with an earlier subject. */
function hasNoSubject(tokens: readonly Token[]): boolean {
  return /(?:s|ing|ly)$/.test(wordAt(tokens, 0));
}

function isCameraMove(
  tokens: readonly Token[],
  index: number,
  form: CameraWord["form"],
  verb: EnglishVerb,
  camera: number,
  clause: Clause,
  carried: Carried,
  stem: number,
): boolean {
  const next = wordAt(tokens, index + 1);
  if (notBefore[verb.verb]?.has(next) || (verb.verb === "pan" && notBeforePan.has(wordAt(tokens, index - 1))))
    return false;
  if (verb.verb === "close" && next !== "in") return false;
  // "The last frame connects back to the first."
  if (verb.verb === "back" && form === "base" && !/^(?:away|off|up)$/.test(next)) return false;
  // "Tilts her head", "a pan left on the stove", "the truck left the road". But "the camera circles her".
  const own = camera >= 0 && camera < index && hasOnlyModifiersBefore(tokens, index, Math.max(camera, stem));
  if (form === "ed") {
    if (/^(?:is|are|be)$/.test(wordAt(tokens, index - 1))) return false;
    return own || (carried.camera && hasOnlyModifiersBefore(tokens, index, stem));
  }
  // "The camera follows a ball rolling down the street": the ball rolls.
  if (
    (form === "ing" || form === "noun") &&
    !verb.alone &&
    !hasOnlyModifiersBefore(tokens, index, Math.max(camera, stem))
  )
    return false;
  // "A static shot, rising steam".
  if (form === "ing" && camera < 0 && drifting.has(next)) return false;
  // "The camera follows the robot as it climbs."
  if (clause.subordinate && camera < 0 && !verb.alone && wordAt(tokens, 0) === "it") return false;
  // "Tracks the spatula, lifting it carefully."
  if (!own && transitive.has(verb.verb) && /^(?:it|them|him|the|an?)$/.test(next)) return false;
  const goesAround = verb.kind === "orbit" && carried.camera;
  const after = wordAt(tokens, findDirectionEnd(tokens, index));
  if (!own && !goesAround && /^(?:her|his|their|its|my|your)$/.test(after)) return false;
  const leftBehind = /^(?:on|in|at|behind|the|alone|unattended)$/.test(wordAt(tokens, index + 2));
  if (next === "left" && leftBehind && /^(?:a|an|the)?$/.test(wordAt(tokens, index - 1))) return false;
  if (verb.kind === "handheld") return isHandheld(tokens, index, camera, carried);
  // "A shot of a woman turning left": a verb after "of" is hers, unless only a camera can do it.
  if (camera >= 0 && !verb.alone && wordAt(tokens, camera + 1) === "of" && index > camera) return false;
  if (camera >= 0) return true;
  // "A pan of soup"; but "a slow pan of the room".
  if (form === "base" && next === "of" && /^(?:an?|the)$/.test(wordAt(tokens, index - 1))) return false;
  // "Tilts gently to the left" has an unknown subject; "tilts up" is a camera's.
  if (verb.kind === "tilt" && form === "s" && !carried.camera && !/^(?:up|down)(?:wards?)?$/.test(next)) return false;
  // "Pull back the curtain": the object is not a camera.
  if (/^pu(?:sh|ll)/.test(wordAt(tokens, index)) && /^(?:the|an?)$/.test(after)) return false;
  const shown = verb.defaultDirection !== undefined || findDirections(tokens, index).length > 0;
  // "Camera shot: cinematic look."
  if (!verb.alone) return carried.camera && hasOnlyModifiersBefore(tokens, index, stem) && (form !== "base" || shown);
  if (!shown) return false;
  if (tokens[index + 1]?.tied && englishDirections.has(next)) return true;
  if (moveNouns.has(next)) return true;
  if (!hasOnlyModifiersBefore(tokens, index, stem)) return false;
  // "She takes her phone, zooms in": a verb without a subject has the subject before.
  if (form !== "base") return clause.first || carried.camera || index > 0;
  if (verb.kind === "pedestal") return /^(?:up|down)(?:wards?)?$/.test(next);
  if (verb.kind === "truck" || verb.kind === "follow")
    return englishDirections.has(next) && !/^(?:an?|the)$/.test(wordAt(tokens, index - 1));
  return verb.kind !== "orbit" || isOrbitNoun(tokens, index, stem);
}

/** "A slow orbit", "orbit around", "180-degree arc to the left"; but not "in orbit", and not "an arc of light". */
function isOrbitNoun(tokens: readonly Token[], index: number, stem: number): boolean {
  const next = wordAt(tokens, index + 1);
  if (/^(?:around|round|the|to)$/.test(next) || englishDirections.has(next)) return true;
  const before = tokens.slice(stem + 1, index).map((token) => token.word);
  if (before.some((word) => /^(?:in|on|from)$/.test(word)) || (next !== "" && next !== "of")) return false;
  const manner = before.some((word) => englishStrengths.has(word) || englishDirections.has(word) || amounts.test(word));
  return manner || (next === "" && before.length === 0);
}

/** Amounts of an orbit. */
const amounts = /^(?:degrees?|full|half|partial|360)$/;

function isHandheld(tokens: readonly Token[], index: number, camera: number, carried: Carried): boolean {
  const next = wordAt(tokens, index + 1);
  if (camera >= 0 || moveNouns.has(next)) return true;
  // "Slight handheld shake".
  if (wordAt(tokens, index) === "handheld" && tokens[index + 1]?.known.verb?.kind === "handheld") return true;
  return wordAt(tokens, index) === "handheld" && (next === "" || carried.camera);
}

/** Whether only modifiers precede the word, from the clause's start or the previous move. */
function hasOnlyModifiersBefore(tokens: readonly Token[], index: number, stem: number): boolean {
  for (let before = index - 1; before > stem; before--) {
    const word = wordAt(tokens, before);
    const qualifies = [cameraNouns, moveNouns, stillWords].some((list) => list.has(word));
    if (!qualifies && !tokens[before]?.known.isManner && !englishDirections.has(word)) return false;
  }
  return true;
}

function isStillness(tokens: readonly Token[], index: number, camera: boolean): boolean {
  const word = wordAt(tokens, index);
  const next = wordAt(tokens, index + 1);
  if (word === "tripod") return moveNouns.has(next) || /^(?:on|a|steady|static)$/.test(wordAt(tokens, index - 1));
  if (word === "locked" && /^(?:off|down)$/.test(next)) return true;
  // "The camera holds on her face."
  if (/^holds?$/.test(word)) return cameraNouns.has(wordAt(tokens, index - 1));
  // "Stays put", "keep it steady": only of a camera. "A steady push-in" moves.
  if (/^(?:put|steady)$/.test(word)) return camera && next === "" && beforeStill.has(wordAt(tokens, index - 1));
  if (!stillWords.has(word)) return false;
  if (word === "still") {
    if (/ing$/.test(next)) return false;
    return moveNouns.has(next) || (camera && beforeStill.has(wordAt(tokens, index - 1)));
  }
  // "A static macro shot".
  return camera || moveNouns.has(next) || next === "frame" || /^shots?$/.test(wordAt(tokens, index + 2));
}

/** The index after a move and its direction; "in" of "zooms slowly in" is included. */
function findDirectionEnd(tokens: readonly Token[], index: number): number {
  let end = index + 1;
  while (/^(?:up|down|left|right|back|out|away)$|ly$/.test(wordAt(tokens, end))) end++;
  return end;
}

/** The directions of a move, the likeliest first: those after it, then those before ("a left-to-right pan"). */
function findDirections(tokens: readonly Token[], index: number): Direction[] {
  const directions: Direction[] = [];
  let near = true;
  for (let at = index + 1; at < Math.min(tokens.length, index + 1 + reach); at++) {
    const word = wordAt(tokens, at);
    const direction = englishDirections.get(word);
    if (direction === undefined) {
      if (tokens[at]?.known.verb) break;
      near &&= fillers.test(word);
      continue;
    }
    const before = /^(?:the|her|his)$/.test(wordAt(tokens, at - 1)) ? wordAt(tokens, at - 2) : wordAt(tokens, at - 1);
    const side = direction === "left" || direction === "right";
    // "From left to right": the second counts.
    if (wordAt(tokens, at + 1) === "to" && englishDirections.has(wordAt(tokens, at + 2))) continue;
    if (before === "from") directions.push(opposites[direction]);
    else if (near || onward.test(word) || (side && /^(?:to|toward|towards)$/.test(before))) {
      if (side && /^towards?$/.test(before)) directions.pop();
      directions.push(direction);
    }
  }
  for (let at = index - 1; at >= Math.max(0, index - 4); at--) {
    const word = wordAt(tokens, at);
    const direction = englishDirections.get(word);
    // "An outward zoom", but not the "in" of "in a slow zoom".
    const depth = direction === "in" || direction === "out";
    if (direction !== undefined && (!depth || /wards?$|^reverse$/.test(word))) directions.push(direction);
    if (!tokens[at]?.known.isManner && !fillers.test(word)) break;
  }
  return directions;
}

const fillers =
  /^(?:from|to|of|the|her|his|camera|shot|view|it|very|a|bit|little|around|across|over|past|slow|quick|smooth|gentle)$|ly$/;
/** Directions at any distance: "glides through the room toward the window". */
const onward = /^(?:toward|towards|forward|forwards|closer|clockwise|counterclockwise|anticlockwise)$/;

function wordAt(tokens: readonly Token[], index: number): string {
  return tokens[index]?.word ?? "";
}
