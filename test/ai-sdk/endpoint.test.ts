import { createFal } from "@ai-sdk/fal";
import type { Experimental_VideoModelV3 } from "@ai-sdk/provider";
import { APICallError } from "ai";
import { describe, expect, test } from "vitest";
import { type AiSdkVideoModel, aiSdkEndpoint } from "../../src/ai-sdk.js";
import {
  createUgoku,
  JobFailedError,
  ModerationError,
  SubmitUncertainError,
  type UgokuOptions,
} from "../../src/index.js";
import { prompt, secretKey } from "../helpers/clients.js";
import { mp4 } from "../helpers/clips.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure } from "../helpers/failure.js";
import { picture, portrait } from "../helpers/pictures.js";
import { json, serve, type WireServer } from "../helpers/servers.js";
import { studio } from "./models.js";

cleanEnvironment();

const quick: UgokuOptions = { logger: false, schedule: () => 5 };

/** The sentence of most tests, on that model. */
async function begin(model: AiSdkVideoModel, options: Parameters<typeof aiSdkEndpoint>[1] = {}) {
  const { animate } = createUgoku({ ...quick, endpoint: aiSdkEndpoint(model, options) });
  return animate(await portrait()).withPrompt(prompt);
}

/** A model that makes everything in one call. */
const blocking = (doGenerate: Experimental_VideoModelV3["doGenerate"]): Experimental_VideoModelV3 => ({
  specificationVersion: "v3",
  provider: "studio.video",
  modelId: "film-1",
  maxVideosPerCall: 1,
  doGenerate,
});

const result = (videos: Awaited<ReturnType<Experimental_VideoModelV3["doGenerate"]>>["videos"]) => ({
  videos,
  warnings: [],
  response: { timestamp: new Date(), modelId: "film-1", headers: undefined },
});

describe("a provider package as it is, @ai-sdk/fal 2", () => {
  /** Its servers' addresses are its own; here they lead to this machine. */
  const falAt = ({ origin }: WireServer) =>
    createFal({
      apiKey: secretKey,
      fetch: (input, init) => fetch(String(input).replace("https://queue.fal.run", origin), init),
    });

  test("renders, and its file is fetched without the key", async () => {
    let looks = 0;
    await using server = await serve((request, response) => {
      if (request.method === "POST")
        return json(response, { request_id: "1", response_url: "https://queue.fal.run/fal-ai/luma/requests/1" });
      if (request.url.startsWith("/file")) {
        response.writeHead(200, { "content-type": "video/mp4", "content-length": 4_000 }).end(mp4(4_000));
        return;
      }
      looks += 1;
      if (looks < 3) return json(response, { detail: "Request is still in progress" }, 400);
      return json(response, {
        video: { url: `${server.origin}/file.mp4?signature=s3cret`, content_type: "video/mp4" },
      });
    });
    const animation = await begin(falAt(server).video("luma"), { providerOptions: { fal: { pollIntervalMs: 5 } } });
    const clip = await animation
      .duration(5)
      .extra({ seed: 7, provider_options: { fal: { loop: true } } })
      .render();
    expect(await clip.bytes()).toHaveLength(4_000);

    const [create, ...rest] = server.requests;
    expect(create?.headers.authorization).toBe(`Key ${secretKey}`);
    const body = JSON.parse(create?.body.toString() ?? "") as Record<string, string>;
    expect(body).toMatchObject({ prompt, aspect_ratio: "9:16", duration: "5s", seed: 7, loop: true });
    expect(body.image_url).toBe(`data:image/png;base64,${Buffer.from(await portrait()).toString("base64")}`);
    expect(rest.filter(({ method }) => method === "POST")).toEqual([]);
    const file = rest.find(({ url }) => url.startsWith("/file"));
    expect(file?.headers.authorization).toBeUndefined();
    expect(JSON.stringify(clip.video)).not.toMatch(/s3cret|k3y-that/);
  });

  test("what it refuses fails the job with its words", async () => {
    await using server = await serve((_, response) =>
      json(response, { detail: `The image is too small (key ${secretKey}).` }, 422),
    );
    const error = await failure((await begin(falAt(server).video("luma"))).render());
    expect(error).toBeInstanceOf(JobFailedError);
    expect(error.message).toContain("The image is too small");
    expect(server.requests).toHaveLength(1);
  });
});

