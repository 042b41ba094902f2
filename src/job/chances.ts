/**
 * When a job may end, as chances. All times are milliseconds from now; all chances are under the condition that the job
 * is still running.
 *
 * @module
 */

/** How long an ended job will have lain there unseen, on average over all that may happen, if one looks after `wait`. */
export type ExpectedLag = (wait: number) => number;

/** What lies further from a bell's middle, in spreads, is nothing. */
const rim = 8;

const density = (z: number) => 0.3989422804014327 * Math.exp((-z * z) / 2);

/** The chance that a bell of middle 0 and spread 1, whose density at `z` is `here`, is below `z` (Zelen and Severo). */
function below(z: number, here: number): number {
  if (Math.abs(z) > rim) return z > 0 ? 1 : 0;
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - here * series : here * series;
}

/** A bell around `mean`, of which what lies in the past is cut off. */
class Bell {
  /** The chance of what was not cut off. */
  readonly alive: number;
  readonly #past: number;
  readonly #pastLag: number;

  constructor(
    private readonly mean: number,
    private readonly spread: number,
  ) {
    const z = -mean / spread;
    this.#past = below(z, density(z));
    this.#pastLag = this.#lagFromEver(0);
    this.alive = 1 - this.#past;
  }

  /** Milliseconds that the end lies before `wait`, nothing if it lies after it; not divided by `alive`. */
  lag(wait: number): number {
    return Math.max(0, this.#lagFromEver(wait) - this.#pastLag - wait * this.#past);
  }

  /** The same, with the past. */
  #lagFromEver(wait: number): number {
    const z = (wait - this.mean) / this.spread;
    if (z < -rim) return 0;
    if (z > rim) return wait - this.mean;
    const here = density(z);
    return this.spread * (here + z * below(z, here));
  }
}

/** The end is expected after `mean`, give or take `spread`. */
export function expectedAround(mean: number, spread: number): ExpectedLag {
  const bell = new Bell(mean, Math.max(1, spread));
  return (wait) => bell.lag(wait) / bell.alive;
}

/** For so long, in milliseconds, a job of which nothing is known is as likely to end at one moment as at another... */
const youth = 240_000;

/** ...once in so many of them: with what a look is worth, that makes one each 5 seconds. */
const perEnd = 62_500;

/** Nothing is known but that it runs. From some minutes on, the older it is the longer it will still run. */
function expectedByAge(elapsed: number): ExpectedLag {
  const scale = perEnd * Math.max(1, elapsed / youth);
  return (wait) => wait ** 2 / (2 * scale);
}

/** How much durations of one kind differ, as a share of them, before there are enough to say; and as how many that counts. */
const usualSpread = 0.35;
const usualCount = 2;

/** The narrowest bell around a duration that was learned, as a share of it: no job takes exactly as long. */
const narrowest = 0.02;

/** The chance that a job is like none of the `count` that were learned from. */
const unlike = (count: number) => Math.max(0.02, 0.5 / (count + 1));

/** As many bells are made of durations at the most: more would only lie on each other. */
const mostBells = 24;

/** The durations of earlier jobs, the shortest first, smoothed to bells: the fewer they are, the wider. */
export function expectedByDurations(durations: readonly number[], elapsed: number): ExpectedLag {
  const count = durations.length;
  const byAge = expectedByAge(elapsed);
  if (count === 0) return byAge;
  const logs = durations.map(Math.log);
  const mean = logs.reduce((sum, log) => sum + log, 0) / count;
  const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0);
  const spread = Math.sqrt((usualCount * usualSpread ** 2 + squares) / (usualCount + count - 1));
  // Silverman's rule of thumb.
  const width = Math.max(narrowest, 1.06 * spread * count ** -0.2);
  const step = Math.ceil(count / mostBells);
  const bells = durations
    .filter((_, index) => index % step === step >> 1)
    .map((duration) => new Bell(duration - elapsed, width * duration));
  const share = (1 - unlike(count)) / bells.length;
  const alive = share * bells.reduce((sum, bell) => sum + bell.alive, 0);
  const typical = Math.exp(mean);
  const unlikeAlive = (unlike(count) * typical) / (typical + elapsed);
  return (wait) => {
    const lag = share * bells.reduce((sum, bell) => sum + bell.lag(wait), 0);
    return (lag + unlikeAlive * byAge(wait)) / (alive + unlikeAlive);
  };
}

/** `first` with the chance `share`, else `second`. */
export function eitherOf(share: number, first: ExpectedLag, second: ExpectedLag): ExpectedLag {
  return (wait) => share * first(wait) + (1 - share) * second(wait);
}
