// @module-tag slow
// @module-tag node-independent

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { bundleSize } from "../../bench/bundle-size.mjs";

const root = join(import.meta.dirname, "../..");

/** Says on stderr what each import is resolved to. Hooks of Node's own, so that nothing is guessed from the text. */
const hooks = `
import { writeSync } from "node:fs";
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  if (context.parentURL && !context.parentURL.startsWith("data:")) writeSync(2, "resolved " + found.url + "\\n");
  return found;
}`;
const register = `import { register } from "node:module"; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)});`;

/** The modules that an import of the entry in dist/ resolves, without lazy ones. */
function resolvedByNode(entry: string): string[] {
  const code = `await import(${JSON.stringify(pathToFileURL(join(root, "dist", `${entry}.js`)).href)}); console.log("loaded")`;
  const words = ["--import", `data:text/javascript,${encodeURIComponent(register)}`, "--input-type=module", "-e", code];
  const { stdout, stderr } = spawnSync(process.execPath, words, { cwd: root, encoding: "utf8" });
  expect(stdout.trim(), stderr).toBe("loaded");
  return [...stderr.matchAll(/^resolved (.*)$/gm)].map(([, url = ""]) => url);
}

describe("modules loaded at import time", () => {
  const dist = pathToFileURL(`${join(root, "dist")}/`).href;
  test.each(["index", "lint", "lint/en", "lint/ja", "webhook", "doctor"])(
    "dist/%s.js loads only its own files",
    (entry) => {
      const resolved = resolvedByNode(entry);
      expect(resolved).toContain(`${dist}${entry}.js`);
      expect(resolved.filter((url) => !url.startsWith(dist))).toEqual([]);
      expect(resolved.filter((url) => /\/(?:node|no-node|mp4|fit|check|plan)\b[^/]*\.js$/.test(url))).toEqual([]);
    },
  );

  test.each(["preview", "testing", "ai-sdk"])("dist/%s.js loads no package", (entry) => {
    const resolved = resolvedByNode(entry);
    expect(resolved).toContain(`${dist}${entry}.js`);
    expect(resolved.filter((url) => !url.startsWith(dist) && !url.startsWith("node:"))).toEqual([]);
  });

  test.each(["index", "lint", "lint/en", "lint/ja", "webhook", "preview", "testing", "ai-sdk", "doctor"])(
    "dist/%s.cjs loads no package",
    (entry) => {
      const code = `require(${JSON.stringify(join(root, "dist", `${entry}.cjs`))}); console.log(JSON.stringify(Object.keys(require.cache)))`;
      const { stdout, stderr } = spawnSync(process.execPath, ["-e", code], { cwd: root, encoding: "utf8" });
      expect(stdout, stderr).not.toBe("");
      const files = JSON.parse(stdout) as string[];
      expect(files.length).toBeGreaterThan(0);
      expect(files.filter((file) => !file.startsWith(join(root, "dist")))).toEqual([]);
    },
  );
});

/** The folders of src/ that may be there as soon as an entry is imported. Everything else is loaded on first use. */
const folders: Readonly<Record<string, readonly string[]>> = {
  "src/index.ts": ["client", "dialects", "http", "image", "job", "models", "submit", "utils"],
  "src/client/public-client.ts": ["client", "dialects", "http", "job", "submit", "utils"],
  "src/doctor.ts": ["client", "diagnose", "dialects", "http", "models", "utils"],
  "src/lint.ts": ["lint", "models", "utils"],
  "src/lint/en.ts": ["lint", "models", "utils"],
  "src/lint/ja.ts": ["lint", "models", "utils"],
  "src/webhook.ts": ["utils", "webhook"],
};

describe("sources that an entry loads at once", () => {
  test.each(Object.entries(folders))("%s loads only the folders %j", async (entry, allowed) => {
    const { files, packages } = await bundleSize(`export * from "./${entry}"`, { resolveDir: root });
    expect(packages).toEqual([]);
    const sources = files.map(({ file }) => file).filter((file) => file.startsWith("src/"));
    expect(sources.length).toBeGreaterThan(5);
    const found = new Set(sources.flatMap((file) => /^src\/([^/]+)\//.exec(file)?.[1] ?? []));
    expect([...found].toSorted()).toEqual(allowed);
  });

  test("createUgoku() is loaded without what plans, sends and polls", async () => {
    const { files } = await bundleSize(`export { createUgoku } from "./src/index.ts"`, { resolveDir: root });
    const unwanted = /^src\/(?:download|image|lint|models|platform)\/|(?:operations|plan|videos-client|poll-loop)\.ts/;
    expect(files.filter(({ file }) => unwanted.test(file))).toEqual([]);
  });
});
