/**
 * The jobs of a fake: their state follows the clock and the renderer.
 *
 * @module
 */
import type { Video } from "../http/schema.js";
import { isUgokuError } from "../utils/errors.js";
import type { CreateParams } from "./parse-create.js";
import type { RenderedClip, Renderer } from "./renderer.js";
import type { Scenario } from "./scenario.js";

/** A job of the fake. */
export interface FakeJob {
  readonly id: string;
  /** The parsed create request, including the images. */
  readonly params: CreateParams;
  readonly video: Video;
}

/** How long a completed video can be downloaded, in milliseconds. The reference server reported an hour. */
const contentLifetimeMs = 60 * 60_000;

/** How many ended jobs and clips are kept. The oldest are dropped first. */
export interface RetentionLimits {
  /** Clips. Default: any number. */
  readonly clips?: number | undefined;
  /** Bytes of clips, and of the images behind them. Default 134,217,728 (128 MiB). */
  readonly bytes?: number | undefined;
  /** Jobs, with or without clips. Beyond it, the oldest ended jobs are deleted. Default: any number. */
  readonly jobs?: number | undefined;
}

const defaultKeptBytes = 128 * 1024 * 1024;

interface Entry {
  readonly id: string;
  params: CreateParams;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly cancel: AbortController;
  /** Counted even after the image is dropped: the renderer may keep it for thumbnails. */
  readonly imageBytes: number;
  /** 0 to 1, from the renderer. */
  rendered: number;
  clip: RenderedClip | undefined;
  error: { code: string; message: string } | undefined;
  /** When the end was first noticed, in milliseconds since 1970. */
  endedAt: number | undefined;
}

export interface StoreOptions {
  readonly scenario: Scenario;
  readonly renderer: Renderer;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Whether jobs keep their image forever, for tests, or only as long as their clip. */
  readonly keepImages: boolean;
  readonly keep: RetentionLimits;
  /** Called once for each job that ends. */
  readonly onEnd: (video: Video) => void;
  /** Calls `callback` after a delay, if the clock supports it. */
  readonly schedule: (milliseconds: number, callback: () => void) => void;
}

/** Creates an id in the format of the reference server. Ids sort by creation. */
const createId = (count: number) => `video_${count.toString(16).padStart(8, "0")}${randomHex(24)}`;

function randomHex(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length / 2));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Jobs as state machines: queued → in_progress → completed or failed, by the clock of the fake. */
export class JobStore {
  readonly #options: StoreOptions;
  readonly #entries = new Map<string, Entry>();
  #created = 0;

  constructor(options: StoreOptions) {
    this.#options = options;
  }

