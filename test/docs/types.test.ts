// @module-tag slow
// @module-tag node-independent

/** Type-checks the TypeScript blocks of README and of the pages with the built declarations, as in a project of Node. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { blocks } from "../../scripts/docs/markdown.mjs";
import { pages, read, root, startPage } from "../../scripts/docs/pages.mjs";
import { emptyFolder } from "../helpers/folders.js";

const packages = ["ai", "bullmq", "ioredis", "msw", "openai", "sharp", "undici", "vitest", "@types/node"];
const isPage = (path: string) => path.startsWith("README") || path.startsWith("docs/");
/** Other information than the language means other packages: test/ai-sdk checks these. */
const found = [...pages().map(({ path }) => path), startPage].filter(isPage).flatMap((path) =>
  blocks(read(path))
    .filter(({ info }) => info === "ts")
    .map(({ code, line }) => ({ name: `${path.replaceAll(/\W+/g, "-")}-${line}.ts`, code })),
);

/** The compiler's errors for the blocks. */
function judge(folder: string, lib: readonly string[]): string[] {
  const program = ts.createProgram(
    found.map(({ name }) => join(folder, name)),
    {
      noEmit: true,
      strict: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      lib: lib.map((name) => `lib.${name}.d.ts`),
      types: ["node"],
      typeRoots: [join(folder, "node_modules/@types")],
    },
  );
  return found.flatMap(({ name }) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(join(folder, name)))
      .map(({ start = 0, file, messageText }) => {
        const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
        return `${name}:${line} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
      }),
  );
}

test.each([
  ["without the DOM library", []],
  ["with the DOM library", ["dom", "dom.iterable", "dom.asynciterable"]],
])("the programs of the pages compile %s", { timeout: 300_000 }, async (_, dom) => {
  await using folder = await emptyFolder();
  writeFileSync(join(folder.path, "package.json"), '{ "type": "module" }');
  const link = (name: string, target: string) => {
    const path = join(folder.path, "node_modules", name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(target, path);
  };
  link("ugoku", root);
  for (const name of packages) link(name, join(root, "node_modules", name));
  // The shared file of the recipes.
  symlinkSync(join(root, "examples/recipes/visit.ts"), join(folder.path, "visit.ts"));
  for (const { name, code } of found) writeFileSync(join(folder.path, name), `${code}\nexport {};\n`);
  expect(found.length).toBeGreaterThan(60);
  expect(judge(folder.path, ["es2023", ...dom])).toEqual([]);
});
