import type { PatternMatch, Replacement } from "../core/language.js";
import { isMotionVerb } from "../text/english-inflection.js";

export const command = (): RegExp =>
  /\b(?:(?:please|now|also|then|just|kindly|can you|could you|i want you to) ){0,3}(create|generate|produce|add|insert|delete|remove|replace|include|animate|let(?:'s)?|(?:make|change|have|give|put|show|apply|render|turn|convert|transform)(?= (?:the|an?|her|him|it|its|them|his|their|this|that|my|me|all|everything)\b))(?= )/g;

/** Reads a match of `command()`. */
export function readCommand({ match, range: [start, end], before }: PatternMatch, prose: string) {
  if (before.trim()) return undefined;
  return (
    replaceCommand(match[1] ?? "", prose.slice(end, end + 90), start, end) ?? ([[start, end]] satisfies Replacement)
  );
}

/** The event in place of a command to show it. */
function replaceCommand(verb: string, rest: string, start: number, end: number): Replacement | undefined {
  // "Create a video of …" is removed, up to the first letter of the description.
  const [wrapper = "", letter] =
    /^ (?:me )?(?:an?|the)(?: [a-z0-9-]+){0,3} (?:video|clip|animation|shot|scene)(?: clip)? (?:of|showing|where|in which|with) (?!(?:this|my|the) (?:image|picture|photo))(?=(\S))/.exec(
      rest,
    ) ?? [];
  if (letter) return [[start, end + wrapper.length + 1], letter.toUpperCase()];
  const [added = "", falling] =
    verb === "add"
      ? (/^ (?:some |light |heavy )?(snow|rain|leaves|petals|snowflakes|confetti)\b/.exec(rest) ?? [])
      : [];
  const [caused = "", agent, action = ""] = /^(?:make|let|have)$/.test(verb)
    ? (/^ (?:it )?(her|him|it|them|(?:the|her|his|its|their) [a-z]+) ([a-z]+)/.exec(rest) ?? [])
    : [];
  if (!(falling || (agent && (verb !== "make" || isMotionVerb(action))))) return undefined;
  const actor = falling ?? { her: "she", him: "he", them: "they" }[agent ?? ""] ?? agent ?? "";
  const base = falling ? "begin" : action;
  const ending = /(?:[sxz]|[cs]h|o)$/.test(base) ? "es" : "s";
  const form = /^they$|[^s]s$|people$/.test(actor) ? base : base.replace(/([^aeiou])y$/, "$1ie") + ending;
  const text = `${actor} ${form}${falling ? " to fall" : ""}`;
  return [[start, end + (added || caused).length], text.charAt(0).toUpperCase() + text.slice(1)];
}
