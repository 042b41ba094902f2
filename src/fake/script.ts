import { notImplemented, RequestError, show } from "../errors.js";

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
  stuck: { ...happy, runningMs: Number.POSITIVE_INFINITY },
} as const satisfies Record<Exclude<ScriptName, "flaky">, Script>;

/** The name of a script. `"flaky"` is not in this version. */
export type ScriptName = "happy" | "slow" | "failing" | "moderation" | "stuck" | "flaky";

/** The script of that name, or the given one itself. */
export function findScript(script: ScriptName | Script): Script {
  if (typeof script === "object" && script !== null) return script;
  if (script === "flaky") throw notImplemented('The script "flaky"');
  if (Object.hasOwn(scripts, script)) return scripts[script];
  throw new RequestError("option_invalid", `The script is ${show(script)}.`, {
    hint: `Use one of ${Object.keys(scripts).join(", ")}, or an object of times.`,
  });
}
