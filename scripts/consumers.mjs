// Packs the package and tests the tarball: the projects of test/consumers, each in a separate folder, and the commands and
// examples of the README. NODE_MATRIX_CACHE: the folder for TypeScript 6.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import sharp from "sharp";
import { installedSize } from "../bench/installed-size.mjs";
import { browserName, runInBrowser } from "./consumers/browser.mjs";
import { firstExample, typeCheckExamples, writeExamples } from "./consumers/examples.mjs";
import { check, npm, results, root, run, work } from "./consumers/workshop.mjs";

const project = (name) => join(work, name);
const json = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));
const otherTypeScript = "6.0.3";

/** The compilers that must accept the declarations: the one of this repository, and the next major. */
function compilers() {
  const cache = join(process.env.NODE_MATRIX_CACHE ?? join(root, ".cache/node"), `typescript@${otherTypeScript}`);
  const other = join(cache, "node_modules/typescript");
  if (!existsSync(join(other, "bin/tsc")))
    npm(root, "install", "--prefix", cache, "--no-save", "--silent", `typescript@${otherTypeScript}`);
  return [join(root, "node_modules/typescript"), other].map((folder) => ({
    version: JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version,
    tsc: join(folder, "bin/tsc"),
  }));
}

const budgets = json("test/packaging/budgets.json").install;
function checkInstallSize(folder, name) {
  const { megabytes, packages } = installedSize(folder);
  const budget = budgets[name];
  console.log(`      ${name}: ${megabytes.toFixed(1)} MB on the disk, ${packages} packages`);
  if (megabytes > budget.megabytes || packages > budget.packages)
    throw new Error(
      `${megabytes.toFixed(1)} MB in ${packages} packages, allowed are ${budget.megabytes} MB in ${budget.packages}. Which package grew (npm ls --all)? If it is worth it, raise the budget in test/packaging/budgets.json.`,
    );
}

const plain = { create: { width: 1280, height: 720, channels: 3, background: "#c8803c" } };
const photo = (await sharp(plain).png().toBuffer()).toString("base64");
const env = { UGOKU_TEST_PNG: photo };

async function onNode() {
  const esm = project("esm");
  await check("installs without its optional packages", () => npm(esm, "install", "--omit=optional"));
  await check("is small without them", () => checkInstallSize(esm, "without optional packages"));
  await check("ESM without optional packages: the preview says what to install", () =>
    run("npm", ["test"], { cwd: esm, env: { ...env, UGOKU_TEST_PREVIEW: "no" } }),
  );
  rmSync(join(esm, "node_modules"), { recursive: true, force: true });
  rmSync(join(esm, "package-lock.json"), { force: true });
  await check("installs with them", () => npm(esm, "install"));
  await check("is as large as was planned with them", () => checkInstallSize(esm, "with optional packages"));
  await check("ESM", () => run("npm", ["test"], { cwd: esm, env }));
  await check("CJS", () => {
    npm(project("cjs"), "install", "--omit=optional");
    run("npm", ["test"], { cwd: project("cjs"), env });
  });
  cpSync(join(root, "examples/cafe.jpg"), join(esm, "photo.jpg"));
  await check("README's first example, pasted", () => {
    writeFileSync(join(esm, "readme.mjs"), firstExample());
    run("node", ["readme.mjs"], { cwd: esm });
  });
  cpSync(join(root, "examples/quick-start.mjs"), join(esm, "quick-start.mjs"));
  await check("examples/quick-start.mjs", () => run("node", ["quick-start.mjs", "photo.jpg"], { cwd: esm }));
  await check(`the ${writeExamples(esm)} TypeScript examples of README, docs and docstrings type-check`, () =>
    typeCheckExamples(esm),
  );
}

async function onTheCommandLine() {
  const ugoku = (words, options) => run("npx", ["ugoku", ...words], { cwd: project("esm"), ...options });
  await check("the command shows its help", () => ugoku(["--help"]));
  await check("the command says its version", () => {
    if (!ugoku(["--version"]).includes(json("package.json").version)) throw new Error("another version");
  });
  await check("the command refuses a folder as an image", () => {
    const said = ugoku(["animate", ".", "-p", "The cat blinks.", "--preview"], { expect: 2 });
    if (!said.includes("image_not_a_file")) throw new Error(said);
  });
  const words = ["photo.png", "-p", "The cat slowly blinks.", "-m", "preview", "-d", "1", "-s", "320x180"];
  await check("the command renders", () => ugoku(["animate", ...words]));
}

