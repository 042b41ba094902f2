import type { ConnectionOptions, Worker, WorkerOptions } from "bullmq";
import type { LintLevel } from "../../client/builder-state.js";
import * as rule from "../../utils/option-rules.js";
import type { BatchClient } from "../item.js";
import { createSteps } from "../job-steps.js";
import { batchRules } from "../option-rules.js";
import { OutputFolders } from "../output-paths.js";
import { findDurabilityProblem } from "./check-redis-durability.js";
import { bullmq } from "./import-bullmq.js";
import type { VideoTask } from "./job-data.js";
import { createProcessor } from "./processor.js";
import type { VideoResult } from "./queue.js";
import {
  defaultName,
  defaultPrefix,
  getClient,
  type QueueLocation,
  type RedisClient,
  validateQueueOptions,
} from "./redis.js";
import { connectLedger, retentionRule } from "./redis-ledger.js";
import { createRedisRateLimiter } from "./redis-rate-limiter.js";

/** Options of {@link createVideoWorker}. */
export interface VideoWorkerOptions extends QueueLocation {
  /** An ioredis client with `maxRetriesPerRequest: null`, or the options of one, as for BullMQ. */
  readonly connection: ConnectionOptions;
  /** The client from `createUgoku()`. */
  readonly ugoku: BatchClient;
  /** The folder of the clips; created if it does not exist. */
  readonly outDir: string;
  /** Jobs that this worker processes at once: create requests, polls and downloads. Waiting takes no slot. Default 10. */
  readonly concurrency?: number | undefined;
  /** Maximum number of create requests per minute of all workers together. Default: limited by the server only. */
  readonly createsPerMinute?: number | undefined;
  /**
   * Milliseconds from a lost response until its job is searched for: longer than the list lags and than the slowest create
   * request takes. Default 20,000.
   */
  readonly settleMs?: number | undefined;
  /**
   * For a create request whose job cannot be found. `"report"` (default): the job fails with `submit_uncertain`, for a person
   * to decide. `"resubmit"`: it is sent again, which may pay twice.
   */
  readonly onAmbiguous?: "report" | "resubmit" | undefined;
  /** Milliseconds after which waiting for a job ends. Default: 6 hours. */
  readonly timeout?: number | undefined;
  /** The level of lint findings. Default `"warn"`. */
  readonly lint?: LintLevel | undefined;
  /** Days for which the ledger keeps settled entries. Default 30. */
  readonly retention?: number | undefined;
  /** BullMQ's own settings; they override the defaults. */
  readonly worker?: Partial<Omit<WorkerOptions, "connection" | "prefix">> | undefined;
}

/** A worker of the queue. */
export interface VideoWorker {
  /** BullMQ's worker, for its events. */
  readonly worker: Worker<VideoTask, VideoResult>;
  /** Takes no more jobs, and resolves when the jobs in progress are completed or back in the queue. */
  close(): Promise<void>;
}

/**
 * BullMQ's default fails a job when its worker crashes for the second time, also if the job is not the cause. Here a job fails
 * after a hundred crashes.
 */
const stallSettings = { lockDuration: 30_000, stalledInterval: 15_000, maxStalledCount: 100 };

/**
 * Starts a worker of the queue. Any number of workers, on any number of machines, share one ledger and one rate limit in Redis.
 *
 * @throws RequestError (`option_invalid`) for an unknown or invalid option.
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 * import { createVideoWorker } from "ugoku/bullmq";
 *
 * const { worker, close } = createVideoWorker({
 *   connection: { host: "localhost", port: 6379 },
 *   ugoku: createUgoku({ baseURL: "http://localhost:8091/v1" }),
 *   outDir: "/clips",
 *   createsPerMinute: 50,
 * });
 * worker.on("completed", (job, { path }) => console.log(job.data.key, path));
 * worker.on("failed", (job, error) => console.error(job?.data.key, error.message));
 * process.once("SIGTERM", () => void close());
 * ```
 */
export function createVideoWorker(options: VideoWorkerOptions): VideoWorker {
  const { signal: _, ...rules } = batchRules;
  validateQueueOptions("createVideoWorker()", options, { ...rules, retention: retentionRule, worker: rule.record });
  const { connection, name = defaultName, prefix = defaultPrefix, ugoku, outDir, concurrency = 10 } = options;
  const { createsPerMinute, settleMs = 20_000, onAmbiguous = "report", timeout, lint, retention } = options;
  const location = { name, prefix };
  const client = () => getClient(worker);
  const ledger = connectLedger(client, location, retention);
  const processJob = createProcessor({
    steps: createSteps({ ugoku, ledger, timeout, lint, downloadDir: outDir }),
    ledger,
    limiter: createRedisRateLimiter(client, location, createsPerMinute),
    outDir,
    folders: new OutputFolders(outDir),
    settleMs,
    onAmbiguous,
  });
  const worker: Worker<VideoTask, VideoResult> = new (bullmq().Worker)(name, processJob, {
    concurrency,
    ...stallSettings,
    ...options.worker,
    connection,
    prefix,
  });
  void client()
    .then(warnAboutDurability)
    .catch(() => {
      // BullMQ reports an unreachable Redis; after a connection that is closed at once there is nothing to report.
    });
  return Object.freeze<VideoWorker>({ worker, close: () => worker.close() });
}

const warned = new Set<string>();

/** Once per process: many workers may share a Redis. */
async function warnAboutDurability(client: RedisClient): Promise<void> {
  const problem = await findDurabilityProblem(client);
  if (problem === undefined || warned.has(problem)) return;
  warned.add(problem);
  process.emitWarning(`ugoku: ${problem}`, { type: "UgokuWarning" });
}
