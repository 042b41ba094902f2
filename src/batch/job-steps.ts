/**
 * The four steps of a video job over a ledger. Each is idempotent and has no timers, so that any queue can run it.
 *
 * @module
 */
import { dirname } from "node:path";
import type { Ticket } from "../job/ticket.js";
import { maxSharedTime } from "../submit/reconcile.js";
import type { SubmitAttempt } from "../submit/submit-attempt.js";
import { SubmitUncertainError } from "../submit/submit-uncertain-error.js";
import { ApiError, isUgokuError, RequestError, UgokuError } from "../utils/errors.js";
import { codeOnly, setting, text } from "../utils/message.js";
import { isJobFailure, isTransient, recordError, restoreError } from "./batch-errors.js";
import { buildAnimation } from "./item.js";
import type { AmbiguousEntry, IntentEntry, LedgerEntry } from "./ledger.js";
import { findCompleteFile, isUnmoved, saveClip, setAside } from "./output-paths.js";
import { fingerprint, latestAttempt, nextKey, validateKey } from "./retry-keys.js";
import type {
  BatchSteps,
  ReconcileOutcome,
  SavedFile,
  StepsOptions,
  SubmitOutcome,
  SubmitStepOptions,
} from "./step-types.js";

/** Milliseconds after its create request after which waiting for a job ends. */
export const defaultTimeout = 6 * 3_600_000;

/** Milliseconds until a rejected create request is worth a retry, if the server does not say; and at most, if it does. */
const defaultRetryDelay = 5_000;
const maxRetryDelay = 10 * 60_000;

/** Jobs of this process whose keys are remembered; the ledger knows the others. */
const maxOwners = 10_000;

/**
 * Maximum milliseconds between the claim of a key and its create request; later, the request is not sent. A worker that was
 * suspended must not send a request whose job another worker has already searched for. A worker that finds the intent of
 * another waits this long in addition to `settleMs`.
 */
export const sendWithin = 2_000;

/** Thrown by `onAttempt` to stop `submit()` before it sends a key that the ledger already has. */
class KeyTakenError extends Error {
  constructor(readonly entry: LedgerEntry) {
    super("The key is taken.");
  }
}

/**
 * Creates the four steps over a client and a ledger.
 *
 * @throws RequestError (`option_invalid`) for an item without a valid key.
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 * import { createSteps, openJsonlLedger } from "ugoku/batch";
 *
 * const ugoku = createUgoku({ baseURL: "http://localhost:8091/v1" });
 * await using ledger = await openJsonlLedger("catalogue.ledger.jsonl");
 * const steps = createSteps({ ugoku, ledger });
 *
 * const item = { key: "sku-1", image: "sku-1.jpg", prompt: "The flowers slowly sway in the wind." };
 * const submitted = await steps.submit(item);
 * const found = submitted.status === "ambiguous" ? await steps.reconcile(submitted.attempt) : submitted;
 * if (found.status !== "accepted") throw found.error;
 * // A queue would poll again after `retryAfterMs`, in any process.
 * const polled = await steps.pollOnce(found.ticket);
 * if (polled.status === "running") console.log("again in", polled.retryAfterMs, "ms");
 * if (polled.status === "completed") await steps.download(polled.ticket, "sku-1.mp4", { clip: polled.clip });
 * ```
 */
