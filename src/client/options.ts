import type { Clock, Sleep } from "../job/clock.js";
import type { PollInterval } from "../job/poll-interval.js";
import type { LintResult } from "../lint/core/types.js";
import type { ImageLintResult } from "../lint/image/result.js";
import { describeValue } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import type { Logger } from "../utils/logger.js";
import * as rule from "../utils/option-rules.js";
import { isString, recordOf } from "../utils/predicates.js";
import { type OptionRule, type OptionRules, optionError, validateOptions } from "../utils/validate-options.js";
import type { EndpointOptions } from "./endpoint-address.js";

/** Options of `createUgoku()`. All are optional. */
export interface UgokuOptions extends Omit<EndpointOptions, "timeout" | "clock" | "logger"> {
  /**
   * The time limit of one request. An upload gets more time for a larger image. A download ends only if no byte arrives for this
   * time.
   *
   * @unit milliseconds
   * @defaultValue 60,000
   */
  readonly timeout?: number | undefined;
  /**
   * How often a create request is retried. It is retried only if the server provably did not accept it.
   *
   * @unit retries
   * @defaultValue 4
   */
  readonly maxRetries?: number | undefined;
  /**
   * The time between two polls of a job, or a function that returns it.
   *
   * @unit milliseconds
   * @defaultValue `defaultPollInterval()` with up to 10 % of jitter: 1 to 20 seconds, by the job's progress and by how long earlier
   * jobs of this client took
   */
  readonly pollInterval?: number | PollInterval | undefined;
  /**
   * The clock for deadlines and estimates. Tests inject their own.
   *
   * @unit milliseconds
   * @defaultValue the system's clock
   */
  readonly clock?: Clock | undefined;
  /**
   * Waits between two requests. Tests and durable engines inject their own.
   *
   * @unit milliseconds
   * @defaultValue a timer
   */
  readonly sleep?: Sleep | undefined;
  /**
   * Receives warnings and notices. `false` turns them off.
   *
   * @defaultValue standard error
   */
  readonly logger?: Logger | false | undefined;
  /** Called with the linter's results, which are then not logged. */
  readonly onLint?: ((result: LintResult, image: ImageLintResult | null) => void) | undefined;
  /**
   * Private hosts from which images may be fetched, such as `["images.internal"]`; `true` allows all.
   *
   * @defaultValue `false`
   */
  readonly allowPrivateHosts?: boolean | readonly string[] | undefined;
}

/** An option that another function validates. */
const checkedLater: OptionRule = rule.anything;

const milliseconds = rule.above(0, "a number of milliseconds");

const logMethods = ["debug", "info", "warn", "error"];

export const maxRetriesRule: OptionRule = {
  accepts: (value) => Number.isInteger(value) && Number(value) >= 0,
  expected: "a whole number, 0 or more",
};

const rules: OptionRules<UgokuOptions> = {
  baseURL: checkedLater,
  // May be empty: a local server needs none.
  apiKey: { accepts: isString, expected: "a string", secret: true },
  headers: { accepts: recordOf(isString), expected: "an object of strings", secret: true },
  client: checkedLater,
  endpoint: checkedLater,
  dialect: checkedLater,
  model: { ...rule.text, expected: "a model's id" },
  models: checkedLater,
  rates: { accepts: isRecord, expected: "an object of US dollars for each second, by model" },
  fetch: rule.function,
  timeout: milliseconds,
  maxRetries: maxRetriesRule,
  pollInterval: {
    accepts: (value) => milliseconds.accepts(value) || typeof value === "function",
    expected: "a number of milliseconds above 0 or a function that returns one",
  },
  clock: rule.withMethod("now", "such as Date"),
  sleep: rule.function,
  logger: {
    accepts: (value) =>
      value === false || (isRecord(value) && logMethods.every((name) => typeof value[name] === "function")),
    expected: "false or an object with debug(), info(), warn() and error()",
  },
  onLint: rule.function,
  allowPrivateHosts: checkedLater,
  allowRetired: rule.boolean,
};

/** Validates the options at once, and not after a job is paid for. */
export function checkOptions(options: UgokuOptions): void {
  validateOptions("createUgoku()", options, rules);
  checkTogether(options);
  checkRates(options.rates);
}

/** A rate that is not a number would make every clip pass `.maxCost()`. */
function checkRates(rates: UgokuOptions["rates"]): void {
  for (const [model, rate] of Object.entries(rates ?? {})) {
    const problem = findRateProblem(rate);
    const name = describeValue(model);
    if (problem !== undefined)
      throw optionError(
        `rates[${name}]${problem}, not US dollars.`,
        `Pass a number, 0 or more, such as { ${name}: 0.1 }, or { rates: [{ usdPerSecond: 0.1, sizes }] }.`,
        "rates",
      );
  }
}

const isRate = (value: unknown) => typeof value === "number" && value >= 0 && Number.isFinite(value);

/** The problem of a model's rate, with its path, or `undefined`. */
function findRateProblem(given: unknown): string | undefined {
  if (!isRecord(given)) return isRate(given) ? undefined : ` is ${describeValue(given)}`;
  if (!Array.isArray(given.rates)) return `.rates is ${describeValue(given.rates)}`;
  for (const [index, rate] of (given.rates as readonly unknown[]).entries()) {
    if (!isRecord(rate)) return `.rates[${index}] is ${describeValue(rate)}`;
    for (const [name, usd] of Object.entries({ usdPerSecond: rate.usdPerSecond, usdPerClip: rate.usdPerClip ?? 0 }))
      if (!isRate(usd)) return `.rates[${index}].${name} is ${describeValue(usd)}`;
  }
  return undefined;
}

/** Options that would be ignored beside the first one. */
const exclusive = {
  endpoint: ["client", "baseURL", "apiKey", "headers", "fetch", "dialect"],
  client: ["baseURL", "apiKey", "headers", "fetch"],
} as const;

function checkTogether(options: UgokuOptions): void {
  for (const name of ["endpoint", "client"] as const) {
    const other = exclusive[name].find((one) => options[one] !== undefined);
    if (options[name] === undefined || other === undefined) continue;
    throw optionError(
      `createUgoku() got both ${name} and ${other}.`,
      `${name} has its own ${other}. Leave one of the two out.`,
      other,
    );
  }
}
