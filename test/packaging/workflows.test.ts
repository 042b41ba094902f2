// @module-tag slow
// @module-tag node-independent

import { spawnSync } from "node:child_process";
import { accessSync, constants, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { links, withAbsoluteLinks } from "../../scripts/docs/markdown.mjs";
import { emptyFolder } from "../helpers/folders.js";

const root = join(import.meta.dirname, "../..");
const folder = join(root, ".github/workflows");

interface Step {
  readonly uses?: string;
  readonly run?: string;
}
interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

function workflow(name: string): Workflow {
  const document = parseDocument(readFileSync(join(folder, name), "utf8"));
  expect(document.errors).toEqual([]);
  expect(document.warnings).toEqual([]);
  return document.toJS();
}

describe.each(readdirSync(folder))("%s", (name) => {
  const { jobs, permissions } = workflow(name);
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test("has read permission only, unless a job requests more", () => expect(permissions).toEqual({ contents: "read" }));

  test("uses actions with a version", () => {
    const used = steps.flatMap(({ uses }) => uses ?? []);
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((action) => !/^[\w-]+\/[\w-]+@(?:v\d|[0-9a-f]{40}$)/.test(action))).toEqual([]);
  });

  test("runs only files of this repository that exist", () => {
    const lines = steps.flatMap(({ run }) => run?.split("\n") ?? []);
    expect(lines).toContain(".ci/run");
    accessSync(join(root, ".ci/run"), constants.X_OK);
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    for (const line of lines) {
      for (const [, script = ""] of line.matchAll(/\bnpm run ([\w:-]+)/g)) expect(scripts).toHaveProperty(script);
      for (const [path] of line.matchAll(/\bscripts\/[\w./-]+/g)) accessSync(join(root, path));
    }
  });
});

test("release.yml › checks and tests before publishing, with provenance and without a token", () => {
  const { on, jobs } = workflow("release.yml");
  expect(on).toEqual({ push: { tags: ["v*"] } });
  const { steps, permissions } = jobs.publish!;
  expect(permissions).toEqual({ contents: "read", "id-token": "write" });
  const at = (text: string) => steps.findIndex(({ run }) => run?.startsWith(text));
  const order = ["node scripts/check-release.mjs", ".ci/run", "npm install --global npm@", "npm publish"].map(at);
  expect(order.every((place) => place >= 0)).toBe(true);
  expect(order).toEqual(order.toSorted((one, other) => one - other));
  expect(steps[at("npm publish")]?.run).toBe("npm publish --provenance --access public");
  expect(readFileSync(join(folder, "release.yml"), "utf8")).not.toMatch(/secrets\.|NODE_AUTH_TOKEN/);
});

describe("scripts/check-release.mjs", () => {
  const about = { version: "1.2.3", repository: "github:ugoku/ugoku" };
  async function check(tag: string, changelog: string, packageJson: object = about, released = "ugoku/ugoku") {
    await using place = await emptyFolder();
    writeFileSync(join(place.path, "package.json"), JSON.stringify(packageJson));
    writeFileSync(join(place.path, "CHANGELOG.md"), `# Changelog\n\n${changelog}\n\n## 1.2.2 - 2026-01-01\n`);
    const words = [join(root, "scripts/check-release.mjs"), tag, place.path];
    const { status, stderr } = spawnSync(process.execPath, words, {
      encoding: "utf8",
      env: { ...process.env, GITHUB_REPOSITORY: released },
    });
    return { status, said: stderr.trim().split("\n") };
  }

  test.each([
    "github:ugoku/ugoku",
    "ugoku/ugoku",
    "https://github.com/ugoku/ugoku.git",
    { type: "git", url: "git+https://github.com/ugoku/ugoku.git" },
    { type: "git", url: "git@github.com:ugoku/ugoku.git" },
  ])("lets a release through whose tag, version and changelog are one, of the repository %j", async (repository) => {
    const fine = await check("v1.2.3", "## 1.2.3 - 2026-11-23", { version: "1.2.3", repository });
    expect(fine).toEqual({ status: 0, said: [""] });
  });

  test.each([
    ["v1.2.4", "## 1.2.3 - 2026-11-23", about, /The tag is "v1\.2\.4"/],
    ["1.2.3", "## 1.2.3 - 2026-11-23", about, /tag v1\.2\.3/],
    ["v1.2.3", "", about, /is for 1\.2\.2/],
    ["v1.2.3", "## 1.2.3 - unreleased", about, /put the day in/],
    ["v1.2.3", "## 1.2.3 - 2026-11-23", { version: "1.2.3" }, /"repository"/],
    ["v1.2.3", "## 1.2.3 - 2026-11-23", { ...about, repository: "https://example.com/a/b" }, /not on github\.com/],
  ])("stops %s with %j of %j", async (tag, changelog, packageJson, expected) => {
    const { status, said } = await check(tag, changelog, packageJson);
    expect(status).toBe(1);
    expect(said).toEqual([expect.stringMatching(expected)]);
  });

  test("stops a release from another repository than that of package.json", async () => {
    const { status, said } = await check("v1.2.3", "## 1.2.3 - 2026-11-23", about, "you/fork");
    expect(status).toBe(1);
    expect(said).toEqual([expect.stringMatching(/is ugoku\/ugoku, .* from you\/fork\. Run: npm pkg set .*you\/fork/)]);
  });
});