describe("a model that blocks", () => {
  test("is called once with what the sentence says; its bytes and its warnings arrive", async () => {
    const calls: unknown[] = [];
    const model = blocking(async (options) => {
      calls.push(options);
      return {
        ...result([{ type: "base64", data: mp4(2_000).toString("base64"), mediaType: "video/mp4" }]),
        warnings: [{ type: "unsupported", feature: "fps", details: "The model chooses." }],
      };
    });
    const clip = await (await begin(model)).size("720x1280").extra({ fps: 24, generate_audio: false }).render();
    expect(await clip.bytes()).toHaveLength(2_000);
    expect(clip.video.warnings).toEqual([{ type: "unsupported", feature: "fps", details: "The model chooses." }]);
    // It says until when it is kept.
    expect(Number(clip.expiresAt)).toBeGreaterThan(Date.now() + 3_000_000);
    expect(calls).toEqual([
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
      }),
    ]);
  });

  test.each([
    ["resolution", { resolution: "720x1280", aspectRatio: undefined }],
    ["aspectRatio", { resolution: undefined, aspectRatio: "9:16" }],
    ["none", { resolution: undefined, aspectRatio: undefined }],
  ] as const)("is told of the size what shape: %j says", async (shape, expected) => {
    const calls: unknown[] = [];
    const model = blocking(async (options) => {
      calls.push(options);
      return result([{ type: "binary", data: mp4(100), mediaType: "video/mp4" }]);
    });
    await (await begin(model, { shape })).render();
    expect(calls).toEqual([expect.objectContaining(expected)]);
  });

  test("goes on when its caller stops to wait, and a second submit with the key finds the same job", async () => {
    let calls = 0;
    let finish = () => {};
    const model = blocking(
      ({ abortSignal }) =>
        new Promise((resolve, reject) => {
          calls += 1;
          abortSignal?.addEventListener("abort", reject);
          finish = () => resolve(result([{ type: "binary", data: mp4(100), mediaType: "video/mp4" }]));
        }),
    );
    const animation = (await begin(model)).idempotencyKey("order-1");
    const controller = new AbortController();
    const first = animation.submit().then((job) => job.wait({ signal: controller.signal }));
    await expect.poll(() => calls).toBe(1);
    controller.abort(new Error("The visitor left."));
    await expect(first).rejects.toThrow("The visitor left.");
    const again = await animation.submit();
    finish();
    expect(await (await again.wait()).bytes()).toHaveLength(100);
    expect(calls).toBe(1);
  });

  test("fails with the provider's words, and never calls it again", async () => {
    let calls = 0;
    const model = blocking(async () => {
      calls += 1;
      throw new APICallError({
        message: `Unauthorized: sk-live-0123456789abcdef, prompt "${prompt}"`,
        url: "https://x.test/?key=1",
        requestBodyValues: { prompt },
        statusCode: 503,
      });
    });
    const error = await failure((await begin(model)).render());
    expect(error).toBeInstanceOf(JobFailedError);
    expect(error.message).toContain("Unauthorized");
    expect(error.message).not.toMatch(/0123456789abcdef|slowly turns/);
    expect(calls).toBe(1);
  });

  test.each([
    [[], "no video"],
    [[{ type: "uploaded", mediaType: "video/mp4" }], "uploaded"],
  ])("that gives %j has failed", async (videos, words) => {
    const model = blocking(async () => result(videos as never));
    const error = await failure((await begin(model)).render());
    expect(error).toBeInstanceOf(JobFailedError);
    expect(error.message).toContain(words);
  });

  test("leaves no ticket for another process, and says so", async () => {
    const model = blocking(async () => result([{ type: "binary", data: mp4(100), mediaType: "video/mp4" }]));
    const job = await (await begin(model)).submit();
    const elsewhere = createUgoku({ ...quick, endpoint: aiSdkEndpoint(model) }).resume(job.ticket);
    const error = await failure(elsewhere.check());
    expect(error).toMatchObject({ code: "not_found" });
    expect(error.message).toContain("in one call");
  });

  test("its bytes are forgotten after keepMs", async () => {
    const model = blocking(async () => result([{ type: "binary", data: mp4(100), mediaType: "video/mp4" }]));
    const job = await (await begin(model, { keepMs: 0 })).submit();
    await expect.poll(async () => (await failure(job.check())).code).toBe("not_found");
  });
});