export function createSteps(options: StepsOptions): BatchSteps {
  const { ugoku, ledger, timeout = defaultTimeout, lint = "warn", downloadDir } = options;
  /** The key of each job of this process, in a ledger that does not assign jobs. */
  const owners = new Map<string, string>();

  /** The ledger's entry as an outcome; `undefined` if the key may be sent. */
  function toOutcome(entry: LedgerEntry | undefined, again: SubmitStepOptions["again"]): SubmitOutcome | undefined {
    switch (entry?.status) {
      case "accepted":
      case "completed":
        return { status: "accepted", ticket: entry.ticket, job: ugoku.resume(entry.ticket), known: true };
      case "failed":
        return { status: "failed", ticket: entry.ticket, error: restoreError(entry.error) };
      case "intent":
      case "ambiguous":
        return { status: "ambiguous", attempt: entry.attempt, error: uncertainError(entry) };
      case "rejected":
        // A permanent rejection would be repeated.
        if (entry.error.retryable || again === "failed") return undefined;
        return { status: "rejected", error: restoreError(entry.error), retryAfterMs: null };
      default:
        return undefined;
    }
  }

  const submit: BatchSteps["submit"] = async (item, { again, after, signal } = {}) => {
    validateKey(item.key);
    const latest = await latestAttempt(ledger, item.key);
    const mayResend =
      (again === "failed" && latest.entry?.status === "failed") || (again === "ambiguous" && isUncertain(latest.entry));
    const isResend = mayResend && (after === undefined || after === latest.key);
    const known = isResend ? undefined : toOutcome(latest.entry, again);
    if (known) return known;
    const key = isResend ? nextKey(latest.key) : latest.key;
    let claimed: SubmitAttempt | undefined;
    try {
      const job = await buildAnimation(ugoku, item)
        .lint(lint)
        .idempotencyKey(key)
        .submit({
          signal,
          timeout,
          // One request for each claim: another worker that finds the intent does not expect a retry.
          maxRetries: 0,
          onAttempt: async (attempt) => {
            const elapsed = startStopwatch();
            const holder = await ledger.claim({ status: "intent", key, attempt });
            if (holder) throw new KeyTakenError(holder);
            claimed = attempt;
            if (elapsed() > sendWithin) throw submitLateError(elapsed());
          },
        });
      await recordAccepted(job.ticket, claimed);
      return { status: "accepted", ticket: job.ticket, job, known: false };
    } catch (error) {
      const taken = error instanceof KeyTakenError ? toOutcome(error.entry, undefined) : undefined;
      if (taken) return taken;
      // Before the claim nothing was sent: the error concerns the item, the ledger or this machine.
      if (!claimed || !isUgokuError(error) || error.code === "ledger_not_writable") throw error;
      if (error instanceof SubmitUncertainError) {
        await recordAmbiguous(error.attempt, error);
        return { status: "ambiguous", attempt: error.attempt, error };
      }
      await ledger.write({ status: "rejected", key, error: { ...recordError(error), retryable: isTransient(error) } });
      const requested = (error instanceof ApiError ? error.retryAfterMs : undefined) ?? defaultRetryDelay;
      return { status: "rejected", error, retryAfterMs: error.retryable ? Math.min(requested, maxRetryDelay) : null };
    }
  };

  /** The job is paid for: if the ledger cannot record it, the error names its id. `attempt`: its owner is not known yet. */
  async function recordAccepted(ticket: Ticket, attempt: SubmitAttempt | undefined): Promise<void> {
    try {
      if (attempt) await checkOwner(ticket, attempt);
      await ledger.write({ status: "accepted", key: ticket.key, ticket });
    } catch (cause) {
      if (cause instanceof SubmitUncertainError) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new UgokuError(
        "ledger_not_writable",
        `Job ${ticket.id} (key ${ticket.key}) was created but could not be recorded: ${reason}`,
        {
          cause,
          jobId: ticket.id,
          ticket,
          hint: text`It is paid for. Repair the ledger and run again: the job is then found. ${codeOnly("Or resume it with error.ticket.")}`,
        },
      );
    }
  }

  /**
   * Some servers and caches respond to two create requests with the same job, which belongs to the first key.
   *
   * @throws SubmitUncertainError
   */
  async function checkOwner(ticket: Ticket, attempt: SubmitAttempt): Promise<void> {
    const from = ticket.createdAt - maxSharedTime;
    const owner = (await ledger.claimJob?.(ticket, from)) ?? (await findOwner(ticket, from));
    if (owner !== ticket.key) throw sharedJobError(ticket.id, owner, attempt);
  }

  /** The key that has the job, in a ledger that does not assign jobs. */
  async function findOwner({ id, baseURL, key }: Ticket, from: number): Promise<string> {
    const owner = owners.get(id) ?? key;
    owners.set(id, owner);
    for (const oldest of owners.keys()) {
      if (owners.size <= maxOwners) break;
      owners.delete(oldest);
    }
    if (owner !== key) return owner;
    for await (const entry of ledger.since(from))
      if ("ticket" in entry && entry.ticket.id === id && entry.ticket.baseURL === baseURL && entry.key !== key)
        return entry.key;
    return key;
  }

  const recordAmbiguous = (attempt: SubmitAttempt, error: SubmitUncertainError) =>
    ledger.write({
      status: "ambiguous",
      key: attempt.key,
      attempt,
      candidates: error.candidates,
      error: recordError(error),
    });

  const pollOnce: BatchSteps["pollOnce"] = async (ticket, { signal } = {}) => {
    const polled = await ugoku.advance(ticket, { budgetMs: 0, ...(signal && { signal }) }).catch((error: unknown) => {
      if (isUgokuError(error) && error.code === "not_found") return { status: "failed" as const, error };
      throw error;
    });
    if (polled.status === "running")
      return { status: "running", ticket: polled.ticket, retryAfterMs: polled.nextCheckMs };
    if (polled.status === "completed") return { status: "completed", ticket, clip: polled.clip };
    const { error } = polled;
    if (isJobFailure(error))
      await ledger.write({ status: "failed", key: ticket.key, ticket, error: recordError(error) });
    return { status: "failed", ticket, error };
  };

  const download: BatchSteps["download"] = async (ticket, path, { clip, signal } = {}) => {
    const folder = downloadDir ?? dirname(path);
    const entry = await ledger.read(ticket.key);
    if (entry?.status === "completed" && !(await isUnmoved(entry, folder)) && entry.path === path) {
      const existing = await findCompleteFile(path, entry.bytes);
      if (existing) return existing;
      await setAside(path);
    }
    const record = ({ bytes }: SavedFile) =>
      ledger.write({ status: "completed", key: ticket.key, ticket, path, bytes });
    return saveClip(ticket, path, folder, async () => clip ?? getClip(ticket, signal), record, signal);
  };

  async function getClip(ticket: Ticket, signal: AbortSignal | undefined) {
    const polled = await pollOnce(ticket, { signal });
    if (polled.status === "completed") return polled.clip;
    if (polled.status === "failed") throw polled.error;
    throw new RequestError("option_invalid", `Job ${ticket.id} has no clip yet.`, {
      jobId: ticket.id,
      ticket,
      retryable: true,
      hint: `Call pollOnce() until its status is "completed"; the next poll is due in ${polled.retryAfterMs} ms.`,
    });
  }

  const reconcile: BatchSteps["reconcile"] = async (attempt, options = {}) => {
    const entry = await ledger.read(attempt.key);
    if (entry && "ticket" in entry)
      return { status: "accepted", ticket: entry.ticket, job: ugoku.resume(entry.ticket) };
    const similar = await findSimilarUncertain(attempt);
    try {
      const searches = [attempt, ...similar].map((one) => ugoku.reconcile(one, options));
      for (const search of searches.slice(1)) search.catch(() => {});
      const job = await searches[0];
      if (!job) return await recordMissing(attempt);
      await recordAccepted(job.ticket, attempt);
      return { status: "accepted", ticket: job.ticket, job };
    } catch (thrown) {
      const error = isOfOtherServer(thrown) ? otherServerError(attempt, thrown) : thrown;
      if (!(error instanceof SubmitUncertainError)) throw error;
      await recordAmbiguous(attempt, error);
      return { status: "ambiguous", attempt, candidates: error.candidates, error };
    }
  };

  /**
   * Uncertain attempts with the same fingerprint. They are searched for together, so that no job is assigned to two of them.
   * Resuming the jobs of all other keys excludes these from the search.
   */
  async function findSimilarUncertain(attempt: SubmitAttempt): Promise<SubmitAttempt[]> {
    const similar: SubmitAttempt[] = [];
    for await (const other of ledger.since(attempt.sentAt - maxSharedTime)) {
      if (other.key === attempt.key || other.status === "rejected") continue;
      if ("ticket" in other) ugoku.resume(other.ticket);
      // An attempt that was sent again is no longer searched for.
      else if (isSimilar(other.attempt, attempt) && !(await ledger.read(nextKey(other.key))))
        similar.push(other.attempt);
    }
    return similar;
  }

  async function recordMissing(attempt: SubmitAttempt): Promise<ReconcileOutcome> {
    const error = new SubmitUncertainError("The server's list shows no job of this create request.", attempt, {
      hint: text`That does not prove that there is none: check the server's jobs of ${new Date(attempt.sentAt).toISOString()}. To send it again, which may pay twice, use ${setting("onAmbiguous", "resubmit")}.`,
    });
    await recordAmbiguous(attempt, error);
    return { status: "missing", attempt, error };
  }

  return Object.freeze<BatchSteps>({ submit, pollOnce, download, reconcile });
}

