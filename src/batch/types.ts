/**
 * What a batch takes, tells and reports.
 *
 * @module
 */

import type { LintLevel } from "../client/builder-state.js";
import type { Plan, PlanWarning } from "../client/plan.js";
import type { Clip } from "../download/clip.js";
import type { JobUpdate } from "../job/types.js";
import type { UgokuError } from "../utils/errors.js";
import type { ItemDefaults } from "./item.js";
import type { Ledger } from "./ledger.js";
import type { RateLimitState } from "./rate-limiter.js";
import type { BatchClient } from "./step-types.js";

/** One item of a batch, as events and the report name it. */
export interface BatchEntry {
  /** 0 for the first. */
  readonly index: number;
  /** The line of the manifest, 1 for the first. */
  readonly line?: number | undefined;
  readonly key: string;
  /** The image's path, or what else it is. */
  readonly image: string;
  readonly prompt: string;
  /** Where the clip goes: an absolute path. */
  readonly output: string;
  /** What it is thought to cost, in US dollars; `null` if that is not known. */
  readonly usd: number | null;
  readonly model: string;
  /** Length of the clip in seconds. */
  readonly seconds: number;
  /** Pixels, such as `"720x1280"`. */
  readonly size: string;
}

/** How an item stands before anything is sent. */
export interface BatchForecast {
  readonly item: BatchEntry;
  /** What the ledger knows of it: nothing, a job that was not seen to end, its end, a create in doubt. */
  readonly state: "new" | "open" | "done" | "failed" | "ambiguous" | "duplicate";
  /** What is known without a look at its pixels. */
  readonly warnings: readonly PlanWarning[];
}

/** How one item came out. */
export interface BatchResult extends BatchEntry {
  readonly state: "done" | "failed" | "ambiguous" | "skipped";
  /** Of what is skipped: done before, the same as another line, or not begun because the batch was stopped. */
  readonly reason?: "done" | "duplicate" | "stopped" | undefined;
  readonly jobId?: string | undefined;
  readonly bytes?: number | undefined;
  readonly error?: UgokuError | undefined;
  /** Milliseconds that this call spent on it. */
  readonly elapsedMs: number;
}

/** What happens, as it happens. */
export type BatchEvent =
  /** All items are checked; nothing was sent yet. Of a stream, all three are `null`: they are not known. */
  | {
      readonly type: "start";
      readonly total: number | null;
      readonly estimatedUsd: number | null;
      /** In the order of the items. */
      readonly items: readonly BatchForecast[] | null;
    }
  | { readonly type: "planned"; readonly item: BatchEntry; readonly plan: Plan }
  /** Its create is about to be sent. */
  | { readonly type: "intent"; readonly item: BatchEntry }
  /** Its create was not taken, for certain: there is no job. It is sent again, or fails, or the batch ends with this error. */
  | { readonly type: "rejected"; readonly item: BatchEntry; readonly error: UgokuError }
  /** `known`: by an earlier run, or found after its answer was lost. */
  | { readonly type: "accepted"; readonly item: BatchEntry; readonly jobId: string; readonly known: boolean }
  | { readonly type: "progress"; readonly item: BatchEntry; readonly update: JobUpdate }
  /** The server has the clip; it is downloaded next. */
  | { readonly type: "rendered"; readonly item: BatchEntry; readonly clip: Clip }
  | { readonly type: "done" | "failed" | "ambiguous" | "skipped"; readonly result: BatchResult }
  /** The pace of creates has changed; `reason` says why no create is sent for a while. */
  | ({ readonly type: "rate" } & RateLimitState);

/** What it all came to. */
export interface BatchReport {
  /** How many came out how. */
  readonly done: number;
  readonly failed: number;
  readonly ambiguous: number;
  readonly skipped: number;
  /** In the order of the items. */
  readonly items: readonly BatchResult[];
  /** US dollars, by the rates of the models: an estimate, not a bill. `null`: a rate is not known. */
  readonly cost: {
    /** What this call was thought to cost before it began; `null` for a stream too. */
    readonly estimatedUsd: number | null;
    /** The jobs that this call made. */
    readonly usd: number | null;
  };
  readonly elapsedMs: number;
}

/** Options of `animateAll()`. */
export interface BatchOptions {
  /** What `createUgoku()` gave. */
  readonly ugoku: BatchClient;
  /** The folder of the clips. It is made if it is not there. */
  readonly outDir: string;
  /** A path, or a ledger of your own. Default: `ugoku.ledger.jsonl` in `outDir`. */
  readonly ledger?: string | Ledger | undefined;
  /** What holds for every item that says nothing of it itself. */
  readonly defaults?: ItemDefaults | undefined;
  /** Jobs that are open at once. Default 20. */
  readonly concurrency?: number | undefined;
  /** Creates a minute, at the most. Default: no limit but what the server says. */
  readonly rate?: number | undefined;
  /** Refuses to begin if what this call would create is thought to cost more US dollars, or is not known. */
  readonly maxCost?: number | undefined;
  /** What becomes of a create whose job cannot be found: reported (the default), or sent again, which may pay twice. */
  readonly onAmbiguous?: "report" | "resubmit" | undefined;
  /** Makes those anew that have failed in an earlier run. Default: they stay failed. */
  readonly retryFailed?: boolean | undefined;
  /** Milliseconds for which a lost create's job may still appear in the server's list. Default 20,000. */
  readonly settleMs?: number | undefined;
  /** Milliseconds after its create for which a job is waited for. Default: 6 hours. */
  readonly timeout?: number | undefined;
  /** How the linter's findings are treated; with `"error"` a finding is a fault of the item. Default `"warn"`. */
  readonly lint?: LintLevel | undefined;
  readonly onEvent?: ((event: BatchEvent) => void) | undefined;
  /** Stops at once: rejects with the signal's reason. What was made is in the ledger. */
  readonly signal?: AbortSignal | undefined;
  /** Stops gently: nothing more is created, what is open is finished, and the report comes. */
  readonly drain?: AbortSignal | undefined;
}
