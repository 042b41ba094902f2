import { createRequire } from "node:module";

/** The BullMQ that UGOKU_TEST_BULLMQ names, in the place of the one in node_modules. */
export const bullmq = () =>
  createRequire(import.meta.url)(process.env.UGOKU_TEST_BULLMQ || "bullmq") as typeof import("bullmq");
