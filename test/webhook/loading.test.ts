// @module-tag slow

import { resolve } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";

test("ugoku/webhook › contains only its own code, also on demand", async () => {
  const { metafile, outputFiles } = await build({
    entryPoints: [resolve(import.meta.dirname, "../../src/webhook.ts")],
    bundle: true,
    write: false,
    minify: true,
    metafile: true,
    platform: "browser",
    format: "esm",
  });
  const loaded = Object.keys(metafile.inputs).map((path) => path.replace(/^.*src\//, ""));
  expect(loaded.filter((path) => !path.startsWith("webhook")).toSorted()).toEqual([
    // Its `repository`.
    "package.json",
    "utils/base-error.ts",
    "utils/bytes.ts",
    "utils/docs-url.ts",
    "utils/guards.ts",
    "utils/message.ts",
    "utils/option-error.ts",
    "utils/redact.ts",
  ]);
  expect(outputFiles[0]!.contents.length).toBeLessThan(12_500);
});
