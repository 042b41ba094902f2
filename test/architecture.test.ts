// @module-tag node-independent

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../src");

/**
 * The folders of src from the bottom up, each with the folders (or single files) that it may import from. A file that
 * stands in src itself is an entry point and belongs to the folder of its name.
 */
const folders: Readonly<Record<string, readonly string[]>> = {
  utils: [],
  models: ["utils"],
  dialects: ["models", "utils"],
  http: ["dialects", "models", "utils"],
  image: ["platform", "models", "utils"],
  lint: ["image", "platform", "models", "utils"],
  download: ["http", "dialects", "platform", "utils"],
  job: ["download", "http", "dialects", "utils"],
  submit: ["job", "http", "dialects", "utils"],
  platform: ["image", "utils"],
  client: ["submit", "job", "download", "lint", "image", "http", "dialects", "models", "utils"],
  // Signs the webhooks that it sends with the one signer.
  testing: ["http", "dialects", "models", "utils", "image/probe.ts", "webhook/sign.ts", "webhook/signature.ts"],
  // Reads the prompt's camera words with the linter's reader.
  preview: ["testing", "lint", "http", "dialects", "models", "utils", "platform"],
  serve: ["testing", "models", "utils"],
  // The job as a type, and the client when an event is resumed: neither is loaded with it.
  webhook: ["client", "job", "utils"],
  // The page of a batch: plain data in, text out.
  report: ["utils"],
  // Endpoints of services with an API of their own.
  services: ["http", "dialects", "models", "utils"],
  diagnose: ["client", "http", "dialects", "models", "utils"],
  batch: [
    ...["client", "submit", "job", "download", "lint", "image", "http", "dialects", "models", "utils"],
    // Saves its ledger as clips are saved.
    "platform/node/save-file.ts",
  ],
  // Its endpoint is itself the Videos API: it reads and answers as the fake does.
  "ai-sdk": ["client", "submit", "job", "download", "image", "testing", "http", "dialects", "models", "utils"],
  cli: [
    "batch",
    "services",
    "report",
    "client",
    "diagnose",
    "serve",
    "preview",
    "testing",
    "platform",
    "submit",
    "job",
    "download",
    "lint",
    "image",
    "http",
    "dialects",
    "models",
    "utils",
  ],
};

/** Entry points whose name is not their folder's. */
const entryFolders: Readonly<Record<string, string>> = { index: "client", bullmq: "batch", doctor: "diagnose" };

/** The folder of a file, by its path under src. */
function getFolder(path: string): string {
  const [first = "", ...rest] = path.split("/");
  if (rest.length > 0) return first;
  const entry = first.replace(/\.ts$/, "");
  if (Object.hasOwn(folders, entry)) return entry;
  return entryFolders[entry] ?? entry;
}

const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));

interface Arrow {
  readonly from: string;
  readonly to: string;
  /** At load time; a type or an `import()` is not. */
  readonly atLoad: boolean;
}

function getImports(path: string): Arrow[] {
  const text = readFileSync(join(root, path), "utf8");
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)";|import\("([^"]+)"\)/gm);
  return [...statements].map(([, type, name = "", lazy]) => ({
    from: path,
    to: lazy ?? name,
    atLoad: type === undefined && lazy === undefined,
  }));
}

const arrows = files.flatMap(getImports);

/** The file under src that a relative import means. */
function target({ from, to }: Arrow): string {
  return relative(root, resolve(root, dirname(from), to)).replace(/\.js$/, ".ts");
}

test("every file is in a folder of the layout", () => {
  expect([...new Set(files.map(getFolder))].filter((folder) => !Object.hasOwn(folders, folder))).toEqual([]);
});

test("imports between folders point down", () => {
  const wrong = arrows
    .filter((arrow) => arrow.to.startsWith(".") && !arrow.to.endsWith("package.json"))
    .map((arrow) => ({ from: arrow.from, to: target(arrow) }))
    .filter(({ from, to }) => {
      const allowed = folders[getFolder(from)] ?? [];
      return getFolder(from) !== getFolder(to) && !allowed.includes(getFolder(to)) && !allowed.includes(to);
    });
  expect(wrong).toEqual([]);
});

test("there is no import cycle, not even of types", () => {
  const next = new Map(files.map((path) => [path, new Set<string>()]));
  for (const arrow of arrows) if (arrow.to.startsWith(".")) next.get(arrow.from)?.add(target(arrow));
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const to of next.get(path) ?? []) {
      const circle = walk(to, [...trail, path]);
      if (circle.length > 0) return circle;
    }
    done.add(path);
    return [];
  };
  expect(files.flatMap((path) => walk(path, []))).toEqual([]);
});

/** The files that an import of the file loads. */
function reach(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path) || !path.endsWith(".ts")) return seen;
  seen.add(path);
  for (const arrow of getImports(path)) if (arrow.atLoad && arrow.to.startsWith(".")) reach(target(arrow), seen);
  return seen;
}

test("entry points for browsers and Workers load no node: module, and no package", () => {
  for (const entry of ["index.ts", "lint.ts", "lint/en.ts", "lint/ja.ts", "webhook.ts", "platform/browser.ts"]) {
    const loaded = [...reach(entry)].flatMap(getImports).filter((arrow) => arrow.atLoad && !arrow.to.startsWith("."));
    expect([...new Set(loaded.map((arrow) => arrow.to))], entry).toEqual([]);
  }
});

test("the command line starts without the code of its commands, and lints without a client", () => {
  const loaded = (path: string) => new Set([...reach(path)].map(getFolder));
  expect([...loaded("cli/main.ts")].toSorted()).toEqual(["cli", "image", "utils"]);
  // "batch" reads tables.
  expect([...loaded("cli/lint.ts")].toSorted()).toEqual([
    ...["batch", "cli", "image", "lint", "models", "platform", "utils"],
  ]);
});

test("no code outside dialects/ compares a dialect's name", () => {
  const offenders = files.filter(
    (path) =>
      !path.startsWith("dialects/") &&
      /dialect(\.name)?\s*===\s*"|dialect\.name\s*===/.test(readFileSync(join(root, path), "utf8")),
  );
  expect(offenders).toEqual([]);
});

test("no file is longer than 450 lines", () => {
  const long = files.filter(
    (path) => path !== "testing/sample-clip.ts" && readFileSync(join(root, path), "utf8").split("\n").length > 450,
  );
  expect(long).toEqual([]);
});
