// @module-tag slow
// @module-tag node-independent

import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");

/** The part of @ai-sdk/fal 3 that the guide uses. The package needs Node 22, so it is not installed. */
const fal = `import type { Experimental_VideoModelV4 } from "@ai-sdk/provider";
export declare function createFal(options: { apiKey?: string }): { video(modelId: string): Experimental_VideoModelV4 };
`;

test("the examples of docs/guides/ai-sdk.md type-check with ai 6", { timeout: 120_000 }, () => {
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
    paths: {
      ugoku: ["src/index.ts"],
      "ugoku/ai-sdk": ["src/ai-sdk.ts"],
      "#node": ["src/platform/node/index.ts"],
      "@ai-sdk/fal": ["test/ai-sdk/guide-fal.ts"],
    },
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  const virtual = new Map(names.map((name, index) => [name, `${blocks[index]}\nexport {};\n`]));
  virtual.set(join(root, "test/ai-sdk/guide-fal.ts"), fal);
  host.readFile = (name) => virtual.get(name) ?? readFile(name);
  host.fileExists = (name) => virtual.has(name) || fileExists(name);
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
