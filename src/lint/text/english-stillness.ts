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
const stays = words("stay stays staying remain remains remaining hold holds holding keep keeps keeping kept is are");

/** Finds something that stays still: "remains still", "static background", "keep the face sharp". */
export function findStillness(
  tokens: readonly Token[],
  index: number,
  aboutCamera: boolean,
): { range: Range } | undefined {
  const token = tokens[index];
  if (token === undefined) return undefined;
  const next = wordAt(tokens, index, 1);
  const second = wordAt(tokens, index, 2);
  if (
    (token.word === "static" ||
      token.word === "fixed" ||
      token.word === "locked" ||
      token.word === "still" ||
      token.word === "stationary") &&
    /^(?:shot|camera|frame|framing|medium|close|wide|closeup|off|tripod|angle)$/.test(next)
  )
    return { range: [token.start, tokens[index + 1]?.end ?? token.end] };
  if (token.word === "tripod") return { range: [token.start, token.end] };
  if (!stays.has(token.word)) {
    if (
      (token.word === "static" || token.word === "motionless" || token.word === "unchanged") &&
      wordAt(tokens, index, -1) !== ""
    )
      return { range: [token.start, token.end] };
    return undefined;
  }
  for (let at = index + 1; at <= index + 5; at++) {
    const candidate = tokens[at];
    if (candidate === undefined || candidate.sentence !== token.sentence || candidate.opens) break;
    if (stillWords.has(candidate.word) || (candidate.word === "place" && wordAt(tokens, at, -1) === "in"))
      return { range: [token.start, candidate.end] };
    if (/^(?:is|are)$/.test(token.word) && !isAdverb(candidate.word)) break;
  }
  // "The camera holds on her face."
  if (
    aboutCamera &&
    /^(?:hold|holds|stays|remains)$/.test(token.word) &&
    !/^(?:a|the|on)$/.test(second === "" ? "on" : next)
  )
    return { range: [token.start, token.end] };
  if (aboutCamera && /^holds?$/.test(token.word)) return { range: [token.start, token.end] };
  return undefined;
}
