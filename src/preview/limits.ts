/**
 * What the engine can render: read by its own checks and, through the model's row, by `plan()`.
 *
 * @module
 */

/** Numbers from `from` to `to`; with `step`, only whole multiples of it. */
export interface Limit {
  readonly from: number;
  readonly to: number;
  readonly step?: number;
}

/** What a clip's sides, in pixels, and its length, in seconds, may be. */
export interface Limits {
  readonly side: Limit;
  readonly seconds: Limit;
}

/** The limits at `fps` frames a second. A clip has at least one frame. */
export function limitsAt(fps: number): Limits {
  return {
    side: { from: 16, to: 4096, step: 2 },
    // A longer clip would take minutes and go nowhere: a still has only so much to show.
    seconds: { from: Math.ceil(1000 / fps) / 1000, to: 120 },
  };
}

/** Whether `value` is within the limit. */
export function allows({ from, to, step }: Limit, value: number): boolean {
  return value >= from && value <= to && (step === undefined || value % step === 0);
}

/** The nearest number that the limit allows; of two equally near ones the smaller. */
export function nearest({ from, to, step = 0 }: Limit, value: number): number {
  const whole = step > 0 ? Math.ceil(value / step - 0.5) * step : value;
  return Number.isNaN(whole) ? from : Math.min(to, Math.max(from, whole));
}
