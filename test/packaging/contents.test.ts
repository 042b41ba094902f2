// @module-tag slow
// @module-tag node-independent

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { expect, test } from "vitest";
import { packed } from "./packed.js";

const root = join(import.meta.dirname, "../..");
const { dependencies, optionalDependencies, peerDependencies, exports, bin } = JSON.parse(
  readFileSync(join(root, "package.json"), "utf8"),
);

test("the tarball contains no sources, maps or tests", () => {
  const files = packed().files.map(({ path }) => path);
  const wanted = /^(?:dist\/[\w-]+\.(?:js|cjs|d\.ts|d\.cts)|dist\/THIRD-PARTY-LICENSES\.txt)$/;
  const beside = [
    "CHANGELOG.md",
    "LICENSE",
    "README.ja.md",
    "README.md",
    "dist/sample.jpg",
    "llms.txt",
    "package.json",
  ];
  expect(files.filter((path) => !wanted.test(path)).toSorted()).toEqual(beside);
});

test("every file of package.json is in the tarball", () => {
  const files = new Set(packed().files.map(({ path }) => `./${path}`));
  const named = [...JSON.stringify([exports, bin]).matchAll(/"(\.\/[^"]+\.\w+)"/g)].map(([, path = ""]) => path);
  expect(named.length).toBeGreaterThan(20);
  // A build without declarations is what `npm run build:js` leaves while one works on the code.
  expect(named.filter((path) => !files.has(path) && !path.startsWith("./package.json"))).toEqual([]);
});

/** "name version" of the package that a path in node_modules belongs to; there may be two versions of a package. */
function getPackage(path: string): string | undefined {
  const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
  if (!folder) return undefined;
  const { name, version } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  return `${name} ${version}`;
}

/** The packages whose code another bundler puts into the entries, if it leaves out the same ones. */
async function bundledPackages(): Promise<string[]> {
  const outside = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  const leftOut: Plugin = {
    name: "left out",
    setup: ({ onResolve }) =>
      onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
        kind !== "entry-point" && outside.some((name) => path === name || path.startsWith(`${name}/`))
          ? { path, external: true }
          : undefined,
      ),
  };
  const entries = Object.keys(exports).flatMap((name) => /^\.\/([\w-]+)$/.exec(name)?.[1] ?? []);
  const { metafile } = await build({
    entryPoints: [
      ...["index", ...entries, "cli/main", "platform/node/index"].map((name) => `src/${name}.ts`),
      "scripts/bundled-mediabunny.ts",
    ],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    splitting: true,
    outdir: "out",
    external: ["#node"],
    loader: { ".html": "text", ".css": "text", ".svg": "text", ".client.js": "text" },
    logLevel: "error",
    plugins: [leftOut],
  });
  return Object.values(metafile.outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? (getPackage(path) ?? []) : []));
}

test("THIRD-PARTY-LICENSES.txt lists every package whose code is bundled, and no other", async () => {
  const bundled = new Set(await bundledPackages());
  const text = readFileSync(join(root, "dist/THIRD-PARTY-LICENSES.txt"), "utf8");
  const listed = text.split(`\n${"=".repeat(80)}\n\n`).map((part) => /^\S+ \d+\.\d+\.\d+\S*(?= \()/.exec(part)?.[0]);
  expect(bundled.size).toBeGreaterThan(2);
  expect(listed.toSorted()).toEqual([...bundled].toSorted());
});
