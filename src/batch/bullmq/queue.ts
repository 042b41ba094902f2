import type { ConnectionOptions, Queue } from "bullmq";
import { bullmq } from "./import-bullmq.js";
import { type QueueItem, toJobId, toTasks, type VideoTask } from "./job-data.js";
import { defaultName, defaultPrefix, getClient, type QueueLocation, validateQueueOptions } from "./redis.js";
import { areKnown } from "./redis-ledger.js";

/** Items that are added to Redis together. */
const chunkSize = 500;

/** Below polls and downloads, which have none: a clip that is ready does not wait for items that are not started. */
export const createPriority = 10;

/** Days for which BullMQ keeps completed jobs. The ledger keeps their keys for longer. */
const completedRetention = 7;

/** The result of a job: BullMQ's `returnvalue`. */
export interface VideoResult {
  readonly key: string;
  /** Absolute, on the worker's machine. */
  readonly path: string;
  readonly bytes: number;
  /** The server's job id. */
  readonly jobId: string;
  readonly ticket: object;
}

/** Options of {@link createVideoQueue}. */
export interface VideoQueueOptions extends QueueLocation {
  /** An ioredis client or its options, as for BullMQ. */
  readonly connection: ConnectionOptions;
}

/** The result of `addAll()`. */
export interface AddResult {
  readonly total: number;
  /** Items whose key was neither in the queue nor in the ledger. */
  readonly added: number;
  readonly known: number;
}

/** A queue of videos. */
export interface VideoQueue {
  /**
   * Adds items to the queue; a known key is not added twice. All items of an array or another iterable are validated before the
   * first is added. An async iterable may be endless: it is read, validated and added in chunks of 500.
   *
   * @throws ManifestError (`manifest_invalid`) with every invalid item, of all or of the chunk.
   */
  addAll(items: Iterable<QueueItem> | AsyncIterable<QueueItem>): Promise<AddResult>;
  /** BullMQ's queue, for events, dashboards and retries. */
  readonly queue: Queue<VideoTask, VideoResult>;
  close(): Promise<void>;
}

/**
 * Opens the queue of videos, to add items.
 *
 * @throws RequestError (`option_invalid`) for an unknown or invalid option.
 *
 * @example
 * ```ts
 * import { createVideoQueue } from "ugoku/bullmq";
 *
 * const videos = createVideoQueue({ connection: { host: "localhost", port: 6379 } });
 * const prompt = "The flowers slowly sway in the wind.";
 * const { added, known } = await videos.addAll([{ image: "/photos/sku-1.jpg", prompt, key: "sku-1" }]);
 * console.log(added, "new,", known, "known");
 * await videos.close();
 * ```
 */
export function createVideoQueue(options: VideoQueueOptions): VideoQueue {
  validateQueueOptions("createVideoQueue()", options, {});
  const { connection, name = defaultName, prefix = defaultPrefix } = options;
  const queue: Queue<VideoTask, VideoResult> = new (bullmq().Queue)(name, {
    connection,
    prefix,
    defaultJobOptions: { removeOnComplete: { age: completedRetention * 86_400 }, removeOnFail: false },
  });

  /** Returns the number of known keys. */
  async function addChunk(tasks: readonly VideoTask[]): Promise<number> {
    const keys = tasks.map(({ key }) => ({ key, id: toJobId(key) }));
    const known = await areKnown(await getClient(queue), { name, prefix }, queue.toKey(""), keys);
    await queue.addBulk(
      tasks.map((data) => ({ name: "video", data, opts: { jobId: toJobId(data.key), priority: createPriority } })),
    );
    return known.filter(Boolean).length;
  }

  return Object.freeze<VideoQueue>({
    queue,
    async addAll(items) {
      let total = 0;
      let known = 0;
      for await (const part of splitStream(items)) {
        const { tasks, repeated } = await toTasks(part, total);
        total += tasks.length + repeated;
        known += repeated;
        for (let from = 0; from < tasks.length; from += chunkSize)
          known += await addChunk(tasks.slice(from, from + chunkSize));
      }
      return { total, added: total - known, known };
    },
    close: () => queue.close(),
  });
}

type Items = Iterable<QueueItem> | AsyncIterable<QueueItem>;

/** A list as one part; a stream in chunks, so that it is never in memory completely. */
async function* splitStream(items: Items): AsyncGenerator<Items, void, undefined> {
  if (typeof items !== "object" || items === null || !(Symbol.asyncIterator in items)) return yield items;
  let part: QueueItem[] = [];
  for await (const item of items) {
    part.push(item);
    if (part.length < chunkSize) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}
