// `npm run docs`: writes the static site (API, pages, linter playground, llms.txt) to site/, and checks its internal links.
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Application } from "typedoc";
import { checkSearch } from "./check-search.mjs";
import { checkSite } from "./check-site.mjs";
import { llmsFullTxt, llmsTxt } from "./llms.mjs";
import { pages, read, root } from "./pages.mjs";
import { buildPlayground } from "./playground.mjs";

const out = join(root, "site");
if (!existsSync(join(root, "dist/lint.js"))) throw new Error("There is no dist/lint.js. Run: npm run build:js");
rmSync(out, { recursive: true, force: true });

const app = await Application.bootstrapWithPlugins({
  options: join(root, "scripts/docs/typedoc.json"),
  plugin: [join(root, "scripts/docs/typedoc-plugin.mjs")],
  projectDocuments: pages().map(({ path }) => join(root, path)),
  out,
});
const project = await app.convert();
if (!project) process.exit(1);
await app.generateOutputs(project);
// In the repository too, where programs expect it; a test compares it with the pages.
writeFileSync(join(root, "llms.txt"), llmsTxt());
writeFileSync(join(out, "llms.txt"), llmsTxt());
writeFileSync(join(out, "llms-full.txt"), llmsFullTxt(project));
await buildPlayground(join(out, "assets"));
const { problems, external, pages: count, links, ids } = checkSite(out);
// The pages that errors and findings link to have the same names in the site.
const errorCodes = [...read("src/utils/error-codes.ts").matchAll(/^ {2}"(\w+)",$/gm)].map(([, code]) => code);
const { imageRuleIds, rules } = await import(join(root, "dist/lint.js"));
const pointedAt = [
  ...errorCodes.map((code) => ["errors.html", code]),
  ...imageRuleIds.map((id) => ["image-checks.html", id]),
  ...rules.map(({ id }) => [`rules/${id}.html`, id]),
];
for (const [page, id] of pointedAt)
  if (!ids.get(join(out, page))?.has(id))
    problems.push(`there is no ${page}#${id}, which an error or a finding points to`);
// A search for a code or a rule must find its section or page.
const named = pointedAt.map(([page, id]) => [id, page.startsWith("rules/") ? page : `${page}#${id}`]);
problems.push(...checkSearch(out, named));
for (const problem of problems) console.error(problem);
if (process.env.UGOKU_DOCS_LINKS) console.log(external.join("\n"));
if (app.logger.hasErrors() || app.logger.hasWarnings() || problems.length > 0) process.exit(1);
console.log(`site/index.html: ${count} pages, ${links} links followed, ${external.length} lead elsewhere`);
