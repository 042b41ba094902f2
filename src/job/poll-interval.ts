import type { JobStatus } from "../dialects/types.js";

/** Input of a {@link PollInterval} function. Plain data. */
export interface PollState {
  readonly status: JobStatus;
  /** Percent, 0 to 100. */
  readonly progress: number;
  /** How often `progress` has grown so far. */
  readonly progressChanges: number;
  /** Milliseconds since the job was created. */
  readonly elapsedMs: number;
  /** Estimated milliseconds until the job ends, or `null` without an estimate. */
  readonly etaMs: number | null;
  /** Standard deviation of `etaMs` in milliseconds, or `null` if `etaMs` does not come from progress. */
  readonly etaSpreadMs?: number | null;
  /** Durations of earlier jobs of the same model, size and seconds in milliseconds, ascending. */
  readonly learned?: readonly number[];
  /** Failed polls in a row. */
  readonly missedPolls: number;
  readonly model: string;
  /** Seconds of the clip. */
  readonly seconds: number | undefined;
}

/** Returns the milliseconds until the next poll. An interval that the server asks for takes precedence. */
export type PollInterval = (state: PollState) => number;

const minInterval = 1_000;
const maxInterval = 20_000;

/** The next poll is due when a job would, on average, have been over for this many milliseconds. */
const targetLag = 190;

/** Without an estimate, all moments of the end are equally likely, with the density that makes intervals of 5 s. */
const unknownDensity = (2 * targetLag) / 5_000 ** 2;

/** From this age on, the density decreases: a job that has taken long may take much longer. */
const unknownAge = 240_000;

/** Probability that an estimate from progress holds at all. */
const progressTrust = 0.95;

/** Percent. A smaller change of progress gives no usable rate. */
const minChange = 0.01;

/** The default of `pollInterval`, without its jitter: 1 to 20 seconds, the same for the same state. */
export function defaultPollInterval(state: PollState): number {
  if (state.missedPolls > 0) return clamp(minInterval * 2 ** Math.min(state.missedPolls - 1, 10));
  const expectedLag = distributionOf(state);
  let interval = maxInterval;
  // Newton's method. The expected lag is convex in the interval, so that the steps never overshoot.
  for (let step = 0; step < 30; step++) {
    const { lag, slope } = expectedLag(interval);
    if (!(lag > targetLag + 0.1) || interval < minInterval) break;
    interval -= (lag - targetLag) / slope;
  }
  return Math.round(clamp(interval));
}

/** The function for the option `pollInterval`. Only the default gets jitter. */
export function choosePollInterval(option: number | PollInterval | undefined): PollInterval {
  if (option === undefined) return (state) => addJitter(defaultPollInterval(state), state);
  return typeof option === "number" ? () => option : option;
}

/**
 * Changes an interval at random by up to 10 %, so that processes that started together do not poll together. A precise
 * estimate of the end gets less jitter.
 */
export function addJitter(interval: number, { missedPolls, etaSpreadMs }: PollState, random = Math.random): number {
  const limit = missedPolls > 0 || !isNumber(etaSpreadMs) ? Number.POSITIVE_INFINITY : etaSpreadMs / 16;
  const earlier = interval - random() * Math.min(interval / 10, limit);
  // Reflected at the minimum, so that the shortest intervals differ as well.
  return Math.round(minInterval + Math.abs(earlier - minInterval));
}

/** The distribution of the end, from progress if that gives an estimate, else from learned durations. */
function distributionOf({ progress, elapsedMs, etaMs, etaSpreadMs, learned = [] }: PollState) {
  const density = unknownDensity / Math.max(1, elapsedMs / unknownAge);
  if (etaMs !== null && isNumber(etaSpreadMs)) {
    // Servers round percent down: on average, half of one is already done.
    const mean = etaMs * (1 - 0.5 / Math.max(1, 100 - progress));
    return mixture([component(progressTrust, mean, etaSpreadMs)], 1 - progressTrust, density);
  }
  const count = learned.length;
  if (count === 0) return mixture([], 1, density);
  const logs = learned.map(Math.log);
  const mean = logs.reduce((sum, log) => sum + log, 0) / count;
  const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0);
  // Durations vary by 35 % until observations say otherwise.
  const deviation = Math.sqrt((2 * 0.35 ** 2 + squares) / (count + 1));
  // A kernel density estimate with the bandwidth of Silverman's rule of thumb.
  const bandwidth = Math.max(0.02, 1.06 * deviation * count ** -0.2);
  // Probability that this job is unlike all of them.
  const unlike = Math.max(0.02, 0.5 / (count + 1));
  const components = learned.map((ms) => component((1 - unlike) / count, ms - elapsedMs, bandwidth * ms));
  return mixture(components, unlike / (1 + elapsedMs / Math.exp(mean)), density);
}

