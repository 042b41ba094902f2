/**
 * Many images on one machine, and the steps that any queue can take.
 *
 * @module ugoku/batch
 */
export { animateAll } from "./batch/animate-all.js";
export { type JsonlLedger, openJsonlLedger } from "./batch/file-ledger.js";
export type { BatchItem, ItemDefaults } from "./batch/item.js";
export { createSteps, sendWithin } from "./batch/job-steps.js";
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
} from "./batch/ledger.js";
export { ManifestError, type Problem } from "./batch/manifest-error.js";
export type { RateLimitState } from "./batch/rate-limiter.js";
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
} from "./batch/step-types.js";
export type { BatchEntry, BatchEvent, BatchForecast, BatchOptions, BatchReport, BatchResult } from "./batch/types.js";
