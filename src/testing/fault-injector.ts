import type { Fault, FaultTiming, LaggingListFault, Operation, SlowFault } from "./faults.js";
import { seeded } from "./seeded-random.js";

/** A fault that replaces or alters the response. At most one applies to a request. */
export type ActiveFault = Exclude<Fault, SlowFault | LaggingListFault>;

/** The faults of one request. */
export interface InjectedFaults {
  /** Milliseconds before the request is handled. */
  readonly delayMs: number;
  /** Milliseconds until the list shows a new job. */
  readonly lagMs: number;
  readonly fault: ActiveFault | undefined;
  /** The kinds of all faults, for the request log. */
  readonly kinds: readonly Fault["kind"][];
}

/** Decides which faults apply to which request. Deterministic: it depends on the seed and the order of requests only. */
export class FaultInjector {
  readonly #entries: { readonly fault: Fault; readonly random: () => number; seen: number; used: number }[];

  constructor(faults: readonly Fault[], seed: number) {
    // One generator for each fault: adding a fault does not change when the others apply.
    this.#entries = faults.map((fault, index) => ({ fault, random: seeded(seed + index * 7919), seen: 0, used: 0 }));
  }

  /** The faults of the next request of an operation. */
  next(operation: Operation | "webhook" | undefined): InjectedFaults {
    let delayMs = 0;
    let lagMs = 0;
    let active: ActiveFault | undefined;
    const kinds: Fault["kind"][] = [];
    for (const entry of this.#entries) {
      const { fault } = entry;
      if (!appliesTo(fault, operation)) continue;
      entry.seen += 1;
      const { nth = 1, probability } = fault;
      if (entry.seen < nth || entry.used >= getMaxTimes(fault)) continue;
      if (probability !== undefined && entry.random() >= probability) continue;
      const isModifier = fault.kind === "slow" || fault.kind === "lagging-list";
      if (!isModifier && active) continue;
      entry.used += 1;
      kinds.push(fault.kind);
      if (fault.kind === "slow") delayMs += fault.ms;
      else if (fault.kind === "lagging-list") lagMs = Math.max(lagMs, fault.lagMs);
      else active = fault;
    }
    return { delayMs, lagMs, fault: active, kinds };
  }
}

function appliesTo({ on }: Fault, operation: Operation | "webhook" | undefined): boolean {
  if (operation === undefined) return false;
  return on === operation || (on === "any" && operation !== "webhook");
}

function getMaxTimes({ times, probability, kind }: FaultTiming & Pick<Fault, "kind">): number {
  return times ?? (probability !== undefined || kind === "lagging-list" ? Number.POSITIVE_INFINITY : 1);
}

/** The faults of the scenario "flaky": polls and downloads fail temporarily. Create requests never fail: they cost money. */
export const flakyFaults: readonly Fault[] = [
  { on: "retrieve", kind: "status", status: 503, probability: 0.2 },
  { on: "retrieve", kind: "html", probability: 0.1 },
  { on: "retrieve", kind: "reset-before-acceptance", probability: 0.1 },
  { on: "retrieve", kind: "truncated", probability: 0.1 },
  { on: "list", kind: "status", status: 502, probability: 0.3 },
  { on: "content", kind: "truncated", probability: 0.4, times: 3 },
  { on: "content", kind: "status", status: 503, probability: 0.4, times: 2 },
];
