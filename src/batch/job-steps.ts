/**
 * The four steps of a paid video, each safe to repeat: over a ledger, without timers of their own, for any queue.
 *
 * @module
 */
import type { Clip } from "../download/clip.js";
import type { Ticket } from "../job/ticket.js";
import { maxSharedTime } from "../submit/reconcile.js";
import type { SubmitAttempt } from "../submit/submit-attempt.js";
import { SubmitUncertainError } from "../submit/submit-uncertain-error.js";
import { ApiError, isUgokuError, RequestError, UgokuError } from "../utils/errors.js";
import { codeOnly, text } from "../utils/message.js";
import { isTransient } from "./error-scope.js";
import { sentenceOf } from "./item.js";
import type { LedgerEntry } from "./ledger.js";
import { fileIsWhole } from "./output-paths.js";
import { againKey, checkItemKey, fingerprintOf, latestAttempt, nextKey } from "./retry-keys.js";
import { recordError, restoreError } from "./serialized-error.js";
import type {
  BatchSteps,
  KeyedItem,
  PollOutcome,
  ReconcileOutcome,
  Saved,
  StepsOptions,
  SubmitOutcome,
  SubmitStepOptions,
} from "./step-types.js";

/** Milliseconds after its create for which a job is waited for, for servers with a queue. */
export const sixHours = 6 * 3_600_000;

/** Milliseconds until a refused create is worth another try, where the server does not say. */
const usualPause = 5_000;

/**
 * Milliseconds after its claim within which a create leaves, or it does not leave at all: a worker that stood still meanwhile
 * must not send what another has looked for in vain. Who finds the intent of another waits for so long beside `settleMs`.
 */
export const sendWithin = 2_000;

/** Thrown by `onAttempt` where the ledger already knows the key: nothing is sent. */
class Taken extends Error {
  constructor(readonly entry: LedgerEntry) {
    super("the key is taken");
  }
}

/**
 * Makes the four steps over a client and a ledger.
 *
 * @throws RequestError (`option_invalid`) for an item without a usable key.
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 * import { createSteps, openJsonlLedger } from "ugoku/batch";
 *
 * const ugoku = createUgoku({ baseURL: "http://localhost:8091/v1", dialect: "vllm-omni" });
 * await using ledger = await openJsonlLedger("catalogue.ledger.jsonl");
 * const steps = createSteps({ ugoku, ledger });
 *
 * const item = { key: "sku-1", image: "sku-1.jpg", prompt: "The flowers slowly sway in the wind." };
 * const made = await steps.submit(item);
 * const found = made.state === "ambiguous" ? await steps.reconcile(made.attempt) : made;
 * if (found.state !== "accepted") throw found.error;
 * // A queue would come back after `retryAfterMs`, in whichever process.
 * const seen = await steps.pollOnce(found.ticket);
 * if (seen.state === "running") console.log("again in", seen.retryAfterMs, "ms");
 * if (seen.state === "done") await steps.download(seen.ticket, "sku-1.mp4", { clip: seen.clip });
 * ```
 */
