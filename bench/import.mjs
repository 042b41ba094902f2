// npm run bench:import: the import cost and the bundle size of ugoku and its peers.
// Fresh processes in rounds, so that load affects all of them equally; CPU milliseconds are the robust figure.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { bundleSize } from "./bundle-size.mjs";
import { installPeers, machine, median, packageVersion, table } from "./report.mjs";

const rounds = Number(process.env.ROUNDS ?? 15);
const here = fileURLToPath(new URL(".", import.meta.url));
installPeers();

const ours = (name) => new URL(`../dist/${name}.js`, import.meta.url).href;
const cases = [
  {
    name: `ugoku ${packageVersion("..")}`,
    from: ours("index"),
    entry: `export { createUgoku, animate } from ${JSON.stringify(fileURLToPath(ours("index")))}`,
  },
  {
    name: "ugoku/lint",
    from: ours("lint"),
    entry: `export { lintPrompt } from ${JSON.stringify(fileURLToPath(ours("lint")))}`,
  },
  ...["openai", "@fal-ai/client", "@runwayml/sdk", "replicate"].map((name) => ({
    name: `${name} ${packageVersion(`./node_modules/${name}`)}`,
    from: name,
    entry: name === "@fal-ai/client" ? `export { fal } from "${name}"` : `export { default } from "${name}"`,
  })),
];

function once(from) {
  const code = `const a=process.cpuUsage(),t=performance.now();${from ? `await import(${JSON.stringify(from)});` : ""}const u=process.cpuUsage(a);console.log((u.user+u.system)/1000,performance.now()-t)`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
    cwd: here,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim().split(" ").map(Number);
}

const samples = new Map(cases.map(({ name }) => [name, []]));
for (let round = 0; round < rounds; round++) for (const { name, from } of cases) samples.get(name).push(once(from));

const rows = [];
for (const { name, entry } of cases) {
  const measured = samples.get(name);
  const cpu = measured.map(([value]) => value);
  const { first, later } = await bundleSize(entry, { resolveDir: here, platform: "node" });
  rows.push([
    name,
    median(cpu).toFixed(1),
    Math.min(...cpu).toFixed(1),
    median(measured.map(([, wall]) => wall)).toFixed(1),
    first.toFixed(1),
    later.toFixed(1),
  ]);
}
console.log(`Cold import and bundle size: ${machine()}, ${rounds} fresh processes each.\n`);
console.log(
  table(
    ["package", "CPU ms, median", "CPU ms, least", "wall ms, median", "min+gzip kB at import", "min+gzip kB on demand"],
    rows,
  ),
);
