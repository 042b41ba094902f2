// Packs the package and uses it as a stranger would, in an empty folder: ESM, CJS, TypeScript (node16 and bundler),
// a browser bundle, the command, and an install without optional packages.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";

const root = fileURLToPath(new URL("..", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "ugoku-consumers-"));
const results = [];

function check(name, run) {
  const started = Date.now();
  try {
    run();
    results.push(true);
    console.log(`ok    ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  } catch (error) {
    results.push(false);
    console.log(`FAIL  ${name}\n${error.message}`);
  }
}

function run(command, words, options = {}) {
  const { status, stdout, stderr } = spawnSync(command, words, { cwd: work, encoding: "utf8", ...options });
  if (status !== (options.expect ?? 0))
    throw new Error(`${command} ${words.join(" ")} ended with ${status}\n${stdout}${stderr}`);
  return stdout + stderr;
}

/** Every ```ts block that a reader can copy becomes a file of its own. Says how many. */
function writeExamples() {
  const pages = [
    "README.md",
    ...readdirSync(join(root, "docs"), { recursive: true }).map((path) => join("docs", path)),
  ];
  const sources = readdirSync(join(root, "src"), { recursive: true }).map((path) => join("src", path));
  const texts = [
    ...pages.filter((path) => path.endsWith(".md") && !path.startsWith("docs/api")),
    ...sources.filter((path) => path.endsWith(".ts")),
  ];
  // Packages that an example may bring, and ugoku does not.
  mkdirSync(join(work, "examples/node_modules"), { recursive: true });
  for (const name of ["lindera-wasm-nodejs-ipadic", "wink-nlp", "wink-eng-lite-web-model", "openai"])
    symlinkSync(join(root, "node_modules", name), join(work, "examples/node_modules", name));
  let count = 0;
  for (const path of texts) {
    const text = readFileSync(join(root, path), "utf8");
    const plain = path.endsWith(".ts") ? text.replace(/^ *\* ?/gm, "") : text;
    for (const [, code] of plain.matchAll(/^```ts\n(.*?)^```$/gms)) {
      const name = `${path.replace(/\W+/g, "-")}-${count++}.ts`;
      writeFileSync(join(work, "examples", name), `${code}\nexport {};\n`);
    }
  }
  const compilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    target: "es2022",
    lib: ["es2023", "esnext.disposable", "dom", "dom.iterable", "dom.asynciterable"],
    types: ["node"],
    typeRoots: [join(root, "node_modules/@types")],
  };
  writeFileSync(join(work, "examples.json"), JSON.stringify({ compilerOptions, include: ["examples"] }));
  return count;
}

const png = await sharp({ create: { width: 1280, height: 720, channels: 3, background: "#c8803c" } })
  .png()
  .toBuffer();
const env = { ...process.env, UGOKU_TEST_PNG: png.toString("base64") };
const npm = (...words) => run("npm", [...words, "--no-audit", "--no-fund", "--loglevel=error"], { env });

try {
  execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", work], { cwd: root });
  const tarball = readdirSync(work).find((name) => name.endsWith(".tgz"));
  writeFileSync(join(work, "package.json"), '{ "private": true, "type": "module" }');
  for (const name of ["esm.mjs", "cjs.cjs", "types.ts"]) cpSync(join(root, "test/consumers", name), join(work, name));

  check("installs without its optional packages", () => npm("install", "--omit=optional", `./${tarball}`));
  check("ESM without optional packages: the preview says what to install", () =>
    run("node", ["esm.mjs"], { env: { ...env, UGOKU_TEST_PREVIEW: "no" } }),
  );
  rmSync(join(work, "node_modules"), { recursive: true, force: true });
  rmSync(join(work, "package-lock.json"), { force: true });
  check("installs with them", () => npm("install", `./${tarball}`));
  check("ESM", () => run("node", ["esm.mjs"], { env }));
  check("CJS", () => run("node", ["cjs.cjs"], { env }));
  cpSync(join(root, "examples/cafe.jpg"), join(work, "product.jpg"));
  check("README's first example, pasted", () => {
    const [, code] = /^```ts\n(.*?)^```$/ms.exec(readFileSync(join(root, "README.md"), "utf8"));
    writeFileSync(join(work, "readme.mjs"), code);
    run("node", ["readme.mjs"], { env });
  });
  cpSync(join(root, "examples/quick-start.mjs"), join(work, "quick-start.mjs"));
  check("examples/quick-start.mjs", () => run("node", ["quick-start.mjs", "product.jpg"], { env }));
  check("the command shows its help", () => run("npx", ["ugoku", "--help"]));
  check("the command refuses a folder as an image", () => {
    const said = run("npx", ["ugoku", "animate", ".", "-p", "The cat blinks.", "--preview"], { expect: 1 });
    if (!said.includes("image_not_a_file")) throw new Error(said);
  });
  check("the command renders", () =>
    run("npx", [
      "ugoku",
      "animate",
      "photo.png",
      "-p",
      "The cat slowly blinks.",
      "-m",
      "preview",
      "-d",
      "1",
      "-s",
      "320x180",
    ]),
  );

  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const common = [
    "--noEmit",
    "--strict",
    "--skipLibCheck",
    "false",
    "--target",
    "es2022",
    "--lib",
    "es2023,esnext.disposable,dom,dom.iterable,dom.asynciterable",
    "--types",
    "node",
    "--typeRoots",
    join(root, "node_modules/@types"),
    "types.ts",
  ];
  const blocks = writeExamples();
  check(`the ${blocks} TypeScript examples of README, docs and docstrings type-check`, () =>
    run("node", [tsc, "--module", "esnext", "--moduleResolution", "bundler", "-p", "examples.json"]),
  );
  for (const [module, resolution] of [
    ["node16", "node16"],
    ["esnext", "bundler"],
  ]) {
    check(`TypeScript, moduleResolution ${resolution}`, () =>
      run("node", [tsc, "--module", module, "--moduleResolution", resolution, ...common]),
    );
  }

  const [, firstExample] = /^```ts\n(.*?)^```$/ms.exec(readFileSync(join(root, "README.md"), "utf8"));
  writeFileSync(join(work, "readme.ts"), firstExample);
  for (const target of ["esnext", "es2022"]) {
    // Neither "skipLibCheck" nor "types": every declaration that the install brought is in it, and is checked.
    check(`README's first example in a strict project of target ${target} that sets nothing else`, () => {
      const compilerOptions = { noEmit: true, strict: true, target, module: "nodenext" };
      writeFileSync(join(work, "fresh.json"), JSON.stringify({ compilerOptions, include: ["readme.ts"] }));
      run("node", [tsc, "-p", "fresh.json"]);
    });
  }

  const { build } = await import("esbuild");
  for (const entry of ["ugoku", "ugoku/lint", "ugoku/webhook"]) {
    const options = {
      stdin: { contents: `export * from "${entry}"`, resolveDir: work },
      bundle: true,
      write: false,
      platform: "browser",
      format: "esm",
      logLevel: "silent",
    };
    const bundled = await build(options).catch((error) => error);
    check(`bundles for browsers: ${entry}`, () => {
      if (bundled instanceof Error) throw bundled;
      const text = bundled.outputFiles[0].text;
      if (/["']node:/.test(text))
        throw new Error(`node: import in the bundle: ${/.{60}["']node:.{40}/.exec(text)?.[0]}`);
    });
  }
  const packed = execFileSync("tar", ["-tzf", join(work, tarball)], { encoding: "utf8" })
    .trim()
    .split("\n");
  check("packs no sources", () => {
    const extra = packed.filter((name) => !/^package\/(dist\/|package\.json|README|LICENSE|CHANGELOG)/.test(name));
    if (extra.length > 0) throw new Error(extra.join("\n"));
  });
  check("brings the licences of what is bundled", () => {
    const licences = readFileSync(join(work, "node_modules/ugoku/dist/THIRD-PARTY-LICENSES.txt"), "utf8");
    for (const name of ["zod", "cli-progress", "picocolors", "mediabunny"])
      if (!licences.includes(`${name} `)) throw new Error(`${name} is not in it`);
  });
  check("says its version", () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    if (!run("npx", ["ugoku", "--version"]).includes(version)) throw new Error("another version");
  });
} finally {
  rmSync(work, { recursive: true, force: true });
}
const passed = results.filter(Boolean).length;
console.log(`${passed} passed, ${results.length - passed} failed`);
process.exit(passed === results.length ? 0 : 1);
