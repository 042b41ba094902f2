// node bench/cycle.mjs: one clip from create request to file in a fresh process, with ugoku and the clients of bench/faults,
// each against a loopback server with its vendor's protocol, where the clip is ready at the third poll. ROUNDS=5.
// Wall time, CPU and memory are those of the complete process. All run in the same Node, the version that openai 7 and
// ai 7 require. The poll interval is 50 ms where it can be set.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { clip } from "./faults/media.mjs";
import { startFaultServer } from "./faults/server.mjs";
import { findNode, installClients, installedVersion, nodeVersion } from "./faults/setup.mjs";
import { vendors } from "./faults/vendors.mjs";
import { machine, median, table } from "./report.mjs";

const bare = "nothing: Node itself";
const names = [bare, "ugoku", "ugoku-fetch", "openai", "fal", "replicate", "runway", "ai-fal", "ai-replicate"];
const fixedInterval = new Set(["runway"]);
const program = fileURLToPath(new URL("cycle-client.mjs", import.meta.url));

const node = findNode();
installClients();
const rounds = Number(process.env.ROUNDS ?? 5);
const results = new Map(names.map((name) => [name, []]));
for (let round = 0; round < rounds; round++)
  for (const name of names) results.get(name).push(await runOnce(node, name));
const rows = [];
for (const name of names) {
  const client = name === bare ? { title: bare } : await import(`./faults/clients/${name}.mjs`);
  const all = results.get(name);
  const middle = (key) => median(all.map((one) => one[key]));
  const cells = [middle("wall").toFixed(0), middle("cpu").toFixed(0), middle("peak").toFixed(0), middle("requests")];
  const interval = name === bare ? "–" : fixedInterval.has(name) ? "6 s, fixed" : "50 ms";
  rows.push([titleOf(client), ...cells, interval]);
}
console.log(
  `Create to file: ${machine()}; all clients in Node ${nodeVersion(node)}, ${rounds} fresh processes each.\n`,
);
const head = ["client", "wall ms, median", "CPU ms, median", "peak RSS MiB, median", "requests", "poll interval"];
console.log(table(head, rows));

function titleOf({ title, version, packages = [] }) {
  if (version) return `${title} ${version()}`;
  return packages.map((name) => `${name} ${installedVersion(name)}`).join(" + ") || title;
}

async function runOnce(node, name) {
  const folder = mkdtempSync(join(tmpdir(), "ugoku-cycle-"));
  const vendor = name === bare ? "videosApi" : (await import(`./faults/clients/${name}.mjs`)).vendor;
  const server = await startFaultServer({ id: "none" }, vendors[vendor]);
  try {
    const path = join(folder, "clip.mp4");
    const started = performance.now();
    const child = spawn(node, [program, name === bare ? "" : name, server.origin, path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    child.stdout.on("data", (data) => {
      said += data;
    });
    const [code] = await once(child, "close");
    const wall = performance.now() - started;
    if (code !== 0) throw new Error(`${name} ended with ${code}`);
    if (name !== bare && !readFileSync(path).equals(clip)) throw new Error(`${name} has not saved the clip`);
    return { wall, requests: server.facts.requests, ...JSON.parse(said) };
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
