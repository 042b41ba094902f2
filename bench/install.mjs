// node bench/install.mjs: the size of `npm install` in an empty folder, for ugoku's packed tarball and for its peers.
// Install scripts do not run.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installedSize } from "./installed-size.mjs";
import { machine, packageVersion, table } from "./report.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "ugoku-install-"));
const { dependencies } = JSON.parse(readFileSync(new URL("faults/package.json", import.meta.url), "utf8"));

try {
  execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", work], { cwd: root });
  const [name] = readdirSync(work);
  const tarball = join(work, name);
  const ugoku = `ugoku ${packageVersion("..")}`;
  const peers = [["openai"], ["@fal-ai/client"], ["@runwayml/sdk"], ["replicate"], ["ai", "@ai-sdk/fal"]];
  const cases = [
    { name: `${ugoku}, --omit=optional`, words: [tarball, "--omit=optional"] },
    { name: `${ugoku}, with the preview engine`, words: [tarball] },
    ...peers.map((names) => ({
      name: names.map((peer) => `${peer} ${dependencies[peer]}`).join(" + "),
      // The required Node version does not change the size.
      words: [...names.map((peer) => `${peer}@${dependencies[peer]}`), "--engine-strict=false"],
    })),
  ];
  const rows = cases.map((one, index) => {
    const folder = join(work, String(index));
    mkdirSync(folder);
    writeFileSync(join(folder, "package.json"), '{ "private": true }');
    const words = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", ...one.words];
    execFileSync("npm", words, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    const { megabytes, packages, files } = installedSize(folder);
    return [one.name, megabytes.toFixed(1), packages, files];
  });
  console.log(`What an install brings: ${machine()}.`);
  console.log(`The tarball of ugoku has ${(statSync(tarball).size / 1000).toFixed(0)} kB.\n`);
  console.log(table(["package", "MB on the disk", "packages", "files"], rows));
} finally {
  rmSync(work, { recursive: true, force: true });
}
