/**
 * Comments that turn rules off and on: `<!-- ugoku-lint-disable no-command, no-negation -->`.
 *
 * @module
 */
import { describeValue } from "../utils/errors.js";
import { closestMatch } from "../utils/suggest.js";
import type { Problem } from "./source-map.js";

/** Rules that are off from here on, and those that are for the next prompt only. */
export interface Directives {
  readonly off: ReadonlySet<string>;
  readonly next: ReadonlySet<string>;
}

export const noDirectives: Directives = { off: new Set(), next: new Set() };

const names = ["ugoku-lint-disable", "ugoku-lint-enable", "ugoku-lint-disable-next"] as const;

/** What is in force after a comment. One that speaks of something else changes nothing. */
export function applyDirective(
  directives: Directives,
  comment: string,
  rules: readonly string[],
): { directives: Directives; problems: readonly Problem[] } {
  // What stands behind two dashes says why.
  const [words = ""] = comment.trim().split(/\s--+(?:\s|$)/);
  const [name = "", ...ids] = words.split(/[\s,、]+/).filter((word) => word !== "");
  if (!name.startsWith("ugoku-lint")) return { directives, problems: [] };
  const unknown = ids.filter((id) => !rules.includes(id));
  const problems = unknown.map((id) => ({
    message: `names the unknown rule ${describeValue(id)}.`,
    hint: hintFor(id, rules),
  }));
  const known = ids.filter((id) => rules.includes(id));
  // Without names all are meant; with nothing but wrong names none is.
  const meant = ids.length === 0 ? rules : known;
  const { off, next } = directives;
  switch (name) {
    case "ugoku-lint-disable":
      return { directives: { off: new Set([...off, ...meant]), next }, problems };
    case "ugoku-lint-enable":
      return { directives: { off: new Set([...off].filter((id) => !meant.includes(id))), next }, problems };
    // Two in a row add up.
    case "ugoku-lint-disable-next":
      return { directives: { off, next: new Set([...next, ...meant]) }, problems };
    default:
      return {
        directives,
        problems: [{ message: `has a comment ${describeValue(name)}.`, hint: hintFor(name, names) }],
      };
  }
}

function hintFor(name: string, known: readonly string[]): string {
  const meant = closestMatch(name, known);
  return meant === undefined ? `Known: ${known.join(", ")}.` : `Did you mean ${meant}?`;
}
