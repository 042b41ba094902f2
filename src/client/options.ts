import type { Clock, Sleep } from "../job/clock.js";
import type { PollInterval } from "../job/poll-interval.js";
import type { LintResult } from "../lint/core/types.js";
import type { ImageLintResult } from "../lint/image/result.js";
import { describeValue, RequestError } from "../utils/errors.js";
import type { Logger } from "../utils/logger.js";
import { checkOptionNames } from "../utils/validate-options.js";
import type { EndpointOptions } from "./resolve-endpoint.js";

/** Options of `createUgoku()`. All of them may be left out. */
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
  "maxRetries",
  "pollInterval",
  "clock",
  "sleep",
  "logger",
  "onLint",
  "allowPrivateHosts",
  "allowRetired",
] as const satisfies readonly (keyof UgokuOptions)[];

/** Validates the options at run time, for plain JavaScript. */
export function checkOptions(options: UgokuOptions): void {
  checkOptionNames("createUgoku()", options, names);
  checkTogether(options);
  for (const [name, { fits, expected }] of Object.entries(shapes)) {
    const value: unknown = options[name as keyof UgokuOptions];
    if (value === undefined || fits(value)) continue;
    // Not even an invalid API key is shown.
    const received = name === "apiKey" || name === "headers" ? typeof value : describeValue(value);
    throw new RequestError("option_invalid", `${name} is ${received}, not ${expected}.`);
  }
  checkMaxRetries(options.maxRetries);
  checkRates(options.rates);
}

/** Refuses a number of retries that is not one. */
export function checkMaxRetries(maxRetries: unknown): void {
  if (maxRetries === undefined || (Number.isInteger(maxRetries) && Number(maxRetries) >= 0)) return;
  throw new RequestError("option_invalid", `maxRetries is ${describeValue(maxRetries)}, not a whole number from 0 up.`);
}

/** A rate that is not a number would make every clip pass `.maxCost()`. */
function checkRates(rates: UgokuOptions["rates"]): void {
  for (const [model, own] of Object.entries(rates ?? {})) {
    const wrong = wrongRate(own);
    if (wrong === undefined) continue;
    throw new RequestError(
      "option_invalid",
      `rates[${describeValue(model)}]${wrong}, not US dollars for each second.`,
      {
        hint: `Pass a number from 0 up, such as { ${describeValue(model)}: 0.1 }, or { rates: [{ usdPerSecond: 0.1, sizes }] }.`,
      },
    );
  }
}

/** The problem of a model's rate, with its path, or `undefined`. */
function wrongRate(own: unknown): string | undefined {
  if (!isRecord(own)) return isRate(own) ? undefined : ` is ${describeValue(own)}`;
  if (!Array.isArray(own.rates)) return `.rates is ${describeValue(own.rates)}`;
  const index = own.rates.findIndex((rate: unknown) => !isRecord(rate) || !isRate(rate.usdPerSecond));
  if (index === -1) return undefined;
  const rate: unknown = own.rates[index];
  return isRecord(rate)
    ? `.rates[${index}].usdPerSecond is ${describeValue(rate.usdPerSecond)}`
    : `.rates[${index}] is ${describeValue(rate)}`;
}

/** Options that would be ignored beside the first one. */
const exclusive = {
  endpoint: ["client", "baseURL", "apiKey", "headers", "fetch", "dialect"],
  client: ["baseURL", "apiKey", "headers", "fetch"],
} as const;

function checkTogether(options: UgokuOptions): void {
  for (const [name, others] of Object.entries(exclusive)) {
    if (options[name as keyof typeof exclusive] === undefined) continue;
    const beside = others.find((other) => options[other] !== undefined);
    if (beside === undefined) continue;
    throw new RequestError("option_invalid", `createUgoku() got both ${name} and ${beside}.`, {
      hint: `${name} brings its own ${beside}. Leave one of the two out.`,
    });
  }
}

interface Shape {
  readonly fits: (value: unknown) => boolean;
  readonly expected: string;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isFunction = (value: unknown) => typeof value === "function";
const isMilliseconds = (value: unknown) => typeof value === "number" && value > 0 && Number.isFinite(value);
const isText = (value: unknown) => typeof value === "string";
const isRate = (value: unknown) => typeof value === "number" && value >= 0 && Number.isFinite(value);
const has = (...methods: string[]) => {
  return (value: unknown) => isRecord(value) && methods.every((method) => typeof value[method] === "function");
};

const aFunction: Shape = { fits: isFunction, expected: "a function" };

/** An invalid option is refused at once, not after a job is paid for. */
const shapes: Partial<Record<keyof UgokuOptions, Shape>> = {
  timeout: { fits: isMilliseconds, expected: "a number of milliseconds above 0" },
  pollInterval: {
    fits: (value) => isMilliseconds(value) || isFunction(value),
    expected: "a number of milliseconds above 0 or a function that returns one",
  },
  apiKey: { fits: isText, expected: "a string" },
  headers: { fits: (value) => isRecord(value) && Object.values(value).every(isText), expected: "an object of strings" },
  model: { fits: (value) => isText(value) && value !== "", expected: "a model's id" },
  fetch: aFunction,
  sleep: aFunction,
  onLint: aFunction,
  // `Date`, the default, is a function itself.
  clock: { fits: (value) => value === Date || has("now")(value), expected: "an object with now()" },
  logger: {
    fits: (value) => value === false || has("debug", "info", "warn", "error")(value),
    expected: "false or an object with debug(), info(), warn() and error()",
  },
  rates: { fits: isRecord, expected: "an object of US dollars for each second, by model" },
};
