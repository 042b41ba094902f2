// What the site's search field asks, in place of lunr, whose words end where Latin letters do and which ranks a member of
// a type above the page that explains it. Bundled into assets/main.js; scripts/docs/search.mjs writes what it reads.

/** Full-width and half-width, upper and lower case are one. */
const fold = (text) => text.normalize("NFKC").toLowerCase();

const isWord = (letter) => letter !== undefined && /[a-z0-9]/.test(letter);

/** How well `word` stands in `text`: a Latin word counts most as a whole, little in the middle of another; often is more. */
function matchOf(text, word) {
  let best = 0;
  let times = 0;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
    const begins = !isWord(word[0]) || !isWord(text[at - 1]);
    const ends = !isWord(word.at(-1)) || !isWord(text[at + word.length]);
    best = Math.max(best, begins && ends ? 1 : begins ? 0.5 : 0.1);
    if (begins) times++;
  }
  return best * (1 + Math.log2(Math.max(1, times)) / 5);
}

/** Japanese has no spaces: 動画の作り方 is 動画 and 作 and 方 where it does not stand as it is. */
const pieces = (word) => word.match(/\p{Script=Han}+|\p{scx=Katakana}+|[\p{Script=Latin}\d_]+/gu) ?? [];

/** Scores one entry for all of `words`; 0 if it lacks one of them. */
function scoreOf({ name, titles, around, text, weight, isApi, namesakes }, words, phrase, asked) {
  let score = 0;
  for (const word of words) {
    const inTitle = Math.max(...titles.map((title) => matchOf(title, word)));
    const inAround = matchOf(around, word);
    const inText = matchOf(text, word);
    if (inTitle + inAround + inText === 0) return 0;
    score += (8 * inTitle + 3 * inAround + 2 * inText) / words.length;
  }
  if (words.length > 1) score += 8 * matchOf(titles[0], phrase) + 6 * matchOf(text, phrase);
  score *= weight;
  // What is called so is meant itself, and a name as the code writes it first of all; but not a word that many types have.
  // The beginning of a name counts if it looks like one.
  const asCode = isApi && name.startsWith(asked) && (name === asked || /[A-Z]/.test(asked));
  const likeness = titles.map((title) =>
    title === phrase || (title.startsWith(phrase) && (asCode || !isApi)) ? phrase.length / title.length : 0,
  );
  return score + (100 * Math.max(...likeness) ** 4 + (asCode && name === asked ? 50 : 0)) / namesakes ** 3;
}

/**
 * What TypeDoc's page takes for an index of lunr: the entries that have every word; if none has, those that have every
 * piece of the words.
 */
export function siteSearch({ rows }) {
  const members = new Map();
  for (const { name, isMember } of rows) if (isMember) members.set(name, (members.get(name) ?? 0) + 1);
  const entries = rows.map(({ name, parent = "", file, text, weight, isApi, isMember }) => ({
    name,
    titles: file === undefined ? [fold(name)] : [fold(name), fold(file)],
    around: fold(parent),
    text: fold(text),
    weight,
    isApi,
    namesakes: isMember ? members.get(name) : 1,
  }));
  const find = (words, phrase, asked) =>
    entries
      .map((entry, ref) => ({ ref, score: words.length === 0 ? 0 : scoreOf(entry, words, phrase, asked) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score);
  return {
    /** TypeDoc writes every word of the query between two stars. */
    search(query) {
      const typed = query.split(/\s+/u).map((word) => word.replace(/^\*(.*)\*$/u, "$1"));
      const asked = typed.filter(Boolean).join(" ");
      const phrase = fold(asked);
      const words = phrase.split(" ").filter(Boolean);
      const found = find(words, phrase, asked);
      return found.length > 0 ? found : find(words.flatMap(pieces), phrase, asked);
    },
  };
}

/** A section of the page that is open is no new page: TypeDoc would leave the search lying over it. */
export function closeOnJump() {
  const dialog = document.getElementById("tsd-search");
  dialog?.addEventListener("click", (event) => {
    // TypeDoc closes it as it does for Escape.
    if (event.target.closest("#tsd-search-results a") && !event.ctrlKey && !event.metaKey)
      dialog.dispatchEvent(new Event("cancel", { cancelable: true }));
  });
}
