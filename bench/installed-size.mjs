// The size of an installation on the disk.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Megabytes (1,000,000 bytes) of all files in `folder`/node_modules, how many files, and how many packages. */
export function installedSize(folder) {
  const files = readdirSync(join(folder, "node_modules"), { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  );
  const bytes = files.reduce((sum, file) => sum + statSync(join(file.parentPath ?? file.path, file.name)).size, 0);
  const { packages } = JSON.parse(readFileSync(join(folder, "node_modules/.package-lock.json"), "utf8"));
  return { megabytes: bytes / 1e6, files: files.length, packages: Object.keys(packages).length };
}
