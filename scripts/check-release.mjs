// node scripts/check-release.mjs v1.2.3: checks that tag, package.json and CHANGELOG have the same version, that the date is
// set, and that errors link to the repository of package.json.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const [, , tag = "", folder = fileURLToPath(new URL("..", import.meta.url))] = process.argv;
const read = (name) => readFileSync(join(folder, name), "utf8");
const { version, repository } = JSON.parse(read("package.json"));
const [, newest, day] = /^## (\S+) - (.+)$/m.exec(read("CHANGELOG.md")) ?? [];

/** `owner/name` of any form of a GitHub repository. */
const ownerName = (text) => /(?:github\.com[/:]|^github:|^)([\w.-]+\/[\w.-]+?)(?:\.git)?(?:[/#].*)?$/.exec(text)?.[1];
const linked = ownerName(/docsUrl = "([^"]+)"/.exec(read("src/utils/docs-url.ts"))?.[1] ?? "");
const named = ownerName((typeof repository === "string" ? repository : repository?.url) ?? "");

const problems = [
  tag !== `v${version}` &&
    `The tag is ${JSON.stringify(tag)}, package.json says ${version}: tag v${version}, or change it.`,
  newest !== version && `The first heading of CHANGELOG.md is for ${newest}, package.json says ${version}.`,
  !/^\d{4}-\d\d-\d\d$/.test(day) && `CHANGELOG.md says "${version} - ${day}": put the day in, as 2026-11-23.`,
  // npm refuses provenance of another repository.
  !repository && 'package.json has no "repository": npm needs it for provenance.',
  // Errors and findings link to its pages.
  repository && linked !== named && `Errors link to ${linked} (src/utils/docs-url.ts), package.json names ${named}.`,
].filter(Boolean);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
