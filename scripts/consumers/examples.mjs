// Every ```ts block that a reader can copy from README, docs and docstrings, type-checked against the built package.
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root, run } from "./workshop.mjs";

/** Writes each into a file of its own in `project`, where ugoku is installed. Says how many there are. */
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
  // Packages that an example may bring, and ugoku does not.
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  for (const name of Object.keys(devDependencies)) {
    const link = join(project, "examples/node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, "node_modules", name), link);
  }
  // Types that ugoku/bullmq speaks in, beside it as a reader would have them; and what the recipes share.
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

/** README's first example as a reader copies it. */
export const firstExample = () => /^```ts\n(.*?)^```$/ms.exec(readFileSync(join(root, "README.md"), "utf8"))[1];
