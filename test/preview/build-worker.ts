import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));
// As in the package, which bundles mediabunny.
const external = ["sharp"];

/** Bundles a source file as the build does. Returns the path. */
export async function bundle(entry: string, folder: string, name: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, name);
  // Test files run in parallel: each writes a temporary file, and the last rename wins.
  const draft = join(folder, `${process.pid}-${Math.random().toString(36).slice(2)}.js`);
  await build({
    entryPoints: [join(root, "src", entry)],
    outfile: draft,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external,
    logLevel: "error",
  });
  await rename(draft, file);
  return file;
}

/** Builds the worker from the sources. */
export async function buildWorker(): Promise<URL> {
  return pathToFileURL(
    await bundle("preview/worker.ts", join(root, "node_modules/.cache/ugoku"), "preview-worker.mjs"),
  );
}
