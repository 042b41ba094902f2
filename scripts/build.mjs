// Bundles src/ into dist/. tsup.config.ts makes the declarations. Which modules share a file, and why:
// docs/decisions/019-files-of-the-package.md
import { chmodSync, copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { entry } from "../tsup.config.mjs";
import { writeLicences } from "./bundled-licences.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");

/** Packages that the reader's own runtime loads. All others are bundled. */
const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(readFileSync(join(root, "package.json")));
const outside = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
const isOutside = (id) =>
  // Chosen by package.json.
  id === "#node" || isBuiltin(id) || outside.some((name) => id === name || id.startsWith(`${name}/`));

const entries = { ...entry, node: "src/platform/node/index.ts", "no-node": "src/platform/browser.ts" };

/** The modules that share a file: these, and all that they import and that is in no file before. */
const groups = [
  {
    name: "core",
    test: /src\/(?:client\/(?:animate|create-client)|submit\/submit-uncertain-error)\.ts$/,
  },
  {
    name: "models",
    test: /src\/(?:models\/.*|client\/cost|dialects\/define-dialect|image\/probe|job\/poll-interval|lint\/image\/result)\.ts$/,
  },
  { name: "transport", test: /src\/(?:utils\/.*|http\/(?:fetch-transport|server-message))\.ts$/ },
  { name: "image", test: /src\/image\/(?:fit|load)\.ts$/ },
  { name: "operations", test: /src\/client\/operations\.ts$/ },
  { name: "linter", test: /src\/lint\/core\/lint-prompt\.ts$/ },
  { name: "files", test: /src\/platform\/node\/(?!fetch-image|ssrf-guard)/ },
  { name: "signature", test: /src\/webhook\/sign\.ts$/ },
  // What is left, by the entries that use it.
  { name: "shared", test: /src\//, entriesAware: true, entriesAwareMergeThreshold: 20_000, minShareCount: 2 },
].map((group, index) => ({ priority: 20 - index, ...group }));

/** The two parts of index.js are files of their own there, so that a bundler follows only the one that it needs. */
const splitIndex = {
  name: "split-index",
  resolveId(id, importer) {
    const [, part] = /\/public-(client|tables)\.js$/.exec(id) ?? [];
    return part && importer?.endsWith("src/index.ts") ? { id: `./${part}.js`, external: true } : undefined;
  },
};

/** The MP4 reader and writer: one file for both formats, which only a rendering loads. */
const sharedMp4 = {
  name: "shared-mp4",
  resolveId: (id) => (id === "mediabunny" ? { id: "./mp4.cjs", external: true } : undefined),
};

/** The modules whose code is in dist/. */
const bundled = new Set();

async function bundle(input, { plugins = [], ...output }) {
  const build = await rolldown({
    input,
    cwd: root,
    // "node" would add an import of node:module to every file.
    platform: output.format === "cjs" ? "node" : "neutral",
    external: isOutside,
    plugins,
    // The page of `ugoku serve`.
    moduleTypes: { ".html": "text", ".css": "text", ".svg": "text", ".client.js": "text" },
    treeshake: { moduleSideEffects: [{ test: /\/src\/|\/colord\//, sideEffects: false }] },
    transform: { target: "node20" },
  });
  const extension = output.format === "cjs" ? "cjs" : "js";
  const { output: files } = await build.write({
    dir: dist,
    entryFileNames: `[name].${extension}`,
    chunkFileNames: ({ name }) => `${name.split("~")[0]}-[hash].${extension}`,
    // So that the parts that need Node are of the same format, and their errors of the same classes.
    dynamicImportInCjs: false,
    // Functions and classes keep their names, for stack traces.
    minify: { compress: true, mangle: { keepNames: true }, codegen: { removeWhitespace: true } },
    ...output,
  });
  for (const { modules = {} } of files)
    for (const [id, { renderedLength }] of Object.entries(modules)) if (renderedLength > 0) bundled.add(id);
}

/** Puts the one helper of Rolldown into the files that use it: each file of an ES module costs half a millisecond. */
function inlineRuntime() {
  const helper =
    "all=>{const target={};for(const name in all)Object.defineProperty(target,name,{get:all[name],enumerable:true});return target}";
  const names = readdirSync(dist);
  const runtime = names.find((name) => /^rolldown-runtime-.*\.js$/.test(name));
  const statement = new RegExp(`import\\{t as (\\w+)\\}from"\\./${runtime}";`);
  for (const path of names.filter((name) => name.endsWith(".js")).map((name) => join(dist, name))) {
    const text = readFileSync(path, "utf8");
    if (statement.test(text)) writeFileSync(path, text.replace(statement, (_, name) => `const ${name}=${helper};`));
  }
  rmSync(join(dist, runtime));
}

await bundle(
  { ...entries, client: "src/client/public-client.ts", tables: "src/client/public-tables.ts" },
  { format: "es", plugins: [splitIndex, sharedMp4], codeSplitting: { groups } },
);
inlineRuntime();
await bundle(
  { ...entries, cli: "src/cli/main.ts" },
  {
    format: "cjs",
    plugins: [sharedMp4],
    codeSplitting: { groups },
    banner: ({ name }) => (name === "cli" ? "#!/usr/bin/env node" : ""),
  },
);
await bundle({ "preview-worker": "src/preview/worker.ts" }, { format: "es", codeSplitting: false });
await bundle(
  { mp4: "scripts/bundled-mediabunny.ts" },
  {
    format: "cjs",
    minify: true,
    codeSplitting: false,
    banner: "/*! mediabunny, MPL-2.0: licence and where its source is, in THIRD-PARTY-LICENSES.txt */",
  },
);
chmodSync(join(dist, "cli.cjs"), 0o755);
// What `ugoku sample` writes.
copyFileSync(join(root, "examples/sample.jpg"), join(dist, "sample.jpg"));
writeLicences(bundled, join(dist, "THIRD-PARTY-LICENSES.txt"));
