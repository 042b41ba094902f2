// The index of the site's search: every page, every section with its anchor, and the API.
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { deflateSync, inflateSync } from "node:zlib";
import { buildSync } from "esbuild";
import { ReflectionKind } from "typedoc";
import { headings, plainText, withoutFences } from "./markdown.mjs";
import { pages, read, root } from "./pages.mjs";

/** Weights of pages: preferred ones, and rarely wanted ones. */
const weights = { None: 0.8, Guides: 1, Reference: 1, "Lint rules": 0.7, Decisions: 0.5, Project: 0.4 };

/** The text of a page, split at its headings; the first part belongs to the page itself. */
export function sections(text) {
  const found = headings(text);
  const lines = text.split("\n");
  const starts = withoutFences(text)
    .split("\n")
    .flatMap((line, index) => (/^#{1,6} +./.test(line) ? [index] : []));
  return starts.map((start, index) => ({
    name: found[index].text,
    anchor: found[index].anchor,
    text: words(lines.slice(start + 1, starts[index + 1]).join("\n")),
  }));
}

/** The indexed text of a part: without comments, URLs and fences. */
const words = (text) =>
  plainText(
    text
      .replace(/<!--.*?-->|<[a-z/][^>\n]*>/gs, " ")
      .replace(/!\[/g, "[")
      .replace(/^\s*(```|~~~).*$/gm, ""),
  ).replace(/[\s|]+/g, " ");

/** The rows of the pages: each page, and each of its sections. */
export function pageRows() {
  const kind = ReflectionKind.Document;
  return pages().flatMap(({ path, title, group, url }) => {
    const [page, ...parts] = sections(read(path));
    const weight = weights[group];
    const address = `${url}.html`;
    const file = basename(path, ".md");
    const whole = [page, ...parts].map(({ name, text }) => `${name} ${text}`).join(" ");
    return [
      { kind, name: title, url: address, file, text: whole, weight: weight * 1.2 },
      ...parts.map(({ name, anchor, text }) => ({
        kind,
        name,
        url: `${address}#${anchor}`,
        parent: `${title} › `,
        text,
        weight,
      })),
    ];
  });
}

/** TypeDoc's own rows of the API, in the order of its reflections. */
function apiRows(rows, reflections) {
  if (rows.length !== reflections.length) throw new Error("TypeDoc's search has other rows than its reflections.");
  return reflections.flatMap((reflection, index) => {
    if (reflection.isDocument() || reflection.isReference()) return [];
    const comments = [reflection, ...(reflection.signatures ?? []), reflection.getSignature ?? {}];
    const text = comments
      .flatMap(({ comment }) => [
        ...(comment?.summary ?? []),
        ...(comment?.blockTags ?? []).flatMap((tag) => tag.content),
      ])
      .map((part) => part.text)
      .join("");
    const isExport = reflection.kindOf(ReflectionKind.Module) || reflection.parent?.kindOf(ReflectionKind.Module);
    const { parent, ...row } = rows[index];
    return [
      {
        ...row,
        ...(parent && { parent: `${parent}.` }),
        text: words(text),
        weight: isExport ? 0.5 : 0.15,
        isApi: true,
        isMember: !isExport,
      },
    ];
  });
}

const compressed = /"(.*)"/;

/** `window.searchData` of the site, or other data that TypeDoc compresses. */
export const dataOf = (file) =>
  JSON.parse(inflateSync(Buffer.from(compressed.exec(readFileSync(file, "utf8"))[1], "base64")).toString());

/**
 * Replaces the index and the ranking of TypeDoc's search in the folder `assets`. The search field, its keys and the list are
 * TypeDoc's.
 *
 * @param {import("typedoc").Reflection[]} reflections the source of TypeDoc's index
 */
export function writeSearch(assets, reflections) {
  const file = join(assets, "search.js");
  const rows = [...pageRows(), ...apiRows(dataOf(file).rows, reflections)];
  const data = deflateSync(JSON.stringify({ rows }), { level: 9 }).toString("base64");
  writeFileSync(file, `window.searchData = "${data}";`);

  const { outputFiles } = buildSync({
    entryPoints: [join(root, "docs/site/search.mjs")],
    bundle: true,
    format: "iife",
    globalName: "ugokuSearch",
    target: "es2022",
    charset: "utf8",
    minify: true,
    write: false,
  });
  const main = join(assets, "main.js");
  const patched = [
    [/\b\w+\.Index\.load\((\w+)\.index\)/g, "ugokuSearch.siteSearch($1)"],
    // TypeDoc prefers names with this prefix after scoring, which would change the order.
    [/,\w+\.score\*=\w+\}/g, "}"],
    // A section is not a member of its page: the rows have their own separator.
    [/\}\.<\/span>/g, "}</span>"],
  ].reduce((text, [pattern, replacement]) => replaced(text, pattern, replacement), readFileSync(main, "utf8"));
  writeFileSync(
    main,
    patched.replace('"use strict";', `"use strict";${outputFiles[0].text}ugokuSearch.closeOnJump();`),
  );
}

/** With another version of TypeDoc the build must fail, not the search. */
function replaced(text, pattern, replacement) {
  const count = text.match(pattern)?.length ?? 0;
  if (count !== 1) throw new Error(`TypeDoc's main.js has ${pattern} ${count} times, expected once.`);
  return text.replace(pattern, replacement);
}
