// `npm run release`: writes release/, the package as it is published: the files of `npm pack`, READMEs with absolute links to the
// tag of the version (the package contains neither pages nor pictures), and a package.json without scripts and devDependencies.
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withAbsoluteLinks } from "./docs/markdown.mjs";
import { ownerName, sourceBase } from "./docs/repository.mjs";

const [, , root = fileURLToPath(new URL("..", import.meta.url))] = process.argv;
const folder = join(root, "release");
const { scripts, devDependencies, ...published } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const { name, version, repository } = published;
const prefixes = {
  source: sourceBase(repository, `v${version}`),
  raw: `https://raw.githubusercontent.com/${ownerName(repository)}/v${version}/`,
};

const words = ["pack", "--dry-run", "--json", "--ignore-scripts", "--loglevel=error"];
const [{ files }] = JSON.parse(execFileSync("npm", words, { cwd: root, encoding: "utf8" }));
rmSync(folder, { recursive: true, force: true });
for (const { path } of files) {
  cpSync(join(root, path), join(folder, path));
  if (!/^README[\w.]*\.md$/.test(path)) continue;
  writeFileSync(join(folder, path), withAbsoluteLinks(readFileSync(join(root, path), "utf8"), prefixes));
}
writeFileSync(join(folder, "package.json"), `${JSON.stringify(published, null, 2)}\n`);
console.log(`release/: ${name} ${version}, ${files.length} files. To publish it: npm publish ./release`);
