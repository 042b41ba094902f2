/** Per kind. Older durations are dropped, because servers change. */
const maxDurations = 64;

/** The kinds used least recently are dropped. */
const maxKinds = 256;

/** A year. Anything longer is a wrong unit or a broken clock. */
const maxMs = 365 * 24 * 3_600_000;

/** Durations of the completed jobs of one client, by kind: jobs of the same model, size and seconds. */
export class DurationHistory {
  /** The newest duration last, the kind used most recently last. */
  readonly #kinds = new Map<string, readonly number[]>();

  /** Ignores what cannot be a duration. */
  add(kind: string, ms: number): void {
    if (!(ms > 0 && ms <= maxMs)) return;
    this.#store(kind, [...(this.#kinds.get(kind) ?? []), ms].slice(-maxDurations));
    const [oldest] = this.#kinds.keys();
    if (this.#kinds.size > maxKinds && oldest !== undefined) this.#kinds.delete(oldest);
  }

  /** Milliseconds, ascending. Other lengths and sizes are not scaled: which part of the time grows with them is unknown. */
  of(kind: string): readonly number[] {
    const durations = this.#kinds.get(kind);
    if (!durations) return [];
    this.#store(kind, durations);
    return durations.toSorted((a, b) => a - b);
  }

  #store(kind: string, durations: readonly number[]): void {
    this.#kinds.delete(kind);
    this.#kinds.set(kind, durations);
  }
}
