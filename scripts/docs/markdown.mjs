// Reads headings, links and fenced blocks of a Markdown page, line by line.

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

  // The two that TypeDoc requires too.
  hasAnchor(anchor) {
    return this.#seen.has(anchor);
  }
  getSimilarAnchors() {
    return [...this.#seen.keys()];
  }
}

/** The text of a heading without Markdown syntax. */
export const plainText = (words) =>
  words
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*`]/g, "")
    .trim();

/** The page with empty lines in place of fenced blocks, so that line numbers stay the same. */
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

/** Every heading of a page: its level, text and anchor. */
export function headings(text) {
  const slugs = new Slugs();
  return [...withoutFences(text).matchAll(/^(#{1,6}) +(.+?) *#*$/gm)].map(([, marks, words]) => {
    const plain = plainText(words);
    return { level: marks.length, text: plain, anchor: slugs.slug(plain) };
  });
}

/** The links of a page, without those inside code. */
export const links = (text) =>
  [
    ...withoutFences(text)
      .replace(/`[^`\n]*`/g, "")
      .matchAll(/\]\(([^)\s]+)[^)]*\)|(?:href|src)="([^"]+)"/g),
  ].map(([, markdown, html]) => markdown ?? html);

const image = /\.(?:png|jpe?g|gif|webp|avif|svg)$/i;

/**
 * The page with absolute URLs in place of its relative links, for places that show it without the repository. `source` and
 * `raw` are the URL prefixes of a page and of a picture of the repository; code and anchors stay as they are.
 */
export function withAbsoluteLinks(text, { source, raw }) {
  const absolute = (whole, before, link, after) => {
    if (/^(?:[a-z][a-z\d+.-]*:|#|\/\/)/i.test(link)) return whole;
    return `${before}${new URL(link, image.test(link) ? raw : source).href}${after}`;
  };
  const prose = withoutFences(text).split("\n");
  return text
    .split("\n")
    .map((line, index) =>
      // A line of a fenced block is empty in `prose`.
      prose[index] === line
        ? line
            .split(/(`[^`]*`)/)
            .map((part) =>
              part.startsWith("`")
                ? part
                : part.replace(/(\]\()([^)\s]+)()/g, absolute).replace(/((?:href|src|srcset)=")([^"]+)(")/g, absolute),
            )
            .join("")
        : line,
    )
    .join("\n");
}

/** Every fenced block: its language, code, line, and the comment about running it. */
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
