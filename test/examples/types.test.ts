// @module-tag slow
// @module-tag node-independent

import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const folder = join(root, "examples");
const files = readdirSync(folder).filter((name) => /\.(mjs|ts)$/.test(name));

/** The compiler's errors for the files (JavaScript too) with the built declarations. */
function judge(names: readonly string[], host?: ts.CompilerHost): string[] {
  const options: ts.CompilerOptions = {
    allowJs: true,
    checkJs: true,
    noEmit: true,
    strict: true,
    noImplicitAny: false,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["es2023", "esnext.disposable", "dom", "dom.iterable", "dom.asynciterable"].map((name) => `lib.${name}.d.ts`),
    types: ["node"],
  };
  const program = ts.createProgram(
    names.map((name) => join(folder, name)),
    options,
    host,
  );
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file?.fileName.startsWith(folder))
    .map(({ file, messageText, start }) => {
      const line = (file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0) + 1;
      return `${file?.fileName.slice(folder.length + 1)}:${line} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
}

test("examples type-check, also those in JavaScript", { timeout: 180_000 }, () => {
  expect(files.length).toBeGreaterThan(13);
  expect(judge(files)).toEqual([]);
});
