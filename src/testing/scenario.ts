import { describeValue, RequestError } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { closestMatch } from "../utils/suggest.js";
import { type OptionRules, validateOptions } from "../utils/validate-options.js";

/** What happens to the jobs of a fake, by its clock. */
export interface Script {
  /** Milliseconds that a job waits. */
  readonly queuedMs: number;
  /** Milliseconds that it then runs. `Infinity`: for ever. */
  readonly runningMs: number;
  /** Missing: it completes. */
  readonly error?: { readonly code: string; readonly message: string };
  /** Milliseconds that the server asks its clients to wait between two looks. Missing: it does not say. */
  readonly pollAfterMs?: number;
}

const happy: Script = { queuedMs: 30, runningMs: 120, pollAfterMs: 25 };

/** The scripts that have a name. */
const scripts = {
  happy,
  slow: { queuedMs: 30_000, runningMs: 570_000 },
  failing: { ...happy, error: { code: "internal_error", message: "The video could not be generated." } },
  moderation: {
    ...happy,
    error: { code: "moderation_blocked", message: "Your request was blocked by our moderation system." },
  },
  // Looked at as a slow job is: with a test's clock, half an hour passes in as many looks as there are.
  stuck: { queuedMs: 30, runningMs: Number.POSITIVE_INFINITY, pollAfterMs: 10_000 },
  // With faults of its own: see fault-plan.ts. Its jobs run for long enough to be looked at a dozen times.
  flaky: { queuedMs: 10_000, runningMs: 110_000, pollAfterMs: 5_000 },
} as const satisfies Record<ScriptName, Script>;

/** The name of a script. `"flaky"` is a happy job of two minutes behind looks and downloads that fail for a moment. */
export type ScriptName = "happy" | "slow" | "failing" | "moderation" | "stuck" | "flaky";

const isTime = (value: unknown) => typeof value === "number" && value >= 0;

/** What an error cannot be without, and this one has not. */
const noText = (error: Readonly<Record<string, unknown>>) =>
  ["code", "message"].find((name) => typeof error[name] !== "string");
const asIn = "as in { queuedMs: 30, runningMs: 120 }";

const shapes: OptionRules<Script> = {
  queuedMs: { accepts: isTime, expected: `milliseconds, 0 or more, ${asIn}`, required: true },
  runningMs: {
    accepts: isTime,
    expected: `milliseconds, 0 or more, or Infinity for a job that never ends, ${asIn}`,
    required: true,
  },
  pollAfterMs: {
    accepts: (value) => isTime(value) && value !== Number.POSITIVE_INFINITY,
    expected: "milliseconds, 0 or more",
  },
  error: {
    accepts: (value) => isRecord(value) && noText(value) === undefined,
    expected: 'an object such as { code: "internal_error", message: "…" }',
    describe: (value) => {
      if (!isRecord(value)) return undefined;
      const name = noText(value) ?? "";
      return `an object whose ${name} is ${describeValue(value[name])}`;
    },
  },
};

/** The script of that name, or the given one itself. */
export function findScript(script: ScriptName | Script): Script {
  if (typeof script === "object" && script !== null) {
    validateOptions("createFakeVideosApi({ script })", script, shapes);
    return script;
  }
  if (Object.hasOwn(scripts, script)) return scripts[script];
  const names = Object.keys(scripts);
  const meant = typeof script === "string" ? closestMatch(script, names) : undefined;
  throw new RequestError("option_invalid", `The script is ${describeValue(script)}.`, {
    hint: meant ? `Did you mean "${meant}"?` : `Use one of ${names.join(", ")}, or an object of times.`,
  });
}
