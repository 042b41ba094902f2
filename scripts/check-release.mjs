// node scripts/check-release.mjs v1.2.3: checks that tag, package.json and CHANGELOG have the same version, that the date is
// set, and that package.json names the repository that the release is made from.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ownerName } from "./docs/repository.mjs";

const [, , tag = "", folder = fileURLToPath(new URL("..", import.meta.url))] = process.argv;
const read = (name) => readFileSync(join(folder, name), "utf8");
const { version, repository } = JSON.parse(read("package.json"));
const [, newest, day] = /^## (\S+) - (.+)$/m.exec(read("CHANGELOG.md")) ?? [];
const named = ownerName(repository ?? "");
// Set by GitHub Actions.
const released = process.env.GITHUB_REPOSITORY;

const problems = [
  tag !== `v${version}` &&
    `The tag is ${JSON.stringify(tag)}, package.json says ${version}: tag v${version}, or change it.`,
  newest !== version && `The first heading of CHANGELOG.md is for ${newest}, package.json says ${version}.`,
  !/^\d{4}-\d\d-\d\d$/.test(day) && `CHANGELOG.md says "${version} - ${day}": put the day in, as 2026-11-23.`,
  // npm refuses provenance of another repository. Errors, findings, the site and the packed README link to it.
  named === undefined &&
    '"repository" in package.json is not on github.com. Run: npm pkg set repository.url=git+https://github.com/owner/name.git',
  named !== undefined &&
    released !== undefined &&
    named !== released &&
    `"repository" in package.json is ${named}, this release is from ${released}. Run: npm pkg set repository.url=git+https://github.com/${released}.git`,
].filter(Boolean);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
