import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));
// As in the package: what the preview uses of mediabunny comes with it.
const external = ["sharp", "h264-mp4-encoder"];

/** Bundles a file of the engine, as the package's own build does, and says where it is. */
export async function bundle(entry: string, folder: string, name: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, name);
  // Test files run side by side: each writes its own and the last rename wins.
  const draft = join(folder, `${process.pid}-${Math.random().toString(36).slice(2)}.js`);
  await build({
    entryPoints: [join(root, "src/preview", entry)],
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

/** The worker built from the sources as they are now. */
export async function buildWorker(): Promise<URL> {
  return pathToFileURL(await bundle("worker.ts", join(root, "node_modules/.cache/ugoku"), "preview-worker.mjs"));
}
