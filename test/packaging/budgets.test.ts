// @module-tag slow
// @module-tag node-independent

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { bundleSize, reachSize } from "../../bench/bundle-size.mjs";
import { packed } from "./packed.js";

const root = join(import.meta.dirname, "../..");
/** kB are 1,000 bytes. "import" is CPU time as a part of what importing `openai` takes. "install" is for scripts/consumers.mjs. */
const budgets = JSON.parse(readFileSync(join(import.meta.dirname, "budgets.json"), "utf8")) as {
  readonly [part in "bundle" | "reach" | "import" | "tarball"]: Readonly<Record<string, number>>;
};
const built = (entry: string) => join(root, "dist", `${entry === "ugoku" ? "index" : entry.replace("ugoku/", "")}.js`);

/** Fails above the budget, and far below it: a budget that nothing comes near guards nothing. */
function expectWithin(what: string, value: number, unit: string, budget: number, advice: string) {
  const measured = `${what}: ${value.toFixed(2)} ${unit}, the budget is ${budget}`;
  expect(
    value,
    `${measured}. ${advice} If it is worth it, raise the budget in test/packaging/budgets.json`,
  ).toBeLessThan(budget);
  expect(value, `${measured}. Lower the budget in test/packaging/budgets.json`).toBeGreaterThan(budget / 4);
}

describe("size in a bundle, in kB, minified and gzipped", () => {
  test.each(Object.entries(budgets.bundle))("%s is below %s kB", async (what, budget) => {
    const [, names = "", entry = ""] = /^(.*) of (.*)$/.exec(what) ?? [];
    const from = JSON.stringify(built(entry));
    const code = names === "all" ? `export * from ${from}` : `export { ${names} } from ${from}`;
    const platform = /preview|testing/.test(entry) ? "node" : "browser";
    const { first, files } = await bundleSize(code, {
      resolveDir: root,
      platform,
      external: ["sharp", "msw"],
    });
    expect(files.length).toBeGreaterThan(0);
    expectWithin(
      what,
      first,
      "kB",
      budget,
      "What grew? Bundle it with esbuild's --analyze, and look what could be loaded later.",
    );
  });
});

test("what createUgoku reaches, without the linter, is within its budget", async () => {
  const size = await reachSize('export { createUgoku } from "./src/index.ts"', {
    resolveDir: root,
    without: /[\\/]src[\\/]lint(\.ts$|[\\/])/,
  });
  expectWithin("createUgoku", size, "kB", budgets.reach.createUgoku!, "Which mechanism exists twice?");
});

/** CPU milliseconds of one import in a process of its own. */
function measureCpu(specifier: string): number {
  const code = `const before = process.cpuUsage(); await import(${JSON.stringify(specifier)}); const { user, system } = process.cpuUsage(before); console.log((user + system) / 1000)`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
    cwd: root,
    encoding: "utf8",
  });
  const milliseconds = Number(stdout);
  if (!(milliseconds > 0)) throw new Error(`${specifier} was not measured: ${stdout}${stderr}`);
  return milliseconds;
}

test("import time relative to openai is within its budget", () => {
  const least = new Map<string, number>();
  // They take turns, and the least counts: other work on the machine only ever adds.
  for (let round = 0; round < 4; round++)
    for (const entry of ["openai", ...Object.keys(budgets.import)]) {
      const specifier = entry === "openai" ? entry : pathToFileURL(built(entry)).href;
      least.set(entry, Math.min(least.get(entry) ?? Number.POSITIVE_INFINITY, measureCpu(specifier)));
    }
  for (const [entry, budget] of Object.entries(budgets.import)) {
    const ratio = least.get(entry)! / least.get("openai")!;
    const advice = "Which module is now loaded at import time? See test/packaging/loading.test.ts.";
    expectWithin(`importing ${entry}`, ratio, "of what openai takes", budget, advice);
  }
});

test("the packed tarball is within its budget", () => {
  const { size, unpackedSize } = packed();
  const advice = "Build it anew (npm run build); then `npm pack --dry-run` lists the files.";
  expectWithin("the tarball", size / 1000, "kB", budgets.tarball.packed!, advice);
  expectWithin("the tarball, unpacked", unpackedSize / 1000, "kB", budgets.tarball.unpacked!, advice);
});
