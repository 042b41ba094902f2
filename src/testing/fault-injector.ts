import type { Fault, FaultTiming, LaggingListFault, Operation, SlowFault } from "./faults.js";
import { seeded } from "./seeded-random.js";

/** The one thing that goes wrong, beside being slow. */
export type ActiveFault = Exclude<Fault, SlowFault | LaggingListFault>;

/** What befalls one request. */
export interface InjectedFaults {
  /** Milliseconds before anything else happens. */
  readonly delayMs: number;
  /** Milliseconds for which the list does not show a job. */
  readonly lagMs: number;
  readonly mishap: ActiveFault | undefined;
  /** The names of all of it, for who looks at the requests later. */
  readonly kinds: readonly Fault["kind"][];
}

/** Counts requests, and says which of them something befalls. The same requests in the same order fare the same. */
export class FaultInjector {
  readonly #entries: { readonly fault: Fault; readonly random: () => number; seen: number; used: number }[];

  constructor(faults: readonly Fault[], seed: number) {
    // Each has its own chance, so that one more fault does not change what befalls by the others.
    this.#entries = faults.map((fault, index) => ({ fault, random: seeded(seed + index * 7919), seen: 0, used: 0 }));
  }

  /** What befalls the next request of that operation. The first fault that applies is the mishap; no two are. */
  next(operation: Operation | "webhook" | undefined): InjectedFaults {
    let delayMs = 0;
    let lagMs = 0;
    let mishap: ActiveFault | undefined;
    const kinds: Fault["kind"][] = [];
    for (const entry of this.#entries) {
      const { fault } = entry;
      if (!concerns(fault, operation)) continue;
      entry.seen += 1;
      const { nth = 1, probability } = fault;
      if (entry.seen < nth || entry.used >= timesOf(fault)) continue;
      if (probability !== undefined && entry.random() >= probability) continue;
      const isModifier = fault.kind === "slow" || fault.kind === "lagging-list";
      if (!isModifier && mishap) continue;
      entry.used += 1;
      kinds.push(fault.kind);
      if (fault.kind === "slow") delayMs += fault.ms;
      else if (fault.kind === "lagging-list") lagMs = Math.max(lagMs, fault.lagMs);
      else mishap = fault;
    }
    return { delayMs, lagMs, mishap, kinds };
  }
}

function concerns({ on }: Fault, operation: Operation | "webhook" | undefined): boolean {
  if (operation === undefined) return false;
  return on === operation || (on === "any" && operation !== "webhook");
}

function timesOf({ times, probability, kind }: FaultTiming & Pick<Fault, "kind">): number {
  return times ?? (probability !== undefined || kind === "lagging-list" ? Number.POSITIVE_INFINITY : 1);
}

/** What the script "flaky" adds: looks and downloads that fail for a moment. A create is never touched: it is paid for. */
export const flakyFaults: readonly Fault[] = [
  { on: "retrieve", kind: "status", status: 503, probability: 0.2 },
  { on: "retrieve", kind: "html", probability: 0.1 },
  { on: "retrieve", kind: "reset-before-acceptance", probability: 0.1 },
  { on: "retrieve", kind: "truncated", probability: 0.1 },
  { on: "list", kind: "status", status: 502, probability: 0.3 },
  { on: "content", kind: "truncated", probability: 0.4, times: 3 },
  { on: "content", kind: "status", status: 503, probability: 0.4, times: 2 },
];
