import type { JobStatus } from "./types.js";

/** The protocol's own words, and the two that its reference server used beside them. */
const own = ["queued", "in_progress", "completed", "failed", "expired", "cancelled", "deleted"] as const;

/** What gateways and servers of other families say for the same thing. */
const synonyms: Readonly<Record<string, JobStatus>> = {
  pending: "queued",
  submitted: "queued",
  created: "queued",
  waiting: "queued",
  scheduled: "queued",
  preparing: "queued",
  "in-progress": "in_progress",
  processing: "in_progress",
  running: "in_progress",
  started: "in_progress",
  starting: "in_progress",
  generating: "in_progress",
  rendering: "in_progress",
  succeeded: "completed",
  success: "completed",
  successful: "completed",
  complete: "completed",
  done: "completed",
  finished: "completed",
  error: "failed",
  errored: "failed",
  failure: "failed",
  rejected: "failed",
  canceled: "cancelled",
  aborted: "cancelled",
  timeout: "expired",
  timed_out: "expired",
};

/** Status words, lower-cased, and what they mean. A word that is not here is `"unknown"`: keep waiting. */
export const statuses: Readonly<Record<string, JobStatus>> = {
  ...Object.fromEntries(own.map((word) => [word, word])),
  ...synonyms,
};
