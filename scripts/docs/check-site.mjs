// Checks every link of the built site: its file and its anchor. Links to the repository are checked in this checkout.
// Links to other hosts must be https; they are not requested, and are listed with `UGOKU_DOCS_LINKS=1`.
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

/** The problems of the links of the site in `folder`; `pages` and `links` are the numbers of checked pages and links. */
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
    if (link.startsWith(base)) {
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
  // The fragment of the playground is a prompt.
  const isState = (file) => file.endsWith("playground.html");

  for (const [file, found] of tags)
    for (const tag of found)
      for (const name of ["href", "src"])
        for (const [, link] of tag.matchAll(attribute(name))) follow(file, unescaped(link));
  // The links of the navigation and the search, which are loaded by a script.
  const index = join(folder, "index.html");
  const visit = (node) => {
    if (node.path) follow(index, node.path);
    for (const child of node.children ?? []) visit(child);
  };
  for (const node of dataOf(join(folder, "assets/navigation.js"))) visit(node);
  for (const { url } of dataOf(join(folder, "assets/search.js")).rows) follow(index, url);
  return { problems: [...new Set(problems)], external: [...external].sort(), pages: pages.length, links, ids };
}
