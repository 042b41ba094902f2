import type { RequestHandler } from "msw";
import { models } from "../models.js";
import { handle, type RecordedRequest } from "./handler.js";
import { type FakeServer, listen } from "./listen.js";
import { toMswHandlers } from "./msw.js";
import { checkFakeOptions, type FakeOptions, portOf } from "./options.js";
import { sampleRenderer } from "./sample.js";
import { findScript } from "./script.js";
import { type FakeJob, JobStore } from "./store.js";

export type { FakeOptions } from "./options.js";

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
  /** Listens on loopback. */
  listen(options?: { readonly port?: number | undefined }): Promise<FakeServer>;
  /** Stops every rendering and forgets the jobs. */
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
 */
export function createFakeVideosApi(options: FakeOptions = {}): FakeVideosApi {
  checkFakeOptions(options);
  const script = findScript(options.script ?? "happy");
  const clock = options.clock ?? Date;
  const store = new JobStore({
    script,
    renderer: options.renderer ?? sampleRenderer,
    now: () => clock.now(),
    keepImages: options.record ?? true,
    keep: options.keep ?? {},
  });
  const requests: RecordedRequest[] = [];
  const handler = (request: Request) =>
    handle(request, {
      store,
      models: options.models ?? models,
      defaultModel: options.defaultModel ?? "sora-2",
      imageMatch: options.imageMatch ?? "exact",
      pollAfterMs: script.pollAfterMs,
      apiKey: options.apiKey,
      record: (request) => {
        if (options.record ?? true) requests.push(request);
      },
    });
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
    close: () => store.close(),
  };
}
