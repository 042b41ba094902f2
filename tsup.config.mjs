// The declarations. scripts/build.mjs makes the rest of dist/.
import { defineConfig } from "tsup";

/** The entry points of the package, and their sources. */
export const entry = {
  index: "src/index.ts",
  lint: "src/lint.ts",
  webhook: "src/webhook.ts",
  preview: "src/preview.ts",
  testing: "src/testing.ts",
  batch: "src/batch.ts",
  bullmq: "src/bullmq.ts",
  "ai-sdk": "src/ai-sdk.ts",
  doctor: "src/doctor.ts",
  services: "src/services.ts",
};

export default defineConfig({ entry, format: ["esm", "cjs"], dts: { only: true } });
