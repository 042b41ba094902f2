/**
 * Options, events and report of a batch.
 *
 * @module
 */

import type { LintLevel } from "../client/builder-state.js";
import type { Plan, PlanWarning } from "../client/plan.js";
import type { Clip } from "../download/clip.js";
import type { JobUpdate } from "../job/types.js";
import type { UgokuError } from "../utils/errors.js";
import type { BatchClient, ItemDefaults } from "./item.js";
import type { Ledger } from "./ledger.js";
import type { RateLimitState } from "./rate-limiter.js";

/** One item of a batch, as events and the report name it. */
export interface BatchEntry {
  /** From 0. */
  readonly index: number;
  /** The line of the manifest, from 1. */
  readonly line?: number | undefined;
  readonly key: string;
  /** The image's path or URL, or its kind. */
  readonly image: string;
  readonly prompt: string;
  /** The clip's absolute path. */
  readonly output: string;
  /** Estimated cost in US dollars; `null` if unknown. */
  readonly usd: number | null;
  readonly model: string;
  /** Length of the clip in seconds. */
  readonly seconds: number;
  /** Pixels, such as `"720x1280"`. */
  readonly size: string;
  /** The item's columns that are not ugoku's, such as `sku`. */
  readonly columns?: Readonly<Record<string, unknown>> | undefined;
}

/** An item's status before anything is sent. */
export interface BatchForecast {
  readonly item: BatchEntry;
  /** From the ledger. `"open"`: its job has not ended as far as is known. `"ambiguous"`: it is unknown whether a job exists. */
  readonly status: "new" | "open" | "completed" | "failed" | "ambiguous" | "duplicate";
  /** Warnings that do not need the image's pixels. */
  readonly warnings: readonly PlanWarning[];
}

/** The result of one item. */
export interface BatchResult extends BatchEntry {
  readonly status: "completed" | "failed" | "ambiguous" | "skipped";
  /** Why it was skipped: completed by an earlier run, the same as another item, or not started before the batch was stopped. */
  readonly reason?: "completed" | "duplicate" | "stopped" | undefined;
  readonly jobId?: string | undefined;
  readonly bytes?: number | undefined;
  readonly error?: UgokuError | undefined;
  /** Milliseconds that this call spent on it. */
  readonly elapsedMs: number;
}

/** An event, as it happens. */
export type BatchEvent =
  /** All items are valid; nothing was sent yet. For a stream, the fields are `null`. */
  | {
      readonly type: "start";
      readonly total: number | null;
      readonly estimatedUsd: number | null;
      /** In the order of the items. */
      readonly items: readonly BatchForecast[] | null;
      /** What was left out, such as files of a folder that are not images. */
      readonly notes: readonly string[];
    }
  | { readonly type: "planned"; readonly item: BatchEntry; readonly plan: Plan }
  /** Its create request is about to be sent. */
  | { readonly type: "intent"; readonly item: BatchEntry }
  /** The server provably did not accept its create request. It is sent again, or fails, or the batch ends with this error. */
  | { readonly type: "rejected"; readonly item: BatchEntry; readonly error: UgokuError }
  /** `known`: created by an earlier run, or found after its response was lost. */
  | { readonly type: "accepted"; readonly item: BatchEntry; readonly jobId: string; readonly known: boolean }
  | { readonly type: "progress"; readonly item: BatchEntry; readonly update: JobUpdate }
  /** The job completed; its clip is downloaded next. */
  | { readonly type: "rendered"; readonly item: BatchEntry; readonly clip: Clip }
  | { readonly type: BatchResult["status"]; readonly result: BatchResult }
  /** The rate of create requests changed; `reason` is the error that pauses or slows them. */
  | ({ readonly type: "rate" } & RateLimitState);

/** The results of all items. */
export interface BatchReport {
  /** Number of items with the status `"completed"`. */
  readonly done: number;
  readonly failed: number;
  readonly ambiguous: number;
  readonly skipped: number;
  /** In the order of the items. */
  readonly items: readonly BatchResult[];
  /** US dollars, estimated from the models' rates. `null` if a rate is unknown. */
  readonly cost: {
    /** The estimate before the call sent anything; `null` for a stream too. */
    readonly estimatedUsd: number | null;
    /** For the jobs that this call created. */
    readonly usd: number | null;
  };
  readonly elapsedMs: number;
}

/** Options of `animateAll()`. */
export interface BatchOptions {
  /** The client from `createUgoku()`. */
  readonly ugoku: BatchClient;
  /** The folder of the clips; created if it does not exist. */
  readonly outDir: string;
  /** A path, or your own ledger. Default: `ugoku.ledger.jsonl` in `outDir`. */
  readonly ledger?: string | Ledger | undefined;
  /** Options for every item that does not set them itself, such as the `prompt` of a folder of images. */
  readonly defaults?: ItemDefaults | undefined;
  /** Maximum number of open jobs. Default 20. */
  readonly concurrency?: number | undefined;
  /** Maximum number of create requests per minute. Default: limited by the server only. */
  readonly createsPerMinute?: number | undefined;
  /** Refuses to start if the estimate for this call is above this many US dollars, or unknown. */
  readonly maxCost?: number | undefined;
  /** For a create request whose job cannot be found: `"report"` it (default), or `"resubmit"` it, which may pay twice. */
  readonly onAmbiguous?: "report" | "resubmit" | undefined;
  /** Pays again for jobs that the server reported as ended without a clip. Default: they stay failed. */
  readonly retryFailed?: boolean | undefined;
  /** Milliseconds for which the job of a lost response may still appear in the server's list. Default 20,000. */
  readonly settleMs?: number | undefined;
  /** Milliseconds after which waiting for a job ends. Default: 6 hours. */
  readonly timeout?: number | undefined;
  /** The level of lint findings; with `"error"` a finding is a failure of the item. Default `"warn"`. */
  readonly lint?: LintLevel | undefined;
  readonly onEvent?: ((event: BatchEvent) => void) | undefined;
  /** Stops immediately: rejects with the signal's reason. The jobs are in the ledger. */
  readonly signal?: AbortSignal | undefined;
  /** Stops gracefully: no more create requests; open jobs are completed and the report is returned. */
  readonly drain?: AbortSignal | undefined;
}
