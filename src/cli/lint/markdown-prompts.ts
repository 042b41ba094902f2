/**
 * Prompts of a Markdown file: each fence tagged `prompt`; without such fences, each paragraph, also in lists and
 * quotations. A comment turns rules off for the next prompt: `<!-- ugoku-lint-disable-next no-command -- a reason -->`.
 *
 * markdown-it finds the blocks. Its tokens have lines but no columns; a line of a block is the end of the file's line.
 */
import MarkdownIt, { type Token } from "markdown-it";
import { type Range, rules } from "../../lint.js";
import { describeValue } from "../../utils/errors.js";
import { closestMatch } from "../../utils/suggest.js";
import { type FoundPrompt, type Line, noRules, type Problem, type Reading, splitLines } from "./source-map.js";

const onlyLinks =
  /^(?:!?\[[^\][]*\]\([^()]*\)|\[!\[[^\][]*\]\([^()]*\)\]\([^()]*\)|<?https?:\/\/[^\s<>]+>?(?=\s|$)|\s)+$/;
const footnote = /^\[\^[^\]]+\]:/;

export function promptsInMarkdown(file: string): Reading {
  const allLines = splitLines(file);
  const lines = allLines.slice(countFrontMatterLines(file, allLines));
  const paragraphs: FoundPrompt[] = [];
  const fenced: FoundPrompt[] = [];
  const problems: Problem[] = [];
  /** Rules that are off for the next prompt. */
  let nextOff = noRules;

  const add = (to: FoundPrompt[], content: readonly ContentLine[], off = nextOff) => {
    to.push(paragraphPrompt(file, content, off));
    // Not if it is that of a comment inside the prompt.
    if (nextOff === off) nextOff = noRules;
  };

  const readComment = (line: number, text: string) => {
    const read = readDirective(text);
    // Two in a row add up.
    nextOff = new Set([...nextOff, ...read.off]);
    problems.push(...read.problems.map((problem) => ({ line, ...problem })));
  };

  /** A paragraph, or an HTML block that begins with a comment: its text without the comments. */
  const readText = (token: Token, isItem: boolean) => {
    const content: ContentLine[] = [];
    let off = nextOff;
    let comment: { readonly line: number; text: string } | undefined;
    for (const [index, { line, from, to }] of locateLines(file, token, lines).entries()) {
      const task = isItem && index === 0 ? /^\[[ xX]\][ \t]+/.exec(file.slice(from, to)) : null;
      const parts: Part[] = [];
      for (let at = from + (task?.[0].length ?? 0); at < to; ) {
        const found = file.slice(at, to).indexOf(comment ? "-->" : "<!--");
        const end = found === -1 ? to : at + found;
        if (comment) {
          comment.text += `${file.slice(at, end)}\n`;
          if (found === -1) break;
          readComment(comment.line, comment.text);
          comment = undefined;
          at = end + 3;
          continue;
        }
        const part = trimPart(file, at, end, parts.length === 0);
        if (part) {
          if (content.length === 0 && parts.length === 0) off = nextOff;
          parts.push(part);
        }
        if (found !== -1) comment = { line: line.number, text: "" };
        at = end + 4;
      }
      const [first, ...others] = parts;
      if (first) content.push({ ...line, parts: [first, ...others] });
    }
    if (comment) problems.push({ line: comment.line, message: "begins a comment that does not end.", hint: "Add -->" });
    const text = content.map(({ parts }) => parts.map((part) => file.slice(part.from, part.to)).join(" ")).join("\n");
    if (content.length > 0 && !onlyLinks.test(text) && !footnote.test(text)) add(paragraphs, content, off);
  };

  const readFence = ({ content, map, info }: Token) => {
    const opening = lines[map?.[0] ?? 0];
    if (!opening || !/^prompt(?:\s|$)/i.test(info.trim())) return;
    const texts = content.split("\n");
    const isText = (text: string) => text.trim() !== "";
    const first = texts.findIndex(isText);
    const kept = first === -1 ? [] : texts.slice(first, texts.findLastIndex(isText) + 1);
    const inner = kept.flatMap((text, index): ContentLine[] => {
      const line = lines[(map?.[0] ?? 0) + 1 + first + index];
      if (!line) return [];
      // A tab that is cut by the indentation is spaces in the token, and not in the file.
      const isExact = file.startsWith(text, line.end - text.length);
      return [{ ...line, parts: [{ from: line.end - (isExact ? text : text.trimStart()).length, to: line.end }] }];
    });
    add(fenced, inner.length > 0 ? inner : [{ ...opening, parts: [{ from: opening.end, to: opening.end }] }]);
  };

  const parser = new MarkdownIt({ html: true, maxNesting: 20 });
  parser.core.ruler.enableOnly(["normalize", "block"]);
  const tokens = parser.parse(file.slice(lines[0]?.start ?? file.length), {});
  for (const [index, token] of tokens.entries()) {
    if (token.type === "fence") readFence(token);
    else if (token.type === "html_block" && token.content.trimStart().startsWith("<!--")) readText(token, false);
    else if (token.type === "inline" && tokens[index - 1]?.type === "paragraph_open")
      readText(token, tokens[index - 2]?.type === "list_item_open");
  }
  // In a page with tagged prompts, the other paragraphs are not prompts.
  return { prompts: fenced.length > 0 ? fenced : paragraphs, problems };
}

