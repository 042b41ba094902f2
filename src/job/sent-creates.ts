import type { SubmitAttempt } from "./attempt.js";

/** Milliseconds within which a create has made its job, if it makes one: jobs of other times are not its. */
export const slowestCreate = 10 * 60_000;

/** Milliseconds by which a server's clock may be off that does not tell its time. */
export const unknownSkew = 5 * 60_000;

/** Milliseconds between two creates at the most, if one job may be of the time of both. */
export const sharedReach = slowestCreate + 2 * unknownSkew;

/** Milliseconds for which a create is remembered: a lost job may be looked for long after, among those of its time. */
const remembered = 24 * 60 * 60_000;

/**
 * The creates that a client has sent to one server, for as long as they help to tell one job from another: which jobs are
 * another create's, which creates are still on their way, and which ended in doubt.
 */
export class SentCreates {
  /** The key of each job's create, and when it was sent. */
  readonly #jobs = new Map<string, { readonly key: string; readonly sentAt: number }>();
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #inDoubt = new Map<string, SubmitAttempt>();

  /** Follows a create to its answer. */
  async follow<T>(create: Promise<T>): Promise<T> {
    this.#underWay.add(create);
    try {
      return await create;
    } finally {
      this.#underWay.delete(create);
    }
  }

  /** All that are under way now have got their answer, or none. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  became(id: string, { key, sentAt }: Pick<SubmitAttempt, "key" | "sentAt">): void {
    this.#inDoubt.delete(key);
    for (const [old, job] of this.#jobs) {
      // Mostly in the order of their sending, so that the first young one ends the search.
      if (sentAt - job.sentAt < remembered) break;
      this.#jobs.delete(old);
    }
    this.#jobs.set(id, { key, sentAt });
  }

  doubt(attempt: SubmitAttempt): void {
    for (const [key, old] of this.#inDoubt) if (attempt.sentAt - old.sentAt >= remembered) this.#inDoubt.delete(key);
    this.#inDoubt.set(attempt.key, attempt);
  }

  /** The key of the create that made the job, if this client sent it. */
  keyOf(id: string): string | undefined {
    return this.#jobs.get(id)?.key;
  }

  /** The job of a key, if this client sent its create or found it. */
  idOf(key: string): string | undefined {
    for (const [id, job] of this.#jobs) if (job.key === key) return id;
    return undefined;
  }

  /** The other creates in doubt that nothing but the time tells from this one. */
  rivalsOf(attempt: SubmitAttempt): SubmitAttempt[] {
    return [...this.#inDoubt.values()].filter(
      (other) =>
        other.key !== attempt.key &&
        other.promptHash === attempt.promptHash &&
        other.size === attempt.size &&
        other.seconds === attempt.seconds,
    );
  }
}
