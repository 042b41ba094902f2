import { lazy, unicodePattern } from "../../utils/lazy.js";

export { lazy, unicodePattern };

/** The words of a list as regular expression alternatives, the longest first. */
export function alternatives(table: string): string {
  return [...new WordList(table)].sort((a, b) => b.length - a.length).join("|");
}

export const letter: () => RegExp = unicodePattern("\\p{L}");
export const letterOrNumber: () => RegExp = unicodePattern("[\\p{L}\\p{N}]");

/** The rows of a table, separated by commas: of each the first word, and the others. */
export const readRows = (table: string): [first: string, others: string[]][] =>
  table.split(",").map((row) => {
    const [first = "", ...others] = new WordList(row);
    return [first, others];
  });

/** A list of words, separated by whitespace or commas. "Tree+" is both "tree" and "trees". */
export class WordList {
  readonly #table: string;
  #words: Set<string> | undefined;

  constructor(table: string) {
    this.#table = table;
  }

  has(word: string): boolean {
    this.#words ??= new Set(this);
    return this.#words.has(word);
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#table
      .trim()
      .replace(/(\w+)\+/g, "$1 $1s")
      .split(/[\s,]+/)
      [Symbol.iterator]();
  }
}
