// @module-tag slow
import { AISDKError, APICallError, TypeValidationError } from "@ai-sdk/provider";
import { LoadAPIKeyError } from "ai";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { type AiSdkVideoModel, aiSdkEndpoint } from "../../src/ai-sdk.js";
import { createUgoku, JobFailedError, type Ticket, type UgokuOptions } from "../../src/index.js";
import { prompt, recordLogs } from "../helpers/clients.js";
import { mp4 } from "../helpers/clips.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { portrait } from "../helpers/pictures.js";
import { completed, fakeProvider, pending, type StatusFields } from "./operation-model.js";

cleanEnvironment();

type Options = Parameters<typeof aiSdkEndpoint>[1];

const clientOn = (model: AiSdkVideoModel, options: Options = {}, client: UgokuOptions = {}) =>
  createUgoku({ logger: false, pollInterval: () => 5, ...client, endpoint: aiSdkEndpoint(model, options) });

async function animationOn(model: AiSdkVideoModel, options: Options = {}, client: UgokuOptions = {}) {
  return clientOn(model, options, client)
    .animate(await portrait())
    .withPrompt(prompt)
    .size("720x1280");
}

const clip = completed({ type: "binary", data: mp4(100), mediaType: "video/mp4" });
const dataURL = expect.stringMatching(/^data:image\/png;base64,/);

/** A model of a provider, whose first poll returns the clip. */
const modelOf = (provider: string, modelId: string) => fakeProvider([clip], undefined, { provider, modelId });

const apiCallError = (fields: Partial<ConstructorParameters<typeof APICallError>[0]> = {}) =>
  new APICallError({ message: "The provider said no.", url: "https://x.test", requestBodyValues: { a: 1 }, ...fields });

/** As the AI gateway's package wraps an error: with its status, and without its request. */
const wrapped = (fields: Partial<ConstructorParameters<typeof APICallError>[0]>) =>
  Object.assign(new Error("The gateway said no."), { statusCode: fields.statusCode, cause: apiCallError(fields) });

/** The error that the packages make of a fetch that fails. */
const connectionError = (code: string, syscall: string, fields = {}) =>
  apiCallError({
    message: `Cannot connect to API: ${code}`,
    cause: Object.assign(new Error(code), { code, syscall }),
    ...fields,
  });

describe("aiSdkEndpoint() › image", () => {
  test.each([
    ["replicate", "kwaivgi/kling-v2.1", { replicate: { start_image: dataURL } }],
    ["replicate", "minimax/video-01", { replicate: { first_frame_image: dataURL } }],
    ["replicate", "wan-video/wan-2.2-i2v-fast", { replicate: { image: dataURL } }],
  ])("%s gets it in the field of %s", async (provider, modelId, providerOptions) => {
    const { model, started } = modelOf(provider, modelId);
    await (await animationOn(model())).render();
    expect(started).toEqual([expect.objectContaining({ image: undefined, providerOptions })]);
  });

  test("imageField names the field, and prepareCall writes the call", async () => {
    const named = modelOf("replicate", "acme/filmer");
    await (await animationOn(named.model(), { imageField: "still" })).render();
    expect(named.started[0]).toMatchObject({ image: undefined, providerOptions: { replicate: { still: dataURL } } });
    const written = modelOf("replicate", "acme/filmer");
    const prepareCall: NonNullable<Options>["prepareCall"] = async (call) => ({ ...call, frameImages: [], n: 2 });
    await (await animationOn(written.model(), { prepareCall })).render();
    expect(written.started[0]).toMatchObject({
      image: { type: "file", data: await portrait() },
      frameImages: [],
      n: 2,
    });
  });

  test.each([
    ["replicate", "acme/filmer"],
    ["alibaba.video", "wan2.6-t2v"],
    ["alibaba.video", "wan2.6-r2v-flash"],
    ["fal.video", "fal-ai/kling-video/v2.5-turbo/pro/text-to-video"],
  ])("%s %s is refused before it is started: it would make a clip without the image", async (provider, modelId) => {
    const { model, started } = modelOf(provider, modelId);
    const error = await failure((await animationOn(model())).render());
    expect(error).toMatchObject({ code: "unsupported", message: expect.stringContaining("would not get the image") });
    expect(error.hint).toContain("imageField");
    expect(started).toEqual([]);
  });

  test("a reference is refused: some packages ignore an address", async () => {
    const image = { url: "https://shop.example/photo.jpg", send: "reference" } as const;
    const { model, started } = modelOf("google.generative-ai", "veo-3.1");
    expect(await failure(clientOn(model()).animate(image).withPrompt(prompt).render())).toMatchObject({
      code: "unsupported",
    });
    expect(started).toEqual([]);
  });
});

