// @module-tag node-independent

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";

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
