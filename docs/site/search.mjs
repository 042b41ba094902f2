// The search of the site. It replaces lunr, which does not support Japanese and ranks a member of a type above the page that
// explains it. Bundled into assets/main.js; scripts/docs/search.mjs writes its data.

/** Makes full-width and half-width, upper and lower case equal. */
const fold = (text) => text.normalize("NFKC").toLowerCase();

const isWord = (letter) => letter !== undefined && /[a-z0-9]/.test(letter);

/** The score of `word` in `text`: a complete Latin word counts most, the middle of a word little; repetitions add to it. */
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

/** Japanese has no spaces: if 動画の作り方 is not found, its parts 動画, 作 and 方 are searched. */
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
  // Prefers entries with that name, an API name in its exact case most, but not a member name of many types.
  // A prefix of an API name counts only if it contains an upper-case letter.
  const asCode = isApi && name.startsWith(asked) && (name === asked || /[A-Z]/.test(asked));
  const similarity = titles.map((title) =>
    title === phrase || (title.startsWith(phrase) && (asCode || !isApi)) ? phrase.length / title.length : 0,
  );
  return score + (100 * Math.max(...similarity) ** 4 + (asCode && name === asked ? 50 : 0)) / namesakes ** 3;
}

/**
 * Has the interface of a lunr index for TypeDoc's page. Finds the entries that contain every word; if there are none, those
 * that contain every part of the words.
 */
export function siteSearch({ rows }) {
  const members = new Map();
  const pages = new Set(rows.filter(({ isApi }) => !isApi).map(({ name }) => fold(name)));
  for (const { name, isMember } of rows) if (isMember) members.set(name, (members.get(name) ?? 0) + 1);
  const entries = rows.map(({ name, parent = "", file, text, weight, isApi, isMember }) => ({
    name,
    titles: file === undefined ? [fold(name)] : [fold(name), fold(file)],
    around: fold(parent),
    text: fold(text),
    weight,
    isApi,
    namesakes: isMember ? members.get(name) + Number(pages.has(fold(name))) : 1,
  }));
  const find = (words, phrase, asked) =>
    entries
      .map((entry, ref) => ({ ref, score: words.length === 0 ? 0 : scoreOf(entry, words, phrase, asked) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score);
  return {
    /** TypeDoc surrounds every word of the query with asterisks. */
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

/** Closes the search for a link to a section of the open page, which TypeDoc does not do. */
export function closeOnJump() {
  const dialog = document.getElementById("tsd-search");
  dialog?.addEventListener("click", (event) => {
    // TypeDoc handles this event as it handles Escape.
    if (event.target.closest("#tsd-search-results a") && !event.ctrlKey && !event.metaKey)
      dialog.dispatchEvent(new Event("cancel", { cancelable: true }));
  });
}
