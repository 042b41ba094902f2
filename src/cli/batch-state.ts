/**
 * How a batch stands, line by line: read by whatever shows it.
 *
 * @module
 */
import type { BatchEntry, BatchEvent, BatchForecast, BatchResult } from "../batch/types.js";
import { addUsd } from "../cost.js";
import type { Plan } from "../plan.js";
import { stripControlChars } from "./terminal.js";

/** One line, from its plan to its end. */
export interface LineState {
  readonly item: BatchEntry;
  readonly before: BatchForecast["state"];
  phase: "waiting" | "sending" | "running" | "saving" | "ended";
  percent: number;
  jobId: string | undefined;
  /** Milliseconds: in the server's queue, and from there to the clip, as far as they were seen. */
  waitedMs: number | null;
  ranMs: number | null;
  plan: Plan | undefined;
  result: BatchResult | undefined;
}

/** All lines of a batch, by what was told of them. */
export class BatchState {
  lines: LineState[] = [];
  started = Date.now();
  /** US dollars that this run was thought to cost before it began; `null` if a rate is not known. */
  estimatedUsd: number | null = null;
  /** Those that came out in this run; of those that were skipped, not what a stop has left for the next. */
  done = 0;
  failed = 0;
  ambiguous = 0;
  skipped = 0;
  /** US dollars of the jobs that were made; `null` once a rate is not known. */
  spent: number | null = 0;
  readonly #open = new Set<LineState>();

  /** Lines with a job, or with a create under way; those that began first come first. */
  get open(): ReadonlySet<LineState> {
    return this.#open;
  }

  get ended(): number {
    return this.done + this.failed + this.ambiguous + this.skipped;
  }

  /** How many have a job that is not done. */
  get running(): number {
    return [...this.#open].filter(({ phase }) => phase !== "sending").length;
  }

  /** Whether a create or a download is under way: what a gentle stop lets end. */
  get isBusy(): boolean {
    for (const { phase } of this.#open) if (phase === "sending" || phase === "saving") return true;
    return false;
  }

  /** Milliseconds that are left if the rest takes as long as what came out so far; `null`: nothing tells. */
  get leftMs(): number | null {
    const made = this.done + this.failed + this.ambiguous;
    if (made === 0) return null;
    return ((Date.now() - this.started) / made) * (this.lines.length - this.ended);
  }

  /** The line that an event is of, brought up to it. */
  take(event: BatchEvent): LineState | undefined {
    if (event.type === "start") {
      this.started = Date.now();
      this.estimatedUsd = event.estimatedUsd;
      this.lines = (event.items ?? []).map(lineOf);
      return undefined;
    }
    if (event.type === "rate") return undefined;
    const line = this.lines[("item" in event ? event.item : event.result).index];
    if (line) this.#update(line, event);
    return line;
  }

  #update(line: LineState, event: Exclude<BatchEvent, { type: "start" | "rate" }>): void {
    switch (event.type) {
      case "planned":
        line.plan = event.plan;
        return;
      case "intent":
        line.phase = "sending";
        this.#open.add(line);
        return;
      case "rejected":
        line.phase = "waiting";
        this.#open.delete(line);
        return;
      case "accepted":
        line.phase = "running";
        line.jobId = event.jobId;
        this.#open.add(line);
        if (!event.known) this.spent = addUsd(this.spent, line.item.usd);
        return;
      case "progress": {
        const { status, progress, elapsedMs } = event.update;
        line.percent = progress;
        if (status === "queued") return;
        line.waitedMs ??= status === "in_progress" ? elapsedMs : null;
        line.ranMs = elapsedMs - (line.waitedMs ?? 0);
        return;
      }
      case "rendered":
        line.phase = "saving";
        line.percent = 100;
        return;
      default:
        line.phase = "ended";
        line.result = event.result;
        line.jobId = event.result.jobId ?? line.jobId;
        this.#open.delete(line);
        if (event.result.reason !== "stopped") this[event.result.state] += 1;
    }
  }
}

const lineOf = ({ item, state }: BatchForecast): LineState => ({
  item,
  before: state,
  phase: "waiting",
  percent: 0,
  jobId: undefined,
  waitedMs: null,
  ranMs: null,
  plan: undefined,
  result: undefined,
});

/** What a person calls it. */
export const nameOf = ({ item }: Pick<LineState, "item">): string =>
  `line ${item.line ?? item.index + 1}  ${stripControlChars(item.image.replace(/^.*[/\\]/, ""))}`;
