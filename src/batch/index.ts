/**
 * Many images on one machine, and the steps that any queue can take.
 *
 * @module ugoku/batch
 */
export { animateAll } from "./animate-all.js";
export type { BatchItem, ItemDefaults } from "./item.js";
export { type JsonlLedger, openJsonlLedger } from "./jsonl-ledger.js";
export type {
  AcceptedEntry,
  AmbiguousEntry,
  DoneEntry,
  FailedEntry,
  IntentEntry,
  Ledger,
  LedgerEntry,
  RecordedError,
  RejectedEntry,
} from "./ledger.js";
export type { PaceNow } from "./pacer.js";
export { ManifestError, type Problem } from "./problems.js";
export type {
  BatchClient,
  BatchSteps,
  KeyedItem,
  PollOutcome,
  ReconcileOutcome,
  Saved,
  StepsOptions,
  SubmitOutcome,
  SubmitStepOptions,
} from "./step-types.js";
export { createSteps, sendWithin } from "./steps.js";
export type { BatchEntry, BatchEvent, BatchForecast, BatchOptions, BatchReport, BatchResult } from "./types.js";
