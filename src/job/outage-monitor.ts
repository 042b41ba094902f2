import { formatTime } from "../utils/format.js";
import type { LazyLogger } from "../utils/logger.js";

/** Milliseconds without a response after which an outage is reported. */
const reportAfter = 60_000;

/** Watches whether the server of a client responds to polls, and logs a long outage once. Times are of the clock for intervals. */
export class OutageMonitor {
  readonly #logger: LazyLogger;
  #since: number | undefined;
  #isReported = false;

  constructor(logger: LazyLogger) {
    this.#logger = logger;
  }

  /** Milliseconds that a reported outage has lasted; `undefined` if there is none. */
  duration(now: number): number | undefined {
    return this.#since === undefined || !this.#isReported ? undefined : Math.max(0, now - this.#since);
  }

  /** The server responded, with a job or a refusal. */
  end(now: number): void {
    const duration = this.duration(now);
    this.#since = undefined;
    this.#isReported = false;
    if (duration !== undefined) this.#logger.info(`ugoku: the server responds again, after ${formatTime(duration)}.`);
  }

  /** A poll that began at `startedAt` got no response, or only an error that will pass. */
  continue(startedAt: number, now: number, reason: string): void {
    this.#since ??= startedAt;
    const duration = now - this.#since;
    if (this.#isReported || duration < reportAfter) return;
    this.#isReported = true;
    this.#logger.warn(
      `ugoku: no poll has succeeded for ${formatTime(duration)}; waiting continues. The last failure: ${reason}`,
    );
  }
}
