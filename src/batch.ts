/**
 * Many images on one machine, and the steps for any queue.
 *
 * @module ugoku/batch
 */
export { animateAll } from "./batch/animate-all.js";
export { type JsonlLedger, openJsonlLedger } from "./batch/file-ledger.js";
export type { BatchClient, BatchInput, BatchItem, ItemDefaults } from "./batch/item.js";
export { createSteps, sendWithin } from "./batch/job-steps.js";
export type {
  AcceptedEntry,
  AmbiguousEntry,
  CompletedEntry,
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
  BatchSteps,
  KeyedItem,
  PollOutcome,
  ReconcileOutcome,
  SavedFile,
  StepsOptions,
  SubmitOutcome,
  SubmitStepOptions,
} from "./batch/step-types.js";
export type { BatchEntry, BatchEvent, BatchForecast, BatchOptions, BatchReport, BatchResult } from "./batch/types.js";
