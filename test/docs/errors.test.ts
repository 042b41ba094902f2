// @module-tag node-independent

import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { errorCodes } from "../../src/utils/error-codes.js";

const root = resolve(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

test("docs/errors.md and the error codes are one list", () => {
  const anchors = [...read("docs/errors.md").matchAll(/^### (\w+)$/gm)].map(([, code]) => code);
  expect(anchors.toSorted()).toEqual([...errorCodes].toSorted());
});

test("every code is thrown somewhere", () => {
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && path !== "utils/error-codes.ts")
    .map((path) => read(join("src", path)))
    .join("\n");
  expect(errorCodes.filter((code) => !sources.includes(`"${code}"`))).toEqual([]);
});
