/**
 * Many images on many machines: a BullMQ queue whose jobs are paid for at most once. Needs `bullmq` (5 or 6) and `ioredis`.
 *
 * @module ugoku/bullmq
 */

export type { QueueItem, VideoTask } from "./batch/bullmq/job-data.js";
export type { VideoProgress } from "./batch/bullmq/processor.js";
export {
  type AddResult,
  createVideoQueue,
  type VideoQueue,
  type VideoQueueOptions,
  type VideoResult,
} from "./batch/bullmq/queue.js";
export type { QueueLocation } from "./batch/bullmq/redis.js";
export { createRedisLedger, type RedisLedger, type RedisLedgerOptions } from "./batch/bullmq/redis-ledger.js";
export { createVideoWorker, type VideoWorker, type VideoWorkerOptions } from "./batch/bullmq/worker.js";
