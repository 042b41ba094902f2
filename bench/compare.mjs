// Markdown tables → sentences about where a peer is ahead, computed from the figures.

/** Smaller relative differences count as equal: they are noise. */
const equalWithin = 0.05;

const plain = (cell) => cell.replace(/[*`]/g, "").trim();
const numberIn = (cell) => {
  const found = /-?\d[\d,]*(?:\.\d+)?/.exec(plain(cell))?.[0];
  return found === undefined || plain(cell).startsWith("–") ? Number.NaN : Number(found.replaceAll(",", ""));
};

/** The tables of a text: their column names, and their rows as objects. */
export function readTables(markdown) {
  const blocks = markdown.split(/\n(?!\|)/).map((block) => block.split("\n").filter((line) => line.startsWith("|")));
  return blocks
    .filter((lines) => lines.length > 2)
    .map(([head, , ...lines]) => {
      const cells = (line) =>
        line
          .slice(1, -1)
          .split(/(?<!\\)\|/)
          .map(plain);
      const names = cells(head);
      return { names, rows: lines.map((line) => Object.fromEntries(cells(line).map((cell, at) => [names[at], cell]))) };
    });
}

/** Whether `one` is better than `other` by more than `equalWithin`. */
function isAhead(one, other, better) {
  const [a, b] = [numberIn(one), numberIn(other)];
  if (Number.isNaN(a) || Number.isNaN(b)) return false;
  const slack = equalWithin * Math.max(Math.abs(a), Math.abs(b));
  return better === "less" ? a < b - slack : a > b + slack;
}

/**
 * Sentences about the peers that are ahead of ours. `rules`:
 * `ours` and `peers`: patterns of names of rows; `name`: the column they are in, by default the first;
 * `columns`: { column: "less" | "more" }, what is better; `group`: columns that must agree for two rows to be compared;
 * `together`: a peer is ahead only if it is ahead in all columns, because one can be traded for another.
 * Throws if there is nothing to compare, so that a renamed column is an error.
 */
export function peersAhead(markdown, { ours, peers = /./, name, columns, group = [], together = false }) {
  const wanted = Object.entries(columns);
  let compared = 0;
  const sentences = [];
  for (const { names, rows } of readTables(markdown)) {
    if (!wanted.every(([column]) => names.includes(column))) continue;
    const nameOf = (row) => row[name ?? names[0]];
    const mine = rows.filter((row) => ours.test(nameOf(row)));
    const theirs = rows.filter((row) => !ours.test(nameOf(row)) && peers.test(nameOf(row)));
    for (const own of mine) {
      const rivals = theirs.filter((row) => group.every((column) => row[column] === own[column]));
      compared += rivals.length;
      const better = (rival, [column, direction]) => isAhead(rival[column], own[column], direction);
      const where = group.map((column) => `${column}: ${own[column]}`).join(", ");
      const whose = `${nameOf(own)}${where && ` (${where})`}`;
      const tell = (rival, chosen) => `${nameOf(rival)} (${chosen.map(([column]) => rival[column]).join(" and ")})`;
      const parts = together ? [wanted] : wanted.map((column) => [column]);
      for (const part of parts) {
        const ahead = rivals.filter((rival) => part.every((column) => better(rival, column)));
        if (ahead.length === 0) continue;
        const what = part.map(([column]) => column).join(" and ");
        const figures = part.map(([column]) => own[column]).join(" and ");
        sentences.push(`${what}: ahead of ${whose}, ${figures}: ${ahead.map((rival) => tell(rival, part)).join(", ")}`);
      }
    }
  }
  if (compared === 0) throw new Error(`No rows to compare in columns ${wanted.map(([column]) => column).join(", ")}`);
  return [...new Set(sentences)];
}
