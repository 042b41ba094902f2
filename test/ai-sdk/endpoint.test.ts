import type { Experimental_VideoModelV3 } from "@ai-sdk/provider";
import { APICallError } from "ai";
import { describe, expect, test } from "vitest";
import { type AiSdkVideoModel, aiSdkEndpoint } from "../../src/ai-sdk.js";
import {
  createUgoku,
  JobFailedError,
  ModerationError,
  RequestError,
  SubmitUncertainError,
  type UgokuOptions,
} from "../../src/index.js";
import { prompt } from "../helpers/clients.js";
import { mp4 } from "../helpers/clips.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { picture, portrait } from "../helpers/pictures.js";
import { serve } from "../helpers/servers.js";
import { providerOn } from "./helpers.js";
import { completed, fakeProvider, pending } from "./operation-model.js";

cleanEnvironment();

const clientOptions: UgokuOptions = { logger: false, pollInterval: () => 5 };

async function animationOn(model: AiSdkVideoModel, options: Parameters<typeof aiSdkEndpoint>[1] = {}) {
  const { animate } = createUgoku({ ...clientOptions, endpoint: aiSdkEndpoint(model, options) });
  return animate(await portrait()).withPrompt(prompt);
}

const completedClip = (size: number) => completed({ type: "binary", data: mp4(size), mediaType: "video/mp4" });

const apiCallError = (fields: Partial<ConstructorParameters<typeof APICallError>[0]> = {}) =>
  new APICallError({
    message: "The provider said no.",
    url: "https://x.test",
    requestBodyValues: { prompt },
    ...fields,
  });

