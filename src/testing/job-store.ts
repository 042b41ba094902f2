/**
 * The jobs of a fake, and what time and its renderer make of them.
 *
 * @module
 */
import type { Video } from "../http/schema.js";
import { isUgokuError } from "../utils/errors.js";
import type { Order } from "./parse-create.js";
import type { RenderedClip, Renderer } from "./renderer.js";
import type { Script } from "./scenario.js";

/** A job of the fake, as its owner sees it. */
export interface FakeJob {
  readonly id: string;
  readonly order: Order;
  readonly video: Video;
}

/** Milliseconds for which a finished video can be downloaded. The reference server said an hour. */
const keptFor = 60 * 60_000;

/** How much of what has ended is kept; the oldest goes first. */
export interface RetentionLimits {
  /** Clips. Default: any number. */
  readonly clips?: number | undefined;
  /** Bytes of clips, and of the images behind them. Default 134,217,728 (128 MiB). */
  readonly bytes?: number | undefined;
  /** Jobs, with clips or without; beyond it the oldest that ended are not found any more. Default: any number. */
  readonly jobs?: number | undefined;
}

const mostKeptBytes = 128 * 1024 * 1024;

interface Entry {
  readonly id: string;
  order: Order;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly cancel: AbortController;
  /** A renderer may hold on to the image, for stills. */
  readonly imageBytes: number;
  /** 0 to 1, from the renderer. */
  rendered: number;
  clip: RenderedClip | undefined;
  error: { code: string; message: string } | undefined;
  /** When it was first seen to have ended, in milliseconds since 1970. */
  endedAt: number | undefined;
}

export interface StoreOptions {
  readonly script: Script;
  readonly renderer: Renderer;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Whether jobs show the image that they were made of for ever, for tests, and not only as long as their clip. */
  readonly keepImages: boolean;
  readonly keep: RetentionLimits;
  /** Told once of each job that is seen to have ended. */
  readonly onEnd: (video: Video) => void;
  /** Does `work` when so many milliseconds have passed, if the clock can tell. */
  readonly later: (milliseconds: number, work: () => void) => void;
}

/** Ids as the reference server made them; `#` counts, so that a test's output is the same each time. */
const idOf = (count: number) => `video_${count.toString(16).padStart(8, "0")}${randomHex(24)}`;

function randomHex(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length / 2));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A state machine: queued → in_progress → completed or failed. Its time is the clock's, so that a test can set it. */
export class JobStore {
  readonly #options: StoreOptions;
  readonly #entries = new Map<string, Entry>();
  #created = 0;

  constructor(options: StoreOptions) {
    this.#options = options;
  }

