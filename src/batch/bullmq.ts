/**
 * Many images on many machines: a BullMQ queue whose jobs are paid for at most once. Needs `bullmq` (5 or 6) and `ioredis`.
 *
 * @module ugoku/bullmq
 */
export type { VideoProgress } from "./bullmq/processor.js";
export {
  type Added,
  createVideoQueue,
  type VideoQueue,
  type VideoQueueOptions,
  type VideoResult,
} from "./bullmq/queue.js";
export type { Place } from "./bullmq/redis.js";
export { createRedisLedger, type RedisLedger, type RedisLedgerOptions } from "./bullmq/redis-ledger.js";
export type { QueueItem, VideoTask } from "./bullmq/task.js";
export { createVideoWorker, type VideoWorker, type VideoWorkerOptions } from "./bullmq/worker.js";
