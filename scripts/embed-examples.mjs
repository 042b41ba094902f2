// Writes the text of PATH into every fenced block below a line <!-- example: PATH --> in README*.md and docs/.
// With --check it changes nothing, and fails if a block differs.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = process.env.UGOKU_EMBED_ROOT ?? fileURLToPath(new URL("..", import.meta.url));
const isCheck = process.argv.includes("--check");
const pages = [
  ...readdirSync(root).filter((name) => /^README.*\.md$/.test(name)),
  ...readdirSync(join(root, "docs"), { recursive: true }).map((path) => join("docs", String(path))),
].filter((path) => path.endsWith(".md") && !path.startsWith(join("docs", "api")));

const faults = [];
for (const path of pages) {
  const before = readFileSync(join(root, path), "utf8");
  let blocks = 0;
  const after = before.replace(
    /^(<!-- example: (\S+) -->\n(`{3,})(\w+)\n).*?^\3$/gms,
    (block, head, source, fence, language) => {
      blocks += 1;
      const file = join(root, source);
      if (!existsSync(file)) {
        faults.push(`${path}: there is no ${source}`);
        return block;
      }
      const text = readFileSync(file, "utf8");
      if (text.includes(fence)) faults.push(`${path}: ${source} holds ${fence} itself; use a longer fence`);
      // The language decides the highlighting and the type check.
      const expected = { mjs: "js", js: "js", ts: "ts" }[source.split(".").at(-1)];
      if (expected !== language) faults.push(`${path}: ${source} stands in a block of ${language}, not ${expected}`);
      return `${head}${text}${fence}`;
    },
  );
  const markers = before.match(/^<!-- example: /gm)?.length ?? 0;
  if (markers !== blocks) faults.push(`${path}: ${markers - blocks} of its examples have no fenced block below them`);
  if (after === before) continue;
  if (isCheck) faults.push(`${path}: an example differs from its file; run node scripts/embed-examples.mjs`);
  else {
    writeFileSync(join(root, path), after);
    console.log(relative(process.cwd(), join(root, path)));
  }
}
for (const fault of faults) console.error(fault);
process.exit(faults.length === 0 ? 0 : 1);
