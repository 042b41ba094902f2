// An esbuild plugin: `import("mediabunny")` loads dist/mp4.js, the parts listed in scripts/bundled-mediabunny.ts.
import type { Plugin } from "esbuild";

export const bundledMp4: Plugin = {
  name: "bundled-mp4",
  setup(build) {
    const extension = build.initialOptions.define?.TSUP_FORMAT === '"cjs"' ? "cjs" : "js";
    build.onResolve({ filter: /^mediabunny$/ }, () => ({ path: `./mp4.${extension}`, external: true }));
  },
};
