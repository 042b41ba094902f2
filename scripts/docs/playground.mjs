// The playground's script and style. The linter in it is dist/lint.js, as it is published.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./pages.mjs";

/** Writes playground.js and playground.css into `folder`. Classic script: a page opened as a file can load no module. */
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
    // Not this package's own: its path for "#node" is for the sources.
    tsconfigRaw: {},
    logLevel: "warning",
    logOverride: { "ignored-bare-import": "silent" },
  });
  cpSync(join(root, "docs/site/playground.css"), join(folder, "playground.css"));
}
