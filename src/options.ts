import type { EndpointOptions } from "./endpoint.js";
import { RequestError, show } from "./errors.js";
import type { Clock, Sleep } from "./job/clock.js";
import type { Schedule } from "./job/schedule.js";
import type { LintResult } from "./lint/types.js";
import type { Logger } from "./logger.js";

/** Options of `createUgoku()`. All of them may be left out. */
export interface UgokuOptions extends Omit<EndpointOptions, "timeout"> {
  /** Milliseconds for one request. Default 60,000. Uploads get more by their size; downloads may stall this long. */
  readonly timeout?: number | undefined;
  /** When to look at a job again. Default: where its progress says that it will end. */
  readonly schedule?: Schedule | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Default: a timer. A durable engine supplies its own. */
  readonly sleep?: Sleep | undefined;
  /** Where warnings and notices go. Default: standard error. `false` silences. */
  readonly logger?: Logger | false | undefined;
  /** Gets what the linter found, in place of the logger. */
  readonly onLint?: ((result: LintResult) => void) | undefined;
  /** Hosts that images may be fetched from though their address is private: `true` for all. */
  readonly allowPrivateHosts?: boolean | readonly string[] | undefined;
}

const names = [
  "baseURL",
  "apiKey",
  "headers",
  "client",
  "endpoint",
  "dialect",
  "model",
  "models",
  "rates",
  "fetch",
  "timeout",
  "schedule",
  "clock",
  "sleep",
  "logger",
  "onLint",
  "allowPrivateHosts",
  "allowRetired",
] as const satisfies readonly (keyof UgokuOptions)[];

/** Refuses what plain JavaScript may pass and no type has stopped. */
export function checkOptions(options: UgokuOptions): void {
  if (typeof options !== "object" || options === null)
    throw new RequestError("option_invalid", `createUgoku() takes an object of options, and got ${show(options)}.`);
  for (const name of Object.keys(options)) {
    if ((names as readonly string[]).includes(name)) continue;
    const meant = names.find((known) => known.toLowerCase() === name.toLowerCase());
    throw new RequestError("option_invalid", `createUgoku() has no option ${show(name)}.`, {
      hint: meant ? `Did you mean ${meant}?` : `It takes ${names.join(", ")}.`,
    });
  }
  const { timeout } = options;
  if (timeout !== undefined && !(Number.isFinite(timeout) && timeout > 0))
    throw new RequestError("option_invalid", `timeout is ${show(timeout)}, not a number of milliseconds above 0.`);
}
