import { copyFile } from "node:fs/promises";
import { defineConfig, type Options } from "tsup";
import { blockMarkdown } from "./scripts/block-markdown";
import { bundledLicences } from "./scripts/bundled-licences";
import { bundledMp4 } from "./scripts/bundled-mp4";
import { mergeChunks } from "./scripts/merge-chunks";
import { minifiedPages } from "./scripts/minified-pages";

const shared: Options = {
  target: "node20",
  // Left for the reader's own runtime: "#node" is chosen by package.json, the rest is optional and loaded on need.
  external: ["#node", "undici", "sharp", "msw", "openai", "bullmq"],
  // zod/mini is bundled on purpose: see docs/decisions/001-bundled-zod.md
  noExternal: ["zod"],
  esbuildPlugins: [bundledLicences, bundledMp4, blockMarkdown, minifiedPages],
  sourcemap: false,
  esbuildOptions(options) {
    options.minifySyntax = true;
    // Half of what Node reads at import would be comments and blanks. Names stay, for stack traces.
    options.minifyWhitespace = true;
    // Japanese as it is: escapes are twice as long.
    options.charset = "utf8";
    options.legalComments = "none";
  },
};

const publicEntries = {
  index: "src/index.ts",
  lint: "src/lint.ts",
  "lint/en": "src/lint/en.ts",
  "lint/ja": "src/lint/ja.ts",
  webhook: "src/webhook.ts",
  preview: "src/preview.ts",
  testing: "src/testing.ts",
  batch: "src/batch.ts",
  bullmq: "src/bullmq.ts",
  "ai-sdk": "src/ai-sdk.ts",
  doctor: "src/doctor.ts",
  services: "src/services.ts",
};
/** What `createUgoku` and `animate` load at once: see mergeChunks(). */
const startEntry = { client: "src/client/public-client.ts" };
const libraryEntries = { ...publicEntries, node: "src/platform/node/index.ts", "no-node": "src/platform/browser.ts" };
const library = Object.keys(libraryEntries);

export default defineConfig([
  {
    ...shared,
    // One build, so that all entries share one copy of each class.
    entry: { ...libraryEntries, ...startEntry, cli: "src/cli/main.ts" },
    format: "esm",
    splitting: true,
    // The page of `ugoku serve`.
    loader: { ".html": "text", ".css": "text", ".svg": "text", ".client.js": "text" },
    noExternal: ["zod", "picocolors"],
    dts: { entry: publicEntries },
    async onSuccess() {
      await mergeChunks(
        "dist",
        {
          esm: { extension: ".js", entries: library },
          cjs: { extension: ".cjs", entries: [...library, "cli"] },
        },
        "client",
      );
      // What `ugoku sample` writes.
      await copyFile("examples/sample.jpg", "dist/sample.jpg");
    },
  },
  {
    ...shared,
    // The MP4 reader and writer, in a file of its own that only a rendering loads.
    entry: { mp4: "scripts/bundled-mediabunny.ts" },
    format: "cjs",
    splitting: false,
    noExternal: ["mediabunny"],
    esbuildPlugins: [bundledLicences],
    minify: true,
    dts: false,
    banner: { js: "/*! mediabunny, MPL-2.0: licence and where its source is, in THIRD-PARTY-LICENSES.txt */" },
  },
  { ...shared, entry: { "preview-worker": "src/preview/worker.ts" }, format: "esm", minify: true, dts: false },
]);