  create(params: CreateParams): Video {
    this.#created += 1;
    const entry: Entry = {
      id: createId(this.#created),
      params,
      createdAt: this.#options.now(),
      cancel: new AbortController(),
      imageBytes: (params.image?.bytes.byteLength ?? 0) + (params.lastFrame?.bytes.byteLength ?? 0),
      rendered: 0,
      clip: undefined,
      error: undefined,
      endedAt: undefined,
    };
    this.#entries.set(entry.id, entry);
    this.#deleteOldest();
    void this.#render(entry);
    const { scenario, schedule } = this.#options;
    schedule(scenario.queuedMs + scenario.runningMs, () => this.find(entry.id));
    return this.#advance(entry);
  }

  find(id: string): Video | undefined {
    const entry = this.#entries.get(id);
    return entry && this.#advance(entry);
  }

  /** The files of a finished job. */
  clip(id: string): RenderedClip | undefined {
    const entry = this.#entries.get(id);
    return entry && this.#advance(entry).status === "completed" ? entry.clip : undefined;
  }

  /** All jobs, oldest first. With `lagMs`, without jobs that are younger. */
  all(lagMs = 0): FakeJob[] {
    const isShown = ({ createdAt }: Entry) => lagMs === 0 || createdAt + lagMs <= this.#options.now();
    const entries = [...this.#entries.values()].filter(isShown);
    return entries.map((entry) => ({ id: entry.id, params: entry.params, video: this.#advance(entry) }));
  }

  delete(id: string): boolean {
    this.#entries.get(id)?.cancel.abort(new DOMException("The job was deleted.", "AbortError"));
    return this.#entries.delete(id);
  }

  /** Deletes all jobs and aborts their rendering. */
  close(): void {
    for (const id of [...this.#entries.keys()]) this.delete(id);
  }

  async #render(entry: Entry): Promise<void> {
    const { id: jobId, params } = entry;
    const { signal } = entry.cancel;
    try {
      const onProgress = (fraction: number) => {
        entry.rendered = Math.max(entry.rendered, Math.min(1, fraction));
      };
      entry.clip = await this.#options.renderer.render({ ...params, jobId, signal, onProgress });
      entry.rendered = 1;
    } catch (error) {
      if (signal.aborted) return;
      const hint = isUgokuError(error) && error.hint ? ` ${error.hint}` : "";
      const code = isUgokuError(error) ? error.code : "render_failed";
      entry.error = { code, message: `${error instanceof Error ? error.message : String(error)}${hint}` };
    }
    this.#expireContent();
    // Notices the end, which calls `onEnd`.
    this.find(entry.id);
  }

  /** Drops expired content, then the oldest clips beyond the limits. */
  #expireContent(): void {
    const { keep, now } = this.#options;
    let bytes = 0;
    let clips = 0;
    for (const entry of [...this.#entries.values()].reverse()) {
      if (!entry.clip && !entry.error) continue;
      if (entry.endedAt !== undefined && now() > entry.endedAt + contentLifetimeMs) this.#dropContent(entry);
      const isKept = entry.clip !== undefined || entry.params.image !== undefined;
      bytes += isKept ? (entry.clip?.video.bytes.byteLength ?? 0) + entry.imageBytes : 0;
      clips += entry.clip ? 1 : 0;
      if (bytes > (keep.bytes ?? defaultKeptBytes) || clips > (keep.clips ?? Number.POSITIVE_INFINITY))
        this.#dropContent(entry);
    }
  }

  /** Drops the files of an ended job. */
  #dropContent(entry: Entry): void {
    entry.clip = undefined;
    if (!this.#options.keepImages) entry.params = { ...entry.params, image: undefined, lastFrame: undefined };
  }

  /** Deletes the oldest ended jobs beyond the limit. */
  #deleteOldest(): void {
    let excess = this.#entries.size - (this.#options.keep.jobs ?? Number.POSITIVE_INFINITY);
    for (const entry of this.#entries.values()) {
      if (excess <= 0) return;
      if (entry.rendered < 1 && !entry.error) continue;
      this.#entries.delete(entry.id);
      excess -= 1;
    }
  }

  /** Applies the elapsed time to a job, and returns its current state. */
  #advance(entry: Entry): Video {
    const { scenario, now } = this.#options;
    const running = now() - entry.createdAt - scenario.queuedMs;
    const elapsed = running < 0 ? 0 : scenario.runningMs === 0 ? 1 : Math.min(1, running / scenario.runningMs);
    const done = Math.min(elapsed, entry.rendered);
    const error = entry.error ?? (elapsed >= 1 ? scenario.error : undefined);
    const ended = error !== undefined || done >= 1;
    const endsNow = ended && entry.endedAt === undefined;
    if (endsNow) entry.endedAt = now();
    const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);
    const endedAt = entry.endedAt === undefined ? null : seconds(entry.endedAt);
    const video: Video = {
      id: entry.id,
      object: "video",
      model: entry.params.model,
      status: error ? "failed" : ended ? "completed" : running >= 0 && entry.rendered > 0 ? "in_progress" : "queued",
      // Only a completed job reports 100.
      progress: ended && !error ? 100 : Math.min(99, Math.max(0, Math.floor(done * 100))),
      created_at: seconds(entry.createdAt),
      completed_at: error ? null : endedAt,
      expires_at: error || entry.endedAt === undefined ? null : seconds(entry.endedAt + contentLifetimeMs),
      prompt: entry.params.prompt,
      size: entry.params.size,
      seconds: String(entry.params.seconds),
      remixed_from_video_id: null,
      error: error ?? null,
    };
    if (endsNow) this.#options.onEnd(video);
    return video;
  }
}
