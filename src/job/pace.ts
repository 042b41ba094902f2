/** When progress was seen to stand where, in milliseconds since 1970 and percent. */
interface Sighting {
  readonly at: number;
  readonly progress: number;
}

/** How long a job will still take, in milliseconds, by its progress alone, and how far off that may well be. */
export interface Remaining {
  readonly ms: number;
  readonly spreadMs: number;
}

/** Percent. Less than that is no move that a speed could be told from. */
const smallestMove = 0.01;

/** Moves that are kept: more would not say more about the speed. */
const mostMoves = 64;

/** How far off a speed may be that nothing has confirmed, as a share of what is left; and one that later moves have. */
const unconfirmed = 0.15;
const confirmed = 0.02;

/** Two readings, each rounded down to a grain, are this many grains apart from the truth (standard deviation). */
const roundingOfTwo = 0.41;
const roundingOfOne = 0.29;

/**
 * What the moves of a job's progress say about its end. It is judged from the last look that saw work begun at 0 %, else
 * from the first move on: what went before may have been a queue.
 */
export class Pace {
  #moves: Sighting[] = [];
  #lastLook = 0;
  /** The steps that progress comes in, in percent: some servers report 0, 30, 90, 99. */
  #grain = 1;

  /** Takes in one look. `progress` never runs backwards; at 0, `started` tells work that has begun from a queue. */
  see(progress: number, at: number, started: boolean): void {
    const [first] = this.#moves;
    const last = this.#moves.at(-1);
    if (progress < smallestMove) {
      this.#moves = started ? [{ at, progress: 0 }] : [];
    } else if (progress >= (last?.progress ?? 0) + smallestMove) {
      if (first && last && this.#lastLook > first.at) {
        const expected = this.#speed(first) * (at - this.#lastLook);
        this.#grain = Math.max(this.#grain, progress - last.progress - expected);
      }
      this.#moves.push({ at, progress });
      // Every second one goes, never the first: the later half must stay to be seen.
      if (this.#moves.length > mostMoves) this.#moves = this.#moves.filter((_, index) => index % 2 === 0);
    }
    this.#lastLook = at;
  }

  /** As seen at the last look; `null` where there are no two moves, or no move since work was seen to begin. */
  remaining(): Remaining | null {
    const [first] = this.#moves;
    const last = this.#moves.at(-1);
    if (!first || !last || first === last) return null;
    const left = 100 - last.progress;
    const speed = this.#speed(first);
    const whole = left / speed;
    const noise = this.#noise(left, speed, last.progress - first.progress);
    // Standing longer than the pace explains: from then on, what stood for a minute may well stand for another.
    const overdue = Math.max(0, this.#lastLook - last.at - this.#grain / speed);
    const later = this.#later(first, last);
    if (!later) return { ms: whole, spreadMs: noise + overdue + unconfirmed * whole };

    // The later half alone. Where it differs by more than rounding explains, the job speeds up or slows down, and what
    // is left will differ from the later half as that does from the whole.
    const laterSpeed = this.#speed(later);
    const half = left / laterSpeed;
    const change = half - whole;
    const laterNoise = this.#noise(left, laterSpeed, last.progress - later.progress);
    const trust = change === 0 ? 0 : change ** 2 / (change ** 2 + laterNoise ** 2);
    const ms = Math.max(half / 2, whole + 2 * trust * change);
    return { ms, spreadMs: noise + overdue + trust * Math.abs(change) + confirmed * ms };
  }

  /** Percent a millisecond since then. */
  #speed(since: Sighting): number {
    const last = this.#moves.at(-1) ?? since;
    return (last.progress - since.progress) / Math.max(1, this.#lastLook - since.at);
  }

  /**
   * Milliseconds that rounding may shift the end by, with so many percent `left` and a speed measured over `range` of
   * them. However coarse the grain, no more than what is left can be done already.
   */
  #noise(left: number, speed: number, range: number): number {
    return ((roundingOfTwo * this.#grain * left) / range + roundingOfOne * Math.min(this.#grain, left)) / speed;
  }

  /** Where the later half of the progress began, if that is a move of its own. */
  #later(first: Sighting, last: Sighting): Sighting | undefined {
    const middle = (first.progress + last.progress) / 2;
    const later = this.#moves.findLast((move) => move.progress <= middle);
    return later === first ? this.#moves.slice(1, -1)[0] : later;
  }
}
