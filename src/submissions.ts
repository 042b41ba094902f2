import type { SubmitUncertainError } from "./job/submit-uncertain.js";
import { untilAborted } from "./utils/abort.js";
import { isUgokuError } from "./utils/errors.js";

/** Says that it is not known what became of a create: `what` of it is known. */
export type Doubt = (what: string, cause: unknown) => SubmitUncertainError;

/** A key at work: in `doubt` from the moment that the create leaves. */
interface Submission<T> {
  doubt: Doubt | undefined;
  readonly result: Promise<T>;
}

/** The keys that were sent: what was sent once is never sent again, and who asks again gets what came of it. */
export class Submissions<T extends object> {
  readonly #known = new Map<string, Submission<T>>();
  /** What came of them: kept for as long as the client, of each key, so that it is no more than that. */
  readonly #answered = new Map<string, T>();

  /**
   * Runs `start` unless `key` was sent before. What failed before it was sent, and what the server refused, may be sent
   * again. `signal` ends this caller's waiting only, unless it is the caller's own `start` that it ends.
   *
   * `start` says with `onSend` when the create leaves, and with `undefined` when it is proven that it was not taken.
   */
  async once(
    key: string,
    start: (onSend: (doubt: Doubt | undefined) => void) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly result: T; readonly first: boolean }> {
    signal?.throwIfAborted();
    for (;;) {
      const answered = this.#answered.get(key);
      if (answered) return { result: answered, first: false };
      const known = this.#known.get(key);
      if (!known) break;
      try {
        return { result: await untilAborted(known.result, signal), first: false };
      } catch (error) {
        // What another call gave up before it was sent is this call's to send.
        if (known.doubt || this.#known.get(key) === known) throw error;
      }
    }
    const submission: Submission<T> = {
      doubt: undefined,
      result: start((doubt) => {
        submission.doubt = doubt;
      }),
    };
    this.#known.set(key, submission);
    const answered = (result: T) => {
      submission.doubt = undefined;
      if (this.#known.get(key) === submission) this.found(key, result);
    };
    submission.result.then(answered, (error: unknown) => {
      const { doubt } = submission;
      if (!doubt || (isUgokuError(error) && error.code !== "submit_uncertain")) this.#known.delete(key);
      // The caller broke it off on its way: for whoever asks next, that is not known either.
      else if (!isUgokuError(error)) this.#known.set(key, { doubt, result: brokenOff(doubt, error) });
    });
    return { result: await submission.result, first: true };
  }

  /** Whether this client sends a create of that key, or has sent it without an answer. */
  isSending(key: string): boolean {
    return this.#known.has(key);
  }

  /** What was in doubt was found; also what another process had sent: here too, its key was sent. */
  found(key: string, result: T): void {
    this.#known.delete(key);
    this.#answered.set(key, result);
  }
}

/** The error for a key whose create was broken off by its caller's signal. */
function brokenOff(doubt: Doubt, cause: unknown): Promise<never> {
  const result = Promise.reject(doubt("The first submit with this key was aborted on its way.", cause));
  result.catch(() => {});
  return result;
}