/**
 * Whether a create request whose job was not found may be sent again: not if a job may be the one, and not if the list could not be
 * read, of which nothing follows.
 */
export function mayResend(found: ReconcileOutcome): boolean {
  if (found.status === "missing") return true;
  return found.status === "ambiguous" && found.candidates.length === 0 && !isOutage(found.error);
}

const isOutage = (error: UgokuError): boolean => isUgokuError(error.cause) && error.cause.retryable;

function sharedJobError(id: string, owner: string, attempt: SubmitAttempt): SubmitUncertainError {
  return new SubmitUncertainError(
    `The server answered with the job ${id}, which is that of the key ${owner}. It is unknown whether a second job exists.`,
    attempt,
    {
      candidates: [id],
      hint: "Check the server's jobs, and whether a cache stands before the server. For another clip, give the item another key.",
    },
  );
}

/** The attempt belongs to another base URL, whose list cannot be read with this client. */
const isOfOtherServer = (error: unknown): error is UgokuError =>
  isUgokuError(error) && error.code === "ticket_endpoint_mismatch";

const otherServerError = (attempt: SubmitAttempt, cause: UgokuError) =>
  new SubmitUncertainError(`The job of this create request cannot be searched for here: ${cause.message}`, attempt, {
    cause,
    hint: text`Run again with that server's base URL, or check its jobs. To send it again, which may pay twice, use ${setting("onAmbiguous", "resubmit")}.`,
  });