describe("a model that starts", () => {
  const pending = { status: "pending" } as const;
  const done = { status: "completed", videos: [{ type: "binary", data: mp4(3_000), mediaType: "video/mp4" }] } as const;
  const finished = () => ({ ...done, videos: [...done.videos] });

  test("gives a ticket that works in another process, and is started once with one key", async () => {
    const { model, started, asked } = studio([pending, pending, finished()]);
    const job = await (await begin(model())).idempotencyKey("order-1").submit();
    const ticket = JSON.parse(JSON.stringify(job.ticket));
    const elsewhere = createUgoku({ ...quick, endpoint: aiSdkEndpoint(model()) });
    const clip = await elsewhere.resume(ticket).wait();
    expect(await clip.bytes()).toHaveLength(3_000);
    expect(started).toHaveLength(1);
    expect(started[0]?.headers).toEqual({ "idempotency-key": "order-1" });
    expect(asked[0]).toEqual({ task: "タスク/1+2=", key: 1 });
    expect(clip.video).toMatchObject({ model: "film-1", seconds: "5", size: "720x1280" });
  });

  test("a look that throws, or is said to have failed only once, does not end the job", async () => {
    const { model, started } = studio([
      new Error("fetch failed"),
      { status: "error", error: "Too many requests" },
      pending,
      finished(),
    ]);
    const clip = await (await begin(model())).render();
    expect(await clip.bytes()).toHaveLength(3_000);
    expect(started).toHaveLength(1);
  });

  test("a failure that stands is believed, with the provider's words", async () => {
    const words = "Rejected by the moderation system.";
    const { model, asked } = studio([pending, { status: "error", error: words }]);
    const error = await failure((await begin(model(), { confirmFailureMs: 300 })).render());
    expect(error).toBeInstanceOf(ModerationError);
    expect(error.message).toContain(words);
    expect(asked.length).toBeGreaterThan(2);
  });

  test("warnings of the start are in the clip's object", async () => {
    const { model } = studio([finished()]);
    const clip = await (await begin(model())).render();
    expect(clip.video.warnings).toEqual([{ type: "unsupported", feature: "fps" }]);
  });

  const thrown = (statusCode?: number, responseHeaders?: Record<string, string>) =>
    new APICallError({
      message: "The studio said no.",
      url: "https://x.test",
      requestBodyValues: {},
      ...(statusCode === undefined ? {} : { statusCode }),
      ...(responseHeaders === undefined ? {} : { responseHeaders }),
    });

  test.each([
    [400, "request_rejected"],
    [401, "unauthorized"],
    [422, "request_rejected"],
    [500, "submit_uncertain"],
    [undefined, "submit_uncertain"],
  ])("a start that fails with %s is %s, and is not repeated", async (status, code) => {
    const { model, started } = studio([pending], () => thrown(status));
    const error = await failure((await begin(model())).render());
    expect(error.code).toBe(code);
    expect(error.message).toContain("The studio said no.");
    expect(error instanceof SubmitUncertainError).toBe(code === "submit_uncertain");
    expect(started).toHaveLength(1);
  });

  test("a start that was throttled is sent again, with the same key", async () => {
    let count = 0;
    const { model, started } = studio([finished()], () => {
      count += 1;
      return count === 1 ? thrown(429, { "retry-after": "0.01" }) : undefined;
    });
    await (await begin(model())).render();
    expect(started).toHaveLength(2);
    expect(started[0]?.headers).toEqual(started[1]?.headers);
  });

  test("with a secret, a ticket that somebody changed is not asked about", async () => {
    const { model, asked } = studio([finished()]);
    const secret = "sixteen-characters-or-more";
    const job = await (await begin(model(), { secret })).submit();
    const forged = { ...job.ticket, id: `${job.id.slice(0, 20)}A${job.id.slice(21)}` };
    const unsigned = { ...job.ticket, id: job.id.split(".")[0] ?? "" };
    const elsewhere = createUgoku({ ...quick, endpoint: aiSdkEndpoint(model(), { secret }) });
    for (const ticket of [forged, unsigned])
      expect(await failure(elsewhere.resume(ticket).check())).toMatchObject({ code: "not_found" });
    expect(asked).toEqual([]);
    expect(await (await elsewhere.resume(job.ticket).wait()).bytes()).toHaveLength(3_000);
    const other = createUgoku({ ...quick, endpoint: aiSdkEndpoint(model(), { secret: `another-${secret}` }) });
    expect(await failure(other.resume(job.ticket).check())).toMatchObject({ code: "not_found" });
  });

  test("a file that breaks off on its way is gone on with, and a fresh address is asked for each time", async () => {
    const file = mp4(60_000);
    const ranges: unknown[] = [];
    await using server = await serve((request, response) => {
      ranges.push(request.headers.range);
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
    const url = `${server.origin}/film.mp4?signature=1`;
    const { model, asked } = studio([{ status: "completed", videos: [{ type: "url", url, mediaType: "video/mp4" }] }]);
    const clip = await (await begin(model())).render();
    expect(Buffer.from(await clip.bytes()).equals(file)).toBe(true);
    expect(ranges.length).toBeGreaterThan(1);
    expect(ranges.slice(1).every((range) => range !== undefined)).toBe(true);
    expect(asked.length).toBe(1 + ranges.length);
  });

  test("an address that is no web address is not fetched", async () => {
    const videos = [{ type: "url" as const, url: "file:///etc/passwd", mediaType: "video/mp4" }];
    const { model } = studio([{ status: "completed", videos }]);
    const clip = await (await begin(model())).render();
    expect((await failure(clip.bytes())).message).toContain("http");
  });
});

describe("what no AI SDK model can do is said before anything is sent", () => {
  test("list, cancel and thumbnails", async () => {
    const { model, asked } = studio([{ status: "completed", videos: [] }]);
    const ugoku = createUgoku({ ...quick, endpoint: aiSdkEndpoint(model()) });
    expect(await failure(ugoku.list())).toMatchObject({ code: "unsupported" });
    const job = await ugoku
      .animate(await portrait())
      .withPrompt(prompt)
      .submit();
    // Not sent, be it an error or a refusal.
    const cancelled = await job.cancel().catch((error: unknown) => error);
    expect(JSON.stringify(cancelled)).toMatch(/refused|unsupported/);
    expect(asked).toEqual([]);
  });

  test("its own model's lengths and sizes, to the compiler and at run time", async () => {
    const { model, started } = studio([]);
    const endpoint = aiSdkEndpoint(model(), {
      model: {
        seconds: [5, 10],
        sizes: ["1280x720", "720x1280"],
        rates: [{ usdPerSecond: 0.05 }],
        ratesAsOf: "2026-11-20",
      },
    });
    const { animate } = createUgoku({ ...quick, endpoint });
    const base = animate(await portrait()).withPrompt(prompt);
    expect((await base.duration(10).plan()).cost.usd).toBeCloseTo(0.5);
    // @ts-expect-error: it makes clips of 5 and of 10 seconds
    expect(await failure(base.duration(7).plan())).toMatchObject({ code: "duration_unsupported" });
    // @ts-expect-error: not one of its sizes
    expect(await failure(base.size("640x640").plan())).toMatchObject({ code: "size_unsupported" });
    expect(await failure(base.extra({ colour: 1 }).plan())).toMatchObject({ code: "field_unsupported" });
    expect(started).toEqual([]);
  });

  test("any size and length where nothing was said, and the image's own shape", async () => {
    const { model } = studio([]);
    const { animate } = createUgoku({ ...quick, endpoint: aiSdkEndpoint(model()) });
    const { request } = await animate(await picture(1600, 900))
      .withPrompt(prompt)
      .plan();
    expect(request).toMatchObject({ seconds: 5, size: "1280x720", model: "film-1", dialect: "ai-sdk" });
  });
});

test("what is no video model, and options that do not exist, are refused", () => {
  const { model } = studio([]);
  const wrong: (() => unknown)[] = [
    () => aiSdkEndpoint("fal-ai/luma" as never),
    () => aiSdkEndpoint(undefined as never),
    () => aiSdkEndpoint({ ...model(), specificationVersion: "v2" } as never),
    () => aiSdkEndpoint({ specificationVersion: "v3", provider: "x", modelId: "y" }),
    () => aiSdkEndpoint(model(), { secret: "short" }),
    () => aiSdkEndpoint(model(), { keepMs: Number.NaN }),
    () => aiSdkEndpoint(model(), { shape: "size" as never }),
    () => aiSdkEndpoint(model(), { keepms: 1 } as never),
  ];
  for (const work of wrong) expect(work).toThrow(expect.objectContaining({ code: "option_invalid" }));
});

test("a model of another endpoint is refused by this one", async () => {
  const { model, started } = studio([]);
  const endpoint = aiSdkEndpoint(model());
  const { animate } = createUgoku({ ...quick, endpoint });
  const error = await failure(
    animate(await portrait())
      .withPrompt(prompt)
      .model("film-2")
      .render(),
  );
  expect(error.message).toContain("film-1");
  expect(started).toEqual([]);
});

test("a model of ugoku's own runs on it as well: there and back", async () => {
  const { providerOn } = await import("./helpers.js");
  const { provider, server } = providerOn();
  const { animate } = createUgoku({
    ...quick,
    endpoint: aiSdkEndpoint(provider.video("sora-2"), {
      model: { defaultSeconds: 4, sizes: ["720x1280", "1280x720"] },
    }),
  });
  const clip = await animate(await portrait())
    .withPrompt(prompt)
    .render();
  expect((await clip.bytes()).length).toBeGreaterThan(1_000);
  expect(server.jobs).toHaveLength(1);
});
