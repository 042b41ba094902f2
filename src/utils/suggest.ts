/** The known name that was most likely meant: a unique prefix, or at most a third of its letters differ; `undefined` if there is none. */
export function closestMatch(name: string, known: readonly string[]): string | undefined {
  const bare = (text: string) => text.toLowerCase().replace(/[\W_]+/g, "");
  const asked = bare(name.slice(0, 80));
  let best: { known: string; distance: number } | undefined;
  // An abbreviation.
  const begun = asked.length < 4 ? [] : known.filter((candidate) => bare(candidate).startsWith(asked));
  if (begun.length === 1) return begun[0];
  for (const candidate of known) {
    const distance = editDistance(asked, bare(candidate));
    if (distance <= Math.max(1, candidate.length / 3) && (best === undefined || distance < best.distance))
      best = { known: candidate, distance };
  }
  return best?.known;
}

/** The Damerau-Levenshtein distance. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? (before[j - 2] ?? 0) + 1 : replaced;
      next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