describe("aiSdkEndpoint()", () => {
  describe("models", () => {
    test("refuses a model that only has doGenerate() before anything is called", () => {
      const calls: unknown[] = [];
      const model: Experimental_VideoModelV3 = {
        specificationVersion: "v3",
        provider: "fal",
        modelId: "luma",
        maxVideosPerCall: 1,
        doGenerate: async (options) => {
          calls.push(options);
          throw new Error("never called");
        },
      };
      for (const partial of [model, { ...model, doStart: undefined }, { ...model, doStatus: async () => pending }]) {
        const error = (() => {
          try {
            return aiSdkEndpoint(partial);
          } catch (caught) {
            return caught;
          }
        })() as RequestError;
        expect(error).toBeInstanceOf(RequestError);
        expect(error.code).toBe("unsupported");
        expect(error.message).toMatch(/luma of fal.*doGenerate\(\).*cannot be resumed.*paying twice/);
        expect(error.hint).toMatch(/doStart\(\) and doStatus\(\).*dialect/);
      }
      expect(calls).toEqual([]);
    });

    test("a model of createUgokuProvider() works as an endpoint", async () => {
      const { provider, server } = providerOn();
      const options = { model: { defaultSeconds: 4, sizes: ["720x1280", "1280x720"] } } as const;
      const clip = await (await animationOn(provider.video("sora-2"), options)).render();
      expect((await clip.bytes()).length).toBeGreaterThan(1_000);
      expect(server.jobs).toHaveLength(1);
    });

    test("refuses the id of another model", async () => {
      const { model, started } = fakeProvider([]);
      const animation = await animationOn(model());
      expect((await failure(animation.model("film-2").render())).message).toContain("film-1");
      expect(started).toEqual([]);
    });
  });

  describe("options", () => {
    const { model } = fakeProvider([]);
    test.each<[string, () => unknown]>([
      ["a model id instead of a model", () => aiSdkEndpoint("fal-ai/luma" as never)],
      ["undefined", () => aiSdkEndpoint(undefined as never)],
      ["specification version v2", () => aiSdkEndpoint({ ...model(), specificationVersion: "v2" } as never)],
      ["a model without calls", () => aiSdkEndpoint({ specificationVersion: "v3", provider: "x", modelId: "y" })],
      ["a short secret", () => aiSdkEndpoint(model(), { secret: "short" })],
      ["NaN milliseconds", () => aiSdkEndpoint(model(), { confirmFailureMs: Number.NaN })],
      ["an unknown option", () => aiSdkEndpoint(model(), { keepMs: 1 } as never)],
    ])("refuses %s", (_, create) => {
      expect(create).toThrow(expect.objectContaining({ code: "option_invalid" }));
    });

    test("model limits lengths, sizes and extra fields, for the compiler and at run time", async () => {
      const { model, started } = fakeProvider([]);
      const endpoint = aiSdkEndpoint(model(), {
        model: {
          seconds: [5, 10],
          sizes: ["1280x720", "720x1280"],
          rates: [{ usdPerSecond: 0.05 }],
          ratesAsOf: "2026-11-20",
        },
      });
      const { animate } = createUgoku({ ...clientOptions, endpoint });
      const base = animate(await portrait()).withPrompt(prompt);
      expect((await base.duration(10).plan()).cost.usd).toBeCloseTo(0.5);
      // @ts-expect-error: the model makes clips of 5 and of 10 seconds
      expect(await failure(base.duration(7).plan())).toMatchObject({ code: "duration_unsupported" });
      // @ts-expect-error: not one of its sizes
      expect(await failure(base.size("640x640").plan())).toMatchObject({ code: "size_unsupported" });
      expect(await failure(base.extra({ colour: 1 }).plan())).toMatchObject({ code: "field_unsupported" });
      expect(started).toEqual([]);
    });

    test("without model, any size and length is allowed and the size follows the image", async () => {
      const { animate } = createUgoku({ ...clientOptions, endpoint: aiSdkEndpoint(model()) });
      const { request } = await animate(await picture(1600, 900))
        .withPrompt(prompt)
        .plan();
      expect(request).toMatchObject({ seconds: 5, size: "1280x720", model: "film-1", dialect: "ai-sdk" });
    });
  });

  describe("create request", () => {
    test("passes the settings, merged provider options and the key to doStart() once", async () => {
      const { model, started } = fakeProvider([pending, completedClip(100)]);
      const animation = await animationOn(model(), { providerOptions: { studio: { loop: true, mode: "a" } } });
      await animation
        .size("720x1280")
        .extra({ fps: 24, generate_audio: false, provider_options: { studio: { mode: "b" } } })
        .idempotencyKey("order-1")
        .render();
      expect(started).toEqual([
        expect.objectContaining({
          prompt,
          n: 1,
          duration: 5,
          resolution: "720x1280",
          aspectRatio: "9:16",
          fps: 24,
          seed: undefined,
          generateAudio: false,
          image: { type: "file", mediaType: "image/png", data: await portrait() },
          providerOptions: { studio: { loop: true, mode: "b" } },
          headers: { "idempotency-key": "order-1" },
        }),
      ]);
    });

    test("the provider's warnings are in clip.video", async () => {
      const { model } = fakeProvider([completedClip(100)]);
      const clip = await (await animationOn(model())).render();
      expect(clip.video.warnings).toEqual([{ type: "unsupported", feature: "fps" }]);
    });

    test.each([
      [{ statusCode: 400 }, "request_rejected"],
      [{ statusCode: 401 }, "unauthorized"],
      [{ statusCode: 422 }, "request_rejected"],
      [{ statusCode: 500 }, "submit_uncertain"],
      [{}, "submit_uncertain"],
    ])("a start that fails with %j is %s and is not repeated", async (fields, code) => {
      const { model, started } = fakeProvider([pending], () => apiCallError(fields));
      const error = await failure((await animationOn(model())).render());
      expect(error.code).toBe(code);
      expect(error.message).toContain("The provider said no.");
      expect(error instanceof SubmitUncertainError).toBe(code === "submit_uncertain");
      expect(started).toHaveLength(1);
    });

    test("the provider's message is shown without keys and the prompt", async () => {
      const message = `Unauthorized: sk-live-0123456789abcdef, prompt "${prompt}"`;
      const { model } = fakeProvider([pending], () => apiCallError({ message, statusCode: 401 }));
      const error = await failure((await animationOn(model())).render());
      expect(error.message).toContain("Unauthorized");
      expect(error.message).not.toMatch(/0123456789abcdef|slowly turns/);
    });

    test("a rate-limited start is sent again with the same key", async () => {
      let count = 0;
      const { model, started } = fakeProvider([completedClip(100)], () => {
        count += 1;
        return count === 1 ? apiCallError({ statusCode: 429, responseHeaders: { "retry-after": "0.01" } }) : undefined;
      });
      await (await animationOn(model())).render();
      expect(started).toHaveLength(2);
      expect(started[0]?.headers).toEqual(started[1]?.headers);
    });
  });

  describe("polls", () => {
    test("a ticket works in another process", async () => {
      const { model, started, polled } = fakeProvider([pending, pending, completedClip(3_000)]);
      const job = await (await animationOn(model())).submit();
      const other = createUgoku({ ...clientOptions, endpoint: aiSdkEndpoint(model()) });
      const clip = await other.resume(JSON.parse(JSON.stringify(job.ticket))).wait();
      expect(await clip.bytes()).toHaveLength(3_000);
      expect(started).toHaveLength(1);
      expect(polled[0]).toEqual({ task: "タスク/1+2=", key: 1 });
      expect(clip.video).toMatchObject({ model: "film-1", seconds: "5", size: "720x1280" });
    });

    test("a poll that throws, and a failure that is reported once, do not end the job", async () => {
      const { model, started } = fakeProvider([
        new Error("fetch failed"),
        { status: "error", error: "Too many requests" },
        pending,
        completedClip(3_000),
      ]);
      const clip = await (await animationOn(model())).render();
      expect(await clip.bytes()).toHaveLength(3_000);
      expect(started).toHaveLength(1);
    });

    test("a failure that lasts for confirmFailureMs ends the job with the provider's message", async () => {
      const error = "Rejected by the moderation system.";
      const { model, polled } = fakeProvider([pending, { status: "error", error }]);
      const thrown = await failure((await animationOn(model(), { confirmFailureMs: 300 })).render());
      expect(thrown).toBeInstanceOf(ModerationError);
      expect(thrown.message).toContain(error);
      expect(polled.length).toBeGreaterThan(2);
    });

    test.each([
      ["no video", []],
      ["uploaded", [{ type: "uploaded", mediaType: "video/mp4" }]],
    ])("a result with %s fails the job", async (text, videos) => {
      const { model } = fakeProvider([completed(...(videos as never[]))]);
      const error = await failure((await animationOn(model())).render());
      expect(error).toBeInstanceOf(JobFailedError);
      expect(error.message).toContain(text);
    });

    test("with a secret, a changed, unsigned or otherwise signed ticket is not polled", async () => {
      const { model, polled } = fakeProvider([completedClip(3_000)]);
      const secret = "sixteen-characters-or-more";
      const job = await (await animationOn(model(), { secret })).submit();
      const forged = { ...job.ticket, id: `${job.id.slice(0, 20)}A${job.id.slice(21)}` };
      const unsigned = { ...job.ticket, id: job.id.split(".")[0] ?? "" };
      const clientWith = (secret: string) =>
        createUgoku({ ...clientOptions, endpoint: aiSdkEndpoint(model(), { secret }) });
      for (const ticket of [forged, unsigned])
        expect(await failure(clientWith(secret).resume(ticket).poll())).toMatchObject({ code: "not_found" });
      const other = clientWith(`another-${secret}`);
      expect(await failure(other.resume(job.ticket).poll())).toMatchObject({ code: "not_found" });
      expect(polled).toEqual([]);
      expect(await (await clientWith(secret).resume(job.ticket).wait()).bytes()).toHaveLength(3_000);
    });
  });

  describe("download", () => {
    test("decodes base64", async () => {
      const data = mp4(2_000).toString("base64");
      const { model } = fakeProvider([completed({ type: "base64", data, mediaType: "video/mp4" })]);
      const clip = await (await animationOn(model())).render();
      expect(await clip.bytes()).toEqual(new Uint8Array(mp4(2_000)));
    });

    test("resumes an interrupted download and polls for a new URL for each attempt", async () => {
      const file = mp4(60_000);
      await using server = await serve((request, response) => {
        const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
        response.writeHead(from === 0 ? 200 : 206, {
          "content-type": "video/mp4",
          etag: '"1"',
          "accept-ranges": "bytes",
          "content-length": file.length - from,
          ...(from === 0 ? {} : { "content-range": `bytes ${from}-${file.length - 1}/${file.length}` }),
        });
        if (from > 0) return void response.end(file.subarray(from));
        response.write(file.subarray(0, 30_000), () => setTimeout(() => response.destroy(), 20));
      });
      const url = `${server.origin}/film.mp4?signature=s3cret`;
      const { model, polled } = fakeProvider([completed({ type: "url", url, mediaType: "video/mp4" })]);
      const clip = await (await animationOn(model())).render();
      expect(Buffer.from(await clip.bytes()).equals(file)).toBe(true);
      const ranges = server.requests.map(({ headers }) => headers.range);
      expect(ranges.length).toBeGreaterThan(1);
      expect(ranges.slice(1).every((range) => range !== undefined)).toBe(true);
      expect(polled.length).toBe(1 + ranges.length);
      expect(server.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true);
      expect(JSON.stringify(clip.video)).not.toContain("s3cret");
    });

    test("a refused download ends at once, even if a fetch wrapper keeps a clone of the response", async () => {
      await using server = await serve((_, response) => void response.writeHead(403).end("x".repeat(300_000)));
      const url = `${server.origin}/film.mp4`;
      const { model } = fakeProvider([completed({ type: "url", url, mediaType: "video/mp4" })]);
      const clones: Response[] = [];
      const options = {
        fetch: async (input: string, init: RequestInit) => {
          const response = await fetch(input, init);
          clones.push(response.clone());
          return response;
        },
      };
      const clip = await (await animationOn(model(), options)).render();
      expect((await failure(clip.bytes())).message).toContain("answered 403");
      expect(clones).toHaveLength(1);
    });

    test("does not fetch a URL that is not http or https", async () => {
      const { model } = fakeProvider([completed({ type: "url", url: "file:///etc/passwd", mediaType: "video/mp4" })]);
      const sleep = async () => {};
      const { animate } = createUgoku({ ...clientOptions, sleep, endpoint: aiSdkEndpoint(model()) });
      const clip = await animate(await portrait())
        .withPrompt(prompt)
        .render();
      expect((await failure(clip.bytes())).message).toContain("http");
    });
  });

  test("list and cancel are refused without a poll", async () => {
    const { model, polled } = fakeProvider([completed()]);
    const ugoku = createUgoku({ ...clientOptions, endpoint: aiSdkEndpoint(model()) });
    expect(await failure(ugoku.list())).toMatchObject({ code: "unsupported" });
    const job = await ugoku
      .animate(await portrait())
      .withPrompt(prompt)
      .submit();
    const cancelled = await job.cancel().catch((error: unknown) => error);
    expect(JSON.stringify(cancelled)).toMatch(/refused|unsupported/);
    expect(polled).toEqual([]);
  });
});
