import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { bullmq } from "../../../src/batch/bullmq/import-bullmq.js";

test("the tests run against the BullMQ that scripts/node-matrix.sh names, else the one in node_modules", () => {
  const named = createRequire(import.meta.url)(process.env.UGOKU_TEST_BULLMQ || "bullmq") as typeof import("bullmq");
  expect(bullmq().Queue).toBe(named.Queue);
});
