import { nodeModule } from "./node.js";

export type SharpFactory = typeof import("sharp").default;

/** Whether a program has loaded the ES module: a second copy would reset its settings, such as the size of its cache. */
function isLoadedAsModule({ cache, resolve }: NodeJS.Require): boolean {
  const hasBinary = Object.keys(cache).some((file) => /\bsharp[^/\\]*\.node$/.test(file));
  return hasBinary && !(resolve("sharp") in cache);
}

/**
 * Loads the optional package sharp. As CommonJS where that is possible: as an ES module it takes Node two to three times the
 * CPU time. Rejects as `import()` does if it is not installed or cannot be loaded.
 */
export async function importSharp(): Promise<SharpFactory> {
  try {
    const require = nodeModule("module")?.createRequire(import.meta.url);
    if (require && !isLoadedAsModule(require)) return require("sharp") as SharpFactory;
  } catch {
    // In a bundle the module may have another address, and a deployment may have only the files of the ES module.
  }
  // With a handler for its failure, bundlers accept that it is not installed.
  const module = await import("sharp").catch((cause: unknown) => Promise.reject(cause));
  return module.default;
}