export function createSteps({ ugoku, ledger, timeout = sixHours, lint = "warn" }: StepsOptions): BatchSteps {
  /** What the ledger knows of a key, as an outcome; `undefined` if it may be sent. */
  function outcomeOf(entry: LedgerEntry | undefined, again: SubmitStepOptions["again"]): SubmitOutcome | undefined {
    switch (entry?.state) {
      case "accepted":
      case "done":
        return { state: "accepted", ticket: entry.ticket, job: ugoku.resume(entry.ticket), known: true };
      case "failed":
        return { state: "failed", ticket: entry.ticket, error: restoreError(entry.error) };
      case "intent":
      case "ambiguous":
        return { state: "ambiguous", attempt: entry.attempt, error: doubtOf(entry) };
      case "rejected":
        // What was refused for good would be refused again.
        if (entry.error.retryable || again === "failed") return undefined;
        return { state: "rejected", error: restoreError(entry.error), retryAfterMs: null };
      default:
        return undefined;
    }
  }

  async function submit(item: KeyedItem, { again, after, signal }: SubmitStepOptions = {}): Promise<SubmitOutcome> {
    checkItemKey(item.key);
    const { key: last, count, entry } = await latestAttempt(ledger, item.key);
    const isWished = (again === "failed" && entry?.state === "failed") || (again === "ambiguous" && isDoubt(entry));
    const isAgain = isWished && (after === undefined || after === last);
    const known = isAgain ? undefined : outcomeOf(entry, again);
    if (known) return known;
    const key = isAgain ? againKey(item.key, count + 1) : last;
    let claimed: SubmitAttempt | undefined;
    try {
      const job = await sentenceOf(ugoku, item)
        .lint(lint)
        .idempotencyKey(key)
        .submit({
          signal,
          timeout,
          // One claim, one sending: a later one would be behind the back of who finds the intent.
          maxRetries: 0,
          onAttempt: async (attempt) => {
            const elapsed = stopwatch();
            const inTheWay = await ledger.claim({ state: "intent", key, attempt });
            if (inTheWay) throw new Taken(inTheWay);
            claimed = attempt;
            if (elapsed() > sendWithin) throw tooLate(elapsed());
          },
        });
      await accept(job.ticket);
      return { state: "accepted", ticket: job.ticket, job, known: false };
    } catch (error) {
      if (error instanceof Taken) {
        const other = outcomeOf(error.entry, undefined);
        if (other) return other;
      }
      // Before its intent was written, nothing was sent: what is wrong is the item, the ledger or this machine.
      if (!claimed || !isUgokuError(error) || error.code === "ledger_not_writable") throw error;
      if (error instanceof SubmitUncertainError) {
        await ledger.write({
          state: "ambiguous",
          key,
          attempt: error.attempt,
          candidates: error.candidates,
          error: recordError(error),
        });
        return { state: "ambiguous", attempt: error.attempt, error };
      }
      await ledger.write({ state: "rejected", key, error: { ...recordError(error), retryable: isTransient(error) } });
      const asked = error instanceof ApiError ? error.retryAfterMs : undefined;
      return { state: "rejected", error, retryAfterMs: error.retryable ? (asked ?? usualPause) : null };
    }
  }

  /** The job is paid for: if this cannot be written down, at least the error says its id. */
  async function accept(ticket: Ticket): Promise<void> {
    try {
      await ledger.write({ state: "accepted", key: ticket.key, ticket });
    } catch (cause) {
      throw new UgokuError(
        "ledger_not_writable",
        `Job ${ticket.id} (key ${ticket.key}) was made, but could not be written down: ${cause instanceof Error ? cause.message : String(cause)}`,
        {
          cause,
          jobId: ticket.id,
          ticket,
          hint: text`It is paid for. Repair the ledger and run again: the job is then looked for. ${codeOnly("Or resume it with error.ticket.")}`,
        },
      );
    }
  }

  async function pollOnce(ticket: Ticket, { signal }: { signal?: AbortSignal | undefined } = {}): Promise<PollOutcome> {
    const seen = await ugoku.advance(ticket, { budgetMs: 0, ...(signal && { signal }) }).catch((error: unknown) => {
      if (isUgokuError(error) && error.code === "not_found") return { status: "failed" as const, error };
      throw error;
    });
    if (seen.status === "running") return { state: "running", ticket: seen.ticket, retryAfterMs: seen.nextCheckMs };
    if (seen.status === "completed") return { state: "done", ticket, clip: seen.clip };
    const { error } = seen;
    if (error.code !== "job_timeout")
      await ledger.write({ state: "failed", key: ticket.key, ticket, error: recordError(error) });
    return { state: "failed", ticket, error };
  }

  async function download(
    ticket: Ticket,
    path: string,
    { clip, signal }: { clip?: Clip | undefined; signal?: AbortSignal | undefined } = {},
  ): Promise<Saved> {
    const entry = await ledger.read(ticket.key);
    const there = entry?.state === "done" && entry.path === path ? await fileIsWhole(path, entry.bytes) : undefined;
    if (there) return there;
    const saved = await (clip ?? (await clipOf(ticket, signal))).saveTo(path, { overwrite: true, signal });
    await ledger.write({ state: "done", key: ticket.key, ticket, path, bytes: saved.bytes });
    return saved;
  }

  async function clipOf(ticket: Ticket, signal: AbortSignal | undefined): Promise<Clip> {
    const seen = await pollOnce(ticket, { signal });
    if (seen.state === "done") return seen.clip;
    if (seen.state === "failed") throw seen.error;
    throw new RequestError("option_invalid", `Job ${ticket.id} has no clip yet.`, {
      jobId: ticket.id,
      ticket,
      retryable: true,
      hint: `Call pollOnce() until it says "done"; it is due in ${seen.retryAfterMs} ms.`,
    });
  }

  async function reconcile(
    attempt: SubmitAttempt,
    options: { settleMs?: number | undefined; signal?: AbortSignal | undefined } = {},
  ): Promise<ReconcileOutcome> {
    const entry = await ledger.read(attempt.key);
    if (entry && "ticket" in entry) return { state: "accepted", ticket: entry.ticket, job: ugoku.resume(entry.ticket) };
    // Others in doubt at the same time that nothing tells from this one: looked for together, each stands in the other's way.
    const rivals: SubmitAttempt[] = [];
    for await (const other of ledger.since(attempt.sentAt - maxSharedTime)) {
      if (other.key === attempt.key || other.state === "rejected") continue;
      if ("ticket" in other) ugoku.resume(other.ticket);
      // One that was sent again was given up: it stands in nobody's way.
      else if (isRival(other.attempt, attempt) && !(await ledger.read(nextKey(other.key)))) rivals.push(other.attempt);
    }
    try {
      const searches = [attempt, ...rivals].map((one) => ugoku.reconcile(one, options));
      for (const search of searches.slice(1)) search.catch(() => {});
      const job = await searches[0];
      if (!job) return await missing(attempt);
      await accept(job.ticket);
      return { state: "accepted", ticket: job.ticket, job };
    } catch (error) {
      if (!(error instanceof SubmitUncertainError)) throw error;
      const { candidates } = error;
      await ledger.write({ state: "ambiguous", key: attempt.key, attempt, candidates, error: recordError(error) });
      return { state: "ambiguous", attempt, candidates, error };
    }
  }

  async function missing(attempt: SubmitAttempt): Promise<ReconcileOutcome> {
    const error = new SubmitUncertainError("The server's list shows no job of this create.", attempt, {
      hint: "That is no proof that there is none. Send it again only if paying twice is the lesser evil.",
    });
    await ledger.write({ state: "ambiguous", key: attempt.key, attempt, candidates: [], error: recordError(error) });
    return { state: "missing", attempt, error };
  }

  return Object.freeze<BatchSteps>({ submit, pollOnce, download, reconcile });
}

