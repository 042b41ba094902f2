/**
 * Installs real servers of the Videos API for `npm run test:interop`, with pinned versions and hashes, into
 * `${UGOKU_INTEROP_CACHE:-~/.cache/ugoku-interop}`.
 *
 *   node scripts/interop/install.mjs                     # litellm, dynamo, aimock: about a minute
 *   node scripts/interop/install.mjs vllm-omni sglang    # 8.5 GB, by hand
 *   node scripts/interop/install.mjs --lock dynamo       # writes dynamo.txt anew from dynamo.in
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

const here = import.meta.dirname;
const cache = process.env.UGOKU_INTEROP_CACHE ?? join(homedir(), ".cache/ugoku-interop");
const python = process.env.UGOKU_INTEROP_PYTHON ?? "python3";

/**
 * What installs each server, whether it is installed without being named, and the server whose packages it uses too. `noDeps`: its list
 * names all packages that are needed, because its own dependencies would be gigabytes.
 */
const servers = {
  litellm: { kind: "pip", byDefault: true },
  dynamo: { kind: "pip", byDefault: true, noDeps: true },
  aimock: { kind: "npm", byDefault: true },
  "vllm-omni": { kind: "pip", byDefault: false },
  sglang: { kind: "pip", byDefault: false, noDeps: true, on: "vllm-omni" },
};

const run = (command, args, options = {}) => execFileSync(command, args, { stdio: "inherit", ...options });
const inFolder = (folder, name) => join(folder, process.platform === "win32" ? "Scripts" : "bin", name);

/** `uv` of that version in an environment of its own; it installs several times as fast as pip. */
async function findUv() {
  const folder = join(cache, "uv");
  const uv = inFolder(folder, "uv");
  if (await isInstalled(folder, "uv.txt")) return uv;
  await rm(folder, { recursive: true, force: true });
  run(python, ["-m", "venv", folder]);
  run(inFolder(folder, "pip"), ["install", "--quiet", "--require-hashes", "-r", join(here, "uv.txt")]);
  await markInstalled(folder, "uv.txt");
  return uv;
}

const hashOf = async (lockFile) =>
  createHash("sha256")
    .update(await readFile(join(here, lockFile)))
    .digest("hex");

/** Whether the folder has what the lock file lists today. */
async function isInstalled(folder, lockFile) {
  const text = await readFile(join(folder, "installed.json"), "utf8").catch(() => "{}");
  return JSON.parse(text).lock === (await hashOf(lockFile));
}

const markInstalled = async (folder, lockFile) =>
  writeFile(join(folder, "installed.json"), JSON.stringify({ lock: await hashOf(lockFile) }));

async function installPip(name, folder) {
  const uv = await findUv();
  // A version of Python that the lock file was made for; 3.11 is also Debian's.
  run(python, ["-m", "venv", "--without-pip", folder]);
  const target = ["--python", inFolder(folder, "python")];
  // The lock file lists every package that is needed.
  run(uv, ["pip", "install", "--quiet", "--no-deps", "--require-hashes", ...target, "-r", join(here, `${name}.txt`)]);
}

/** Makes the packages of another server importable, behind its own. */
async function sharePackages(folder, other) {
  if (!(await isInstalled(join(cache, other), `${other}.txt`))) throw new Error(`Install ${other} first.`);
  const sitePackages = (root) =>
    execFileSync(inFolder(root, "python"), ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], {
      encoding: "utf8",
    }).trim();
  await writeFile(join(sitePackages(folder), `${other}.pth`), `${sitePackages(join(cache, other))}\n`);
}

async function installNpm(name, folder) {
  await mkdir(folder, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) await cp(join(here, name, file), join(folder, file));
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], { cwd: folder });
}

async function install(name) {
  const folder = join(cache, name);
  const { kind, on } = servers[name];
  const lockFile = kind === "pip" ? `${name}.txt` : `${name}/package-lock.json`;
  if (await isInstalled(folder, lockFile)) return console.log(`${name}: already in ${folder}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  const started = Date.now();
  await (kind === "pip" ? installPip : installNpm)(name, folder);
  if (on !== undefined) await sharePackages(folder, on);
  await markInstalled(folder, lockFile);
  const [size] = execFileSync("du", ["-sh", folder], { encoding: "utf8" }).split("\t");
  console.log(`${name}: ${size}B in ${Math.round((Date.now() - started) / 1000)} s, in ${folder}`);
}

async function lock(name) {
  if (servers[name].kind !== "pip")
    throw new Error(`${name} is locked by npm: run npm install in ${join(here, name)}.`);
  const options = ["--quiet", "--generate-hashes", "--no-header", "--no-annotate", "--python-version", "3.11"];
  if (servers[name].noDeps) options.push("--no-deps");
  run(await findUv(), ["pip", "compile", ...options, `${name}.in`, "-o", `${name}.txt`], { cwd: here });
}

const words = process.argv.slice(2);
const names = words.filter((word) => word !== "--lock");
const unknown = names.filter((name) => !Object.hasOwn(servers, name));
if (unknown.length > 0) {
  console.error(`There is no server ${unknown.join(", ")}. Servers: ${Object.keys(servers).join(", ")}.`);
  process.exit(2);
}
const chosen = names.length > 0 ? names : Object.keys(servers).filter((name) => servers[name].byDefault);
for (const name of chosen) await (words.includes("--lock") ? lock(name) : install(name));