describe("aiSdkEndpoint() › length and size", () => {
  test.each([
    [
      "fal.video",
      "kling-video/v2.5-turbo/pro/image-to-video",
      { duration: undefined, providerOptions: { fal: { duration: "5" } } },
    ],
    [
      "fal.video",
      "fal-ai/veo3.1/image-to-video",
      { duration: undefined, providerOptions: { fal: { duration: "5s" } } },
    ],
    [
      "fal.video",
      "fal-ai/pika/v2.2/image-to-video",
      { duration: undefined, providerOptions: { fal: { duration: 5 } } },
    ],
    ["google.generative-ai", "veo-3.1", { duration: 5, resolution: "1280x720", aspectRatio: "9:16" }],
    ["google.vertex.video", "veo-3.1", { resolution: "1280x720", aspectRatio: "9:16" }],
    ["xai.video", "grok-imagine-video", { resolution: "1280x720", aspectRatio: "9:16" }],
    ["minimax.video", "MiniMax-H3", { resolution: "768P" }],
    ["studio.video", "film-1", { duration: 5, resolution: "720x1280", aspectRatio: "9:16" }],
  ])("%s %s gets the forms that it knows", async (provider, modelId, expected) => {
    const { model, started } = modelOf(provider, modelId);
    await (await animationOn(model())).render();
    expect(started).toEqual([expect.objectContaining(expected)]);
  });

  test.each([
    [{ providerOptions: { fal: { duration: "five" } } }, { providerOptions: { fal: { duration: "five" } } }],
    [{ prepareCall: (call) => ({ ...call, resolution: "1280x720" }) }, { resolution: "1280x720", aspectRatio: "9:16" }],
  ] as [Options, object][])("%o overrides what is known", async (options, expected) => {
    const { model, started } = modelOf("fal.video", "kling-video/v2/image-to-video");
    await (await animationOn(model(), options)).render();
    expect(started).toEqual([expect.objectContaining(expected)]);
  });

  test.each([
    ["1088x1920", "1920x1080"],
    ["2160x3840", "3840x2160"],
    ["480x854", "854x480"],
  ])("tier of %s is %s", async (size, resolution) => {
    const { model, started } = modelOf("google.vertex.video", "veo-3.1");
    await (await animationOn(model())).size(size).render();
    expect(started).toEqual([expect.objectContaining({ resolution })]);
  });

  test("clip.video has the length and size that the provider reports", async () => {
    const providerMetadata = { studio: { videos: [{ width: 704, height: 1280, duration: 5.04 }] } };
    const { model } = fakeProvider([{ ...clip, providerMetadata } as StatusFields]);
    const { video } = await (await animationOn(model())).render();
    expect(video).toMatchObject({ seconds: "5.04", size: "704x1280" });
  });
});

