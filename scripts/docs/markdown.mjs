// What the checks and the site need to know of a Markdown page. Fences are found by their lines: a page is not parsed.

/** GitHub's rule for the anchor of a heading; the second of the same name gets "-1". */
export class Slugs {
  #seen = new Map();

  slug(heading) {
    const plain = heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Mark}\p{Number}\p{Connector_Punctuation} -]/gu, "")
      .replaceAll(" ", "-");
    const count = this.#seen.get(plain) ?? 0;
    this.#seen.set(plain, count + 1);
    return count === 0 ? plain : `${plain}-${count}`;
  }

  // The two that TypeDoc asks for as well.
  hasAnchor(anchor) {
    return this.#seen.has(anchor);
  }
  getSimilarAnchors() {
    return [...this.#seen.keys()];
  }
}

/** A heading's words, without the marks that Markdown writes them with. */
export const plainText = (words) =>
  words
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*`]/g, "")
    .trim();

/** The page without what stands in its fences, line by line, so that line numbers stay. */
export function withoutFences(text) {
  let fence;
  return text
    .split("\n")
    .map((line) => {
      const [, mark] = /^\s*(```+|~~~+)/.exec(line) ?? [];
      if (mark === undefined) return fence === undefined ? line : "";
      if (fence === undefined) fence = mark;
      else if (mark.startsWith(fence)) fence = undefined;
      return "";
    })
    .join("\n");
}

/** Every heading of a page: its level, words and anchor. */
export function headings(text) {
  const slugs = new Slugs();
  return [...withoutFences(text).matchAll(/^(#{1,6}) +(.+?) *#*$/gm)].map(([, marks, words]) => {
    const plain = plainText(words);
    return { level: marks.length, text: plain, anchor: slugs.slug(plain) };
  });
}

/** Where a page links to, without what only looks like a link inside code. */
export const links = (text) =>
  [
    ...withoutFences(text)
      .replace(/`[^`\n]*`/g, "")
      .matchAll(/\]\(([^)\s]+)[^)]*\)|(?:href|src)="([^"]+)"/g),
  ].map(([, markdown, html]) => markdown ?? html);

/** Every fenced block: its language, code, line of the first fence, and what a comment above it says of running it. */
export function blocks(text) {
  const found = [];
  for (const match of text.matchAll(/(?:<!-- (run|not run: .*) -->\n)?^```([^\n]*)\n(.*?)^```$/gms)) {
    const [whole, mark, info, code] = match;
    const line = text.slice(0, match.index + whole.indexOf("```")).split("\n").length;
    found.push({
      language: info.split(" ")[0],
      info,
      code,
      line,
      run: mark === "run",
      notRun: mark?.replace(/^(not )?run:? ?/, ""),
    });
  }
  return found;
}

/** The blocks of a source file's docstrings. */
export function docstringBlocks(source) {
  return [...source.matchAll(/\/\*\*.*?\*\//gs)].flatMap((comment) => {
    const line = source.slice(0, comment.index).split("\n").length;
    return blocks(comment[0].replace(/^ *\* ?/gm, "")).map((block) => ({ ...block, line: line + block.line - 1 }));
  });
}