describe("scripts/absolute-links.mjs", () => {
  const readme = "# A\n[b](docs/b.md#c) ![d](d.jpg) [e](#e) [f](https://f.dev) `[g](g.md)`\n```md\n[h](h.md)\n```\n";
  const absolute =
    "# A\n[b](https://github.com/you/fork/blob/v1.2.3/docs/b.md#c) ![d](https://raw.githubusercontent.com/you/fork/v1.2.3/d.jpg) " +
    "[e](#e) [f](https://f.dev) `[g](g.md)`\n```md\n[h](h.md)\n```\n";

  async function folder() {
    const place = await emptyFolder();
    const repository = { url: "git+https://github.com/you/fork.git" };
    writeFileSync(join(place.path, "package.json"), JSON.stringify({ version: "1.2.3", repository }));
    for (const name of ["README.md", "README.ja.md"]) writeFileSync(join(place.path, name), readme);
    const run = (action: string) =>
      spawnSync(process.execPath, [join(root, "scripts/absolute-links.mjs"), action, place.path], { encoding: "utf8" });
    const read = (name: string) => readFileSync(join(place.path, name), "utf8");
    return { run, read, path: place.path, [Symbol.asyncDispose]: () => place[Symbol.asyncDispose]() };
  }

  test("both READMEs have absolute links while they are packed, and are restored", async () => {
    await using place = await folder();
    expect(place.run("write").status).toBe(0);
    for (const name of ["README.md", "README.ja.md"]) expect(place.read(name)).toBe(absolute);
    expect(place.run("restore").status).toBe(0);
    for (const name of ["README.md", "README.ja.md"]) expect(place.read(name)).toBe(readme);
  });

  test("a run that was stopped before it restored them is made good by the next", async () => {
    await using place = await folder();
    place.run("write");
    expect(place.run("write").status).toBe(0);
    expect(place.read("README.md")).toBe(absolute);
    place.run("restore");
    expect(place.read("README.md")).toBe(readme);
  });

  test("changes made in between are never overwritten", async () => {
    await using place = await folder();
    place.run("write");
    writeFileSync(join(place.path, "README.md"), "mine\n");
    const { status, stderr } = place.run("restore");
    expect(status).toBe(1);
    expect(stderr).toMatch(/README\.md was changed/);
    expect(place.read("README.md")).toBe("mine\n");
  });
});

test("npm pack › the packed READMEs have no relative link", () => {
  const text = (name: string) => readFileSync(join(root, name), "utf8");
  for (const name of ["README.md", "README.ja.md"]) {
    const packed = withAbsoluteLinks(text(name), { source: "https://s.dev/", raw: "https://r.dev/" });
    expect(links(packed).filter((link) => !/^(?:https:|#)/.test(link))).toEqual([]);
    expect(links(text(name)).some((link) => !/^(?:https:|#)/.test(link))).toBe(true);
  }
});
