import type { RequestHandler } from "msw";
import { type ModelTable, models } from "../models/models.js";
import { describeValue } from "../utils/errors.js";
import * as rule from "../utils/option-rules.js";
import { type OptionRules, optionError, validateOptions } from "../utils/validate-options.js";
import type { AnyClock } from "./clock.js";
import { FaultInjector, flakyFaults } from "./fault-injector.js";
import { checkFaults, type Fault } from "./faults.js";
import { handle, type RecordedRequest } from "./handler.js";
import { type FakeServer, listen, servedBasePath } from "./http-server.js";
import { type FakeJob, JobStore, type RetentionLimits } from "./job-store.js";
import { toMswHandlers } from "./msw.js";
import type { ImageMatch } from "./parse-create.js";
import type { Renderer } from "./renderer.js";
import { sampleRenderer } from "./sample-clip.js";
import { resolveScenario, type Scenario, type ScenarioName } from "./scenario.js";
import { checkWebhook, type WebhookDelivery, type WebhookOptions, WebhookSender } from "./webhooks.js";

/** Options of `createFakeVideosApi()`. */
export interface FakeOptions {
  /** How jobs progress and end. Default `"happy"`. */
  readonly script?: ScenarioName | Scenario | undefined;
  /** Faults to inject. Default: none. */
  readonly faults?: readonly Fault[] | undefined;
  /** Seed of faults with a `probability` and of the scenario `"flaky"`. Default 1. */
  readonly seed?: number | undefined;
  /** The clock: `createFakeClock()`, or `{ now: () => time }`. Default: the system's. */
  readonly clock?: AnyClock | undefined;
  /** Where to send `video.completed` and `video.failed` when a job ends. Default: no webhooks. */
  readonly webhook?: WebhookOptions | undefined;
  /** Produces the clips. Default: one small sample clip for every job. */
  readonly renderer?: Renderer | undefined;
  /** The API key that requests must send. Default: no key is required. */
  readonly apiKey?: string | undefined;
  readonly models?: ModelTable | undefined;
  readonly defaultModel?: string | undefined;
  readonly imageMatch?: ImageMatch | undefined;
  /** Whether `requests` records requests. Default: true. */
  readonly record?: boolean | undefined;
  /** How many ended jobs and clips are kept; content beyond it has expired. Default: 128 MiB, any number. */
  readonly keep?: RetentionLimits | undefined;
}

/** The Videos API as one request handler, reachable through `fetch`, msw or a socket. */
export interface FakeVideosApi {
  /**
   * Handles a request under any base path. Pass it to `createUgoku({ fetch })`, or to anything else that takes a `fetch`.
   */
  fetch(input: Request | string | URL, init?: RequestInit): Promise<Response>;
  /** The current jobs, oldest first. */
  readonly jobs: readonly FakeJob[];
  /** The requests so far, oldest first, with decoded bodies. */
  readonly requests: readonly RecordedRequest[];
  /** Handlers for msw 2 or 3, for every URL under `baseURL`. */
  mswHandlers(baseURL: string): RequestHandler[];
  /** Listens on loopback, for other processes and other languages. Paths without `/v1`, or with two, are answered with 404. */
  listen(options?: { readonly port?: number | undefined }): Promise<FakeServer>;
  /** The delivery attempts of webhooks so far, oldest first. */
  readonly deliveries: readonly WebhookDelivery[];
  /**
   * Sends the webhooks that are due by the fake's clock. Resolves with all deliveries once none is in flight.
   *
   * @throws RequestError `option_invalid` if the fake has no `webhook`.
   */
  deliver(): Promise<readonly WebhookDelivery[]>;
  /** Aborts rendering, webhooks and hanging requests, and deletes the jobs. */
  close(): void;
}

/**
 * The Videos API in memory, for tests and for the preview engine. It rejects the requests that the reference server
 * rejects.
 *
 * @example
 * ```ts
 * import { createUgoku } from "ugoku";
 * import { createFakeVideosApi } from "ugoku/testing";
 *
 * const fake = createFakeVideosApi();
 * const { animate } = createUgoku({ baseURL: "http://fake.test/v1", fetch: fake.fetch });
 * await animate("photo.jpg").withPrompt("The cat slowly blinks.").render();
 * console.log(fake.requests.length, fake.jobs[0]?.video.status);
 * ```
 *
 * @example With faults, and a clock that skips the waiting: ten minutes take milliseconds.
 * ```ts
 * import { createFakeClock, createFakeVideosApi } from "ugoku/testing";
 *
 * const clock = createFakeClock();
 * const fake = createFakeVideosApi({
 *   script: "slow",
 *   clock,
 *   faults: [{ on: "create", kind: "reset-after-acceptance" }],
 * });
 * ```
 */
