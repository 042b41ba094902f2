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
    "utils/abort.ts",
    "utils/bytes.ts",
    "utils/docs-url.ts",
    "utils/errors.ts",
    "utils/guards.ts",
    "utils/message.ts",
    "utils/option-rules.ts",
    "utils/read-limited.ts",
    "utils/redact-cause.ts",
    "utils/redact.ts",
    "utils/suggest.ts",
    "utils/validate-options.ts",
  ]);
  expect(outputFiles[0]!.contents.length).toBeLessThan(17_500);
});
