/**
 * The prompts of a Markdown file: each fence that is tagged `prompt`; where there is none, each paragraph, item and
 * quotation.
 *
 * Left out: front matter, headings, other code, tables, HTML, comments, link definitions, and paragraphs of nothing but
 * images and links. Comments can turn rules off: `<!-- ugoku-lint-disable no-command -->`, `-enable`, `-disable-next`.
 *
 * The blocks are those of CommonMark as far as prompts go: it reads no emphasis, and no lazy lines across quotations.
 *
 * @module
 */
import { rules } from "../lint.js";
import { applyDirective, noDirectives } from "./lint-directives.js";
import { type ContentLine, type Part, paragraphPrompt } from "./markdown-paragraph.js";
import { type FoundPrompt, type Line, linesOf, type Problem, type Reading } from "./source-map.js";

export function promptsInMarkdown(file: string): Reading {
  const reader = new MarkdownReader(file);
  const lines = linesOf(file);
  for (const line of lines.slice(frontMatter(file, lines))) reader.read(line);
  return reader.end();
}

/** How many lines the front matter takes. */
function frontMatter(file: string, lines: readonly Line[]): number {
  const words = ({ start, end }: Line) => file.slice(start, end).trimEnd();
  const fence = lines[0] ? words(lines[0]) : "";
  if (fence !== "---" && fence !== "+++") return 0;
  const last = lines.findIndex(
    (line, index) => index > 0 && [fence, fence === "---" ? "..." : fence].includes(words(line)),
  );
  return last + 1;
}

const htmlBlock =
  /^<\/?(?:address|article|aside|blockquote|body|br|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|iframe|img|input|legend|li|link|main|menu|meta|nav|ol|p|picture|pre|script|section|source|style|summary|svg|table|tbody|td|textarea|tfoot|th|thead|tr|ul|video)(?:[\s/>]|$)/i;
