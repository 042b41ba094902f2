import { describeValue, RequestError } from "../utils/errors.js";

/** What jobs must have in common to take about as long. */
export interface DurationKind {
  readonly model: string;
  /** `"720x1280"`, or `undefined` where the server does not say. */
  readonly size?: string | undefined;
  /** Seconds of the clip, or `undefined` where the server does not say. */
  readonly seconds?: number | undefined;
}

/** {@link Durations} as plain JSON. */
export interface SavedDurations {
  /** The version of this form. */
  readonly v: 1;
  /** The kind that was used last stands last. */
  readonly kinds: readonly SavedKind[];
}

/** One kind of job, and the milliseconds that its latest jobs took, the newest last. */
export interface SavedKind extends DurationKind {
  readonly ms: readonly number[];
}

/** How long jobs took, by model, size and seconds. */
export interface Durations {
  /**
   * Takes in that a job took `ms` milliseconds from its create to its end.
   *
   * @throws RequestError (`option_invalid`) for what is no duration
   */
  observe(job: DurationKind & { readonly ms: number }): void;
  /**
   * Milliseconds that the latest jobs of exactly this kind took, the shortest first; empty if there were none. Other
   * lengths and sizes are not scaled to it: how much of the time does not grow with them cannot be known.
   */
  of(kind: DurationKind): readonly number[];
  /** Plain JSON for `createDurations()` in another process. */
  toJSON(): SavedDurations;
}

/** Of older jobs of a kind less is to be learned: servers change. */
const mostDurations = 64;

/** The kinds that were not used for longest go. */
const mostKinds = 256;

/** A year. What takes longer is a wrong unit or a broken clock. */
const longestMs = 365 * 24 * 3_600_000;

interface Memory {
  readonly kind: DurationKind;
  /** The newest last. */
  latest: readonly number[];
  sorted: readonly number[];
}

/**
 * Makes a memory of how long jobs took, for servers whose progress says nothing: the next job of the kind is looked at
 * when it may well have ended. It holds the latest 64 jobs of each of 256 kinds.
 *
 * @param saved what `toJSON()` of another one gave
 * @throws RequestError (`option_invalid`) if `saved` is something else
 *
 * @example
 * ```ts
 * import { readFileSync, writeFileSync } from "node:fs";
 * import { createDurations, createUgoku } from "ugoku";
 *
 * const durations = createDurations(JSON.parse(readFileSync("durations.json", "utf8")));
 * const ugoku = createUgoku({ baseURL: "http://localhost:8091/v1", durations });
 * await ugoku.animate("photo.jpg").withPrompt("The cat slowly blinks.").render();
 * writeFileSync("durations.json", JSON.stringify(durations));
 * ```
 */
export function createDurations(saved?: SavedDurations): Durations {
  // In the order of their last use, the latest last.
  const memories = new Map<string, Memory>();

  const remember = ({ model, size, seconds }: DurationKind, added: readonly number[]) => {
    const kind = { model, ...(size === undefined ? {} : { size }), ...(seconds === undefined ? {} : { seconds }) };
    const key = keyOf(kind);
    const latest = [...(memories.get(key)?.latest ?? []), ...added].slice(-mostDurations);
    memories.delete(key);
    memories.set(key, { kind, latest, sorted: Object.freeze(latest.toSorted((a, b) => a - b)) });
    const [oldest] = memories.keys();
    if (memories.size > mostKinds && oldest !== undefined) memories.delete(oldest);
  };

  if (saved !== undefined) for (const { ms, ...kind } of readSaved(saved)) remember(kind, ms);
  return Object.freeze<Durations>({
    observe(job) {
      const wrong = wrongKind(job) ?? wrongDuration(job.ms);
      if (wrong !== undefined)
        throw new RequestError("option_invalid", `durations.observe() got a job of which ${wrong}.`, {
          hint: "Pass { model, size, seconds, ms }, ms in milliseconds from the create to the end.",
        });
      remember(job, [job.ms]);
    },
    of(kind) {
      const key = keyOf(kind);
      const memory = memories.get(key);
      if (!memory) return none;
      memories.delete(key);
      memories.set(key, memory);
      return memory.sorted;
    },
    toJSON: () => ({ v: 1, kinds: [...memories.values()].map(({ kind, latest }) => ({ ...kind, ms: [...latest] })) }),
  });
}

const none: readonly number[] = Object.freeze([]);

const keyOf = ({ model, size, seconds }: DurationKind) => JSON.stringify([model, size, seconds]);

/** `saved` as its kinds, or a clear refusal: it comes from a file or a database. */
function readSaved(saved: unknown): readonly SavedKind[] {
  if (!isRecord(saved)) throw invalid(`They are ${describeValue(saved)}.`);
  if (saved.v !== 1) throw invalid(`Their version is ${describeValue(saved.v)}; this version of ugoku reads 1.`);
  const { kinds } = saved;
  if (!Array.isArray(kinds)) throw invalid(`Their kinds are ${describeValue(kinds)}, not an array.`);
  kinds.forEach((kind: unknown, index) => {
    const wrong = isRecord(kind) ? (wrongKind(kind) ?? wrongDurations(kind.ms)) : `it is ${describeValue(kind)}`;
    if (wrong !== undefined) throw invalid(`Of kinds[${index}], ${wrong}.`);
  });
  return kinds as SavedKind[];
}

/** What is wrong with a kind, if anything is. */
function wrongKind(value: unknown): string | undefined {
  if (!isRecord(value)) return `it is ${describeValue(value)}`;
  const { model, size, seconds } = value;
  if (typeof model !== "string" || model === "") return `model is ${describeValue(model)}, not a model's id`;
  if (size !== undefined && typeof size !== "string") return `size is ${describeValue(size)}, not such as "720x1280"`;
  if (seconds !== undefined && !(typeof seconds === "number" && seconds > 0 && Number.isFinite(seconds)))
    return `seconds is ${describeValue(seconds)}, not a number above 0`;
  return undefined;
}

function wrongDurations(values: unknown): string | undefined {
  if (!Array.isArray(values)) return `ms is ${describeValue(values)}, not an array`;
  for (const value of values) {
    const wrong = wrongDuration(value);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function wrongDuration(value: unknown): string | undefined {
  return isDuration(value)
    ? undefined
    : `ms is ${describeValue(value)}, not a number of milliseconds above 0 and up to a year`;
}

/** Whether a job can have taken so many milliseconds. */
export const isDuration = (value: unknown): value is number =>
  typeof value === "number" && value > 0 && value <= longestMs;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function invalid(why: string): RequestError {
  return new RequestError("option_invalid", `These are not durations that durations.toJSON() gave. ${why}`, {
    hint: "Pass what JSON.parse() makes of the saved text, or nothing to start anew.",
  });
}
