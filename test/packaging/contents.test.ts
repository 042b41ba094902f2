// @module-tag slow
// @module-tag node-independent

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import type { Options } from "tsup";
import { expect, test } from "vitest";
import { blockMarkdown } from "../../scripts/block-markdown.js";
import config from "../../tsup.config.js";
import { failure } from "../helpers/failure.js";
import { packed } from "./packed.js";

const root = join(import.meta.dirname, "../..");
const { dependencies, peerDependencies, exports, bin } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

test("the tarball contains no sources, maps or tests", () => {
  const files = packed().files.map(({ path }) => path);
  const wanted = /^(?:dist\/(?:lint\/)?[\w-]+\.(?:js|cjs|d\.ts|d\.cts)|dist\/THIRD-PARTY-LICENSES\.txt)$/;
  const beside = ["LICENSE", "README.ja.md", "README.md", "dist/sample.jpg", "llms.txt", "package.json"];
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

/** The packages whose code esbuild puts into the files of one part of tsup.config.ts. */
async function bundledBy({ entry, noExternal = [], external = [], loader = {} }: Options): Promise<string[]> {
  const inside = noExternal.map(String);
  const outside = [...external.map(String), ...Object.keys(dependencies), ...Object.keys(peerDependencies)];
  const matchesAny = (names: readonly string[], path: string) =>
    names.some((name) => path === name || path.startsWith(`${name}/`));
  const asTsup: Plugin = {
    name: "what stays outside",
    setup: ({ onResolve }) =>
      onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
        if (kind === "entry-point" || matchesAny(inside, path)) return undefined;
        // mediabunny has a part of its own in tsup.config.ts.
        return matchesAny([...outside, "mediabunny"], path) ? { path, external: true } : undefined;
      }),
  };
  const { metafile } = await build({
    entryPoints: entry as Record<string, string>,
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    splitting: true,
    outdir: "out",
    loader,
    logLevel: "error",
    plugins: [asTsup, blockMarkdown],
  });
  return Object.values(metafile.outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? (getPackage(path) ?? []) : []));
}

test("THIRD-PARTY-LICENSES.txt lists every package whose code is bundled, and no other", async () => {
  const parts = (Array.isArray(config) ? config : [config]) as Options[];
  const bundled = new Set((await Promise.all(parts.map(bundledBy))).flat());
  const text = readFileSync(join(root, "dist/THIRD-PARTY-LICENSES.txt"), "utf8");
  const listed = text.split(`\n${"=".repeat(80)}\n\n`).map((part) => /^\S+ \d+\.\d+\.\d+\S*(?= \()/.exec(part)?.[0]);
  expect(bundled.size).toBeGreaterThan(2);
  expect(listed.filter((name) => name !== undefined).toSorted()).toEqual([...bundled].toSorted());
  expect(text).toMatch(/^WordNet 3\.0$/m);
  expect(text).toMatch(/^IPA dictionary /m);
});

test.each(["js", "cjs"])("a stack trace of the .%s build has the names of functions and classes", async (extension) => {
  const url = pathToFileURL(join(root, `dist/index.${extension}`)).href;
  const { createUgoku, UgokuError } = (await import(url)) as typeof import("../../src/index.js");
  const error = await failure(() => createUgoku({ tiemout: 1 } as never));
  expect(error.stack).toMatch(/\bat checkOptionNames\b[\s\S]*\bat createUgoku\b/);
  expect(createUgoku().animate("photo.jpg").constructor.name).toBe("AnimationBuilder");
  expect(UgokuError.name).toBe("UgokuError");
});
