import { execFile } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { bundleSources } from "../../bench/bundle.mjs";
import { emptyFolder } from "../helpers/folders.js";

const source = resolve(import.meta.dirname, "../../src/utils/import-sharp.ts");
const program = `
import { importSharp } from ${JSON.stringify(source)};
console.log(await importSharp().catch(({ code, message }) => code ?? message));`;

/** What importSharp() gives beside a package `sharp` with these files; without files, beside none. */
async function load(files: Readonly<Record<string, string>>): Promise<string> {
  await using folder = await emptyFolder();
  const place = join(folder.path, "node_modules/sharp");
  await mkdir(place, { recursive: true });
  const exports = { ".": { import: "./index.mjs", require: "./index.cjs" } };
  if (Object.keys(files).length > 0)
    await writeFile(join(place, "package.json"), JSON.stringify({ name: "sharp", exports }));
  for (const [name, contents] of Object.entries(files)) await writeFile(join(place, name), contents);
  const file = join(folder.path, "program.mjs");
  await bundleSources({ contents: program, resolveDir: folder.path }, file);
  return (await promisify(execFile)(process.execPath, [file])).stdout.trim();
}

const both = { "index.mjs": 'export default "as an ES module";', "index.cjs": 'module.exports = "as CommonJS";' };

test.each([
  ["as CommonJS", both, "as CommonJS"],
  ["as an ES module where a deployment left the other file out", { "index.mjs": both["index.mjs"] }, "as an ES module"],
  [
    "as an ES module where the other cannot be loaded",
    { ...both, "index.cjs": 'throw new Error("no")' },
    "as an ES module",
  ],
  ["not at all where it is not installed", {}, "ERR_MODULE_NOT_FOUND"],
  [
    "not at all where it has no binary for this platform",
    { "index.mjs": 'throw new Error("no binary");', "index.cjs": 'throw new Error("no binary");' },
    "no binary",
  ],
])("sharp is loaded %s", async (_, files, expected) => {
  expect(await load(files)).toBe(expected);
});

test.each([
  ["an ES module", 'import sharp from "sharp";'],
  [
    "CommonJS",
    'import { createRequire } from "node:module"; const sharp = createRequire(process.cwd() + "/x.js")("sharp");',
  ],
])("a program that loaded sharp as %s keeps its copy and its settings", async (_, load) => {
  await using folder = await emptyFolder();
  const root = resolve(import.meta.dirname, "../..");
  await symlink(join(root, "node_modules"), join(folder.path, "node_modules"));
  const file = join(folder.path, "program.mjs");
  const contents = `
    ${load}
    import { importSharp } from ${JSON.stringify(source)};
    sharp.cache({ memory: 40, files: 10, items: 80 });
    sharp.concurrency(3);
    const ours = await importSharp();
    const { memory, files, items } = sharp.cache();
    console.log(ours === sharp, memory.max, files.max, items.max, sharp.concurrency());`;
  await bundleSources({ contents, resolveDir: root }, file);
  const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: root });
  expect(stdout.trim()).toBe("true 40 10 80 3");
});
