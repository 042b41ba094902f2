import { describeValue, RequestError } from "../utils/errors.js";
import { invalid } from "./invalid.js";

/** The time that verification goes by: milliseconds since 1970, a date, or a clock. */
export type Now = number | Date | (() => number);

/** `now` in milliseconds. */
export function readNow(now: Now): number {
  const value = typeof now === "function" ? now() : now;
  const milliseconds = value instanceof Date ? value.getTime() : value;
  if (typeof milliseconds === "number" && Number.isFinite(milliseconds)) return milliseconds;
  throw new RequestError("option_invalid", `verifyWebhook()'s now is ${describeValue(value)}, not a time.`, {
    hint: "Pass milliseconds since 1970, a Date, or a function such as Date.now.",
  });
}

/** Refuses a webhook that was signed too long ago, or in the future. Either way it may be an old one, sent again. */
export function checkTimestamp(timestamp: string, now: number, tolerance: number): void {
  const signed = /^\d{1,15}$/.test(timestamp) ? Number(timestamp) : undefined;
  if (signed === undefined) {
    throw invalid(
      `webhook-timestamp is ${describeValue(timestamp)}.`,
      "It is a whole number of seconds since 1970, such as 1614265330.",
    );
  }
  // Whole seconds, as the header counts.
  const age = Math.floor(now / 1000) - signed;
  if (Math.abs(age) <= tolerance) return;
  throw age > 0
    ? invalid(
        `The webhook was signed ${age} s ago; at most ${tolerance} s are accepted.`,
        "Answer 400: the sender signs it anew when it tries again. If all are too old, this machine's clock is ahead.",
      )
    : invalid(
        `The webhook was signed ${-age} s in the future; at most ${tolerance} s are accepted.`,
        "Set this machine's clock, which seems to be behind.",
      );
}
