// A worker in its own process, to be killed. node worker.mjs '{"port":…,"baseURL":…,"outDir":…}'

import { createVideoWorker } from "../../src/bullmq.js";
import { createUgoku } from "../../src/index.js";

const { port, baseURL, ...options } = JSON.parse(process.argv[2] ?? "{}");
const { worker, close } = createVideoWorker({
  connection: { host: "127.0.0.1", port },
  ugoku: createUgoku({ baseURL, logger: false }),
  lint: "off",
  ...options,
});
worker.on("error", () => {});
process.on("SIGTERM", () => void close().then(() => process.exit()));
worker.on("ready", () => process.send?.("ready"));
