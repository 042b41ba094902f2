// One clip with the client of bench/faults/clients that the first argument names, in this process; see cycle.mjs. It loads nothing
// of the server: `import "node:http"` would load undici for every client.
import { picture, prompt } from "./faults/media.mjs";

const [, , role, origin, target] = process.argv;

if (role) {
  const client = await import(`./faults/clients/${role}.mjs`);
  if (client.hosts) redirectToServer(client.hosts);
  const run = await client.load();
  const { signal } = new AbortController();
  await run({ origin, image: picture(), prompt, file: target, interval: 50, signal, note() {}, holds() {} });
}
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
process.stdout.write(JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1000, peak: maxRSS / 1024 }));

/** Redirects requests to hosts that a client does not let us configure to the server. */
function redirectToServer(hosts) {
  const realFetch = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    return realFetch(hosts.includes(url.hostname) ? new URL(url.pathname + url.search, origin) : input, init);
  };
}
