// `node scripts/absolute-links.mjs write`, before `npm pack` and `npm publish`: the READMEs get absolute links, because the tarball has neither pages nor pictures. They
// lead to the tag of the version. `node scripts/absolute-links.mjs restore`, after packing: the READMEs as they were.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withAbsoluteLinks } from "./docs/markdown.mjs";
import { ownerName, sourceBase } from "./docs/repository.mjs";

const [, , action, root = fileURLToPath(new URL("..", import.meta.url))] = process.argv;
const { repository, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const source = sourceBase(repository, `v${version}`);
const raw = `https://raw.githubusercontent.com/${ownerName(repository)}/v${version}/`;
mkdirSync(join(root, ".cache"), { recursive: true });

for (const name of ["README.md", "README.ja.md"]) {
  const file = join(root, name);
  const saved = join(root, ".cache", name);
  // Also before packing: an earlier run may have been stopped before it restored them.
  if (existsSync(saved)) {
    const original = readFileSync(saved, "utf8");
    const current = readFileSync(file, "utf8");
    if (current !== original && current !== withAbsoluteLinks(original, { source, raw }))
      throw new Error(
        `${name} was changed while it was packed. Keep what you need of it and of .cache/${name}, then delete the latter.`,
      );
    writeFileSync(file, original);
    rmSync(saved);
  }
  if (action === "restore") continue;
  const text = readFileSync(file, "utf8");
  writeFileSync(saved, text);
  writeFileSync(file, withAbsoluteLinks(text, { source, raw }));
}
