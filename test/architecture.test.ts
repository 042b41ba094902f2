import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../src");

/** The rooms from the bottom up. A file may import from its own room and from those named beside it. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  models: ["errors"],
  api: ["models", "errors", "logger"],
  lint: ["image", "models", "errors"],
  image: ["models", "errors"],
  clip: ["api", "image", "errors"],
  job: ["clip", "api", "errors", "logger"],
  logger: ["errors"],
  node: ["image", "clip", "errors"],
  submit: ["job", "api", "errors", "logger"],
  client: ["submit", "job", "clip", "image", "lint", "api", "models", "errors", "logger"],
  // Signs the webhooks that it sends by the one signer.
  fake: ["api", "models", "errors", "image/probe.ts", "webhook/sign.ts", "webhook/secret.ts"],
  preview: ["fake", "api", "models", "errors"],
  serve: ["fake", "models", "errors"],
  // The job as a type, and the client when an event is resumed: neither is loaded with it.
  webhook: ["client", "job", "errors"],
  // The page of a batch: plain data in, text out.
  report: ["errors"],
  batch: ["client", "submit", "job", "clip", "lint", "image", "api", "models", "errors", "logger"],
  // An endpoint that is itself the Videos API reads and answers as the fake does.
  "ai-sdk": ["client", "submit", "job", "clip", "image", "api", "fake", "models", "errors", "logger"],
  cli: [
    "batch",
    "report",
    "client",
    "submit",
    "serve",
    "preview",
    "fake",
    "node",
    "job",
    "clip",
    "lint",
    "image",
    "api",
    "models",
    "errors",
    "logger",
  ],
};

/** The room of a file, by its path under src. */
function roomOf(path: string): string {
  // A server is asked what it is as a client would open it, and before there is a client.
  if (path === "index.ts" || path.startsWith("probe/")) return "client";
  if (
    [
      "abort.ts",
      "redact.ts",
      "bytes.ts",
      "environment.ts",
      "error-codes.ts",
      "docs-url.ts",
      "calls-in-text.ts",
      "system-code.ts",
      "option-names.ts",
      "sharp-cache.ts",
    ].includes(path)
  )
    return "errors";
  if (path.startsWith("utils/")) return "errors";
  if (path === "no-node.ts") return "node";
  if (path === "testing.ts") return "fake";
  return (path.split("/")[0] ?? "").replace(/\.ts$/, "");
}

const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));

interface Arrow {
  readonly from: string;
  readonly to: string;
  /** At load time; a type or an `import()` is not. */
  readonly atLoad: boolean;
}

function arrowsOf(path: string): Arrow[] {
  const text = readFileSync(join(root, path), "utf8");
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)";|import\("([^"]+)"\)/gm);
  return [...statements].map(([, type, name = "", lazy]) => ({
    from: path,
    to: lazy ?? name,
    atLoad: type === undefined && lazy === undefined,
  }));
}

const arrows = files.flatMap(arrowsOf);

/** The file under src that a relative import means. */
function target({ from, to }: Arrow): string {
  return relative(root, resolve(root, dirname(from), to)).replace(/\.js$/, ".ts");
}

test("every file stands in a room of the plan", () => {
  expect([...new Set(files.map(roomOf))].filter((room) => !Object.hasOwn(rooms, room))).toEqual([]);
});

test("arrows between rooms point down", () => {
  const wrong = arrows
    .filter((arrow) => arrow.to.startsWith(".") && !arrow.to.endsWith("package.json"))
    .map((arrow) => ({ from: arrow.from, to: target(arrow) }))
    .filter(({ from, to }) => {
      const allowed = rooms[roomOf(from)] ?? [];
      return roomOf(from) !== roomOf(to) && !allowed.includes(roomOf(to)) && !allowed.includes(to);
    });
  expect(wrong).toEqual([]);
});

test("there is no circle among the files, not even of types", () => {
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

test("what bundles for browsers and Workers loads nothing of Node's, and no package but the bundled zod", () => {
  const reach = (path: string, seen: Set<string>): Set<string> => {
    if (seen.has(path)) return seen;
    seen.add(path);
    for (const arrow of arrowsOf(path)) if (arrow.atLoad && arrow.to.startsWith(".")) reach(target(arrow), seen);
    return seen;
  };
  for (const entry of ["index.ts", "lint/index.ts", "webhook.ts", "no-node.ts"]) {
    const loaded = [...reach(entry, new Set())]
      .flatMap(arrowsOf)
      .filter((arrow) => arrow.atLoad && !arrow.to.startsWith("."));
    expect(
      [...new Set(loaded.map((arrow) => arrow.to))].filter((name) => name !== "zod/mini"),
      entry,
    ).toEqual([]);
  }
});

test("only dialects are told apart by their own data", () => {
  const offenders = files.filter(
    (path) =>
      !path.startsWith("api/dialects/") &&
      /dialect(\.name)?\s*===\s*"|dialect\.name\s*===/.test(readFileSync(join(root, path), "utf8")),
  );
  expect(offenders).toEqual([]);
});

test("no file asks for more than a reader can hold", () => {
  const long = files.filter(
    (path) => path !== "fake/sample.ts" && readFileSync(join(root, path), "utf8").split("\n").length > 450,
  );
  expect(long).toEqual([]);
});
