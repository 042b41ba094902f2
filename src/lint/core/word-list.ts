/** The words of a table as the alternatives of a pattern, the longest first, so that it wins. */
export function alternatives(table: string): string {
  return [...new WordList(table)].sort((a, b) => b.length - a.length).join("|");
}

/** What `make` makes, made when it is first asked for: importing the linter costs nothing that a prompt does not need. */
export function lazy<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The words of a table, separated by blanks or commas. */
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
      .split(/[\s,]+/)
      [Symbol.iterator]();
  }
}
