import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * Bundles the current sources into a program, because the last build may be older.
 *
 * `entry` is the path of a source, or `{ contents, resolveDir }`.
 */
export async function bundleSources(entry, outfile) {
  await build({
    ...(typeof entry === "string" ? { entryPoints: [entry] } : { stdin: { loader: "ts", ...entry } }),
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    alias: { "#node": fileURLToPath(new URL("../src/platform/node/index.ts", import.meta.url)) },
    external: ["sharp", "openai", "msw", "bullmq", "ioredis"],
    // undici is CommonJS. A source may import createRequire under its own name.
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
    logLevel: "error",
  });
}
