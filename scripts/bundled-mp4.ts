// An esbuild plugin: `import("mediabunny")` loads dist/mp4.cjs, the parts listed in scripts/bundled-mediabunny.ts. CommonJS, so that
// both builds share the file.
import type { Plugin } from "esbuild";

export const bundledMp4: Plugin = {
  name: "bundled-mp4",
  setup(build) {
    build.onResolve({ filter: /^mediabunny$/ }, () => ({ path: "./mp4.cjs", external: true }));
  },
};
