// @module-tag slow
// @module-tag node-independent

import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");

test("the guide's examples type-check, with ai 6 and the sources", { timeout: 120_000 }, () => {
  const page = readFileSync(join(root, "docs/guides/ai-sdk.md"), "utf8");
  const blocks = [...page.matchAll(/^```ts ai\n(.*?)^```$/gms)].map(([, code = ""]) => code);
  expect(blocks).toHaveLength(2);
  const names = blocks.map((_, index) => join(root, `test/ai-sdk/guide-example-${index}.ts`));
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: [
      "lib.es2023.d.ts",
      "lib.esnext.disposable.d.ts",
      "lib.dom.d.ts",
      "lib.dom.iterable.d.ts",
      "lib.dom.asynciterable.d.ts",
    ],
    types: ["node"],
    baseUrl: root,
    paths: { ugoku: ["src/index.ts"], "ugoku/ai-sdk": ["src/ai-sdk.ts"], "#node": ["src/platform/node/index.ts"] },
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (name) => (names.includes(name) ? `${blocks[names.indexOf(name)]}\nexport {};\n` : readFile(name));
  host.fileExists = (name) => names.includes(name) || fileExists(name);
  host.getSourceFile = (name, version) => {
    const text = host.readFile(name);
    return text === undefined ? undefined : ts.createSourceFile(name, text, version);
  };
  host.getCurrentDirectory = () => dirname(names[0] ?? root);
  const program = ts.createProgram(names, options, host);
  const found = names.flatMap((name) => [
    ...program.getSyntacticDiagnostics(program.getSourceFile(name)),
    ...program.getSemanticDiagnostics(program.getSourceFile(name)),
  ]);
  expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
});
