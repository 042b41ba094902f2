// @module-tag node-independent

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { pages } from "../../scripts/docs/pages.mjs";

const path = (name: string) => resolve(import.meta.dirname, "../..", name);
const read = (name: string) => readFileSync(path(name), "utf8");
const guides = ["node", "serverless", "prompts"].map((name) => `docs/guides/getting-started-${name}.md`);

interface Section {
  readonly level: number;
  readonly text: string;
}

/** A page by its headings; a `#` in a fenced block is none. */
function getSections(page: string): Section[] {
  const sections: { level: number; text: string }[] = [];
  let isFenced = false;
  for (const line of page.split("\n")) {
    if (line.startsWith("```")) isFenced = !isFenced;
    const level = isFenced ? 0 : (/^(#+) /.exec(line)?.[1]?.length ?? 0);
    if (level > 0) sections.push({ level, text: "" });
    const last = sections.at(-1);
    if (last) last.text += `${line}\n`;
  }
  return sections;
}

/** The code. The prompts of the command line may be in the language of the page. */
const blocks = (text: string) =>
  (text.match(/^```.*?^```$/gms) ?? []).map((block) => block.replace(/(ugoku (?:lint|animate \S+ -p)) ".*?"/g, "$1"));
const tables = (text: string) => text.split("\n").filter((line) => line.startsWith("|")).length;
const paragraphs = (text: string) =>
  text
    .replace(/^```.*?^```$/gms, "")
    .replace(/<!--.*?-->\n?/gs, "")
    .split(/\n{2,}/)
    .filter((part) => part.trim() !== "").length;
/** Where the links of a text lead, in any language and whatever the order of its words. */
const links = (text: string) =>
  [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, to = ""]) => to.replace(".ja.md", ".md")).toSorted();
/** Links to pages of this repository, but not to the same page in English, with the mark behind them. */
const pageLink = /\[(?!English)[^\]]*\]\(([^)#:]+\.md)(?:#[^)]*)?\)(\(英語\))?/g;
const hasJapanese = (from: string, to: string) =>
  to.endsWith(".ja.md") || existsSync(join(dirname(path(from)), to.replace(".md", ".ja.md")));
const getStamp = (section: Section) => createHash("sha256").update(section.text).digest("hex").slice(0, 8);
const stamp = /<!-- en ([0-9a-f]{8}) -->/;

describe.each(["README.md", ...guides])("the Japanese page of %s", (name) => {
  const translation = name.replace(".md", ".ja.md");
  const english = getSections(read(name));
  const japanese = getSections(read(translation));
  const pairs = english.map((section, index) => [section, japanese[index]] as const);

  test("has the same sections, in the same order", () => {
    expect(japanese.map(({ level }) => level)).toEqual(english.map(({ level }) => level));
  });

  test.each(pairs)("has the code, tables, links and paragraphs of each section", (en, ja) => {
    expect(blocks(ja?.text ?? "")).toEqual(blocks(en.text));
    expect(tables(ja?.text ?? "")).toBe(tables(en.text));
    expect(paragraphs(ja?.text ?? "")).toBe(paragraphs(en.text));
    expect(links(ja?.text ?? "")).toEqual(links(en.text));
  });

  test("is a translation of the current English: translate, then UPDATE_DOCS=1", () => {
    if (process.env.UPDATE_DOCS) {
      const stamped = japanese.map(({ text }, index) => {
        const { [index]: pair } = pairs;
        const plain = text.replace(new RegExp(`${stamp.source}\\n`), "");
        return pair ? plain.replace("\n", `\n<!-- en ${getStamp(pair[0])} -->\n`) : plain;
      });
      writeFileSync(path(translation), stamped.join("").replace(/\n+$/, "\n"));
      return;
    }
    expect(pairs.map(([, ja]) => stamp.exec(ja?.text ?? "")?.[1])).toEqual(pairs.map(([en]) => getStamp(en)));
  });
});

const japanesePages = pages().flatMap(({ path }) => (path.endsWith(".ja.md") ? [path] : []));

describe.each(japanesePages)("the links of %s", (page) => {
  test("to a page in English say so: `UPDATE_DOCS=1` adds it", () => {
    const marked = read(page).replaceAll(pageLink, (link, to: string, mark = "") =>
      hasJapanese(page, to) ? link.slice(0, link.length - mark.length) : mark ? link : `${link}(英語)`,
    );
    if (process.env.UPDATE_DOCS) writeFileSync(path(page), marked);
    else expect(read(page)).toBe(marked);
  });

  test("lead to the Japanese page where there is one", () => {
    const found = [...read(page).matchAll(pageLink)].map(([, to = ""]) => to);
    expect(found.filter((to) => hasJapanese(page, to) && !to.endsWith(".ja.md"))).toEqual([]);
  });
});

test("every Japanese page is a translation, or has sections of its own", () => {
  const translations = ["README.md", ...guides].map((name) => name.replace(".md", ".ja.md"));
  expect(japanesePages.toSorted()).toEqual([...translations, "docs/guides/prompt-that-moves.ja.md"].toSorted());
});
