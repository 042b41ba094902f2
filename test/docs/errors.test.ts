// @module-tag node-independent

import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { createUgoku } from "../../src/index.js";
import { fal, kling, luma, minimax, replicate, runway, seedance, veo, wan, xai } from "../../src/services.js";
import { errorCodes } from "../../src/utils/error-codes.js";
import { failure } from "../helpers/failure.js";

const root = resolve(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

test("docs/errors.md and the error codes are one list", () => {
  const anchors = [...read("docs/errors.md").matchAll(/^### (\w+)$/gm)].map(([, code]) => code);
  expect(anchors.toSorted()).toEqual([...errorCodes].toSorted());
});

test("docs/errors.md#endpoint_missing lists the variables of the services", () => {
  const [, section = ""] = /^### endpoint_missing$(.*?)^### /ms.exec(read("docs/errors.md")) ?? [];
  const rows = [...section.matchAll(/^\| `(\w+)\(\)` \| (.*) \|$/gm)].map(([, name, variables]) => [name, variables]);
  const specs = [runway, fal, replicate, veo, kling, luma, xai, minimax, seedance, wan].map(({ spec }) => spec);
  expect(rows).toEqual(specs.map(({ name, auth }) => [name, auth.variables.map((one) => `\`${one}\``).join(" or ")]));
});

test("docs/errors.md › an error about an unknown option has its name only, one about a value has the value", async () => {
  const errorOf = (options: object) => failure(() => createUgoku(options as never));
  const { value, allowed, ...unknown } = await errorOf({ tiemout: 1 });
  expect([unknown.option, value, allowed]).toEqual(["tiemout", undefined, undefined]);
  expect(await errorOf({ timeout: -1 })).toMatchObject({ option: "timeout", value: -1 });
});

test("every code is thrown somewhere", () => {
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && path !== "utils/error-codes.ts")
    .map((path) => read(join("src", path)))
    .join("\n");
  expect(errorCodes.filter((code) => !sources.includes(`"${code}"`))).toEqual([]);
});
