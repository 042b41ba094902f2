// npm run bench [-- import cycle …]: runs all or the named benchmarks one after the other, stores their output in
// bench/results/, and writes docs/benchmarks.md. A benchmark that fails keeps its last result, and the others continue.
// --page: only writes the page. --check: exits with 1 if the page differs from the results.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { peersAhead } from "./compare.mjs";
import { benches } from "./list.mjs";
import { page, resultFile } from "./page.mjs";
import { packageVersion } from "./report.mjs";

const { values: flags, positionals: names } = parseArgs({
  options: { page: { type: "boolean" }, check: { type: "boolean" } },
  allowPositionals: true,
});
const unknown = names.filter((name) => !benches.some(({ id }) => id === name));
if (unknown.length > 0) throw new Error(`${unknown.join(", ")}: there are ${benches.map(({ id }) => id).join(", ")}`);

const target = new URL("../docs/benchmarks.md", import.meta.url);

let running;

/** Runs one benchmark until its end or its limit. Returns its output. */
function run({ file, limit, env }) {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const options = {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...env, ...process.env },
  };
  const child = spawn(process.execPath, [path], { ...options, detached: true });
  running = child;
  let printed = "";
  let said = "";
  child.stdout.on("data", (data) => {
    printed += data;
  });
  child.stderr.on("data", (data) => {
    said += data;
  });
  return new Promise((resolve, reject) => {
    // Its own process group, so that its child processes end with it.
    const timer = setTimeout(() => process.kill(-child.pid, "SIGKILL"), limit * 60_000);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      running = undefined;
      if (code === 0) resolve(printed);
      else reject(new Error(`${signal ? `stopped after ${limit} minutes` : `ended with ${code}`}\n${printed}${said}`));
    });
  });
}

async function measure(bench) {
  const started = performance.now();
  const printed = await run(bench);
  // Throws if the table cannot be compared any more.
  if (bench.compare) peersAhead(printed, bench.compare);
  const result = {
    date: new Date().toISOString().slice(0, 10),
    ugoku: packageVersion(".."),
    node: process.versions.node,
    machine: `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}`,
    seconds: (performance.now() - started) / 1000,
    markdown: printed.trim(),
  };
  mkdirSync(new URL(".", resultFile(bench.id)), { recursive: true });
  writeFileSync(resultFile(bench.id), `${JSON.stringify(result, null, 2)}\n`);
  return result;
}

if (flags.check) {
  const isSame = readFileSync(target, "utf8") === page();
  if (!isSame) console.error("docs/benchmarks.md is not what bench/results/ says: npm run bench -- --page");
  process.exit(isSame ? 0 : 1);
}
// Stops the running benchmark too.
for (const signal of ["SIGINT", "SIGTERM"])
  process.once(signal, () => {
    if (running) process.kill(-running.pid, "SIGKILL");
    process.exit(1);
  });
let failed = 0;
if (!flags.page)
  for (const bench of benches.filter(({ id }) => names.length === 0 || names.includes(id))) {
    process.stdout.write(`${bench.id} … `);
    await measure(bench).then(
      ({ seconds }) => console.log(`${seconds.toFixed(0)} s`),
      (error) => {
        failed += 1;
        console.log(`FAILED, its last result is kept: ${error.message}`);
      },
    );
  }
writeFileSync(target, page());
console.log(`docs/benchmarks.md written${failed > 0 ? `, ${failed} failed` : ""}`);
process.exitCode = failed > 0 ? 1 : 0;
