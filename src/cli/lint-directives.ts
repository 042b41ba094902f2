/**
 * Comments that turn rules off and on: `<!-- ugoku-lint-disable no-command, no-negation -->`.
 *
 * @module
 */
import { describeValue } from "../utils/errors.js";
import { closestMatch } from "../utils/suggest.js";
import type { Problem } from "./source-map.js";

/** `off`: rules disabled from here on. `next`: for the next prompt only. */
export interface Directives {
  readonly off: ReadonlySet<string>;
  readonly next: ReadonlySet<string>;
}

export const noDirectives: Directives = { off: new Set(), next: new Set() };

const names = ["ugoku-lint-disable", "ugoku-lint-enable", "ugoku-lint-disable-next"] as const;

/** Applies a comment to the directives. Other comments change nothing. */
export function applyDirective(
  directives: Directives,
  comment: string,
  rules: readonly string[],
): { directives: Directives; problems: readonly Problem[] } {
  // The text after two dashes is an explanation.
  const [directive = ""] = comment.trim().split(/\s--+(?:\s|$)/);
  const [name = "", ...ids] = directive.split(/[\s,、]+/).filter((part) => part !== "");
  if (!name.startsWith("ugoku-lint")) return { directives, problems: [] };
  const unknown = ids.filter((id) => !rules.includes(id));
  const problems = unknown.map((id) => ({
    message: `names the unknown rule ${describeValue(id)}.`,
    hint: hintFor(id, rules),
  }));
  const known = ids.filter((id) => rules.includes(id));
  // Without rule names: all rules. With unknown names only: none.
  const selected = ids.length === 0 ? rules : known;
  const { off, next } = directives;
  switch (name) {
    case "ugoku-lint-disable":
      return { directives: { off: new Set([...off, ...selected]), next }, problems };
    case "ugoku-lint-enable":
      return { directives: { off: new Set([...off].filter((id) => !selected.includes(id))), next }, problems };
    // Two in a row add up.
    case "ugoku-lint-disable-next":
      return { directives: { off, next: new Set([...next, ...selected]) }, problems };
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
