/**
 * The name that was probably meant, for messages that ask "Did you mean …?".
 *
 * @module
 */

/** The one of `names` that `name` is a slip of, or `undefined` if it is like none of them. */
export function nearest<Name extends string>(name: string, names: readonly Name[]): Name | undefined {
  const word = bare(name);
  if (word === "") return undefined;
  const near = names
    .map((known) => ({ known, slips: slips(word, bare(known)) }))
    .filter(({ known, slips }) => slips <= Math.max(1, Math.floor(Math.min(word.length, bare(known).length) / 3)));
  return near.toSorted((left, right) => left.slips - right.slips)[0]?.known;
}

/** `max_cost`, `maxCost` and `--max-cost` are one name. */
const bare = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");

/** Letters to add, leave out, change or swap with their neighbour (optimal string alignment). */
function slips(from: string, to: string): number {
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const here = [row];
    for (let column = 1; column <= to.length; column++) {
      const changed = from[row - 1] === to[column - 1] ? 0 : 1;
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      here[column] = Math.min(
        at(above, column) + 1,
        at(here, column - 1) + 1,
        at(above, column - 1) + changed,
        swapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = above;
    above = here;
  }
  return at(above, to.length);
}

const at = (row: readonly number[], column: number) => row[column] ?? Number.POSITIVE_INFINITY;
