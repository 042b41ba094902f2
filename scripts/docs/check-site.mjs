// Follows every link of the built site: to a file, and to a place in it; those to the repository are looked up in this
// copy of it. Other hosts are not asked; their addresses must be https, and are listed with `UGOKU_DOCS_LINKS=1`.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { sourceBase, sourceProblem } from "./repository.mjs";
import { dataOf } from "./search.mjs";

const attribute = (name) => new RegExp(`\\s${name}="([^"]*)"`, "g");
const unescaped = (text) =>
  text
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");

/** What is wrong with the links of the site in `folder`, in words; `pages` and `links` say how much was looked at. */
export function checkSite(folder, base = sourceBase()) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const ids = new Map();
  const pages = files.filter((file) => file.endsWith(".html"));
  const tags = new Map(pages.map((file) => [file, readFileSync(file, "utf8").match(/<[a-z][^>]*>/gi) ?? []]));
  for (const [file, found] of tags)
    ids.set(file, new Set(found.flatMap((tag) => [...tag.matchAll(attribute("id"))].map(([, id]) => unescaped(id)))));

  const problems = [];
  const external = new Set();
  let links = 0;
  const follow = (from, link) => {
    links++;
    if (/^(data|mailto):/.test(link)) return;
    if (base && link.startsWith(base)) {
      const problem = sourceProblem(link.slice(base.length));
      if (problem) problems.push(`${relative(folder, from)}: ${problem}`);
      return;
    }
    if (/^[a-z]+:|^\/\//i.test(link)) {
      external.add(link);
      if (!link.startsWith("https://")) problems.push(`${relative(folder, from)}: ${link} is not https`);
      return;
    }
    const [path, anchor] = link.split("#");
    const target = path === "" ? from : resolve(dirname(from), decodeURI(path));
    const file = files.includes(target) ? target : join(target, "index.html");
    if (!known.has(file)) problems.push(`${relative(folder, from)}: there is no ${link}`);
    else if (anchor && file.endsWith(".html") && !isState(file) && !ids.get(file).has(decodeURIComponent(anchor)))
      problems.push(`${relative(folder, from)}: there is no #${anchor} in ${relative(folder, file)}`);
  };
  const known = new Set(files);
  // The playground's fragment is a prompt.
  const isState = (file) => file.endsWith("playground.html");

  for (const [file, found] of tags)
    for (const tag of found)
      for (const name of ["href", "src"])
        for (const [, link] of tag.matchAll(attribute(name))) follow(file, unescaped(link));
  // What the navigation and the search lead to, which the page's script reads.
  const index = join(folder, "index.html");
  const visit = (node) => {
    if (node.path) follow(index, node.path);
    for (const child of node.children ?? []) visit(child);
  };
  for (const node of dataOf(join(folder, "assets/navigation.js"))) visit(node);
  for (const { url } of dataOf(join(folder, "assets/search.js")).rows) follow(index, url);
  return { problems: [...new Set(problems)], external: [...external].sort(), pages: pages.length, links, ids };
}
