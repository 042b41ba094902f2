import { isTerminal, type JobStatus } from "../dialects/types.js";
import type { Video } from "../http/schema.js";
import { type DurationKind, type Durations, isDuration } from "./durations.js";
import { Pace } from "./pace.js";
import type { ScheduleState } from "./schedule.js";
import type { JobUpdate } from "./types.js";

/** How long a job still takes, and by how much that may be wrong if progress says so. */
interface Outlook {
  readonly etaMs: number | null;
  readonly etaSpreadMs: number | null;
}

/** What has been seen of one job: keeps progress from running backwards, and judges how long it will still take. */
export class Tracker {
  video: Video | undefined;
  status: JobStatus = "queued";
  missedPolls = 0;
  /** Milliseconds until the next look, as last decided. */
  nextCheckMs: number | null = null;
  readonly #pace = new Pace();
  #progress = 0;
  #changes = 0;
  #lastSeen = 0;
  /** When it was last seen to be running. */
  #lastRunning: number | undefined;

  constructor(
    private readonly createdAt: number,
    private readonly model: string,
    private readonly durations?: Durations,
  ) {}

  /** Takes in one answer. A job that completed is learned from, once. */
  see(video: Video, status: JobStatus, now: number): void {
    const completes = status === "completed" && this.status !== "completed";
    this.video = video;
    this.status = status;
    this.missedPolls = 0;
    const reported = typeof video.progress === "number" && Number.isFinite(video.progress) ? video.progress : 0;
    const progress = status === "completed" ? 100 : Math.min(100, Math.max(0, reported));
    this.#lastSeen = now;
    if (completes) this.#learn(now);
    if (!isTerminal(status)) this.#lastRunning = now;
    if (progress > this.#progress) {
      this.#progress = progress;
      this.#changes += 1;
    }
    this.#pace.see(this.#progress, now, status === "in_progress");
  }

  scheduleState(now: number): ScheduleState {
    const kind = this.#kind();
    const learned = this.durations?.of(kind) ?? [];
    return {
      status: this.status,
      progress: this.#progress,
      progressChanges: this.#changes,
      elapsedMs: this.#elapsed(now),
      ...this.#outlook(now, learned),
      learned,
      missedPolls: this.missedPolls,
      model: this.model,
      seconds: kind.seconds,
    };
  }

  update(video: Video, now: number): JobUpdate {
    const { etaMs } = this.scheduleState(now);
    return {
      status: this.status,
      progress: this.#progress,
      etaMs: etaMs === null ? null : Math.round(etaMs),
      elapsedMs: this.#elapsed(now),
      nextCheckMs: isTerminal(this.status) ? null : this.nextCheckMs,
      video,
    };
  }

  #elapsed(now: number): number {
    return Math.max(0, now - this.createdAt);
  }

  /** By the progress where it says something, else by what half of the earlier jobs took that took longer. */
  #outlook(now: number, learned: readonly number[]): Outlook {
    if (isTerminal(this.status)) return { etaMs: 0, etaSpreadMs: null };
    const remaining = this.#pace.remaining();
    if (remaining) {
      const etaMs = Math.max(0, remaining.ms - (now - this.#lastSeen));
      return { etaMs, etaSpreadMs: remaining.spreadMs };
    }
    const elapsed = this.#elapsed(now);
    const longer = learned.findIndex((duration) => duration > elapsed);
    const median = longer === -1 ? undefined : learned[(longer + learned.length) >> 1];
    return { etaMs: median === undefined ? null : median - elapsed, etaSpreadMs: null };
  }

  #kind(): DurationKind {
    const { seconds, size } = this.video ?? {};
    const length = Number(seconds ?? Number.NaN);
    return {
      model: this.model,
      size: size ?? undefined,
      seconds: Number.isFinite(length) && length > 0 ? length : undefined,
    };
  }

  /**
   * How long the job took lies between the last look that saw it running and this one; the server's own clock, which only
   * counts whole seconds, tells where. A job that was never seen running may have ended long ago.
   */
  #learn(now: number): void {
    const { created_at, completed_at } = this.video ?? {};
    const told = ((completed_at ?? Number.NaN) - (created_at ?? Number.NaN)) * 1_000;
    const from = this.#lastRunning === undefined ? undefined : this.#lastRunning - this.createdAt;
    const to = now - this.createdAt;
    const guess = Number.isFinite(told) ? told : from === undefined ? Number.NaN : (from + to) / 2;
    const ms = Math.min(to, Math.max(from ?? 1, guess));
    if (isDuration(ms)) this.durations?.observe({ ...this.#kind(), ms });
  }
}
