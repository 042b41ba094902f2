// Completes package-lock.json after `npm install`, if the registry is a mirror without the packages of other platforms: npm
// omits them from the lock file, and then `npm ci` refuses it. This adds them with the versions that their dependents
// require; npm installs them on matching platforms and skips them elsewhere.
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
const { packages } = lock;

const systems = /android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|aix|win32/;
const processors = /(?<=-)(arm64|x64|ia32|riscv64|ppc64|s390x|loong64|mips64el|wasm32|arm)(?=-|$)/;

/** Whether `name` can be found from `path`, going up as Node does. */
function found(path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    if (packages[`${folder}${folder ? "/" : ""}node_modules/${name}`]) return true;
    if (folder === "") return false;
  }
}

let added = 0;
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (path === "" || found(path, name)) continue;
    const os = systems.exec(name)?.[0];
    const cpu = processors.exec(name)?.[0];
    packages[`node_modules/${name}`] = {
      version: version.replace(/^[\^~]/, ""),
      ...(cpu ? { cpu: [cpu] } : {}),
      ...(dev ? { dev } : {}),
      ...(os === "linux" ? { libc: [/musl/.test(name) ? "musl" : "glibc"] } : {}),
      optional: true,
      ...(os ? { os: [os] } : {}),
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages of other platforms named`);
