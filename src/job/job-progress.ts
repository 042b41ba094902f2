import { isTerminal, type JobStatus } from "../dialects/types.js";
import type { Video } from "../http/schema.js";
import type { DurationHistory } from "./duration-history.js";
import { type PollState, ProgressRate } from "./poll-interval.js";
import type { JobUpdate } from "./types.js";

/** Progress, status and estimated end of one job, from the responses about it. Progress never decreases. */
export class JobProgress {
  video: Video | undefined;
  status: JobStatus = "unknown";
  missedPolls = 0;
  /** Milliseconds until the next poll, as last decided. */
  nextCheckMs: number | null = null;
  readonly #rate = new ProgressRate();
  #progress = 0;
  #changes = 0;
  #lastRunningAt: number | undefined;

  constructor(
    private readonly createdAt: number,
    private readonly model: string,
    private readonly history?: DurationHistory,
  ) {}

  /** Adds the duration of a job that completed to the history, once. */
  apply(video: Video, status: JobStatus, now: number): void {
    const completes = status === "completed" && this.status !== "completed";
    this.video = video;
    this.status = status;
    this.missedPolls = 0;
    const reported = typeof video.progress === "number" && Number.isFinite(video.progress) ? video.progress : 0;
    const progress = status === "completed" ? 100 : Math.min(100, reported);
    if (completes) this.history?.add(this.#kind(), this.#duration(now));
    if (!isTerminal(status)) this.#lastRunningAt = now;
    if (progress > this.#progress) {
      this.#progress = progress;
      this.#changes += 1;
    }
    this.#rate.add(this.#progress, now, status === "in_progress");
  }

  pollState(now: number): PollState {
    const elapsedMs = Math.max(0, now - this.createdAt);
    const learned = this.history?.of(this.#kind()) ?? [];
    return {
      status: this.status,
      progress: this.#progress,
      progressChanges: this.#changes,
      elapsedMs,
      ...this.#eta(now, learned),
      learned,
      missedPolls: this.missedPolls,
      model: this.model,
      seconds: this.#seconds(),
    };
  }

  update(video: Video, now: number): JobUpdate {
    const { status, progress, etaMs, elapsedMs } = this.pollState(now);
    const nextCheckMs = isTerminal(status) ? null : this.nextCheckMs;
    return { status, progress, etaMs: etaMs === null ? null : Math.round(etaMs), elapsedMs, nextCheckMs, video };
  }

  /** From progress, else the median of the learned durations that are longer than the job's age. */
  #eta(now: number, learned: readonly number[]): Pick<PollState, "etaMs" | "etaSpreadMs"> {
    if (isTerminal(this.status)) return { etaMs: 0, etaSpreadMs: null };
    const longer = learned.map((duration) => this.createdAt + duration - now).filter((left) => left > 0);
    return this.#rate.eta(now) ?? { etaMs: longer[longer.length >> 1] ?? null, etaSpreadMs: null };
  }

  #seconds(): number | undefined {
    const seconds = Number(this.video?.seconds);
    return seconds > 0 && Number.isFinite(seconds) ? seconds : undefined;
  }

  #kind(): string {
    return JSON.stringify([this.model, this.video?.size, this.#seconds()]);
  }

  /**
   * The end lies between the last poll at which the job was running and this one. The server's clock, in whole seconds, gives
   * the moment. A job that was running at no poll may have ended long ago: `NaN` without the server's times.
   */
  #duration(now: number): number {
    const { created_at, completed_at } = this.video ?? {};
    const reported = created_at == null || completed_at == null ? Number.NaN : (completed_at - created_at) * 1_000;
    const from = this.#lastRunningAt === undefined ? Number.NaN : this.#lastRunningAt - this.createdAt;
    const to = now - this.createdAt;
    const estimate = Number.isFinite(reported) ? reported : (from + to) / 2;
    return Math.min(to, Math.max(Number.isNaN(from) ? 1 : from, estimate));
  }
}