const isNumber = (value: unknown): value is number => Number.isFinite(value);

/** A logistic distribution of the remaining time, one of a mixture; `past` of it lies before now. */
function component(weight: number, mean: number, deviation: number) {
  const scale = (Math.max(1, deviation) * Math.sqrt(3)) / Math.PI;
  return { weight, mean, scale, past: sigmoid(-mean / scale), pastIntegral: softplus(-mean / scale) };
}

/**
 * The expected lag of a poll after `interval`, and its slope: the probability that the job has ended by then. Both are
 * conditional on the job being unfinished now. `unknown` is the weight of an end at any moment.
 */
function mixture(components: readonly ReturnType<typeof component>[], unknown: number, density: number) {
  const alive = components.reduce((sum, { weight, mean, scale }) => sum + weight * sigmoid(mean / scale), unknown);
  return (interval: number) => {
    let lag = (unknown * density * interval ** 2) / 2;
    let slope = unknown * density * interval;
    for (const { weight, mean, scale, past, pastIntegral } of components) {
      const integral = scale * (softplus((interval - mean) / scale) - pastIntegral);
      lag += weight * Math.max(0, integral - interval * past);
      slope += weight * Math.max(0, sigmoid((interval - mean) / scale) - past);
    }
    return { lag: lag / alive, slope: slope / alive };
  };
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
/** The integral of `sigmoid`. */
const softplus = (x: number) => Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));
const clamp = (milliseconds: number) => Math.min(maxInterval, Math.max(minInterval, milliseconds));

interface Sample {
  readonly at: number;
  readonly progress: number;
}

/** Estimates the remaining time of a job from the progress it reports. */
export class ProgressRate {
  /** Polls at which progress had grown. The first is where work began, or the first growth after a queue. */
  #samples: Sample[] = [];
  #polledAt = 0;
  /** Percent by which progress grows at once: some servers report only 0, 30, 90, 99. */
  #step = 1;

  /** `progress` never decreases; `started` tells work at 0 % from a queue. */
  add(progress: number, at: number, started: boolean): void {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (progress < minChange) {
      this.#samples = started ? [{ at, progress: 0 }] : [];
    } else if (progress >= (last?.progress ?? 0) + minChange) {
      if (first && last && this.#polledAt > first.at) {
        const expected = this.#rateSince(first) * (at - this.#polledAt);
        this.#step = Math.max(this.#step, progress - last.progress - expected);
      }
      this.#samples.push({ at, progress });
      // Bounded memory: every second sample goes.
      if (this.#samples.length > 64) this.#samples = this.#samples.filter((_, index) => index % 2 === 0);
    }
    this.#polledAt = at;
  }

  /** `null` before progress has grown twice, or once since work was seen to begin. */
  eta(now: number): { readonly etaMs: number; readonly etaSpreadMs: number } | null {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (!first || !last || first === last) return null;
    const overall = this.#extrapolate(first, last);
    const half = (first.progress + last.progress) / 2;
    const [second = first, ...later] = this.#samples.slice(1, -1);
    const middle = later.findLast(({ progress }) => progress <= half) ?? second;
    // A job that slows down or speeds up continues to do so, unless rounding explains the difference.
    const recent = this.#extrapolate(middle, last);
    const change = recent.ms - overall.ms;
    const trust = change ** 2 / (change ** 2 + recent.noise ** 2 + 1);
    const ms = Math.max(recent.ms / 2, overall.ms + 2 * trust * change);
    // Without progress for longer than one step takes, the end becomes as uncertain as the standstill is long.
    const overdue = Math.max(0, this.#polledAt - last.at - this.#step / this.#rateSince(first));
    const unconfirmed = (middle === first ? 0.15 : 0.02) * ms;
    const etaSpreadMs = recent.noise + overdue + trust * Math.abs(change) + unconfirmed;
    return { etaMs: Math.max(0, ms - (now - this.#polledAt)), etaSpreadMs };
  }

  /** The remaining time at the rate since `since`, and its standard deviation due to rounding. */
  #extrapolate(since: Sample, last: Sample) {
    const rate = this.#rateSince(since);
    const left = 100 - last.progress;
    const rounding = (0.41 * this.#step * left) / (last.progress - since.progress) + 0.29 * Math.min(this.#step, left);
    return { ms: left / rate, noise: rounding / rate };
  }

  /** Percent per millisecond. */
  #rateSince({ at, progress }: Sample): number {
    const last = this.#samples.at(-1)?.progress ?? progress;
    return (last - progress) / Math.max(1, this.#polledAt - at);
  }
}
