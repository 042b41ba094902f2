import * as rule from "../utils/option-rules.js";
import type { OptionRule } from "../utils/validate-options.js";

/** The options that `animateAll()` and `createVideoWorker()` share. */
export const batchRules = {
  ugoku: { ...rule.withMethod("animate", "as createUgoku() returns"), required: true },
  outDir: { ...rule.text, expected: "the path of a folder", required: true },
  concurrency: { accepts: (value) => Number.isInteger(value) && Number(value) >= 1, expected: "a whole number from 1" },
  createsPerMinute: rule.above(0, "a number of create requests"),
  onAmbiguous: rule.oneOf("report", "resubmit"),
  settleMs: rule.from(0, "a number of milliseconds"),
  timeout: rule.above(0, "a number of milliseconds"),
  lint: rule.oneOf("off", "warn", "error"),
  signal: rule.signal,
} as const satisfies Readonly<Record<string, OptionRule>>;