export function createFakeVideosApi(options: FakeOptions = {}): FakeVideosApi {
  checkFakeOptions(options);
  const scenario = resolveScenario(options.script ?? "happy");
  const clock: AnyClock = options.clock ?? Date;
  const faults = new FaultInjector(
    [...(options.faults ?? []), ...(options.script === "flaky" ? flakyFaults : [])],
    options.seed ?? 1,
  );
  const closed = new AbortController();
  // Timers follow the system clock only. Another clock is read when it advances (`onAdvance`) and at each request.
  const schedule = (milliseconds: number, callback: () => void) => {
    if (clock !== Date || milliseconds > 2 ** 31 - 10) return;
    // A timer may fire slightly early. It must not keep the process of a test alive.
    const timer: unknown = setTimeout(callback, milliseconds + 5);
    (timer as { unref?(): void }).unref?.();
  };
  const webhooks =
    options.webhook && new WebhookSender(options.webhook, { clock, faults, schedule, closed: closed.signal });
  const store = new JobStore({
    scenario,
    renderer: options.renderer ?? sampleRenderer,
    now: () => clock.now(),
    keepImages: options.record ?? true,
    keep: options.keep ?? {},
    onEnd: (video) => webhooks?.enqueue(video),
    schedule: webhooks ? schedule : () => {},
  });
  const sendDueWebhooks = () => {
    // Reading the jobs applies the elapsed time to them.
    store.all();
    webhooks?.sendDue();
  };
  const stopListening = webhooks && clock.onAdvance?.(sendDueWebhooks);
  const requests: RecordedRequest[] = [];
  const handler = async (request: Request, basePath?: string) => {
    if (webhooks) sendDueWebhooks();
    const response = await handle(request, {
      store,
      models: options.models ?? models,
      defaultModel: options.defaultModel ?? "sora-2",
      imageMatch: options.imageMatch ?? "exact",
      pollAfterMs: scenario.pollAfterMs,
      apiKey: options.apiKey,
      record: (request) => {
        if (options.record ?? true) requests.push(request);
      },
      faults,
      clock,
      closed: closed.signal,
      basePath,
    });
    // Node's server would add the system time, which differs from the timestamps of the jobs.
    if (clock !== Date) response.headers.set("date", new Date(clock.now()).toUTCString());
    return response;
  };
  return {
    fetch: async (input, init) => {
      const request = new Request(input, init);
      request.signal.throwIfAborted();
      return handler(request);
    },
    get jobs() {
      return store.all();
    },
    requests,
    mswHandlers: (baseURL) => toMswHandlers((request) => handler(request), baseURL),
    listen: async (options = {}) => {
      validateOptions("listen()", options, listenRules);
      return listen((request) => handler(request, servedBasePath), options.port ?? 0);
    },
    get deliveries() {
      return webhooks?.deliveries ?? [];
    },
    deliver: async () => {
      if (!webhooks)
        throw optionError(
          "deliver() was called on a fake that has no webhook.",
          'Pass createFakeVideosApi({ webhook: { url: "http://localhost:3000/webhooks", secret: "whsec_…" } }).',
        );
      sendDueWebhooks();
      return webhooks.settled();
    },
    close: () => {
      closed.abort();
      stopListening?.();
      store.close();
    },
  };
}

const isText = (value: unknown) => typeof value === "string" && value !== "";
const fakeRules: OptionRules<FakeOptions> = {
  script: rule.anything,
  faults: rule.anything,
  seed: rule.integer,
  clock: rule.withMethod("now", "such as { now: () => 0 }"),
  webhook: rule.anything,
  renderer: rule.withMethod("render", "such as the result of createPreviewRenderer()"),
  apiKey: { ...rule.text, secret: true },
  models: { ...rule.record, expected: "a table of models by their id" },
  defaultModel: { accepts: isText, expected: "a model's id" },
  imageMatch: rule.oneOf("exact", "shape"),
  record: rule.boolean,
  keep: { ...rule.record, expected: "an object such as { clips: 10, bytes: 10_000_000 }" },
};

const count = rule.from(0);

const listenRules: OptionRules<{ readonly port?: number | undefined }> = {
  port: {
    // Node would take a string for the path of a UNIX socket.
    accepts: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535,
    expected: "a whole number from 0 to 65535, where 0 takes a free one",
  },
};

function checkFakeOptions(options: FakeOptions): void {
  validateOptions("createFakeVideosApi()", options, fakeRules);
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
