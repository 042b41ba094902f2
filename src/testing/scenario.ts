import { describeValue, RequestError } from "../utils/errors.js";
import * as rule from "../utils/option-rules.js";
import { closestMatch } from "../utils/suggest.js";
import { type OptionRule, type OptionRules, validateOptions } from "../utils/validate-options.js";

/** How the jobs of a fake progress and end, by its clock. */
export interface Scenario {
  /** Milliseconds in the queue. */
  readonly queuedMs: number;
  /** Milliseconds in progress. `Infinity`: the job never ends. */
  readonly runningMs: number;
  /** The error that the job fails with. Default: it completes. */
  readonly error?: { readonly code: string; readonly message: string };
  /** Milliseconds for the header `openai-poll-after-ms`. Default: the header is not sent. */
  readonly pollAfterMs?: number;
}

const happy: Scenario = { queuedMs: 30, runningMs: 120, pollAfterMs: 25 };

const scenarios = {
  happy,
  slow: { queuedMs: 30_000, runningMs: 570_000 },
  failing: { ...happy, error: { code: "internal_error", message: "The video could not be generated." } },
  moderation: {
    ...happy,
    error: { code: "moderation_blocked", message: "Your request was blocked by our moderation system." },
  },
  // The long poll interval keeps the number of polls small until the deadline of half an hour.
  stuck: { queuedMs: 30, runningMs: Number.POSITIVE_INFINITY, pollAfterMs: 10_000 },
  // Adds the faults of fault-injector.ts. Its jobs run long enough for a dozen polls.
  flaky: { queuedMs: 10_000, runningMs: 110_000, pollAfterMs: 5_000 },
} as const satisfies Record<ScenarioName, Scenario>;

/** A predefined scenario. `"flaky"` completes after two minutes while polls and downloads fail temporarily. */
export type ScenarioName = "happy" | "slow" | "failing" | "moderation" | "stuck" | "flaky";

const isTime = (value: unknown) => typeof value === "number" && value >= 0;

const example = "as in { queuedMs: 30, runningMs: 120 }";

const rules: OptionRules<Scenario> = {
  queuedMs: { accepts: isTime, expected: `milliseconds, 0 or more, ${example}`, required: true },
  runningMs: {
    accepts: isTime,
    expected: `milliseconds, 0 or more, or Infinity for a job that never ends, ${example}`,
    required: true,
  },
  pollAfterMs: {
    accepts: (value) => isTime(value) && value !== Number.POSITIVE_INFINITY,
    expected: "milliseconds, 0 or more",
  },
  error: { ...rule.record, expected: 'an object such as { code: "internal_error", message: "…" }' },
};

const text: OptionRule = { accepts: (value) => typeof value === "string", expected: "a text", required: true };

/** Resolves a scenario by name, or validates a custom one. */
export function resolveScenario(script: ScenarioName | Scenario): Scenario {
  if (typeof script === "object" && script !== null) {
    validateOptions("createFakeVideosApi({ script })", script, rules);
    if (script.error)
      validateOptions("createFakeVideosApi({ script: { error } })", script.error, { code: text, message: text });
    return script;
  }
  if (Object.hasOwn(scenarios, script)) return scenarios[script];
  const names = Object.keys(scenarios);
  const match = typeof script === "string" ? closestMatch(script, names) : undefined;
  throw new RequestError("option_invalid", `The script is ${describeValue(script)}.`, {
    hint: match ? `Did you mean "${match}"?` : `Use one of ${names.join(", ")}, or an object of times.`,
  });
}
