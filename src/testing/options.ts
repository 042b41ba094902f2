import { type ModelTable, models } from "../models/models.js";
import { describeValue } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { type OptionRules, optionError, rule, validateOptions } from "../utils/validate-options.js";
import type { AnyClock } from "./clock.js";
import { checkFaults, type Fault } from "./faults.js";
import type { RetentionLimits } from "./job-store.js";
import type { ImageMatch } from "./parse-create.js";
import type { Renderer } from "./renderer.js";
import type { Script, ScriptName } from "./scenario.js";
import { checkWebhook, type WebhookOptions } from "./webhooks.js";

/** Options of `createFakeVideosApi()`. */
export interface FakeOptions {
  /** What happens to jobs. Default `"happy"`. */
  readonly script?: ScriptName | Script | undefined;
  /** What goes wrong, and when. Default: nothing. */
  readonly faults?: readonly Fault[] | undefined;
  /** What chance follows from, in faults with a `probability` and in the script `"flaky"`. Default 1. */
  readonly seed?: number | undefined;
  /** Where the time comes from: `createFakeClock()`, or `{ now: () => time }`. Default: the system's. */
  readonly clock?: AnyClock | undefined;
  /** Where to send `video.completed` and `video.failed` when a job ends. Default: nowhere. */
  readonly webhook?: WebhookOptions | undefined;
  /** Makes the files. Default: one small sample clip for every job. */
  readonly renderer?: Renderer | undefined;
  /** The key that requests must bear. Default: none is asked for. */
  readonly apiKey?: string | undefined;
  readonly models?: ModelTable | undefined;
  readonly defaultModel?: string | undefined;
  readonly imageMatch?: ImageMatch | undefined;
  /** Whether `requests` grows. Default: it does. */
  readonly record?: boolean | undefined;
  /** How much of what has ended is kept: clips beyond it have expired. Default: 128 MiB, and any number. */
  readonly keep?: RetentionLimits | undefined;
}

/** Options of `listen()`. */
export interface ListenOptions {
  /** Default 0: one that is free. */
  readonly port?: number | undefined;
}

const isText = (value: unknown) => typeof value === "string" && value !== "";
const shapes: OptionRules<FakeOptions> = {
  script: rule.anything,
  faults: rule.anything,
  seed: rule.integer,
  clock: rule.withMethod("now", "such as { now: () => 0 }"),
  webhook: rule.anything,
  renderer: rule.withMethod("render", "such as createPreviewRenderer() gives"),
  apiKey: { ...rule.text, secret: true },
  models: {
    accepts: isRecord,
    expected: "a table of models by their id",
  },
  defaultModel: { accepts: isText, expected: "a model's id" },
  imageMatch: rule.oneOf("exact", "shape"),
  record: rule.boolean,
  keep: {
    accepts: isRecord,
    expected: "an object such as { clips: 10, bytes: 10_000_000 }",
  },
};

const count = rule.from(0);

/** Refuses what plain JavaScript may pass and no type has stopped: before a test waits for what never comes. */
export function checkFakeOptions(options: FakeOptions): void {
  validateOptions("createFakeVideosApi()", options, shapes);
  if (options.keep)
    validateOptions("createFakeVideosApi({ keep })", options.keep, { clips: count, bytes: count, jobs: count });
  if (options.faults !== undefined) checkFaults(options.faults, options.webhook !== undefined);
  if (options.webhook !== undefined) checkWebhook(options.webhook);
  const { defaultModel } = options;
  const table = options.models ?? models;
  if (defaultModel === undefined || Object.hasOwn(table, defaultModel)) return;
  throw optionError(
    `The defaultModel of createFakeVideosApi() is ${describeValue(defaultModel)}, which is not among its models.`,
    `Pass one of ${Object.keys(table).join(", ")}, or a table with that model as models.`,
  );
}

/** The port to listen on. */
export function portOf(options: ListenOptions): number {
  validateOptions("listen()", options, {
    port: {
      // Node takes a text for the path of a UNIX socket.
      accepts: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535,
      expected: "a whole number from 0 to 65535, where 0 takes a free one",
    },
  });
  return options.port ?? 0;
}
