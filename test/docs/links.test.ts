// @module-tag node-independent

/** Links between pages, to headings, from docstrings, and from errors and findings, as GitHub and the site read them. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { headings, links } from "../../scripts/docs/markdown.mjs";
import { pages, read, root, startPage } from "../../scripts/docs/pages.mjs";
import { UgokuError } from "../../src/index.js";
import { imageRuleIds, rules } from "../../src/lint.js";
import { docsUrl } from "../../src/utils/docs-url.js";
import { errorCodes } from "../../src/utils/error-codes.js";

const all = [...pages().map(({ path }) => path), startPage];
const getAnchors = (path: string) => headings(read(path)).map(({ anchor }) => anchor);

/** The broken links of a page. */
function problems(path: string, text = read(path)): string[] {
  return links(text).flatMap((link) => {
    if (/^https:/.test(link)) return [];
    if (/^[a-z]+:/i.test(link)) return [`${link} is not https`];
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? path : relative(root, resolve(root, dirname(path), decodeURI(file)));
    if (!existsSync(join(root, target))) return [`${link}: there is no ${target}`];
    if (anchor === undefined || !target.endsWith(".md")) return [];
    return getAnchors(target).includes(decodeURIComponent(anchor)) ? [] : [`${link}: no such heading in ${target}`];
  });
}

describe("links of a page", () => {
  it.each(all)("%s › point to existing files and headings", (path) => {
    expect(problems(path)).toEqual([]);
  });

  it("a wrong file, a wrong heading and plain http are reported; code is ignored", () => {
    const text =
      "[a](errors.md#image_not_found) [b](nowhere.md) [c](errors.md#nothing) [d](http://example.com) `[e](f)`";
    expect(problems("docs/README.md", text)).toEqual([
      "nowhere.md: there is no docs/nowhere.md",
      "errors.md#nothing: no such heading in docs/errors.md",
      "http://example.com is not https",
    ]);
  });

  it("heading anchors follow GitHub's rule", () => {
    const page = "# What `plan()` says: 1, 2\n## A_b-c\n## A_b-c\n```\n# no\n```\n### 「動く」とは? [x](y)\n";
    expect(headings(page).map(({ anchor }) => anchor)).toEqual([
      "what-plan-says-1-2",
      "a_b-c",
      "a_b-c-1",
      "動くとは-x",
    ]);
  });
});

it("every page is linked from docs/README.md or from the index of rules", () => {
  const linked = ["docs/README.md", "docs/rules/README.md", "README.md"].flatMap((from) =>
    links(read(from)).map((link) => relative(root, resolve(root, dirname(from), link.replace(/#.*/, "")))),
  );
  const roots = ["docs/README.md", "README.md", startPage];
  expect(all.filter((path) => !roots.includes(path) && !linked.includes(path))).toEqual([]);
});

it("every error links to a heading of docs/errors.md, every finding to a page", () => {
  const place = (url: string) => url.replace(`${docsUrl}/`, "docs/");
  for (const code of errorCodes)
    expect(problems("README.md", `[x](${place(new UgokuError(code, "x").docs)})`)).toEqual([]);
  for (const { id } of rules) expect(read(`docs/rules/${id}.md`)).toMatch(new RegExp(`^# ${id}\n`));
  expect(getAnchors("docs/image-checks.md")).toEqual(expect.arrayContaining([...imageRuleIds]));
});

it("paths in comments and docstrings exist", () => {
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .map((path) => join("src", path))
    .filter((path) => statSync(join(root, path)).isFile() && path.endsWith(".ts"));
  const named = sources.flatMap((path) =>
    [...read(path).matchAll(/(?<![\w/])(?:docs|bench|scripts|examples)\/[\w./-]*\w\.(?:md|mjs|ts|sh)\b/g)].map(
      ([file]) => [path, file],
    ),
  );
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter(([, file = ""]) => !existsSync(join(root, file)))).toEqual([]);
});
