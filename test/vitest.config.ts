import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: "#node", replacement: here("../src/node/index.ts") },
      // From the sources there is no worker beside the module: the tests use the one that `npm run build` made.
      { find: /^.*\/worker-url\.js$/, replacement: here("./helpers/worker-url.ts") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/consumers/**", "node_modules/**"],
    typecheck: { include: ["test/types/**/*.test-d.ts"], tsconfig: "./tsconfig.json" },
    testTimeout: 20_000,
  },
});