describe("aiSdkEndpoint() › a start that fails", () => {
  test.each([
    ["ENOTFOUND", connectionError("ENOTFOUND", "getaddrinfo")],
    ["ECONNREFUSED", connectionError("ECONNREFUSED", "connect")],
    [
      "a bare ECONNREFUSED",
      Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNREFUSED", syscall: "connect" } }),
    ],
  ])("%s: nothing was sent, and nothing is uncertain", async (_, error) => {
    const { model, started } = fakeProvider([], () => error);
    const thrown = await failure((await animationOn(model())).render());
    expect(thrown).toMatchObject({ code: "endpoint_unreachable", retryable: true });
    expect(thrown.message).toContain("Nothing was sent");
    expect(started).toHaveLength(1);
  });

  test.each<readonly [string, Error]>([
    ["a broken connection", connectionError("ECONNRESET", "read")],
    ["a GET after the create request", connectionError("ECONNREFUSED", "connect", { requestBodyValues: {} })],
    ["an answer that cannot be read", apiCallError({ statusCode: 200 })],
    ["an error without an id of the job", new AISDKError({ name: "STUDIO_ERROR", message: "No operation name." })],
    ...[400, 401, 402, 404, 422, 429].map((statusCode) => {
      const ofGet = apiCallError({ statusCode, requestBodyValues: {}, responseHeaders: { "retry-after": "0" } });
      return [`a ${statusCode} of a GET after the create request`, ofGet] as const;
    }),
    ["a wrapped 429 of a GET", wrapped({ statusCode: 429, requestBodyValues: {} })],
    ["a 429 that does not say of which request", Object.assign(new Error("Too Many Requests"), { statusCode: 429 })],
  ])("%s leaves the outcome unknown, and is not repeated", async (_, error) => {
    const { model, started } = fakeProvider([], () => error);
    const thrown = await failure((await animationOn(model())).render());
    expect(thrown).toMatchObject({ code: "submit_uncertain" });
    expect(thrown.message).toContain(error.message);
    expect(started).toHaveLength(1);
  });

  test("a status of the create request is what it says, also if the package wraps the error", async () => {
    const { model } = fakeProvider([], () => wrapped({ statusCode: 401 }));
    expect(await failure((await animationOn(model())).render())).toMatchObject({ code: "unauthorized", status: 401 });
    let count = 0;
    const limited = fakeProvider([clip], () => {
      count += 1;
      return count < 3 ? wrapped({ statusCode: 429 }) : undefined;
    });
    await (await animationOn(limited.model(), {}, { sleep: async () => {} })).render();
    expect(limited.started).toHaveLength(3);
  });

  test("a gateway without a key has sent nothing", async () => {
    const fields = { name: "GatewayAuthenticationError", statusCode: 401 };
    const { model } = fakeProvider([], () => Object.assign(new Error("No key."), fields));
    expect(await failure((await animationOn(model())).render())).toMatchObject({ code: "unauthorized" });
  });

  test("a missing key is a plain error with the package's own words", async () => {
    const message = "Studio API key is missing. Pass it using the STUDIO_KEY environment variable.";
    const { model } = fakeProvider([], () => new LoadAPIKeyError({ message }));
    const error = await failure((await animationOn(model())).render());
    expect(error).toMatchObject({ code: "unauthorized", message: expect.stringContaining(message) });
  });

  test.each([401, 403, 404])(
    "the hint for a %i names the provider's package, never ugoku's own key",
    async (statusCode) => {
      const { model } = fakeProvider([], () => apiCallError({ statusCode }));
      const error = await failure((await animationOn(model())).render());
      expect(error.hint).toContain("provider package");
      expect(`${error.message} ${error.hint}`).not.toContain("UGOKU_API_KEY");
    },
  );

  test.each([
    [
      "the body",
      apiCallError({
        statusCode: 400,
        responseBody: JSON.stringify({
          error: "Invalid",
          issues: [{ path: ["duration"], message: "Expected 5 or 10" }],
        }),
      }),
    ],
    [
      "a nested body",
      apiCallError({
        statusCode: 400,
        responseBody: JSON.stringify({
          error: { message: "Invalid", issues: [{ path: ["duration"], message: "Expected 5 or 10" }] },
        }),
      }),
    ],
    [
      "the package's own schema",
      Object.assign(apiCallError({ statusCode: 400 }), {
        cause: new TypeValidationError({
          value: 1,
          cause: { issues: [{ path: ["duration"], message: "Expected 5 or 10" }] },
        }),
      }),
    ],
  ])("shows the field errors of %s", async (_, error) => {
    const { model } = fakeProvider([], () => error);
    expect((await failure((await animationOn(model())).render())).message).toContain("duration: Expected 5 or 10");
  });
});

