// Follows docs/examples.md with the packed tarball: copies each example from the page into an empty folder, installs the
// packages of its section, and runs its command. Needs the npm registry. Usage: node scripts/try-examples.mjs [ugoku-….tgz];
// without a tarball it packs the current build.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readExamplesPage } from "./examples-page.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "ugoku-examples-"));
const install = (...packages) =>
  execFileSync("npm", ["install", ...packages, "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: work,
    stdio: ["ignore", "ignore", "inherit"],
  });

let [passed, failed] = [0, 0];
try {
  const pack = ["pack", "./release", "--silent", "--pack-destination", work];
  if (process.argv[2] === undefined) {
    execFileSync("node", ["scripts/release-folder.mjs"], { cwd: root });
    execFileSync("npm", pack, { cwd: root });
  }
  const tarball = process.argv[2] ?? join(work, readdirSync(work).find((name) => name.endsWith(".tgz")) ?? "");
  install(resolve(tarball));
  execFileSync("npx", ["ugoku", "sample"], { cwd: work, stdio: "inherit" });

  const examples = readExamplesPage();
  for (const { name, code } of examples.flatMap(({ files }) => files)) writeFileSync(join(work, name), code);
  // Next.js and wrangler need their own projects.
  for (const { title, packages, commands } of examples.filter(({ commands }) => commands[0]?.startsWith("node "))) {
    if (packages.length > 0) install(...packages);
    for (const command of commands) {
      const { status, stdout, stderr } = spawnSync("sh", ["-c", command], { cwd: work, encoding: "utf8" });
      if (status === 0) passed += 1;
      else failed += 1;
      console.log(`\n== ${title}\n$ ${command}\n${stdout}${stderr}${status === 0 ? "" : `exit code ${status}\n`}`);
    }
  }
  console.log(readdirSync(work).join(" "));
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
