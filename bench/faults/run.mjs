// npm run bench:faults: what happens to a paid job under network faults, with ugoku and other clients.
// node bench/faults/run.mjs [--only CLIENT] [--scenario ID] [--write] [--verbose]
// Both filters take a part of the name, and may be given more than once. --write puts the table into docs/reliability.md.
import { fork } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { describeRun, report } from "./report.mjs";
import { scenarios, usualCap } from "./scenarios.mjs";
import { startFaultServer } from "./server.mjs";
import { findNode, installClients, nodeVersion } from "./setup.mjs";
import { vendors } from "./vendors.mjs";

const { values: flags } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    scenario: { type: "string", multiple: true },
    write: { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
  },
});

/** Concurrent cells. They mostly wait, so two cores are enough. */
const atOnce = 5;

const names = ["ugoku", "openai", "ai-fal", "ai-replicate", "fal", "runway", "replicate"];
/** The names that contain one of `parts`; a complete name selects only itself. */
const chosen = (all, parts = [""]) =>
  all.filter((name) => parts.some((part) => (all.includes(part) ? name === part : name.includes(part))));
const clientNames = chosen(names, flags.only);
const scenarioIds = chosen(
  scenarios.map(({ id }) => id),
  flags.scenario,
);
if (clientNames.length === 0 || scenarioIds.length === 0)
  throw new Error(`Clients: ${names.join(", ")}. Scenarios: ${scenarios.map(({ id }) => id).join(", ")}.`);
if (flags.write && (flags.only || flags.scenario))
  throw new Error("--write needs the whole table: leave --only and --scenario out.");
if (!existsSync(new URL("../../dist/index.js", import.meta.url))) throw new Error("dist/ is missing: npm run build");

const node = findNode();
const clients = await Promise.all(
  clientNames.map(async (name) => ({ name, ...(await import(`./clients/${name}.mjs`)) })),
);
if (clients.some(({ packages }) => packages)) installClients();

/** Runs one scenario with one client, in its own process. */
async function runCell(client, scenario) {
  const path = fileURLToPath(new URL("cell.mjs", import.meta.url));
  const stdio = ["ignore", "ignore", flags.verbose ? "inherit" : "ignore", "ipc"];
  const child = fork(path, [client.name, scenario.id], { execPath: node, stdio });
  let server;
  let guard;
  try {
    return await new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("exit", (code) => reject(new Error(`${client.name}, ${scenario.id}: the process ended with ${code}`)));
      child.on("message", async (message) => {
        if (!message.ready) {
          resolve({ ...message, facts: server.facts });
          return;
        }
        server = await startFaultServer(scenario, vendors[client.vendor]);
        guard = setTimeout(
          () => reject(new Error(`${client.name}, ${scenario.id}: hangs`)),
          (scenario.cap ?? usualCap) + 30_000,
        );
        child.send({ origin: server.origin });
      });
    });
  } finally {
    clearTimeout(guard);
    server?.close();
    child.removeAllListeners("exit");
    child.kill("SIGKILL");
  }
}

const started = performance.now();
const cells = new Map();
// The longest come first, so that none of them runs alone at the end.
const queue = scenarioIds
  .map((id) => scenarios.find((scenario) => scenario.id === id))
  .flatMap((scenario) => clients.map((client) => ({ scenario, client })))
  .toSorted((one, other) => weight(other) - weight(one));
function weight({ client, scenario }) {
  return (client.name === "runway" ? 2 : 0) + (scenario.downFor ?? 0) / 10_000 + (scenario.cap ?? 0) / 40_000;
}
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { client, scenario } = next;
      const isOther = scenario.only !== undefined && scenario.only !== client.vendor;
      const why = isOther ? "another protocol" : client.leftOut?.[scenario.id];
      const cell = why === undefined ? await runCell(client, scenario) : { leftOut: why };
      cells.set(`${client.name} ${scenario.id}`, cell);
      if (flags.verbose) console.error(client.name, scenario.id, JSON.stringify({ ...cell, shown: undefined }));
      else process.stderr.write(".");
    }
  }),
);
process.stderr.write("\n");

const rows = scenarios.filter(({ id }) => scenarioIds.includes(id));
const text = `${describeRun(clients, nodeVersion(node), performance.now() - started)}\n\n${report(clients, rows, cells)}`;
console.log(text);

if (flags.write) {
  const page = new URL("../../docs/reliability.md", import.meta.url);
  const [begin, end] = ["<!-- faults:begin -->", "<!-- faults:end -->"];
  const old = readFileSync(page, "utf8");
  if (!old.includes(begin) || !old.includes(end)) throw new Error(`docs/reliability.md has no ${begin} … ${end}`);
  writeFileSync(page, `${old.slice(0, old.indexOf(begin) + begin.length)}\n${text}\n${old.slice(old.indexOf(end))}`);
}