/** Elapsed milliseconds by the faster of two clocks: one may stop while a machine sleeps, the other may be set. */
function startStopwatch(): () => number {
  const [monotonic, wall] = [performance.now(), Date.now()];
  return () => Math.max(performance.now() - monotonic, Date.now() - wall);
}

function submitLateError(elapsed: number): UgokuError {
  return new UgokuError(
    "submit_late",
    `The create request was not sent: its claim took ${Math.round(elapsed)} ms, more than the limit of ${sendWithin} ms.`,
    { retryable: true, hint: "Send it again. If this persists, the ledger is slow, or this process is suspended." },
  );
}

const isUncertain = (entry: LedgerEntry | undefined): boolean =>
  entry?.status === "intent" || entry?.status === "ambiguous";

function isSimilar(one: SubmitAttempt, other: SubmitAttempt): boolean {
  return fingerprint(one) === fingerprint(other) && Math.abs(one.sentAt - other.sentAt) <= maxSharedTime;
}

function uncertainError(entry: IntentEntry | AmbiguousEntry): UgokuError {
  if (entry.status === "ambiguous")
    return new SubmitUncertainError(entry.error.message, entry.attempt, {
      candidates: entry.candidates,
      hint: entry.error.template?.hint ?? entry.error.hint,
    });
  return new SubmitUncertainError("A process ended after it claimed this create request.", entry.attempt, {
    hint: text`${codeOnly("Search for the job with reconcile(attempt), which never creates one.")}`,
  });
}
