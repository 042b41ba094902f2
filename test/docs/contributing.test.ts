// @module-tag node-independent

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { animateOptions, endpointOptions, outputOptions } from "../../src/cli/commands.js";
import { renderFlag } from "../../src/cli/error-hints.js";
import { dialectNames } from "../../src/dialects/dialect-names.js";
import { rules } from "../../src/lint.js";
import { models, openModels } from "../../src/models/models.js";
import { previewModels } from "../../src/preview.js";
import { errorCodes } from "../../src/utils/error-codes.js";
import { cases } from "../dialects/cases.js";

const root = resolve(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const contributing = read("CONTRIBUTING.md");

/** The rows of a recipe's table, by its heading. */
function getRows(heading: string): string[] {
  const section = contributing.split(/^### /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
  return section.split("\n").filter((line) => line.startsWith("| `"));
}

const getPath = (row: string) => /`([^`]+)`/.exec(row)?.[1] ?? "";

/** The paths of the rows that are not conditional ("only if …"). */
const getRequiredPaths = (heading: string) =>
  getRows(heading)
    .filter((row) => !row.includes("| only "))
    .map(getPath);

/** The sources without docstrings, whose examples name dialects and models too. */
const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .map((path) => join("src", path))
  .filter((path) => path.endsWith(".ts"))
  .map((path) => ({ path, code: read(path).replace(/\/\*\*.*?\*\//gs, "") }))
  .toSorted((a, b) => (a.path < b.path ? -1 : 1));
const sourcesWith = (text: string) => sources.filter(({ code }) => code.includes(text)).map(({ path }) => path);

const recipes = ["Add a model", "Add a dialect", "Add a lint rule", "Add a CLI flag", "Add an error code"];

describe("recipes in CONTRIBUTING.md", () => {
  test.each(recipes)("%s › names files that exist", (heading) => {
    const paths = getRows(heading).map(getPath);
    expect(paths.length).toBeGreaterThan(1);
    expect(paths.filter((path) => !path.includes("<") && !existsSync(join(root, path)))).toEqual([]);
  });

  test("every path and npm script exists", () => {
    const paths = [...contributing.matchAll(/`((?:src|test|docs|bench|scripts|examples)\/[\w./-]+)`/g)];
    expect(paths.map(([, path = ""]) => path).filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const { scripts } = JSON.parse(read("package.json"));
    const named = [...contributing.matchAll(/npm run ([\w:]+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});

describe("Add a model", () => {
  test.each(Object.keys(openModels))("%s is in the files of the recipe", (id) => {
    expect(sourcesWith(`"${id}"`)).toEqual(["src/models/open-models.ts"]);
    expect(read("docs/models.md")).toContain(`\`${id}\``);
  });

  test.each(Object.keys(models))("%s is in the files of the recipe", (id) => {
    expect(sourcesWith(`"${id}": `)).toEqual(["src/models/sora.ts", "src/preview/create-preview.ts"]);
    expect(Object.keys(previewModels)).toContain(id);
    expect(read("docs/models.md")).toContain(`\`${id}\``);
  });
});

describe("Add a dialect", () => {
  test.each(dialectNames)("%s is in the files of the recipe", (name) => {
    const paths = getRequiredPaths("Add a dialect").map((path) => path.replace("<name>", name));
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(paths.filter((path) => !path.includes(name) && !read(path).includes(name))).toEqual([]);
    // A user's own `OpenAI` or `AzureOpenAI` client selects one of these two.
    const others = ["openai", "azure"].includes(name) ? [] : sourcesWith(`"${name}"`);
    expect(others.filter((path) => !paths.includes(path))).toEqual([]);
  });

  test("every dialect has a case", () => {
    expect(cases.map(({ name }) => name)).toEqual([...dialectNames]);
  });
});

describe("Add a lint rule", () => {
  test.each(rules.map(({ id }) => id))("%s is in the files of the recipe", (id) => {
    const paths = getRequiredPaths("Add a lint rule").map((path) => path.replace("<rule-id>", id));
    expect(paths.filter((path) => !existsSync(join(root, path)) || !read(path).includes(id))).toEqual([]);
    expect(sourcesWith(`/${id}.js"`)).toContain("src/lint/rules/index.ts");
  });
});

describe("Add a CLI flag", () => {
  const builderOptions: Readonly<Record<string, string>> = {
    "max-cost": "maxCost",
    "last-frame": "lastFrame",
    "negative-prompt": "negativePrompt",
    key: "idempotencyKey",
  };
  /** Parts of another option, and not options of the request. */
  const others = [
    "background",
    "rate",
    "json",
    "output",
    ...[...endpointOptions, ...outputOptions].map(({ name }) => name),
  ];

  test.each(animateOptions.map(({ name }) => name).filter((name) => !others.includes(name)))(
    "--%s is shown in errors",
    (name) => {
      expect(renderFlag(builderOptions[name] ?? name, undefined)).toBe(`--${name}`);
    },
  );
});

describe("Add an error code", () => {
  test.each(errorCodes)("%s is in the files of the recipe", (code) => {
    expect(sourcesWith(`"${code}"`)).toContain("src/utils/error-codes.ts");
    expect(sourcesWith(`"${code}"`).length).toBeGreaterThan(1);
    expect(read("docs/errors.md")).toContain(`### ${code}\n`);
  });
});