describe("aiSdkEndpoint() › a poll that fails", () => {
  const replicateArray = apiCallError({
    message: "Invalid JSON response",
    statusCode: 200,
    responseBody: JSON.stringify({ status: "succeeded", output: ["https://x.test/a.mp4"] }),
    cause: { issues: [{ path: ["output"], message: "expected string, received array" }] },
  });

  test.each([
    [
      "Veo's filtered clip",
      new AISDKError({ name: "GOOGLE_VIDEO_GENERATION_ERROR", message: "No videos in response." }),
      "No videos in response.",
    ],
    ["an ended job that the package cannot read", replicateArray, "output: expected string, received array"],
  ])("%s ends the wait at the first poll", async (_, error, words) => {
    const { model, polled } = fakeProvider([error]);
    const thrown = await failure((await animationOn(model())).render());
    expect(thrown).toBeInstanceOf(JobFailedError);
    expect(thrown.message).toContain(words);
    expect(polled).toHaveLength(1);
  });

  test.each([
    [
      "an answer of a running job that the package cannot read",
      apiCallError({ statusCode: 200, responseBody: '{"status":"processing"}' }),
    ],
    ["a page of a proxy", apiCallError({ statusCode: 200, responseBody: "<html></html>" })],
    ["a 503", apiCallError({ statusCode: 503 })],
    ["a package's own timeout", new AISDKError({ name: "STUDIO_VIDEO_GENERATION_TIMEOUT", message: "Timed out." })],
    ["an unknown error", new TypeError("fetch failed")],
  ])("%s does not end it", async (_, error) => {
    const { model, polled } = fakeProvider([error, clip]);
    await (await animationOn(model())).render();
    // The last poll is that of the download.
    expect(polled.length).toBe(2);
  });

  test("a status text that a package reports as a failed job is a failed poll, however long it lasts", async () => {
    const { model, polled } = fakeProvider([...Array(9).fill({ status: "error", error: "Bad Gateway" }), clip]);
    await (await animationOn(model(), { confirmFailureMs: 1 })).render();
    expect(polled.length).toBeGreaterThanOrEqual(10);
  });

  test("a failure counts at once for a package that reports no failed poll as one", async () => {
    const { model, polled } = fakeProvider([{ status: "error", error: "Out of memory" }], undefined, {
      provider: "replicate",
      modelId: "wan-video/wan-2.2-i2v-fast",
    });
    expect((await failure((await animationOn(model())).render())).message).toContain("Out of memory");
    expect(polled).toHaveLength(1);
  });

  test("advance() in a new process each time sees a failure: the ticket has the time of its first report", async () => {
    const { model } = fakeProvider([pending, { status: "error", error: "Out of memory" }]);
    const first = await (await animationOn(model())).submit();
    let ticket: Ticket = first.ticket;
    let now = Date.now();
    /** Another process, with the same model and only the ticket. */
    const visit = () => clientOn(model(), {}, { clock: { now: () => now } }).advance(ticket, { budgetMs: 0 });
    const statuses: string[] = [];
    for (let index = 0; index < 4; index++) {
      const result = await visit();
      statuses.push(result.status);
      if (result.status === "running") ticket = JSON.parse(JSON.stringify(result.ticket));
      now += 6_000;
    }
    expect(statuses).toEqual(["running", "running", "running", "failed"]);
    expect(ticket.failedSince).toBeTypeOf("number");
  });
});

