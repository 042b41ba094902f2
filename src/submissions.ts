import { untilAborted } from "./abort.js";
import { isUgokuError, type SubmitAttempt } from "./errors.js";
import { uncertain } from "./job/submit.js";

/** A key at work: its `attempt` is known once the create has left. */
interface Submission<T> {
  attempt: SubmitAttempt | undefined;
  readonly result: Promise<T>;
}

/** The keys that were sent: what was sent once is never sent again, and who asks again gets what came of it. */
export class Submissions<T> {
  readonly #known = new Map<string, Submission<T>>();

  /**
   * Runs `start` unless `key` was sent before. What failed before it was sent, and what the server refused, may be sent
   * again. `signal` ends this caller's waiting only, unless it is the caller's own `start` that it ends.
   */
  async once(
    key: string,
    start: (onSend: (attempt: SubmitAttempt) => void) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly result: T; readonly first: boolean }> {
    signal?.throwIfAborted();
    for (let known = this.#known.get(key); known; known = this.#known.get(key)) {
      try {
        return { result: await untilAborted(known.result, signal), first: false };
      } catch (error) {
        // What another call gave up before it was sent is this call's to send.
        if (known.attempt || this.#known.get(key) === known) throw error;
      }
    }
    const submission: Submission<T> = {
      attempt: undefined,
      result: start((attempt) => {
        submission.attempt = attempt;
      }),
    };
    this.#known.set(key, submission);
    submission.result.catch((error: unknown) => {
      const { attempt } = submission;
      if (!attempt || (isUgokuError(error) && error.code !== "submit_uncertain")) this.#known.delete(key);
      // The caller broke it off on its way: for whoever asks next, that is not known either.
      else if (!isUgokuError(error)) this.#known.set(key, { attempt, result: brokenOff(attempt, error) });
    });
    return { result: await submission.result, first: true };
  }
}

/** The error for a key whose create was broken off by its caller's signal. */
function brokenOff(attempt: SubmitAttempt, cause: unknown): Promise<never> {
  const result = Promise.reject(uncertain("The first submit with this key was aborted on its way.", attempt, cause));
  result.catch(() => {});
  return result;
}
