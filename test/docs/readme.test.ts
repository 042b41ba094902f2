// @module-tag node-independent

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const path = (name: string) => resolve(import.meta.dirname, "../..", name);
const english = readFileSync(path("README.md"), "utf8");
const japanese = readFileSync(path("README.ja.md"), "utf8");

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

const blocks = (text: string) => text.match(/^```.*?^```$/gms) ?? [];
const tables = (text: string) => text.split("\n").filter((line) => line.startsWith("|")).length;
const paragraphs = (text: string) =>
  text
    .replace(/^```.*?^```$/gms, "")
    .replace(/<!--.*?-->\n?/gs, "")
    .split(/\n{2,}/)
    .filter((part) => part.trim() !== "").length;
/** Where the links of a text lead, whatever the order of its words. */
const links = (text: string) => [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, to = ""]) => to).toSorted();
const getStamp = (section: Section) => createHash("sha256").update(section.text).digest("hex").slice(0, 8);
const stamp = /<!-- en ([0-9a-f]{8}) -->/;

const pairs = getSections(english).map((section, index) => [section, getSections(japanese)[index]] as const);

test("README.ja.md has the sections of README.md, in the same order", () => {
  expect(getSections(japanese).map(({ level }) => level)).toEqual(getSections(english).map(({ level }) => level));
});

test.each(pairs)("each section of README.ja.md has the code, tables, links and paragraphs of README.md", (en, ja) => {
  expect(blocks(ja?.text ?? "")).toEqual(blocks(en.text));
  expect(tables(ja?.text ?? "")).toBe(tables(en.text));
  expect(paragraphs(ja?.text ?? "")).toBe(paragraphs(en.text));
  const same = (to: string) => to.replace("README.ja.md", "README.md");
  expect(
    links(ja?.text ?? "")
      .map(same)
      .toSorted(),
  ).toEqual(links(en.text).map(same).toSorted());
});

test("each section of README.ja.md is a translation of the current English: translate, then UPDATE_DOCS=1", () => {
  if (process.env.UPDATE_DOCS) {
    const stamped = getSections(japanese).map(({ text }, index) => {
      const { [index]: pair } = pairs;
      const plain = text.replace(new RegExp(`${stamp.source}\\n`), "");
      return pair ? plain.replace("\n", `\n<!-- en ${getStamp(pair[0])} -->\n`) : plain;
    });
    writeFileSync(path("README.ja.md"), stamped.join("").replace(/\n+$/, "\n"));
    return;
  }
  expect(pairs.map(([, ja]) => stamp.exec(ja?.text ?? "")?.[1])).toEqual(pairs.map(([en]) => getStamp(en)));
});
