import { execFile } from "node:child_process";
import { copyFileSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { consumerFolder } from "./consumer.js";

const root = resolve(import.meta.dirname, "../..");
const name = "animate-product.test.ts";
const file = join(root, "examples/testing", name);

test("the guide's example is a test file that passes where ugoku, vitest and msw are installed", async () => {
  await using folder = await consumerFolder({ vitest: undefined, msw: undefined });
  copyFileSync(file, join(folder.path, name));
  const vitest = join(folder.path, "node_modules/vitest/vitest.mjs");
  const { stdout } = await promisify(execFile)(process.execPath, [vitest, "run", "--reporter=json"], {
    cwd: folder.path,
    env: { ...process.env, VITEST: undefined, NODE_ENV: undefined, NO_COLOR: "1" },
  });
  const report = JSON.parse(stdout.slice(stdout.indexOf("{"))) as Record<string, unknown>;
  expect(report).toMatchObject({ success: true, numPassedTests: 7, numTotalTests: 7 });
});

test("the guide shows that file as it is", () => {
  const page = readFileSync(join(root, "docs/guides/testing.md"), "utf8");
  const [, shown] =
    /^<!-- example: examples\/testing\/animate-product\.test\.ts -->\n```ts\n(.*?)^```$/ms.exec(page) ?? [];
  expect(shown).toBe(readFileSync(file, "utf8"));
});
