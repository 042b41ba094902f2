/**
 * Detects stillness in English prompts.
 *
 * @module
 */
import type { Range } from "../core/types.js";
import { words } from "./english-inflection.js";
import { isAdverb, type Token, wordAt } from "./english-tokenizer.js";

const stillWords = words(
  "still static fixed unchanged steady motionless stationary intact constant frozen locked unmoving sharp same",
);
const stays = /^(?:(?:stay|remain|hold|keep)(?:s|ing)?|kept|is|are)$/;

/** Finds something that stays still: "remains still", "static background", "keep the face sharp". */
export function findStillness(tokens: readonly Token[], index: number, aboutCamera: boolean): Range | undefined {
  const token = tokens[index];
  if (token === undefined) return undefined;
  const whole: Range = [token.start, token.end];
  const next = wordAt(tokens, index, 1);
  const second = wordAt(tokens, index, 2);
  if (
    /^(?:static|fixed|locked|still|stationary)$/.test(token.word) &&
    /^(?:shot|camera|frame|framing|medium|close|wide|closeup|off|tripod|angle)$/.test(next)
  )
    return [token.start, tokens[index + 1]?.end ?? token.end];
  if (token.word === "tripod") return whole;
  if (!stays.test(token.word))
    return /^(?:static|motionless|unchanged)$/.test(token.word) && wordAt(tokens, index, -1) !== "" ? whole : undefined;
  for (let at = index + 1; at <= index + 5; at++) {
    const candidate = tokens[at];
    if (candidate === undefined || candidate.sentence !== token.sentence || candidate.opens) break;
    if (stillWords.has(candidate.word) || (candidate.word === "place" && wordAt(tokens, at, -1) === "in"))
      return [token.start, candidate.end];
    if (/^(?:is|are)$/.test(token.word) && !isAdverb(candidate.word)) break;
  }
  // "The camera holds on her face."
  return aboutCamera &&
    (/^holds?$/.test(token.word) ||
      (/^(?:stays|remains)$/.test(token.word) && second !== "" && !/^(?:a|the|on)$/.test(next)))
    ? whole
    : undefined;
}
