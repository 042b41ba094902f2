import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { defineConfig, type Plugin } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Another `openai` than the one in node_modules: a folder `…/openai@7.57.0/node_modules/openai`. */
const otherOpenAI = process.env.UGOKU_TEST_OPENAI;

/** Another `bullmq`, with the `ioredis` beside it: a folder `…/node_modules/bullmq`. */
const otherBullMQ = process.env.UGOKU_TEST_BULLMQ;

/** Send with Node's HTTP client although undici, which the tests load, is in use. */
const overHttp = process.env.UGOKU_TEST_HTTP !== undefined;

/** The pages that the command line contains, as text: `loader` in tsup.config.ts. */
const pages: Plugin = {
  name: "pages",
  enforce: "pre",
  resolveId: (name, importer = "") =>
    /\.(?:html|css|svg|client\.js)$/.test(name) ? `\0text:${resolve(importer, "..", name)}` : undefined,
  load: (id) =>
    id.startsWith("\0text:") ? `export default ${JSON.stringify(readFileSync(id.slice(6), "utf8"))}` : undefined,
};

export default defineConfig({
  plugins: [pages],
  resolve: {
    alias: [
      ...(otherOpenAI ? [{ find: /^openai$/, replacement: `${otherOpenAI}/index.mjs` }] : []),
      ...(otherBullMQ
        ? [
            { find: /^.*\/import-bullmq\.js$/, replacement: here("./test/helpers/import-bullmq.ts") },
            { find: /^bullmq$/, replacement: `${otherBullMQ}/dist/cjs/index.js` },
            { find: /^ioredis$/, replacement: `${otherBullMQ}/../ioredis/built/index.js` },
          ]
        : []),
      ...(overHttp ? [{ find: "./http-fetch.js", replacement: here("./test/helpers/http-fetch.ts") }] : []),
      { find: "#node", replacement: here("./src/platform/node/index.ts") },
      // From the sources there is no worker beside the module: the tests use the one that `npm run build` made.
      { find: /^.*\/worker-url\.js$/, replacement: here("./test/helpers/worker-url.ts") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/consumers/**", "node_modules/**"],
    typecheck: { include: ["test/types/**/*.test-d.ts"], tsconfig: "./tsconfig.json" },
    testTimeout: 60_000,
    // `// @module-tag slow` in a file tags all its tests; `{ tags: ["slow"] }` one test or one describe block.
    tags: [
      {
        name: "slow",
        description: "Takes long, or needs dist/, a browser, ffmpeg, Redis or other processes. Not in `npm test`.",
      },
      {
        name: "node-independent",
        description: "Proves the same on every Node. Left out by scripts/node-matrix.sh.",
      },
    ],
    // Many tests wait for sockets and processes more than they compute.
    maxWorkers: 2,
  },
});
