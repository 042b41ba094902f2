import type { ConnectionOptions, Worker, WorkerOptions } from "bullmq";
import type { LintLevel } from "../../client/builder-state.js";
import { describeValue, RequestError } from "../../utils/errors.js";
import { checkOptionNames } from "../../utils/validate-options.js";
import { createSteps } from "../job-steps.js";
import type { BatchClient } from "../step-types.js";
import { durabilityProblems } from "./check-redis-durability.js";
import { bullmq } from "./import-bullmq.js";
import type { VideoTask } from "./job-data.js";
import { createProcessor } from "./processor.js";
import type { VideoResult } from "./queue.js";
import { checkPlace, clientOf, defaultName, defaultPrefix, type Place } from "./redis.js";
import { checkRetention, ledgerOver } from "./redis-ledger.js";
import { createRate } from "./redis-rate-limiter.js";

/** Options of {@link createVideoWorker}. */
export interface VideoWorkerOptions extends Place {
  /** An ioredis client with `maxRetriesPerRequest: null`, or the options of one: as BullMQ takes it. */
  readonly connection: ConnectionOptions;
  /** What `createUgoku()` gave. */
  readonly ugoku: BatchClient;
  /** The folder of the clips, made if it is not there. */
  readonly outDir: string;
  /** Jobs that are worked on at once by this worker: creates, looks and downloads; none of them waits. Default 10. */
  readonly concurrency?: number | undefined;
  /** Creates a minute by all workers of the queue together. Default: as many as there are, until the server refuses one. */
  readonly rate?: number | undefined;
  /**
   * Milliseconds after a create whose answer was lost until its job is looked for: longer than the list lags and than the
   * slowest create takes. Default 20,000.
   */
  readonly settleMs?: number | undefined;
  /**
   * What becomes of a create of which nobody can tell whether it made a job. `"keep"`: it fails with `submit_uncertain`, for a
   * person to look at. `"resubmit"`: it is sent again, and may be paid twice. Default `"keep"`.
   */
  readonly onAmbiguous?: "keep" | "resubmit" | undefined;
  /** Milliseconds for which a job of the server is waited for. Default: 6 hours. */
  readonly timeout?: number | undefined;
  /** How the linter's findings are treated. Default `"warn"`. */
  readonly lint?: LintLevel | undefined;
  /** Days for which the ledger remembers what is settled. Default 30. */
  readonly retention?: number | undefined;
  /** BullMQ's own settings, over those that are chosen here. */
  readonly worker?: Partial<Omit<WorkerOptions, "connection" | "prefix">> | undefined;
}

/** A worker of the queue. */
export interface VideoWorker {
  /** BullMQ's own, for its events. */
  readonly worker: Worker<VideoTask, VideoResult>;
  /** Takes no more jobs, and resolves when those that are being worked on have been put back or are done. */
  close(): Promise<void>;
}

/**
 * A job may be active at a crash again and again: BullMQ's default fails it at the second time. What brings a worker down by
 * itself still ends, after a hundred crashes.
 */
const stallSettings = { lockDuration: 30_000, stalledInterval: 15_000, maxStalledCount: 100 };

const names = [
  "connection",
  "name",
  "prefix",
  "ugoku",
  "outDir",
  "concurrency",
  "rate",
  "settleMs",
  "onAmbiguous",
  "timeout",
  "lint",
  "retention",
  "worker",
] as const satisfies readonly (keyof VideoWorkerOptions)[];

/**
 * Starts a worker of the queue. Any number of them, on any number of machines, share one ledger and one pace in Redis.
 *
 * @throws RequestError (`option_invalid`) for an option that is unknown or of the wrong kind.
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 * import { createVideoWorker } from "ugoku/bullmq";
 *
 * const { worker, close } = createVideoWorker({
 *   connection: { host: "localhost", port: 6379 },
 *   ugoku: createUgoku({ baseURL: "http://localhost:8091/v1", dialect: "vllm-omni" }),
 *   outDir: "/clips",
 *   rate: 50,
 * });
 * worker.on("completed", (job, { path }) => console.log(job.data.key, path));
 * worker.on("failed", (job, error) => console.error(job?.data.key, error.message));
 * process.once("SIGTERM", () => void close());
 * ```
 */
export function createVideoWorker(options: VideoWorkerOptions): VideoWorker {
  checkOptions(options);
  const { connection, name = defaultName, prefix = defaultPrefix, ugoku, outDir, concurrency = 10, rate } = options;
  const { settleMs = 20_000, onAmbiguous = "keep", timeout, lint, retention } = options;
  const place = { name, prefix };
  const client = () => clientOf(worker);
  const ledger = ledgerOver(client, place, retention);
  const visit = createProcessor({
    steps: createSteps({ ugoku, ledger, timeout, lint }),
    ledger,
    rate: createRate(client, place, rate),
    outDir,
    settleMs,
    onAmbiguous,
  });
  const worker: Worker<VideoTask, VideoResult> = new (bullmq().Worker)(name, visit, {
    concurrency,
    ...stallSettings,
    ...options.worker,
    connection,
    prefix,
  });
  void client()
    .then(warnOnce)
    .catch(() => {
      // A Redis that is away is for BullMQ to tell; of one that is left at once there is nothing to say.
    });
  return Object.freeze<VideoWorker>({ worker, close: () => worker.close() });
}

const warned = new Set<string>();

/** Once a process: many workers may share a Redis. */
async function warnOnce(client: Parameters<typeof durabilityProblems>[0]): Promise<void> {
  for (const problem of await durabilityProblems(client)) {
    if (warned.has(problem)) continue;
    warned.add(problem);
    process.emitWarning(`ugoku: ${problem}`, { type: "UgokuWarning" });
  }
}

function checkOptions(options: VideoWorkerOptions): void {
  checkOptionNames("createVideoWorker()", options, names);
  checkPlace(options.connection, options);
  const { ugoku, outDir, concurrency = 1, rate = 1, settleMs = 0, onAmbiguous, retention } = options;
  if (typeof ugoku?.animate !== "function") throw wrong("ugoku", ugoku, "Pass what createUgoku() gave.");
  if (typeof outDir !== "string" || outDir === "") throw wrong("outDir", outDir, "The folder of the clips.");
  if (!Number.isInteger(concurrency) || concurrency < 1)
    throw wrong("concurrency", concurrency, "A whole number from 1.");
  if (!(Number.isFinite(rate) && rate > 0)) throw wrong("rate", rate, "Creates a minute, more than 0, such as 50.");
  if (!(Number.isFinite(settleMs) && settleMs >= 0)) throw wrong("settleMs", settleMs, "Milliseconds, such as 20000.");
  if (onAmbiguous !== undefined && onAmbiguous !== "keep" && onAmbiguous !== "resubmit")
    throw wrong("onAmbiguous", onAmbiguous, '"keep" or "resubmit".');
  checkRetention(retention);
}

function wrong(name: string, value: unknown, hint: string): RequestError {
  return new RequestError("option_invalid", `${name} is ${describeValue(value)}.`, { hint });
}
