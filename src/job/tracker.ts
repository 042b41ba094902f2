import { isTerminal, type JobStatus } from "../api/dialect.js";
import type { Video } from "../api/schema.js";
import type { ScheduleState } from "./schedule.js";
import type { JobUpdate } from "./types.js";

/** What has been seen of one job: keeps progress from running backwards, and judges how long it will still take. */
export class Tracker {
  video: Video | undefined;
  status: JobStatus = "queued";
  missedPolls = 0;
  /** Milliseconds until the next look, as last decided. */
  nextCheckMs: number | null = null;
  #progress = 0;
  #changes = 0;
  /** When and at what percentage progress was first seen to move. */
  #start: { at: number; progress: number } | undefined;
  #lastSeen = 0;

  constructor(
    private readonly createdAt: number,
    private readonly model: string,
  ) {}

  /** Takes in one answer. */
  see(video: Video, status: JobStatus, now: number): void {
    this.video = video;
    this.status = status;
    this.missedPolls = 0;
    const reported = typeof video.progress === "number" && Number.isFinite(video.progress) ? video.progress : 0;
    const progress = status === "completed" ? 100 : Math.min(100, Math.max(0, reported));
    this.#lastSeen = now;
    if (progress <= this.#progress) return;
    this.#progress = progress;
    this.#changes += 1;
    this.#start ??= { at: now, progress };
  }

  /** Milliseconds left at the speed seen so far, once progress has moved twice. */
  #etaMs(now: number): number | null {
    if (isTerminal(this.status)) return 0;
    if (!this.#start || this.#changes < 2) return null;
    const speed = (this.#progress - this.#start.progress) / Math.max(1, this.#lastSeen - this.#start.at);
    return speed > 0 ? Math.max(0, (100 - this.#progress) / speed - (now - this.#lastSeen)) : null;
  }

  scheduleState(now: number): ScheduleState {
    const seconds = Number(this.video?.seconds ?? Number.NaN);
    return {
      status: this.status,
      progress: this.#progress,
      progressChanges: this.#changes,
      elapsedMs: Math.max(0, now - this.createdAt),
      etaMs: this.#etaMs(now),
      missedPolls: this.missedPolls,
      model: this.model,
      seconds: Number.isFinite(seconds) ? seconds : undefined,
    };
  }

  update(video: Video, now: number): JobUpdate {
    const eta = this.#etaMs(now);
    return {
      status: this.status,
      progress: this.#progress,
      etaMs: eta === null ? null : Math.round(eta),
      elapsedMs: Math.max(0, now - this.createdAt),
      nextCheckMs: isTerminal(this.status) ? null : this.nextCheckMs,
      video,
    };
  }
}
