import type { RequestHandler } from "msw";
import { models } from "../models/models.js";
import { optionError } from "../utils/validate-options.js";
import type { AnyClock } from "./clock.js";
import { FaultInjector, flakyFaults } from "./fault-injector.js";
import { handle, type RecordedRequest } from "./handler.js";
import { type FakeServer, listen } from "./http-server.js";
import { type FakeJob, JobStore } from "./job-store.js";
import { toMswHandlers } from "./msw.js";
import { checkFakeOptions, type FakeOptions, portOf } from "./options.js";
import { sampleRenderer } from "./sample-clip.js";
import { findScript } from "./scenario.js";
import { type WebhookDelivery, WebhookSender } from "./webhooks.js";

export type { FakeOptions } from "./options.js";

const noWebhook =
  'Pass createFakeVideosApi({ webhook: { url: "http://localhost:3000/webhooks", secret: "whsec_…" } }).';

/** The Videos API in a box: one handler, three fronts. */
export interface FakeVideosApi {
  /** Answers a request. Give it to `createUgoku({ fetch })`, or to anything that takes a `fetch`. */
  fetch(input: Request | string | URL, init?: RequestInit): Promise<Response>;
  /** The jobs, oldest first, as they stand now. */
  readonly jobs: readonly FakeJob[];
  /** What was asked, oldest first, with the bodies decoded. */
  readonly requests: readonly RecordedRequest[];
  /** Handlers for msw 2 or 3, for every address under `baseURL`. */
  mswHandlers(baseURL: string): RequestHandler[];
  /** Listens on loopback, for other processes and other languages. */
  listen(options?: { readonly port?: number | undefined }): Promise<FakeServer>;
  /** The webhooks that were sent and what became of them, oldest first. */
  readonly deliveries: readonly WebhookDelivery[];
  /**
   * Sends the webhooks that are due by the fake's clock, and resolves with all deliveries once none is under way.
   *
   * @throws RequestError `option_invalid` if the fake has no `webhook`.
   */
  deliver(): Promise<readonly WebhookDelivery[]>;
  /** Stops every rendering and every webhook, ends what hangs, and forgets the jobs. */
  close(): void;
}

/**
 * The Videos API as one function, for tests and as the face of the preview engine. It refuses what the reference
 * server was seen to refuse.
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
 * @example What goes wrong is data, and a clock that jumps over every wait makes ten minutes pass at once.
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
  const script = findScript(options.script ?? "happy");
  const clock: AnyClock = options.clock ?? Date;
  const faults = new FaultInjector(
    [...(options.faults ?? []), ...(options.script === "flaky" ? flakyFaults : [])],
    options.seed ?? 1,
  );
  const closed = new AbortController();
  // The system's clock rings; another one is asked whenever it says that it was set forward, or something happens.
  const later = (milliseconds: number, work: () => void) => {
    if (clock !== Date || milliseconds > 2 ** 31 - 10) return;
    // A timer may fire a little early. A test must not wait for it to end.
    const timer: unknown = setTimeout(work, milliseconds + 5);
    (timer as { unref?(): void }).unref?.();
  };
  const webhooks =
    options.webhook && new WebhookSender(options.webhook, { clock, faults, later, closed: closed.signal });
  const store = new JobStore({
    script,
    renderer: options.renderer ?? sampleRenderer,
    now: () => clock.now(),
    keepImages: options.record ?? true,
    keep: options.keep ?? {},
    onEnd: (video) => webhooks?.ended(video),
    later: webhooks ? later : () => {},
  });
  /** Sends what the time has brought. */
  const stir = () => {
    store.all();
    webhooks?.sendDue();
  };
  const stopListening = webhooks && clock.onAdvance?.(stir);
  const requests: RecordedRequest[] = [];
  const handler = async (request: Request) => {
    if (webhooks) stir();
    const response = await handle(request, {
      store,
      models: options.models ?? models,
      defaultModel: options.defaultModel ?? "sora-2",
      imageMatch: options.imageMatch ?? "exact",
      pollAfterMs: script.pollAfterMs,
      apiKey: options.apiKey,
      record: (request) => {
        if (options.record ?? true) requests.push(request);
      },
      faults,
      clock,
      closed: closed.signal,
    });
    // Else a socket's front would say the system's time beside jobs of another one.
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
    mswHandlers: (baseURL) => toMswHandlers(handler, baseURL),
    listen: async (options = {}) => listen(handler, portOf(options)),
    get deliveries() {
      return webhooks?.deliveries ?? [];
    },
    deliver: async () => {
      if (!webhooks) throw optionError("deliver() was called on a fake that has no webhook.", noWebhook);
      stir();
      return webhooks.settled();
    },
    close: () => {
      closed.abort();
      stopListening?.();
      store.close();
    },
  };
}
