// @module-tag slow
// @module-tag node-independent

import { execFile, spawnSync } from "node:child_process";
import { accessSync, constants, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { links, withAbsoluteLinks } from "../../scripts/docs/markdown.mjs";
import { emptyFolder } from "../helpers/folders.js";

const run = promisify(execFile);
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
  const order = [
    "node scripts/check-release.mjs",
    ".ci/run",
    "npm install --global npm@",
    "npm run release",
    "npm publish",
  ].map(at);
  expect(order.every((place) => place >= 0)).toBe(true);
  expect(order).toEqual(order.toSorted((one, other) => one - other));
  expect(steps[at("npm publish")]?.run).toBe("npm publish ./release --provenance --access public");
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

test("scripts/release-folder.mjs › the package as it is published", async () => {
  await using place = await emptyFolder();
  const readme = "# A\n[b](docs/b.md#c) ![d](d.jpg) [e](#e) [f](https://f.dev) `[g](g.md)`\n```md\n[h](h.md)\n```\n";
  const about = {
    name: "fork",
    version: "1.2.3",
    repository: { url: "git+https://github.com/you/fork.git" },
    files: ["dist"],
  };
  const scripts = { prepublishOnly: "exit 1" };
  await mkdir(join(place.path, "dist"));
  writeFileSync(join(place.path, "package.json"), JSON.stringify({ ...about, scripts, devDependencies: {} }));
  writeFileSync(join(place.path, "dist/index.js"), "export {};\n");
  for (const name of ["README.md", "README.ja.md"]) writeFileSync(join(place.path, name), readme);
  const { stdout } = await run(process.execPath, [join(root, "scripts/release-folder.mjs"), place.path]);
  expect(stdout).toContain("npm publish ./release");
  const read = (name: string) => readFileSync(join(place.path, "release", name), "utf8");
  for (const name of ["README.md", "README.ja.md"])
    expect(read(name)).toBe(
      "# A\n[b](https://github.com/you/fork/blob/v1.2.3/docs/b.md#c) " +
        "![d](https://raw.githubusercontent.com/you/fork/v1.2.3/d.jpg) " +
        "[e](#e) [f](https://f.dev) `[g](g.md)`\n```md\n[h](h.md)\n```\n",
    );
  expect(JSON.parse(read("package.json"))).toEqual(about);
  expect(read("dist/index.js")).toBe("export {};\n");
  expect(readFileSync(join(place.path, "README.md"), "utf8")).toBe(readme);
});

test("npm publish › what npm would correct or remove in package.json", async () => {
  await using place = await emptyFolder();
  const about = readFileSync(join(root, "package.json"), "utf8");
  writeFileSync(join(place.path, "package.json"), about);
  // Such as the command, which npm removes where it does not like its path.
  await run("npm", ["pkg", "fix"], { cwd: place.path });
  expect(readFileSync(join(place.path, "package.json"), "utf8")).toBe(about);
});

test("the READMEs have no relative link once their links are absolute", () => {
  const isRelative = (link: string) => !/^(?:https:|#)/.test(link);
  for (const name of ["README.md", "README.ja.md"]) {
    const text = readFileSync(join(root, name), "utf8");
    expect(links(text).some(isRelative)).toBe(true);
    const absolute = withAbsoluteLinks(text, { source: "https://s.dev/", raw: "https://r.dev/" });
    expect(links(absolute).filter(isRelative)).toEqual([]);
  }
});
