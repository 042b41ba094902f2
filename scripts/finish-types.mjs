// The declarations exist once, as CommonJS: an ESM module can import from CommonJS with every compiler, the reverse is an error
// with most. Each entry's .d.ts exports them again. An entry with types of another package, such as msw, has two: that package's
// classes are others for CommonJS and for ESM. Then, what they need to compile in every project, without "skipLibCheck".
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const { exports } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const entries = new Set(Object.values(exports).map((conditions) => conditions.import?.types?.replace("./dist/", "")));
let changes = 0;

for (const file of readdirSync(dist, { recursive: true }).filter((path) => path.endsWith(".d.ts"))) {
  const commonJs = file.replace(/\.d\.ts$/, ".d.cts");
  const text = finish(readFileSync(dist + file, "utf8").replace(/(["']\.[^"']*)\.js(["'])/g, "$1.cjs$2"));
  const hasOtherTypes = /^import .* from '[^.]/m.test(text);
  writeFileSync(dist + commonJs, text);
  if (!entries.has(file)) {
    if (hasOtherTypes) throw new Error(`${file} is not an entry, and has types of another package`);
    rmSync(dist + file);
  } else writeFileSync(dist + file, hasOtherTypes ? text : `export * from "./${basename(commonJs, ".d.cts")}.cjs";\n`);
}
if (changes < 3) throw new Error("Not all declarations needed a change: scripts/finish-types.mjs can lose that part");

function finish(text) {
  let result = text;
  const change = (pattern, replacement) => {
    const before = result;
    result = result.replace(pattern, replacement);
    if (result !== before) changes++;
  };
  // msw is an optional peer: where it is not installed, its one type is `any` instead of an error.
  change(/^import .* from 'msw';$/m, (line) => `// @ts-ignore: an optional peer\n${line}`);
  // A project's own "target" may be older than `AsyncDisposable`.
  change(/^(?=[\s\S]*\bAsyncDisposable\b)/, '/// <reference lib="esnext.disposable" />\n');
  return result;
}
