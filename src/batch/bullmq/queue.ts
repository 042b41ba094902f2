import type { ConnectionOptions, Queue } from "bullmq";
import { checkOptionNames } from "../../utils/validate-options.js";
import { bullmq } from "./import-bullmq.js";
import { jobIdOf, type QueueItem, type VideoTask } from "./job-data.js";
import { checkPlace, clientOf, defaultName, defaultPrefix, type Place } from "./redis.js";
import { areKnown } from "./redis-ledger.js";
import { checkItems } from "./validate-items.js";

/** Items that are added at a time. */
const chunk = 500;

/** Behind looks and downloads, which have none: a clip that is ready does not wait for those that are not begun. */
export const createPriority = 10;

/** Days for which finished jobs are shown. The ledger remembers their keys for longer. */
const shownFor = 7;

/** What a worker gives back: BullMQ's `returnvalue`. */
export interface VideoResult {
  readonly key: string;
  /** Absolute, on the worker's machine. */
  readonly path: string;
  readonly bytes: number;
  /** The server's id of the job. */
  readonly jobId: string;
  readonly ticket: object;
}

/** Options of {@link createVideoQueue}. */
export interface VideoQueueOptions extends Place {
  /** An ioredis client, or the options of one: as BullMQ takes it. */
  readonly connection: ConnectionOptions;
}

/** How many items came in. */
export interface Added {
  readonly total: number;
  /** Those whose key neither the queue nor the ledger knew. */
  readonly added: number;
  readonly known: number;
}

/** A queue of videos. */
export interface VideoQueue {
  /**
   * Puts items into the queue; a key that is known is not added twice. All of an array or another iterable are checked before
   * the first is added. An async iterable may be of any length: it is taken 500 at a time, and those before are added.
   *
   * @throws ManifestError (`manifest_invalid`) that names every item that does not fit, of all or of the 500.
   */
  addAll(items: Iterable<QueueItem> | AsyncIterable<QueueItem>): Promise<Added>;
  /** BullMQ's own, for events, dashboards and retries. */
  readonly queue: Queue<VideoTask, VideoResult>;
  close(): Promise<void>;
}

/**
 * Opens the queue of videos, for whoever adds them.
 *
 * @throws RequestError (`option_invalid`) for an option that is unknown or of the wrong kind.
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
  checkOptionNames("createVideoQueue()", options, ["connection", "name", "prefix"]);
  checkPlace(options.connection, options);
  const { connection, name = defaultName, prefix = defaultPrefix } = options;
  const queue: Queue<VideoTask, VideoResult> = new (bullmq().Queue)(name, {
    connection,
    prefix,
    defaultJobOptions: { removeOnComplete: { age: shownFor * 86_400 }, removeOnFail: false },
  });

  async function addChunk(tasks: readonly VideoTask[]): Promise<number> {
    const keys = tasks.map(({ key }) => ({ key, id: jobIdOf(key) }));
    const known = await areKnown(await clientOf(queue), { name, prefix }, queue.toKey(""), keys);
    await queue.addBulk(
      tasks.map((data) => ({ name: "video", data, opts: { jobId: jobIdOf(data.key), priority: createPriority } })),
    );
    return known.filter(Boolean).length;
  }

  return Object.freeze<VideoQueue>({
    queue,
    async addAll(items) {
      let total = 0;
      let known = 0;
      for await (const part of partsOf(items)) {
        const { tasks, repeated } = await checkItems(part, total);
        total += tasks.length + repeated;
        known += repeated;
        for (let from = 0; from < tasks.length; from += chunk) known += await addChunk(tasks.slice(from, from + chunk));
      }
      return { total, added: total - known, known };
    },
    close: () => queue.close(),
  });
}

type Items = Iterable<QueueItem> | AsyncIterable<QueueItem>;

/** What is checked at once: all that is there already, and a stream in parts, so that it is never held as a whole. */
async function* partsOf(items: Items): AsyncGenerator<Items, void, undefined> {
  if (typeof items !== "object" || items === null || !(Symbol.asyncIterator in items)) return yield items;
  let part: QueueItem[] = [];
  for await (const item of items) {
    part.push(item);
    if (part.length < chunk) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}
