/**
 * The state of a batch, line by line.
 *
 * @module
 */
import type { BatchEntry, BatchEvent, BatchForecast, BatchResult } from "../../batch/types.js";
import { addUsd } from "../../client/cost.js";
import type { Plan } from "../../client/plan.js";
import { stripControlChars } from "../terminal.js";

/** The state of one line. */
export interface LineState {
  readonly item: BatchEntry;
  readonly before: BatchForecast["status"];
  phase: "waiting" | "sending" | "running" | "saving" | "ended";
  percent: number;
  jobId: string | undefined;
  /** Milliseconds: in the server's queue, and from there to the clip, as far as they are known. */
  waitedMs: number | null;
  ranMs: number | null;
  plan: Plan | undefined;
  result: BatchResult | undefined;
}

/** The state of all lines, built from the batch's events. */
export class BatchState {
  lines: LineState[] = [];
  started = Date.now();
  /** Estimated cost of this run in US dollars; `null` if a rate is unknown. */
  estimatedUsd: number | null = null;
  /** Results of this run. `skipped` excludes lines that a stop left for the next run. */
  done = 0;
  failed = 0;
  ambiguous = 0;
  skipped = 0;
  /** Cost of the created jobs in US dollars; `null` once a rate is unknown. */
  spent: number | null = 0;
  readonly #open = new Set<LineState>();

  /** Lines with a job or a create request in progress, oldest first. */
  get open(): ReadonlySet<LineState> {
    return this.#open;
  }

  get unit(): "line" | "image" {
    return getUnit(this.lines.map(({ item }) => item));
  }

  get ended(): number {
    return this.done + this.failed + this.ambiguous + this.skipped;
  }

  /** Number of lines with an unfinished job. */
  get running(): number {
    return [...this.#open].filter(({ phase }) => phase !== "sending").length;
  }

  /** Whether a create request or a download is in progress: a graceful shutdown waits for them. */
  get isBusy(): boolean {
    for (const { phase } of this.#open) if (phase === "sending" || phase === "saving") return true;
    return false;
  }

  /** Milliseconds left, from the average so far; `null` before the first result. */
  get leftMs(): number | null {
    const made = this.done + this.failed + this.ambiguous;
    if (made === 0) return null;
    return ((Date.now() - this.started) / made) * (this.lines.length - this.ended);
  }

  /** Applies an event, and returns its line. */
  apply(event: BatchEvent): LineState | undefined {
    if (event.type === "start") {
      this.started = Date.now();
      this.estimatedUsd = event.estimatedUsd;
      this.lines = (event.items ?? []).map(createLine);
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
        line.waitedMs ??= status === "in_progress" ? Math.round(elapsedMs) : null;
        line.ranMs = Math.round(elapsedMs) - (line.waitedMs ?? 0);
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
        if (event.result.reason !== "stopped") this[counters[event.result.status]] += 1;
    }
  }
}

const counters = { completed: "done", failed: "failed", ambiguous: "ambiguous", skipped: "skipped" } as const;

const createLine = ({ item, status }: BatchForecast): LineState => ({
  item,
  before: status,
  phase: "waiting",
  percent: 0,
  jobId: undefined,
  waitedMs: null,
  ranMs: null,
  plan: undefined,
  result: undefined,
});

type Located = Pick<BatchEntry, "line" | "image">;

const imageName = ({ image }: Located): string => stripControlChars(image.replace(/^.*[/\\]/, ""));

/** The name of a line in messages. The images of a folder have no lines. */
export const getLineName = ({ item }: Pick<LineState, "item">): string =>
  `${item.line === undefined ? "" : `line ${item.line}  `}${imageName(item)}`;

/** Where a message about an item belongs. */
export const getLocation = (item: Located): string => (item.line === undefined ? imageName(item) : `line ${item.line}`);

/** What a manifest has: lines, or the images of a folder. */
export const getUnit = (items: readonly Located[]): "line" | "image" =>
  items.every(({ line }) => line === undefined) ? "image" : "line";