test("aiSdkEndpoint() › an abort ends the wait at once and leaves no timer, even if the model ignores it", async () => {
  const base = fakeProvider([pending]).model();
  const model = { ...base, doStatus: () => new Promise<never>(() => {}) };
  const job = await (await animationOn(model)).submit();
  const starts = vi.spyOn(globalThis, "setTimeout");
  const ends = vi.spyOn(globalThis, "clearTimeout");
  onTestFinished(() => void vi.restoreAllMocks());
  const controller = new AbortController();
  const reason = new Error("The visitor left.");
  const waiting = job.wait({ signal: controller.signal });
  await new Promise((resolve) => setTimeout(resolve, 50));
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  const long = starts.mock.results.filter((_, index) => Number(starts.mock.calls[index]?.[1]) > 1_000);
  const cleared = new Set<unknown>(ends.mock.calls.map(([timer]) => timer));
  expect(long.length).toBeGreaterThan(0);
  expect(long.filter(({ value }) => !cleared.has(value))).toEqual([]);
});

/** A model whose results are not those of the interface. */
const oddModel = (started: unknown, polled: unknown): AiSdkVideoModel => {
  const calls = { doStart: async () => started, doStatus: async () => polled };
  return { ...fakeProvider([]).model(), ...calls } as unknown as AiSdkVideoModel;
};

describe("aiSdkEndpoint() › results that the interface does not have", () => {
  const file = { type: "base64", data: mp4(100).toString("base64"), mediaType: "video/mp4" };
  const done = { status: "completed", videos: [file] };

  test.each([[{ a: 1 }], ["text"], [null], [[null]], [["text", 5, undefined]]])(
    "warnings of the start that are %j do not lose the operation, and no others",
    async (warnings) => {
      const clip = await (
        await animationOn(oddModel({ operation: { id: 1 }, warnings }, { ...done, warnings }))
      ).render();
      expect(clip.video.warnings ?? []).toEqual([]);
      const known = { type: "other", message: "No sound." };
      const mixed = oddModel({ operation: { id: 1 }, warnings: [null, known] }, done);
      expect((await (await animationOn(mixed)).render()).video.warnings).toEqual([known]);
    },
  );

  test("an operation with a large number is kept", async () => {
    const polled: unknown[] = [];
    const model = {
      ...oddModel({ operation: { id: 12_345_678_901_234_567_890n } }, done),
      doStatus: async ({ operation }: { operation: unknown }) => {
        polled.push(operation);
        return done;
      },
    };
    await (await animationOn(model as unknown as AiSdkVideoModel)).render();
    expect(polled[0]).toEqual({ id: "12345678901234567890" });
  });

  const circular: Record<string, unknown> = {};
  circular.self = circular;
  test.each([
    ["undefined", undefined, "without an operation"],
    ["null", null, "without an operation"],
    ["an object without an operation", { warnings: [] }, "without an operation"],
    ["an operation that is null", { operation: null }, "without an operation"],
    ["an operation that is not JSON", { operation: circular }, "not JSON"],
  ])("a start that returns %s is uncertain, and says why", async (_, started, words) => {
    const error = await failure((await animationOn(oddModel(started, done))).submit());
    expect(error).toMatchObject({ code: "submit_uncertain", message: expect.stringContaining(words) });
  });

  test.each([
    ["no list of videos", { status: "completed", videos: null }, "no video"],
    ["an object in place of the list", { status: "completed", videos: { 0: file } }, "no video"],
    ["a list of null", { status: "completed", videos: [null] }, "no video"],
    ["a video without data", { status: "completed", videos: [{ type: "base64", data: null }] }, 'type "base64"'],
    ["a video with an empty text", { status: "completed", videos: [{ type: "base64", data: "" }] }, 'type "base64"'],
    ["a video with another kind of address", { status: "completed", videos: [{ type: "url", url: 5 }] }, 'type "url"'],
    ["an error that is an object", { status: "error", error: { message: "Out of memory" } }, "Out of memory"],
    ["an error without a reason", { status: "error", error: 5 }, "no reason"],
    ["another word for a failure", { status: "failed", error: "Out of memory" }, "Out of memory"],
  ])("a status with %s fails the job", async (_, polled, words) => {
    const animation = await animationOn(oddModel({ operation: 1 }, polled), { confirmFailureMs: 0 });
    const error = await failure(animation.render());
    expect(error).toBeInstanceOf(JobFailedError);
    expect(error.message).toContain(words);
  });

  test("an unknown status is waited for, with a warning that names it", async () => {
    const logger = recordLogs();
    const polled = [{ status: "thinking" }, done];
    const model = { ...oddModel({ operation: 1 }, done), doStatus: async () => polled.shift() ?? done };
    await (await animationOn(model as unknown as AiSdkVideoModel, {}, { logger })).render();
    expect(logger.lines.join()).toContain('unknown status "thinking"');
  });

  test.each([null, undefined, "completed", {}, { status: 5 }])(
    "a poll that returns %j is a failed poll",
    async (odd) => {
      const polled = [odd, done];
      const model = {
        ...oddModel({ operation: 1 }, done),
        doStatus: async () => (polled.length > 0 ? polled.shift() : done),
      };
      await (await animationOn(model as unknown as AiSdkVideoModel)).render();
      const job = await (await animationOn(oddModel({ operation: 1 }, odd))).submit();
      expect(await failure(job.poll())).toMatchObject({ code: "response_invalid", jobId: job.id });
    },
  );

  test("a clip that is not Base64 is an error that says so", async () => {
    const model = oddModel({ operation: 1 }, { status: "completed", videos: [{ ...file, data: "no! base64" }] });
    const clip = await (await animationOn(model, {}, { sleep: async () => {} })).render();
    expect(await failure(clip.bytes())).toMatchObject({ message: expect.stringContaining("not valid Base64") });
  });

  test("a media type that is not a text does not prevent the download", async () => {
    const model = oddModel({ operation: 1 }, { status: "completed", videos: [{ ...file, mediaType: "a\nb" }] });
    expect(await (await (await animationOn(model)).render()).bytes()).toHaveLength(100);
  });
});

