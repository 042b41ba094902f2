// The pages of the documentation, in the order of docs/README.md, with their groups in the navigation of the site.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { headings, links } from "./markdown.mjs";

export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
export const read = (path) => readFileSync(join(root, path), "utf8");

/** The groups, in display order. TypeDoc shows "None" without a heading. */
export const groups = ["None", "Guides", "Reference", "API", "Lint rules", "Decisions", "Project"];

const project = ["ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "examples/README.md"];
/** The start page of the site. Every other page has the name of its file. */
export const startPage = "docs/site/start.md";
/** Above the groups. */
const start = ["README.md", "README.ja.md", "docs/README.md", "docs/playground.md"];
const titles = {
  "README.md": "Overview",
  "README.ja.md": "概要 (日本語)",
  "docs/README.md": "All pages",
  "examples/README.md": "Files of the examples",
};

function groupOf(path) {
  if (start.includes(path)) return "None";
  if (project.includes(path)) return "Project";
  if (path.startsWith("docs/guides/") || path.endsWith("examples.md")) return "Guides";
  if (path.startsWith("docs/rules/")) return "Lint rules";
  if (path.startsWith("docs/decisions/")) return "Decisions";
  return "Reference";
}

/** The names of the decisions in docs/README.md: their own headings are longer. */
const decisions = () =>
  new Map(
    [...read("docs/README.md").matchAll(/\[([^\]]+)\]\((decisions\/[^)]+)\)/g)].map(([, text, path]) => [path, text]),
  );

/** The name of a page in the navigation, with its language if it is not English. */
function titleOf(path) {
  if (Object.hasOwn(titles, path)) return titles[path];
  const [first] = headings(read(path));
  if (first?.level !== 1) throw new Error(`${path} does not begin with a heading of the first level.`);
  const [, number] = /decisions\/0*(\d+)-/.exec(path) ?? [];
  if (number) return `${number}. ${decisions().get(path.slice("docs/".length)) ?? first.text.replace(/^\d+\W+/, "")}`;
  return path.endsWith(".ja.md") ? `${first.text} (日本語)` : first.text.replace(/: .*/, "");
}

/** The path in the site, without ".md". */
const urlOf = (path) =>
  (path === "docs/README.md" ? "docs/contents.md" : path).replace(/^docs\//, "").replace(/\.md$/, "");

/** Every page except the start page: its path, its title and its location in the site. */
export function pages() {
  const found = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .map((path) => join("docs", path).replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".md") && path !== startPage)
    .sort();
  const linkedFrom = (path) =>
    links(read(path)).map((link) => relative(root, resolve(root, dirname(path), link.replace(/#.*/, ""))));
  const all = [...start.filter((path) => existsSync(join(root, path))), ...project, ...found];
  const order = [...start, ...linkedFrom("docs/README.md"), ...linkedFrom("docs/rules/README.md"), ...all];
  return [...new Set(all)]
    .sort((a, b) => order.indexOf(a) - order.indexOf(b))
    .map((path) => ({ path, title: titleOf(path), group: groupOf(path), url: urlOf(path) }));
}
