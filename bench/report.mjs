// Shared by all benchmarks: the peers, the median, the machine, a Markdown table.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";

/** Installs the peers at the versions of bench/package.json, once. */
export function installPeers() {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const { dependencies } = JSON.parse(readFileSync(`${here}package.json`, "utf8"));
  if (Object.keys(dependencies).every((name) => existsSync(`${here}node_modules/${name}`))) return;
  const words = ["install", "--no-audit", "--no-fund", "--no-package-lock", "--silent"];
  if (spawnSync("npm", words, { cwd: here, stdio: "inherit" }).status !== 0)
    throw new Error("the peers could not be installed");
}

export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

export const packageVersion = (folder) =>
  JSON.parse(readFileSync(new URL(`${folder}/package.json`, import.meta.url), "utf8")).version;

export function machine() {
  return `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}`;
}

export function table(head, rows) {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