const directive = "ugoku-lint-disable-next";

/** The rules that a comment turns off; all if it names none. The text after two dashes is a reason. */
function readDirective(comment: string): { readonly off: readonly string[]; readonly problems: readonly Problem[] } {
  const [text = ""] = comment.trim().split(/\s--+(?:\s|$)/);
  const [name = "", ...ids] = text.split(/[\s,、]+/).filter((part) => part !== "");
  if (!name.startsWith("ugoku-lint")) return { off: [], problems: [] };
  if (name !== directive) return { off: [], problems: [unknown(`has a comment`, name, [directive])] };
  const known = rules.map(({ id }) => id);
  return {
    off: ids.length === 0 ? known : ids.filter((id) => known.includes(id)),
    problems: ids.filter((id) => !known.includes(id)).map((id) => unknown("names the unknown rule", id, known)),
  };
}

function unknown(what: string, name: string, known: readonly string[]): Problem {
  const meant = closestMatch(name, known);
  const hint = meant === undefined ? `Known: ${known.join(", ")}.` : `Did you mean ${meant}?`;
  return { message: `${what} ${describeValue(name)}.`, hint };
}

/** Counts the lines of the front matter. */
function countFrontMatterLines(file: string, lines: readonly Line[]): number {
  const trimmedText = ({ start, end }: Line) => file.slice(start, end).trimEnd();
  const fence = lines[0] ? trimmedText(lines[0]) : "";
  if (fence !== "---" && fence !== "+++") return 0;
  const last = lines.findIndex(
    (line, index) => index > 0 && [fence, fence === "---" ? "..." : fence].includes(trimmedText(line)),
  );
  return last + 1;
}

/** Locates the lines of a block in the file, without surrounding white space. */
function locateLines(
  file: string,
  { content, map }: Token,
  lines: readonly Line[],
): (Part & { readonly line: Line })[] {
  const texts = content.trim().split("\n");
  const own = lines
    .slice(map?.[0], map?.[1])
    .map((line) => ({ line, source: file.slice(line.start, line.end).trimEnd() }));
  // Lines of nothing but white space that Markdown does not know (U+3000) are missing at the start of the content.
  const skipped = Math.max(
    0,
    own.findIndex(({ source }) => source.endsWith(texts[0]?.trim() ?? "")),
  );
  return own.slice(skipped, skipped + texts.length).map(({ line, source }, index) => {
    const to = line.start + source.length;
    return { line, from: to - (texts[index]?.trim().length ?? 0), to };
  });
}

/** A part without trailing white space and, at the start of a line, without leading white space. */
function trimPart(file: string, from: number, to: number, isFirst: boolean): Part | undefined {
  const text = file.slice(from, to);
  const end = from + text.trimEnd().length;
  const start = isFirst ? to - text.trimStart().length : from;
  return start < end ? { from: start, to: end } : undefined;
}

/** Offsets into the file, the end exclusive. */
interface Part {
  readonly from: number;
  readonly to: number;
}

/** A line of a paragraph. It has more than one part if there are comments in it. */
interface ContentLine {
  readonly start: number;
  readonly end: number;
  readonly next: number;
  readonly parts: readonly [Part, ...Part[]];
}

function paragraphPrompt(file: string, lines: readonly ContentLine[], off: ReadonlySet<string>): FoundPrompt {
  /** The offset of each piece in the text (`at`) and in the file (`from`). */
  const pieces: { readonly at: number; readonly from: number }[] = [];
  let text = "";
  const append = (from: number, to: number) => {
    pieces.push({ at: text.length, from });
    text += file.slice(from, to);
  };
  for (const [index, { parts, end, next }] of lines.entries()) {
    for (const { from, to } of parts) append(from, to);
    if (index < lines.length - 1) append(end, next);
  }
  const mapOffset = (offset: number, isEnd: boolean): number => {
    const piece = pieces.findLast(({ at }) => (isEnd ? at < offset : at <= offset)) ?? pieces[0];
    return piece ? piece.from + offset - piece.at : 0;
  };
  const toFile = ([from, to]: Range): Range => [mapOffset(from, false), mapOffset(to, to > from)];
  const range = toFile([0, text.length]);
  return {
    text,
    range,
    context: {},
    off,
    toFile,
    fixInFile(fix) {
      const [from, to] = toFile(fix.range);
      // A fix across lines would delete what is between them, such as the ">" of a quotation.
      return to - from === fix.range[1] - fix.range[0] ? { range: [from, to], text: fix.text } : undefined;
    },
  };
}
