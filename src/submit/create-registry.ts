/**
 * The state of each idempotency key that a client has sent.
 *
 * @module
 */

import type { JobHandle } from "../job/job.js";
import type { Ticket } from "../job/ticket.js";
import { randomUUID } from "../utils/crypto.js";
import type { KnownCreates } from "./reconcile.js";
import type { SubmitAttempt } from "./submit-attempt.js";
import type { SubmitUncertainError } from "./submit-uncertain-error.js";

/** Milliseconds for which jobs and unknown outcomes are kept for `reconcile()`, which compares create requests of the same time. */
const retention = 24 * 60 * 60_000;

/**
 * The state of one idempotency key on one server. A key without a state may be sent.
 *
 * ```
 * (none) ─ begin ─▶ preparing ─ send ─▶ sent ─┬─ accepted ─▶ done
 *    ▲                  │                     ├─ unknown ──▶ uncertain ─ reconcile ─▶ done
 *    └──── end ─────────┴──────── refused ────┘
 * ```
 */
type KeyState =
  | { readonly status: "preparing"; readonly settled: Promise<void> }
  /** `isInFlight` is `false` once the server provably did not accept the attempt, until the next retry. */
  | {
      readonly status: "sent";
      readonly settled: Promise<void>;
      readonly attempt: SubmitAttempt;
      readonly isInFlight: boolean;
    }
  | { readonly status: "uncertain"; readonly error: SubmitUncertainError; readonly expires: boolean }
  | ({ readonly status: "done" } & SubmittedJob);

/** Enough to open the job again. Kept for every key of a long-lived process, so the job itself is held weakly. */
export interface SubmittedJob {
  readonly ticket: Ticket;
  readonly job: Pick<WeakRef<JobHandle>, "deref">;
}

/** The exclusive right to send the create request of a key. Its holder must pass it to `end()`. */
export interface Claim {
  readonly key: string;
  /** ugoku generated the key, so no later submit can use it. */
  readonly isGenerated: boolean;
  readonly settled: Promise<void>;
  readonly settle: () => void;
}

/**
 * The create requests that a client, or several that share this registry, sent to one server: the same key on another server is
 * another job.
 */
export class CreateRegistry implements KnownCreates {
  readonly #keys = new Map<string, KeyState>();
  /** The monotonic time at which each open key was sent. */
  readonly #sentSince = new Map<string, number>();
  /** The hash of the request that each of the caller's keys was sent with. */
  readonly #hashes = new Map<string, string>();
  /** The key of each job, also of jobs resumed from a ticket, and when its create request was sent. */
  readonly #jobs = new Map<string, { readonly key: string; readonly sentAt: number }>();

  get(key: string): KeyState | undefined {
    return this.#keys.get(key);
  }

  /** (none) → preparing. Synchronous, so that of two submits with one key only one gets the claim. */
  begin(key: string | undefined): Claim {
    let settle = () => {};
    const settled = new Promise<void>((resolve) => {
      settle = resolve;
    });
    // Node makes a UUID of 15 strings that are never joined, nearly 500 bytes for each key that is kept; lower case joins them.
    const own = key ?? randomUUID().toLowerCase();
    const claim: Claim = { key: own, isGenerated: key === undefined, settled, settle };
    this.#keys.set(claim.key, { status: "preparing", settled });
    return claim;
  }

  clockChange({ key, sentAt }: SubmitAttempt, now: number): number {
    const since = this.#sentSince.get(key);
    return since === undefined ? 0 : now - sentAt - (performance.now() - since);
  }

  hashOf(key: string): string | undefined {
    return this.#hashes.get(key);
  }

  /** preparing → sent, and sent → sent for each retry. */
  send({ key, settled, isGenerated }: Claim, attempt: SubmitAttempt, hash?: string): void {
    if (!isGenerated && hash !== undefined) this.#hashes.set(key, hash);
    this.#sentSince.set(key, performance.now());
    this.#keys.set(key, { status: "sent", settled, attempt, isInFlight: true });
  }

  /** The server provably did not accept the attempt: it may be sent again. */
  refuse({ key, settled }: Claim, attempt: SubmitAttempt): void {
    this.#keys.set(key, { status: "sent", settled, attempt, isInFlight: false });
  }

  /** sent → uncertain. One that `expires` cannot be submitted again, and is kept only for comparison in `similarUncertain()`. */
  markUncertain(error: SubmitUncertainError, expires: boolean): void {
    const { key, sentAt } = error.attempt;
    for (const [old, state] of this.#keys)
      if (state.status === "uncertain" && state.expires && sentAt - state.error.attempt.sentAt >= retention)
        this.#forget(old);
    this.#keys.set(key, { status: "uncertain", error, expires });
  }

  /** sent or uncertain → done. */
  finish(submitted: SubmittedJob): void {
    this.learn(submitted.ticket);
    this.#sentSince.delete(submitted.ticket.key);
    this.#keys.set(submitted.ticket.key, { status: "done", ...submitted });
  }

  /** preparing or refused → (none): the next submit with the key may send it. */
  end({ key, isGenerated, settle }: Claim): void {
    const state = this.#keys.get(key);
    const isOpen = state?.status === "preparing" || state?.status === "sent";
    if (isOpen || (isGenerated && state?.status === "done")) this.#forget(key);
    settle();
  }

  #forget(key: string): void {
    this.#keys.delete(key);
    this.#hashes.delete(key);
    this.#sentSince.delete(key);
  }

  /** A job of a key, from its create request or from a ticket: it belongs to no other attempt. */
  learn({ id, key, createdAt }: Pick<Ticket, "id" | "key" | "createdAt">): void {
    for (const [old, { sentAt }] of this.#jobs) {
      // Mostly in the order of their sending, so that the first recent one ends the search.
      if (createdAt - sentAt < retention) break;
      this.#jobs.delete(old);
    }
    this.#jobs.set(id, { key, sentAt: createdAt });
  }

  isKnownJob(id: string): boolean {
    return this.#jobs.has(id);
  }

  jobIdOf(key: string): string | undefined {
    const state = this.#keys.get(key);
    if (state?.status === "done") return state.ticket.id;
    for (const [id, job] of this.#jobs) if (job.key === key) return id;
    return undefined;
  }

  async settled(): Promise<void> {
    await Promise.all([...this.#keys.values()].map((state) => state.status === "sent" && state.settled));
  }

  similarUncertain(attempt: SubmitAttempt, { anyPrompt }: { readonly anyPrompt: boolean }): SubmitAttempt[] {
    return [...this.#keys.values()]
      .flatMap((state) => (state.status === "uncertain" ? [state.error.attempt] : []))
      .filter(
        (other) =>
          other.key !== attempt.key &&
          (anyPrompt || other.promptHash === attempt.promptHash) &&
          other.size === attempt.size &&
          other.seconds === attempt.seconds &&
          attempt.sentAt - other.sentAt < retention &&
          this.jobIdOf(other.key) === undefined,
      );
  }
}
