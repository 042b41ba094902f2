import { describeValue, RequestError } from "../utils/errors.js";
import { checkOptionNames } from "../utils/validate-options.js";
import type { ReconcileOptions } from "./submit-uncertain.js";

/** What of the options plain JavaScript may pass wrongly, and no type has stopped. */
interface Given {
  readonly signal?: unknown;
  readonly timeout?: unknown;
  readonly onUpdate?: unknown;
  readonly onLint?: unknown;
  readonly onAttempt?: unknown;
  readonly repeat?: unknown;
}

const waitNames = ["signal", "timeout", "onUpdate"] as const satisfies readonly (keyof Given)[];

/** Refuses options of waiting that would fail half way, or end a wait before it has begun. */
export function checkWaitOptions(call: string, options: Given, names: readonly string[] = waitNames): void {
  checkOptionNames(call, options, names);
  const { signal, timeout, onUpdate, onLint, onAttempt } = options;
  for (const [name, value] of Object.entries({ onUpdate, onLint, onAttempt }))
    if (value !== undefined && typeof value !== "function")
      throw new RequestError("option_invalid", `${name} is ${describeValue(value)}, not a function.`);
  const isSignal = typeof signal === "object" && signal !== null && "aborted" in signal && "addEventListener" in signal;
  if (signal !== undefined && !isSignal)
    throw new RequestError("option_invalid", `signal is ${describeValue(signal)}, not an AbortSignal.`, {
      hint: "Pass the signal of an AbortController, not the controller.",
    });
  if (timeout !== undefined && !(typeof timeout === "number" && timeout >= 0))
    throw new RequestError("option_invalid", `timeout is ${describeValue(timeout)}, not a number of milliseconds.`);
}

/** The same before a job is submitted: its deadline is written down as a moment in time. */
export function checkRunOptions(call: string, options: Given): void {
  checkWaitOptions(call, options, [...waitNames, "onLint", "onAttempt", "repeat"]);
  const { timeout, repeat } = options;
  if (repeat !== undefined && typeof repeat !== "boolean")
    throw new RequestError("option_invalid", `repeat is ${describeValue(repeat)}, not true or false.`);
  if (timeout === undefined || (Number.isFinite(timeout) && timeout !== 0)) return;
  throw new RequestError(
    "option_invalid",
    `timeout is ${describeValue(timeout)}, not a number of milliseconds above 0.`,
  );
}

/** The same of `reconcile()`. */
export function checkReconcileOptions(options: ReconcileOptions): void {
  const { settleMs, ...rest } = options;
  checkWaitOptions("reconcile()", rest, ["signal", "timeout", "settleMs"]);
  if (settleMs === undefined || (typeof settleMs === "number" && settleMs >= 0)) return;
  throw new RequestError("option_invalid", `settleMs is ${describeValue(settleMs)}, not a number of milliseconds.`);
}
