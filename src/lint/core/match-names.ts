import { normalize } from "./normalize-text.js";
import type { Range } from "./types.js";

/** Names as the alternatives of a pattern of folded text. A middle dot may be missing. */
export function oneOf(names: string): string {
  return names
    .trim()
    .replace(/\s*\n\s*/g, "|")
    .replaceAll("・", "[・= ]?")
    .toLowerCase();
}

/** Where names stand as words of their own, whatever their case and width. */
export function* namesIn(text: string, names: readonly string[]): Iterable<Range> {
  const joined = /[a-z0-9]{2}/;
  for (const given of names) {
    const name = normalize(String(given)).text.trim();
    if (name === "") continue;
    for (let at = text.indexOf(name), end = 0; at >= 0; at = text.indexOf(name, end)) {
      end = at + name.length;
      if (!joined.test(text.slice(Math.max(0, at - 1), at + 1)) && !joined.test(text.slice(end - 1, end + 1)))
        yield [at, end];
    }
  }
}
