// What the declarations need so that they compile in every project, also without "skipLibCheck".
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const dist = new URL("../dist/", import.meta.url);

/** Replaces in the declarations whose names match. Says so when there was nothing to replace: this script can then go. */
function change(names, pattern, replacement) {
  const files = readdirSync(dist).filter((name) => names.test(name));
  const changed = files.filter((name) => {
    const text = readFileSync(new URL(name, dist), "utf8");
    const result = text.replace(pattern, replacement);
    if (result !== text) writeFileSync(new URL(name, dist), result);
    return result !== text;
  });
  if (changed.length < 2)
    throw new Error(`No declarations match ${pattern}: scripts/finish-types.mjs can lose that part`);
}

// msw is an optional peer: where it is not installed, its one type in our declarations is `any` instead of an error.
change(/^testing\.d\.c?ts$/, /^import .* from 'msw';$/m, (line) => `// @ts-ignore: an optional peer\n${line}`);

// A project's own "target" may be older than `AsyncDisposable`.
change(/\.d\.c?ts$/, /^(?=[\s\S]*\bAsyncDisposable\b)/, '/// <reference lib="esnext.disposable" />\n');
