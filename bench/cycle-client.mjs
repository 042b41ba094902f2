// One clip with the client of bench/faults/clients that the first argument names, in this process; see cycle.mjs. It loads nothing
// of the server: `import "node:http"` would load undici for every client.
import { picture, prompt } from "./faults/media.mjs";
import { redirectFetch } from "./faults/redirect-fetch.mjs";

const [, , role, origin, target] = process.argv;

if (role) {
  const client = await import(`./faults/clients/${role}.mjs`);
  redirectFetch(client.hosts, () => origin);
  const run = await client.load();
  const { signal } = new AbortController();
  await run({ origin, image: picture(), prompt, file: target, interval: 50, signal, note() {}, holds() {} });
}
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
process.stdout.write(JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1000, peak: maxRSS / 1024 }));