const thematicBreak = /^(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const delimiterRow = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const listMarker = /^(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)[ \t]*/;
const onlyLinks =
  /^(?:!?\[[^\][]*\]\([^()]*\)|\[!\[[^\][]*\]\([^()]*\)\]\([^()]*\)|<?https?:\/\/[^\s<>]+>?(?=\s|$)|\s)+$/;

/** Items that may begin on one line: more of them is no list of anyone's. */
const maxDepth = 20;

interface Fence {
  readonly mark: string;
  readonly isPrompt: boolean;
  /** How many quotations it is in. */
  readonly depth: number;
  /** White space before its lines that is not part of them, at the most. */
  readonly indent: number;
  readonly opening: Line;
}

/** What stands before the words of a line. */
interface Prefix {
  readonly depth: number;
  /** Columns before the first word or mark. */
  readonly indent: number;
  /** Where the quotation marks end. */
  readonly inner: number;
  /** Where the words begin. */
  readonly from: number;
}

class MarkdownReader {
  readonly #file: string;
  readonly #paragraphs: FoundPrompt[] = [];
  readonly #fenced: FoundPrompt[] = [];
  readonly #problems: Problem[] = [];
  #directives = noDirectives;
  #lines: ContentLine[] = [];
  /** What was in force when the paragraph began. */
  #inForce = noDirectives;
  #depth = 0;
  /** The column of a list's words; missing outside of lists. */
  #listIndent: number | undefined;
  #fence: Fence | undefined;
  #comment: { text: string; readonly line: number } | undefined;
  #skipping = false;

  constructor(file: string) {
    this.#file = file;
  }

  read(line: Line): void {
    if (this.#fence && this.#readFence(line, this.#fence)) return;
    if (this.#comment) this.#readWords(line, line.start);
    else this.#readBlock(line);
  }

  end(): Reading {
    this.#flush();
    if (this.#comment)
      this.#problems.push({
        line: this.#comment.line,
        message: "begins a comment that does not end.",
        hint: "Add -->",
      });
    // A page that marks its prompts is about them: the rest of it is not for a model.
    return { prompts: this.#fenced.length > 0 ? this.#fenced : this.#paragraphs, problems: this.#problems };
  }

  #readBlock(line: Line): void {
    const { depth, indent, inner, from: start } = this.#prefixOf(line);
    let from = start;
    if (from >= line.end) {
      this.#flush();
      this.#skipping = false;
      return;
    }
    if (depth !== this.#depth) {
      this.#flush();
      this.#skipping = false;
      this.#listIndent = undefined;
      this.#depth = depth;
    }
    if (this.#skipping) return;
    const isOpen = this.#lines.length > 0;
    if (!isOpen && indent >= (this.#listIndent ?? 0) + 4) return;
    const words = () => this.#file.slice(from, line.end).trimEnd();
    if (
      isOpen &&
      indent >= (this.#listIndent ?? 0) &&
      indent < (this.#listIndent ?? 0) + 4 &&
      /^(=+|-+)$/.test(words())
    ) {
      // The paragraph was a heading.
      this.#lines = [];
      return;
    }
    const isItem = () => {
      const marker = thematicBreak.test(words()) ? undefined : listMarker.exec(words())?.[0];
      if (marker === undefined) return false;
      // A year at the start of a line, or a lone dash, ends no paragraph.
      const interrupts = this.#listIndent !== undefined || (/^([-*+]|1[.)])/.test(marker) && words() !== marker);
      if (isOpen && this.#lines.length > 0 && !interrupts) return false;
      this.#flush();
      from += marker.length;
      this.#listIndent = indent + (from - start);
      from += /^\[[ xX]\][ \t]+/.exec(words())?.[0].length ?? 0;
      return true;
    };
    let inList = false;
    for (let depth = 0; depth < maxDepth && isItem(); depth++) inList = true;
    if (!inList && !isOpen && indent < (this.#listIndent ?? 0)) this.#listIndent = undefined;
    if (inList && words() === "") return;
    if (this.#startsOther(line, words(), from - inner)) return;
    this.#readWords(line, from);
  }

  /** Whether a line begins something that holds no prompt, or a fence. */
  #startsOther(line: Line, words: string, indent: number): boolean {
    const fence = /^(`{3,}|~{3,})[ \t]*(.*)$/.exec(words);
    if (fence && !(fence[1]?.startsWith("`") && fence[2]?.includes("`"))) {
      this.#flush();
      const isPrompt = /^prompt(?:\s|$)/i.test(fence[2] ?? "");
      this.#fence = { mark: fence[1] ?? "", isPrompt, depth: this.#depth, indent, opening: line };
      this.#inForce = this.#directives;
      return true;
    }
    if (/^#{1,6}(?:[ \t]|$)/.test(words) || thematicBreak.test(words)) {
      this.#flush();
      return true;
    }
    if (htmlBlock.test(words) || /^<\/?[a-z][^<>]*>$/i.test(words)) {
      this.#flush();
      this.#skipping = true;
      return true;
    }
    if (this.#lines.length === 0) return /^\[[^\]]+\]:[ \t]*\S/.test(words);
    const head = this.#lines.at(-1);
    if (!words.includes("|") || !delimiterRow.test(words) || !head) return false;
    if (!this.#file.slice(head.start, head.end).includes("|")) return false;
    this.#lines.pop();
    this.#flush();
    this.#skipping = true;
    return true;
  }

  /** A line of a paragraph, without the comments in it. */
  #readWords(line: Line, from: number): void {
    if (this.#file.startsWith("<!--", from)) this.#flush();
    const parts = this.#outsideComments(line, from);
    const [first] = parts;
    if (!first) return;
    if (this.#lines.length === 0) this.#inForce = this.#directives;
    this.#lines.push({ start: line.start, end: line.end, next: line.next, parts: [first, ...parts.slice(1)] });
  }

  #outsideComments(line: Line, from: number): Part[] {
    const parts: Part[] = [];
    let at = from;
    while (at < line.end) {
      if (this.#comment) {
        const close = this.#file.slice(at, line.end).indexOf("-->");
        const end = close === -1 ? line.end : at + close;
        this.#comment.text += `${this.#file.slice(at, end)}\n`;
        if (close === -1) break;
        this.#obey(this.#comment);
        this.#comment = undefined;
        at = end + 3;
      }
      const open = this.#file.slice(at, line.end).indexOf("<!--");
      const part = trimmed(this.#file, at, open === -1 ? line.end : at + open, parts.length === 0);
      if (part) parts.push(part);
      if (open === -1) break;
      at += open + 4;
      this.#comment = { text: "", line: line.number };
    }
    return parts;
  }

  #obey({ text, line }: { readonly text: string; readonly line: number }): void {
    const { directives, problems } = applyDirective(
      this.#directives,
      text,
      rules.map(({ id }) => id),
    );
    this.#directives = directives;
    for (const problem of problems) this.#problems.push({ line, ...problem });
  }

  /** Whether the line belongs to the fence. */
  #readFence(line: Line, fence: Fence): boolean {
    let at = line.start;
    for (let depth = 0; depth < fence.depth; depth++) {
      const mark = /^[ \t]*> ?/.exec(this.#file.slice(at, line.end));
      if (!mark) {
        // The quotation ends, and the fence with it.
        this.#endFence(fence);
        return false;
      }
      at += mark[0].length;
    }
    const words = this.#file.slice(at, line.end).trim();
    const isMark = words.length >= fence.mark.length && words === (fence.mark[0] ?? "").repeat(words.length);
    if (isMark) {
      this.#endFence(fence);
      return true;
    }
    if (!fence.isPrompt) return true;
    const stop = Math.min(at + fence.indent, line.end);
    while (at < stop && " \t".includes(this.#file.charAt(at))) at += 1;
    this.#lines.push({ start: line.start, end: line.end, next: line.next, parts: [{ from: at, to: line.end }] });
    return true;
  }

  #endFence(fence: Fence): void {
    this.#fence = undefined;
    if (!fence.isPrompt) return;
    const isBlank = ({ parts: [{ from, to }] }: ContentLine) => this.#file.slice(from, to).trim() === "";
    const first = this.#lines.findIndex((line) => !isBlank(line));
    const last = this.#lines.findLastIndex((line) => !isBlank(line));
    const empty = { ...fence.opening, parts: [{ from: fence.opening.end, to: fence.opening.end }] } as const;
    this.#add(this.#fenced, first === -1 ? [empty] : this.#lines.slice(first, last + 1));
    this.#lines = [];
  }

  /** Ends the paragraph. */
  #flush(): void {
    if (this.#fence) this.#endFence(this.#fence);
    const lines = this.#lines;
    this.#lines = [];
    if (lines.length === 0) return;
    const text = lines.map(({ parts }) => parts.map(({ from, to }) => this.#file.slice(from, to)).join(" ")).join("\n");
    if (!onlyLinks.test(text)) this.#add(this.#paragraphs, lines);
  }

  #add(to: FoundPrompt[], lines: readonly ContentLine[]): void {
    const { off, next } = this.#inForce;
    to.push(paragraphPrompt(this.#file, lines, new Set([...off, ...next])));
    if (this.#directives.next === next) this.#directives = { ...this.#directives, next: noDirectives.next };
  }

  #prefixOf(line: Line): Prefix {
    let depth = 0;
    let at = line.start;
    let inner = at;
    let indent = 0;
    for (; at < line.end; at++) {
      const character = this.#file.charAt(at);
      if (character === " ") indent += 1;
      else if (character === "\t") indent += 4 - (indent % 4);
      else if (character === ">" && indent < 4) {
        depth += 1;
        indent = 0;
        if (this.#file.charAt(at + 1) === " " && at + 1 < line.end) at += 1;
        inner = at + 1;
      } else break;
    }
    return { depth, indent, inner, from: at };
  }
}

/** A part without the white space behind it, and, at the start of a line, before it. */
function trimmed(file: string, from: number, to: number, isFirst: boolean): Part | undefined {
  let [start, end] = [from, to];
  while (end > start && " \t".includes(file.charAt(end - 1))) end -= 1;
  while (isFirst && start < end && " \t".includes(file.charAt(start))) start += 1;
  return start < end ? { from: start, to: end } : undefined;
}
