// The size of an import in a bundle: minified, compressed, without what is loaded on demand.
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** Bundles `contents` as if it were a file in `resolveDir`. kB are 1,000 bytes, minified and gzipped. */
export async function bundleSize(contents, { resolveDir, platform = "browser", external = [] }) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir, loader: "ts" },
    bundle: true,
    minify: true,
    write: false,
    splitting: true,
    metafile: true,
    outdir: "out",
    absWorkingDir: resolveDir,
    format: "esm",
    platform,
    target: "es2022",
    external: ["#node", ...external],
    logLevel: "silent",
  });
  const { outputs } = metafile;
  const entry = Object.keys(outputs).find((path) => outputs[path].entryPoint === "<stdin>");
  const atOnce = new Set([entry]);
  const packages = new Set();
  for (const path of atOnce)
    for (const { path: next, kind, external: isExternal } of outputs[path].imports) {
      if (kind !== "import-statement") continue;
      if (isExternal) packages.add(next);
      else atOnce.add(next);
    }
  const size = { first: 0, later: 0 };
  for (const { path, contents: bytes } of outputFiles) {
    const isFirst = [...atOnce].some((name) => path.endsWith(`/${name}`));
    size[isFirst ? "first" : "later"] += gzipSync(bytes, { level: 9 }).length / 1000;
  }
  const files = [...atOnce].flatMap((path) =>
    Object.entries(outputs[path].inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([file, { bytesInOutput }]) => ({ file, bytes: bytesInOutput })),
  );
  return { ...size, files, packages: [...packages] };
}

/**
 * The size of everything that an import can reach, in one file: what is loaded on demand as well. Source files whose path matches `without`
 * count nothing.
 */
export async function reachSize(contents, { resolveDir, without }) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir, loader: "ts" },
    bundle: true,
    minify: true,
    write: false,
    absWorkingDir: resolveDir,
    format: "esm",
    platform: "browser",
    target: "es2022",
    external: ["#node"],
    plugins: [
      {
        name: "without",
        setup: ({ onLoad }) => onLoad({ filter: without }, () => ({ contents: "module.exports = {};", loader: "js" })),
      },
    ],
    logLevel: "silent",
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length / 1000;
}
