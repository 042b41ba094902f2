import { createRequire } from "node:module";

/** The BullMQ of UGOKU_TEST_BULLMQ instead of the installed one. */
export const bullmq = () =>
  createRequire(import.meta.url)(process.env.UGOKU_TEST_BULLMQ || "bullmq") as typeof import("bullmq");
