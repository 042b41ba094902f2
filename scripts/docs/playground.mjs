// Builds the script and the style of the playground. Its linter is dist/lint.js, as published.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./pages.mjs";

/** Writes playground.js and playground.css into `folder`. A classic script, because a page opened as a file cannot load modules. */
export async function buildPlayground(folder) {
  const { models } = await import(join(root, "dist/index.js"));
  const rows = Object.entries(models).map(([name, { seconds, sizes }]) => [name, { seconds, sizes }]);
  await build({
    entryPoints: [join(root, "docs/site/playground/main.ts")],
    outfile: join(folder, "playground.js"),
    alias: { "ugoku/lint": join(root, "dist/lint.js") },
    define: { REFERENCE_MODELS: JSON.stringify(Object.fromEntries(rows)) },
    bundle: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    charset: "utf8",
    minify: true,
    // Not this package's tsconfig: it maps "#node" to the sources.
    tsconfigRaw: {},
    logLevel: "warning",
    logOverride: { "ignored-bare-import": "silent" },
  });
  cpSync(join(root, "docs/site/playground.css"), join(folder, "playground.css"));
}
