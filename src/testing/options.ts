import { type ModelTable, models } from "../models/models.js";
import { describeValue } from "../utils/errors.js";
import type { AnyClock } from "./clock.js";
import { checkFaults, type Fault } from "./faults.js";
import type { RetentionLimits } from "./job-store.js";
import type { ImageMatch } from "./parse-create.js";
import type { Renderer } from "./renderer.js";
import type { Script, ScriptName } from "./scenario.js";
import { checkShapes, optionError, type Shape, type Shapes } from "./validate-options.js";
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
// `Date`, which is a clock, is a function itself.
const isObject = (value: unknown) => (typeof value === "object" && value !== null) || typeof value === "function";
/** An object with that method. */
const method = (name: string, example: string): Shape => ({
  fits: (value) => isObject(value) && typeof (value as Record<string, unknown>)[name] === "function",
  expected: `an object with ${name}(), ${example}`,
  wrong: (value) => (isObject(value) ? `${describeValue(value)} without ${name}()` : undefined),
});

const shapes: Shapes<FakeOptions> = {
  script: { fits: () => true, expected: "the name of a script or an object of times" },
  faults: { fits: () => true, expected: "a list" },
  seed: { fits: Number.isSafeInteger, expected: "a whole number" },
  clock: method("now", "such as { now: () => 0 }"),
  webhook: { fits: () => true, expected: "an object" },
  renderer: method("render", "such as createPreviewRenderer() gives"),
  apiKey: {
    fits: isText,
    expected: "a text that is not empty",
    wrong: (value) => (value === "" ? "empty" : undefined),
  },
  models: {
    fits: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    expected: "a table of models by their id",
  },
  defaultModel: { fits: isText, expected: "a model's id" },
  imageMatch: { fits: (value) => value === "exact" || value === "shape", expected: '"exact" or "shape"' },
  record: { fits: (value) => typeof value === "boolean", expected: "true or false" },
  keep: {
    fits: (value) => typeof value === "object" && value !== null,
    expected: "an object such as { clips: 10, bytes: 10_000_000 }",
  },
};

const count = { fits: (value: unknown) => typeof value === "number" && value >= 0, expected: "a number, 0 or more" };

/** Refuses what plain JavaScript may pass and no type has stopped: before a test waits for what never comes. */
export function checkFakeOptions(options: FakeOptions): void {
  checkShapes("createFakeVideosApi()", options, shapes);
  if (options.keep)
    checkShapes("createFakeVideosApi({ keep })", options.keep, { clips: count, bytes: count, jobs: count });
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
  checkShapes("listen()", options, {
    port: {
      // Node takes a text for the path of a UNIX socket.
      fits: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535,
      expected: "a whole number from 0 to 65535, where 0 takes a free one",
    },
  });
  return options.port ?? 0;
}
