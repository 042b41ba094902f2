// @module-tag slow

import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { serve } from "../helpers/servers.js";
import { consumerFolder, msw } from "./consumer.js";

const root = resolve(import.meta.dirname, "../..");
const example = readFileSync(join(root, "examples/testing/animate-product.test.ts"), "utf8");
const { version } = JSON.parse(readFileSync(join(msw, "package.json"), "utf8")) as { version: string };

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

/** Runs test files in a project with ugoku, vitest and msw. Returns the titles that passed and failed. */
async function runTests(files: Readonly<Record<string, string>>) {
  await using folder = await consumerFolder({ vitest: undefined, msw });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, name), text);
  const vitest = join(folder.path, "node_modules/vitest/vitest.mjs");
  const { stdout } = await promisify(execFile)(process.execPath, [vitest, "run", "--reporter=json"], {
    cwd: folder.path,
    env: { ...process.env, VITEST: undefined, NODE_ENV: undefined, NO_COLOR: "1" },
    // Some of these tests are expected to fail.
  }).catch((error: { stdout: string }) => error);
  const { testResults } = JSON.parse(stdout.slice(stdout.indexOf("{"))) as Report;
  return Object.fromEntries(
    testResults.map(({ name, assertionResults }) => {
      const titles = (status: string) =>
        assertionResults.filter((result) => result.status === status).map(({ title }) => title);
      return [name.slice(name.lastIndexOf("/") + 1), { passed: titles("passed"), failed: titles("failed") }];
    }),
  );
}

const replaceOnce = (text: string, part: string, by: string): string => {
  expect(text.split(part)).toHaveLength(2);
  return text.replace(part, by);
};

test(`the testing guide › its example passes and its guard blocks other requests, with msw ${version}`, async () => {
  await using guarded = await serve((_, response) => void response.end());
  await using unguarded = await serve((_, response) => void response.end());
  /** The example with an app that calls another server than msw intercepts, without real waiting. */
  const withOtherServer = ({ baseURL }: { readonly baseURL: string }) =>
    `${replaceOnce(example, 'baseURL: "http://localhost:8091/v1"', `baseURL: "${baseURL}", clock: time, sleep: time.sleep`)}
const time = createFakeClock();`;
  const results = await runTests({
    "example.test.ts": example,
    "guarded.test.ts": withOtherServer(guarded),
    "unguarded.test.ts": replaceOnce(withOtherServer(unguarded), '8091/v1"), guard)', '8091/v1"))'),
  });
  const all = expect.objectContaining({ length: 7 });
  expect(results["example.test.ts"]).toEqual({ passed: all, failed: [] });
  const throughMsw = "reaches the fake with the global fetch through msw";
  expect(results["guarded.test.ts"]?.failed).toEqual([throughMsw]);
  expect(results["unguarded.test.ts"]?.failed).toEqual([throughMsw]);
  expect(guarded.requests).toEqual([]);
  // Without the guard, requests reach the server.
  expect(unguarded.requests).not.toEqual([]);
});

test(`the testing guide › its example type-checks with msw ${version}`, { timeout: 60_000 }, async () => {
  await using folder = await consumerFolder({ vitest: undefined, msw, "@types/node": undefined });
  writeFileSync(join(folder.path, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder.path, "example.test.ts"), example);
  const options = ["--strict", "--noEmit", "--skipLibCheck", "--target", "es2022", "--module", "nodenext"];
  const tsc = [join(root, "node_modules/typescript/bin/tsc"), ...options, "--types", "node", "example.test.ts"];
  const output = await promisify(execFile)(process.execPath, tsc, { cwd: folder.path }).catch(
    (error: { stdout: string }) => error,
  );
  expect(output.stdout).toBe("");
});

test("the testing guide › contains the example file unchanged", () => {
  const page = readFileSync(join(root, "docs/guides/testing.md"), "utf8");
  const [, shown] =
    /^<!-- example: examples\/testing\/animate-product\.test\.ts -->\n```ts\n(.*?)^```$/ms.exec(page) ?? [];
  expect(shown).toBe(example);
});
