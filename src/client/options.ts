import type { Clock, Sleep } from "../job/clock.js";
import type { PollInterval } from "../job/poll-interval.js";
import type { LintResult } from "../lint/core/types.js";
import type { ImageLintResult } from "../lint/image/result.js";
import { describeValue } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import type { Logger } from "../utils/logger.js";
import { type OptionRule, type OptionRules, optionError, rule, validateOptions } from "../utils/validate-options.js";
import type { EndpointOptions } from "./endpoint-address.js";

/** Options of `createUgoku()`. All are optional. */
export interface UgokuOptions extends Omit<EndpointOptions, "timeout" | "clock" | "logger"> {
  /** Milliseconds for one request. Default 60,000. Uploads get more by their size; downloads may stall this long. */
  readonly timeout?: number | undefined;
  /** How often a create request is sent again that the server provably did not accept. Default 4. */
  readonly maxRetries?: number | undefined;
  /**
   * Milliseconds between two polls of a job, or a function that returns them. Default: `defaultPollInterval()` with up to
   * 10 % of jitter, which polls when progress, or the durations of earlier jobs of this client, say that the job ends.
   */
  readonly pollInterval?: number | PollInterval | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Default: a timer. A durable engine supplies its own. */
  readonly sleep?: Sleep | undefined;
  /** Where warnings and notices go. Default: standard error. `false` silences. */
  readonly logger?: Logger | false | undefined;
  /** Gets the linter's results, in place of the logger. */
  readonly onLint?: ((result: LintResult, image: ImageLintResult | null) => void) | undefined;
  /** Private hosts that images may be fetched from; `true` allows all. */
  readonly allowPrivateHosts?: boolean | readonly string[] | undefined;
}

/** An option that another function validates. */
const checkedLater: OptionRule = rule.anything;

const milliseconds = rule.above(0, "a number of milliseconds");

const isStringRecord = (value: unknown) =>
  isRecord(value) && Object.values(value).every((one) => typeof one === "string");

const logMethods = ["debug", "info", "warn", "error"];

export const maxRetriesRule: OptionRule = {
  accepts: (value) => Number.isInteger(value) && Number(value) >= 0,
  expected: "a whole number, 0 or more",
};

const rules: OptionRules<UgokuOptions> = {
  baseURL: checkedLater,
  // May be empty: a local server needs none.
  apiKey: { accepts: (value) => typeof value === "string", expected: "a string", secret: true },
  headers: { accepts: isStringRecord, expected: "an object of strings", secret: true },
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
