// What every benchmark needs: the median, the machine in one line, a Markdown table.
import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";

export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

export const packageVersion = (folder) =>
  JSON.parse(readFileSync(new URL(`${folder}/package.json`, import.meta.url), "utf8")).version;

export function machine() {
  return `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}`;
}

export function table(head, rows) {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
