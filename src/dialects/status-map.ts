import type { JobStatus } from "./types.js";

/** The protocol's status words, and two more of its reference server. */
const protocolStatuses = ["queued", "in_progress", "completed", "failed", "expired", "cancelled", "deleted"] as const;

/** Status words of gateways and other servers. */
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

/** Status words in lower case. A word that is not in the map is `"unknown"`: keep waiting. */
export const statuses: Readonly<Record<string, JobStatus>> = {
  ...Object.fromEntries(protocolStatuses.map((word) => [word, word])),
  ...synonyms,
};
