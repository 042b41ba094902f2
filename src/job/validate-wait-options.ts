import { describeValue, RequestError } from "../utils/errors.js";
import { checkOptionNames } from "../utils/validate-options.js";

/** What of the options plain JavaScript may pass wrongly, and no type has stopped. */
interface Given {
  readonly signal?: unknown;
  readonly timeout?: unknown;
  readonly onUpdate?: unknown;
  readonly onLint?: unknown;
  readonly onAttempt?: unknown;
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