async function inTypeScript() {
  const [node16, bundler] = ["typescript-node16", "typescript-bundler"].map(project);
  await check("installs into TypeScript projects", () => {
    npm(node16, "install", "--omit=optional");
    npm(bundler, "install", "--omit=optional");
    for (const folder of [node16, bundler]) writeFileSync(join(folder, "readme.ts"), firstExample());
  });
  // Neither project sets "skipLibCheck": the declarations that they use are checked too.
  for (const { version, tsc } of compilers()) {
    await check(`TypeScript ${version}, node16`, () => run("node", [tsc], { cwd: node16 }));
    await check(`TypeScript ${version}, bundler, no types of Node`, () => run("node", [tsc], { cwd: bundler }));
    for (const target of ["esnext", "es2022"])
      await check(`TypeScript ${version}, README's first example, strict, target ${target}, nothing else set`, () => {
        const compilerOptions = { noEmit: true, strict: true, target, module: "nodenext" };
        writeFileSync(join(bundler, "fresh.json"), JSON.stringify({ compilerOptions, include: ["readme.ts"] }));
        run("node", [tsc, "-p", "fresh.json"], { cwd: bundler });
      });
  }
}

async function inBrowsers() {
  const folder = project("esbuild-browser");
  await check("installs into a project for browsers", () => npm(folder, "install", "--omit=optional"));
  for (const entry of ["ugoku", "ugoku/lint", "ugoku/lint/en", "ugoku/lint/ja", "ugoku/webhook"])
    await check(`bundles whole for browsers, and imports nothing of Node: ${entry}`, async () => {
      const { outputFiles } = await build({
        stdin: { contents: `export * from "${entry}"`, resolveDir: folder },
        bundle: true,
        write: false,
        platform: "browser",
        format: "esm",
        logLevel: "silent",
      });
      const found = /.{0,60}["']node:.{0,40}/.exec(outputFiles[0].text);
      if (found) throw new Error(`node: import in the bundle: ${found[0]}`);
    });
  await check(`esbuild's bundle runs in ${browserName}: lints, plans, creates, downloads`, () =>
    runInBrowser(folder, photo),
  );
}

async function inBundles() {
  const folder = project("bundles");
  await check("installs into a project that is bundled", () => npm(folder, "install", "--omit=optional"));
  for (const [format, file] of [
    ["cjs", "bundle.cjs"],
    ["esm", "bundle.mjs"],
  ])
    await check(
      `esbuild's ${format} bundle of every entry point loads and runs without optional packages`,
      async () => {
        const outfile = join(folder, file);
        const entryPoints = [join(folder, "main.mjs")];
        await build({ entryPoints, bundle: true, platform: "node", format, outfile, logLevel: "silent" });
        const said = run("node", [file], { cwd: folder });
        if (!said.includes("bundle ok")) throw new Error(said);
      },
    );
}

async function inOldTypeScript() {
  const folder = project("typescript-node10");
  await check("installs into a project with moduleResolution node", () => npm(folder, "install", "--omit=optional"));
  // TypeScript 6 has no such resolution.
  const [{ version, tsc }] = compilers();
  await check(`TypeScript ${version}, node10`, () => run("node", [tsc], { cwd: folder }));
}

try {
  execFileSync("node", ["scripts/release-folder.mjs"], { cwd: root });
  execFileSync("npm", ["pack", "./release", "--silent", "--pack-destination", work], { cwd: root });
  const tarball = readdirSync(work).find((name) => name.endsWith(".tgz"));
  cpSync(join(work, tarball), join(work, "ugoku.tgz"));
  cpSync(join(root, "test/consumers"), work, { recursive: true });
  await onNode();
  await onTheCommandLine();
  await inTypeScript();
  await inOldTypeScript();
  await inBundles();
  await inBrowsers();
} finally {
  rmSync(work, { recursive: true, force: true });
}
const passed = results.filter(Boolean).length;
console.log(`${passed} passed, ${results.length - passed} failed`);
process.exit(passed === results.length ? 0 : 1);