  create(order: Order): Video {
    this.#created += 1;
    const entry: Entry = {
      id: idOf(this.#created),
      order,
      createdAt: this.#options.now(),
      cancel: new AbortController(),
      imageBytes: order.image?.bytes.byteLength ?? 0,
      rendered: 0,
      clip: undefined,
      error: undefined,
      endedAt: undefined,
    };
    this.#entries.set(entry.id, entry);
    this.#forgetOldest();
    void this.#render(entry);
    const { script, later } = this.#options;
    later(script.queuedMs + script.runningMs, () => this.find(entry.id));
    return this.#look(entry);
  }

  find(id: string): Video | undefined {
    const entry = this.#entries.get(id);
    return entry && this.#look(entry);
  }

  /** The files of a finished job. */
  clip(id: string): RenderedClip | undefined {
    const entry = this.#entries.get(id);
    return entry && this.#look(entry).status === "completed" ? entry.clip : undefined;
  }

  /** Oldest first. With `lagMs`, without those that are younger. */
  all(lagMs = 0): FakeJob[] {
    const isShown = ({ createdAt }: Entry) => lagMs === 0 || createdAt + lagMs <= this.#options.now();
    const entries = [...this.#entries.values()].filter(isShown);
    return entries.map((entry) => ({ id: entry.id, order: entry.order, video: this.#look(entry) }));
  }

  delete(id: string): boolean {
    this.#entries.get(id)?.cancel.abort(new DOMException("The job was deleted.", "AbortError"));
    return this.#entries.delete(id);
  }

  /** Stops every rendering. */
  close(): void {
    for (const id of [...this.#entries.keys()]) this.delete(id);
  }

  async #render(entry: Entry): Promise<void> {
    const { id: jobId, order } = entry;
    const { signal } = entry.cancel;
    try {
      const onProgress = (fraction: number) => {
        entry.rendered = Math.max(entry.rendered, Math.min(1, fraction));
      };
      entry.clip = await this.#options.renderer.render({ ...order, jobId, signal, onProgress });
      entry.rendered = 1;
    } catch (error) {
      if (signal.aborted) return;
      const hint = isUgokuError(error) && error.hint ? ` ${error.hint}` : "";
      const code = isUgokuError(error) ? error.code : "render_failed";
      entry.error = { code, message: `${error instanceof Error ? error.message : String(error)}${hint}` };
    }
    this.#dropOldest();
    // Whoever waits for the end is told of it.
    this.find(entry.id);
  }

  /** What has expired goes, and then the oldest clips until the rest fits. */
  #dropOldest(): void {
    const { keep, now } = this.#options;
    let bytes = 0;
    let clips = 0;
    for (const entry of [...this.#entries.values()].reverse()) {
      if (!entry.clip && !entry.error) continue;
      if (entry.endedAt !== undefined && now() > entry.endedAt + keptFor) this.#drop(entry);
      const isKept = entry.clip !== undefined || entry.order.image !== undefined;
      bytes += isKept ? (entry.clip?.video.bytes.byteLength ?? 0) + entry.imageBytes : 0;
      clips += entry.clip ? 1 : 0;
      if (bytes > (keep.bytes ?? mostKeptBytes) || clips > (keep.clips ?? Number.POSITIVE_INFINITY)) this.#drop(entry);
    }
  }

  /** Lets go of the files of a job that has ended. */
  #drop(entry: Entry): void {
    entry.clip = undefined;
    if (!this.#options.keepImages) entry.order = { ...entry.order, image: undefined };
  }

  /** Jobs that have ended go, the oldest first, until the rest fits. */
  #forgetOldest(): void {
    let tooMany = this.#entries.size - (this.#options.keep.jobs ?? Number.POSITIVE_INFINITY);
    for (const entry of this.#entries.values()) {
      if (tooMany <= 0) return;
      if (entry.rendered < 1 && !entry.error) continue;
      this.#entries.delete(entry.id);
      tooMany -= 1;
    }
  }

  /** The job as it stands now. */
  #look(entry: Entry): Video {
    const { script, now } = this.#options;
    const running = now() - entry.createdAt - script.queuedMs;
    const elapsed = running < 0 ? 0 : script.runningMs === 0 ? 1 : Math.min(1, running / script.runningMs);
    const done = Math.min(elapsed, entry.rendered);
    const error = entry.error ?? (elapsed >= 1 ? script.error : undefined);
    const ended = error !== undefined || done >= 1;
    const endsNow = ended && entry.endedAt === undefined;
    if (endsNow) entry.endedAt = now();
    const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);
    const endedAt = entry.endedAt === undefined ? null : seconds(entry.endedAt);
    const video: Video = {
      id: entry.id,
      object: "video",
      model: entry.order.model,
      status: error ? "failed" : ended ? "completed" : running >= 0 && entry.rendered > 0 ? "in_progress" : "queued",
      // 100 is for what has ended.
      progress: ended && !error ? 100 : Math.min(99, Math.max(0, Math.floor(done * 100))),
      created_at: seconds(entry.createdAt),
      completed_at: error ? null : endedAt,
      expires_at: error || entry.endedAt === undefined ? null : seconds(entry.endedAt + keptFor),
      prompt: entry.order.prompt,
      size: entry.order.size,
      seconds: String(entry.order.seconds),
      remixed_from_video_id: null,
      error: error ?? null,
    };
    if (endsNow) this.#options.onEnd(video);
    return video;
  }
}