/** The milliseconds since, by the clock that says more: one may stand still while a machine sleeps, the other may be set. */
function stopwatch(): () => number {
  const [steady, wall] = [performance.now(), Date.now()];
  return () => Math.max(performance.now() - steady, Date.now() - wall);
}

function tooLate(elapsed: number): UgokuError {
  return new UgokuError(
    "submit_late",
    `The create was not sent: writing its intent took ${Math.round(elapsed)} ms, and ${sendWithin} ms are the most.`,
    { retryable: true, hint: "Send it again. If that goes on, the ledger is slow, or this process stands still." },
  );
}

const isDoubt = (entry: LedgerEntry | undefined): boolean => entry?.state === "intent" || entry?.state === "ambiguous";

/** Whether nothing that a server echoes tells the two creates apart. */
function isRival(one: SubmitAttempt, other: SubmitAttempt): boolean {
  return fingerprintOf(one) === fingerprintOf(other) && Math.abs(one.sentAt - other.sentAt) <= maxSharedTime;
}

function doubtOf(entry: LedgerEntry & { readonly attempt: SubmitAttempt }): UgokuError {
  if (entry.state === "ambiguous")
    return new SubmitUncertainError(entry.error.message, entry.attempt, {
      candidates: entry.candidates,
      hint: entry.error.template?.hint ?? entry.error.hint,
    });
  return new SubmitUncertainError("A process ended after it had announced this create.", entry.attempt, {
    hint: text`${codeOnly("Look for the job with reconcile(attempt), which never creates one.")}`,
  });
}
