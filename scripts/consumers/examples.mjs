// Type-checks every ```ts block of README, docs and docstrings against the built package.
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root, run } from "./workshop.mjs";

/** Writes each block into a file in `project`, where ugoku is installed. Returns their number. */
export function writeExamples(project) {
  const pages = [
    "README.md",
    ...readdirSync(join(root, "docs"), { recursive: true }).map((path) => join("docs", path)),
  ];
  const sources = readdirSync(join(root, "src"), { recursive: true }).map((path) => join("src", path));
  const texts = [
    ...pages.filter((path) => path.endsWith(".md") && !path.startsWith("docs/api")),
    ...sources.filter((path) => path.endsWith(".ts")),
  ];
  // Packages that examples use and ugoku does not install.
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  for (const name of Object.keys(devDependencies)) {
    const link = join(project, "examples/node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, "node_modules", name), link);
  }
  // The types that ugoku/bullmq uses, and the shared files of the recipes.
  for (const name of ["bullmq", "ioredis"])
    symlinkSync(join(root, "node_modules", name), join(project, "node_modules", name));
  cpSync(join(root, "examples/recipes/visit.ts"), join(project, "examples/visit.ts"));
  let count = 0;
  for (const path of texts) {
    const text = readFileSync(join(root, path), "utf8");
    const plain = path.endsWith(".ts") ? text.replace(/^ *\* ?/gm, "") : text;
    for (const [, code] of plain.matchAll(/^```ts\n(.*?)^```$/gms))
      writeFileSync(join(project, "examples", `${path.replace(/\W+/g, "-")}-${count++}.ts`), `${code}\nexport {};\n`);
  }
  return count;
}

export function typeCheckExamples(project) {
  const compilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    target: "es2022",
    module: "esnext",
    moduleResolution: "bundler",
    lib: ["es2023", "esnext.disposable", "dom", "dom.iterable", "dom.asynciterable"],
    types: ["node"],
    typeRoots: [join(root, "node_modules/@types")],
  };
  writeFileSync(join(project, "examples.json"), JSON.stringify({ compilerOptions, include: ["examples"] }));
  run("node", [join(root, "node_modules/typescript/bin/tsc"), "-p", "examples.json"], { cwd: project });
}

/** README's first example. */
export const firstExample = () => /^```ts\n(.*?)^```$/ms.exec(readFileSync(join(root, "README.md"), "utf8"))[1];
