import { readFileSync } from "node:fs";
import { transformSync } from "esbuild";

// The seeded random numbers of src/testing, which Node 20 cannot import directly.
const source = readFileSync(new URL("../src/testing/seeded-random.ts", import.meta.url), "utf8");
const { code } = transformSync(source, { loader: "ts", format: "esm" });
export const { seeded } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