describe("aiSdkEndpoint() › warnings, ids and addresses", () => {
  test("the provider's warnings are logged, once at the start and once in the process that resumes the job", async () => {
    const { model } = fakeProvider([pending, pending, clip]);
    const logs = [recordLogs(), recordLogs()] as const;
    const job = await (await animationOn(model(), {}, { logger: logs[0] })).submit();
    expect(logs[0].lines.filter((line) => line.includes("unsupported: fps"))).toHaveLength(1);
    const { video } = await clientOn(model(), {}, { logger: logs[1] }).resume(job.ticket).wait();
    expect(video.warnings).toEqual([{ type: "unsupported", feature: "fps" }]);
    expect(logs[1].lines.filter((line) => line.includes("unsupported: fps"))).toHaveLength(1);
  });

  test("messages shorten the job id", async () => {
    const { model } = fakeProvider([{ status: "error", error: "Out of memory" }]);
    const job = await (await animationOn(model(), { confirmFailureMs: 0 })).submit();
    expect(job.id.length).toBeGreaterThan(100);
    const error = await failure(job.wait());
    expect(error.message).not.toContain(job.id);
    expect(error.message).toContain(job.id.slice(0, 40));
    expect(error.jobId).toBe(job.id);
  });

  test.each([
    ["gs://bucket/out/clip.mp4", "gs://bucket/out/clip.mp4"],
    ["s3://bucket/clip.mp4?signature=s3cret", "s3://bucket/clip.mp4"],
    ["/relative/clip.mp4", "/relative/clip.mp4"],
  ])("a clip at %s is an error that names the address", async (url, shown) => {
    const { model } = fakeProvider([completed({ type: "url", url, mediaType: "video/mp4" })]);
    const error = await failure((await (await animationOn(model())).render()).bytes());
    expect(error.message).toContain(shown);
    expect(error.message).not.toContain("s3cret");
  });

  test("a clip at a data: address is decoded", async () => {
    const url = `data:video/mp4;base64,${mp4(2_000).toString("base64")}`;
    const { model } = fakeProvider([completed({ type: "url", url, mediaType: "video/mp4" })]);
    expect(await (await (await animationOn(model())).render()).bytes()).toHaveLength(2_000);
  });
});
