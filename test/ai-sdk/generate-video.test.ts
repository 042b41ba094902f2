// @module-tag slow

import type { Experimental_VideoModelV3, Experimental_VideoModelV4 } from "@ai-sdk/provider";
import { APICallError, customProvider, experimental_generateVideo, type Warning } from "ai";
import { beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import { createUgokuProvider } from "../../src/ai-sdk.js";
import { createUgoku, JobFailedError, RequestError, SubmitUncertainError, type Ticket } from "../../src/index.js";
import { preview } from "../../src/preview.js";
import { prompt, recordLogs, secretKey } from "../helpers/clients.js";
import { mp4 } from "../helpers/clips.js";
import { cleanEnvironment } from "../helpers/environment.js";
import { failure, rejection } from "../helpers/failure.js";
import { picture, portrait } from "../helpers/pictures.js";
import { json, serve, video } from "../helpers/servers.js";
import { isMp4, providerOn } from "./helpers.js";

cleanEnvironment();
beforeAll(() => {
  // The tests check the warnings; the AI SDK would print them too.
  globalThis.AI_SDK_LOG_WARNINGS = false;
});

const callFields = async (fields: Record<string, unknown> = {}) => ({
  prompt: { image: await portrait(), text: prompt },
  ...fields,
});

/** Test images have one color, which the linter reports. */
const withoutLint = (warnings: Warning[]) =>
  warnings.filter((warning) => !(warning.type === "other" && warning.message.endsWith("(image-subject)")));

describe("createUgokuProvider() › generateVideo() of ai 6", () => {
  test("returns an MP4 with one create request, from a server that needs a key", async () => {
    const { server, provider, creates } = providerOn({ apiKey: secretKey }, { apiKey: secretKey });
    const result = await experimental_generateVideo({
      model: provider.video("sora-2"),
      ...(await callFields({ duration: 8 })),
    });
    expect(result.video.mediaType).toBe("video/mp4");
    expect(isMp4(result.video.uint8Array)).toBe(true);
    expect(withoutLint(result.warnings)).toEqual([]);
    expect(creates()).toHaveLength(1);
    expect(server.jobs[0]?.video).toMatchObject({ model: "sora-2", seconds: "8", size: "720x1280", prompt });
    const [about] = (result.providerMetadata.ugoku?.videos ?? []) as unknown as { jobId: string; ticket: Ticket }[];
    expect(about?.jobId).toBe(server.jobs[0]?.video.id);
    expect(about?.ticket).toMatchObject({ v: 1, id: about?.jobId, model: "sora-2" });
    expect(JSON.stringify(result.providerMetadata)).not.toContain(secretKey);
  });

  test("accepts the image as base64, data URL and URL", async () => {
    const bytes = Buffer.from(await portrait());
    await using images = await serve((_, response) => {
      response.writeHead(200, { "content-type": "image/png" }).end(bytes);
    });
    const { provider, server } = providerOn({}, { allowPrivateHosts: ["127.0.0.1"] });
    for (const image of [
      bytes.toString("base64"),
      `data:image/png;base64,${bytes.toString("base64")}`,
      `${images.origin}/photo.png`,
    ])
      await experimental_generateVideo({ model: provider.video("sora-2"), prompt: { image, text: prompt } });
    const files = server.requests.flatMap(({ body }) =>
      body?.kind === "multipart" ? [body.files.input_reference] : [],
    );
    expect(files.map((file) => file && Buffer.from(file.bytes).equals(bytes))).toEqual([true, true, true]);
  });

  test("n makes n create requests, each with its own key", async () => {
    const { provider, creates } = providerOn();
    const { videos, providerMetadata } = await experimental_generateVideo({
      model: provider.video("sora-2"),
      ...(await callFields({ n: 3 })),
    });
    expect(videos).toHaveLength(3);
    expect(new Set(creates().map(({ headers }) => headers["idempotency-key"])).size).toBe(3);
    expect(providerMetadata.ugoku?.videos).toHaveLength(3);
  });

  test("a create request without a response is not sent again, whatever maxRetries is", async () => {
    await using server = await serve((_, response) => void response.socket?.destroy());
    const { video: model } = createUgokuProvider({ baseURL: server.baseURL, logger: false });
    const call = async () =>
      experimental_generateVideo({ model: model("sora-2"), maxRetries: 5, ...(await callFields()) });
    const error = await failure(call);
    expect(error).toBeInstanceOf(SubmitUncertainError);
    expect(APICallError.isInstance(error)).toBe(false);
    expect(server.requests).toHaveLength(1);
  });

  test("failed polls do not end the job or create a second one", async () => {
    let polls = 0;
    await using server = await serve((request, response) => {
      if (request.method === "POST") return json(response, video());
      if (request.url.includes("/content")) return void response.end(mp4(5_000));
      polls += 1;
      if (polls === 1) return json(response, { error: { message: "boom" } }, 500);
      if (polls === 2) return void response.socket?.destroy();
      if (polls === 3) return void response.end("<html><title>Bad gateway</title></html>");
      return json(response, video({ status: "completed", progress: 100 }));
    });
    const provider = createUgokuProvider({ baseURL: server.baseURL, logger: false, pollInterval: () => 5 });
    const result = await experimental_generateVideo({ model: provider("sora-2"), ...(await callFields()) });
    expect(result.video.uint8Array).toHaveLength(5_000);
    expect(server.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
    expect(polls).toBe(4);
  });

  test("an abort ends the wait at once, and onJob has the ticket", async () => {
    const tickets: Ticket[] = [];
    const { provider, server } = providerOn({ script: "stuck" }, { onJob: (ticket) => tickets.push(ticket) });
    const controller = new AbortController();
    const reason = new Error("The visitor left.");
    const result = rejection(
      experimental_generateVideo({
        model: provider.video("sora-2"),
        abortSignal: controller.signal,
        ...(await callFields()),
      }),
    );
    await expect.poll(() => tickets.length, { timeout: 10_000 }).toBe(1);
    controller.abort(reason);
    expect(await result).toBe(reason);
    expect(tickets[0]?.id).toBe(server.jobs[0]?.video.id);
  });

  test("a failed job throws JobFailedError with the server's message and the ticket", async () => {
    const { provider, creates } = providerOn({ script: "failing" });
    const error = await failure(async () =>
      experimental_generateVideo({ model: provider("sora-2"), ...(await callFields()) }),
    );
    expect(error).toBeInstanceOf(JobFailedError);
    expect(error.message).toContain("The video could not be generated.");
    expect(error.ticket).toMatchObject({ v: 1 });
    expect(creates()).toHaveLength(1);
  });

  test("works with a client of the user", async () => {
    const { server } = providerOn();
    const ugoku = createUgoku({
      baseURL: "http://fake.test/v1",
      fetch: (input, init) => server.fetch(input, init),
      logger: false,
    });
    const own = createUgokuProvider({ ugoku });
    const result = await experimental_generateVideo({
      model: own.video("sora-2"),
      headers: { "x-team": "films" },
      ...(await callFields()),
    });
    expect(isMp4(result.video.uint8Array)).toBe(true);
    expect(result.warnings).toContainEqual(expect.objectContaining({ type: "unsupported", feature: "headers" }));
  });

  test("works with an endpoint such as preview()", { tags: ["slow"] }, async () => {
    const { video: model } = createUgokuProvider({ endpoint: preview(), logger: false });
    const { video: rendered } = await experimental_generateVideo({
      model: model("preview"),
      prompt: { image: await picture(320, 180), text: prompt },
      resolution: "160x96",
      duration: 1,
    });
    expect(isMp4(rendered.uint8Array)).toBe(true);
  });

  test("sends the headers of a call with that call only", async () => {
    const { provider, server } = providerOn({}, { headers: { "x-app": "1" } });
    await experimental_generateVideo({
      model: provider("sora-2"),
      headers: { "X-Team": "films" },
      ...(await callFields()),
    });
    const first = server.requests.length;
    await experimental_generateVideo({ model: provider("sora-2"), ...(await callFields()) });
    const teams = server.requests.map(({ headers }) => headers["x-team"]);
    expect(new Set(teams.slice(0, first))).toEqual(new Set(["films"]));
    expect(new Set(teams.slice(first))).toEqual(new Set([undefined]));
    expect(server.requests.every(({ headers }) => headers["x-app"] === "1")).toBe(true);
  });

  test("works in customProvider()", async () => {
    const { provider } = providerOn();
    const films = customProvider({ videoModels: { draft: provider.video("sora-2") } });
    const { video: made } = await experimental_generateVideo({
      model: films.videoModel("draft"),
      ...(await callFields()),
    });
    expect(isMp4(made.uint8Array)).toBe(true);
  });
});

describe("createUgokuProvider() › call options", () => {
  const generate = async (provider: ReturnType<typeof providerOn>["provider"], fields: Record<string, unknown>) =>
    experimental_generateVideo({ model: provider.video("sora-2"), ...(await callFields(fields)) });

  test.each([
    [{ resolution: "1280x720", providerOptions: { ugoku: { fit: "cover" } } }, { size: "1280x720" }],
    [{ aspectRatio: "9:16" }, { size: "720x1280" }],
    [
      { aspectRatio: "16:9", providerOptions: { ugoku: { fit: "contain", background: "white" } } },
      { size: "1280x720" },
    ],
    [{ aspectRatio: "adaptive" }, { size: "720x1280" }],
    [
      { duration: 12, providerOptions: { ugoku: { model: "sora-2-pro" } } },
      { seconds: "12", model: "sora-2-pro" },
    ],
  ])("%j sends %j", async (fields, expected) => {
    const { provider, sent } = providerOn();
    const { warnings } = await generate(provider, fields);
    expect(sent()).toMatchObject(expected);
    expect(warnings.filter(({ type }) => type === "unsupported")).toEqual([]);
  });

  test("an unsupported aspect ratio or field is a warning and is not sent", async () => {
    const { provider, sent } = providerOn();
    const { warnings } = await generate(provider, { aspectRatio: "1:1", fps: 30, seed: 7, generateAudio: false });
    const features = withoutLint(warnings).map((it) => (it.type === "unsupported" ? it.feature : it.type));
    expect(features).toEqual(["aspectRatio", "fps", "seed", "generateAudio"]);
    expect(Object.keys(sent() ?? {}).sort()).toEqual(["model", "prompt", "seconds", "size"]);
  });

  test("uses the field names of the dialect", async () => {
    const bodies: string[] = [];
    await using server = await serve((request, response) => {
      if (request.url.includes("/content")) return void response.end(mp4(3_000));
      if (request.method === "POST") bodies.push(request.body.toString("latin1"));
      return json(response, video({ status: "completed" }));
    });
    const provider = createUgokuProvider({ baseURL: server.baseURL, dialect: "vllm-omni", logger: false });
    const { warnings } = await experimental_generateVideo({
      model: provider.video("a-model-of-ours"),
      ...(await callFields({
        aspectRatio: "1:1",
        fps: 24,
        seed: 7,
        generateAudio: true,
        providerOptions: { ugoku: { fit: "cover" } },
      })),
    });
    expect(warnings.filter(({ type }) => type === "unsupported")).toEqual([]);
    const fields = [...(bodies[0] ?? "").matchAll(/name="(\w+)"\r\n(?:Content-Type[^\r]*\r\n)?\r\n([^\r]*)\r\n/g)];
    const form = Object.fromEntries(fields.map(([, name, value]) => [name, value]));
    expect(form).toMatchObject({ size: "720x720", fps: "24", seed: "7", generate_sound: "true" });
  });

  test("crops and lint findings are warnings of the call", async () => {
    const { provider } = providerOn();
    const logger = recordLogs();
    const withLogger = providerOn({}, { logger });
    for (const { provider: one } of [{ provider }, withLogger]) {
      const { warnings } = await experimental_generateVideo({
        model: one.video("sora-2"),
        prompt: { image: await picture(1280, 1800), text: "A beautiful woman." },
      });
      const messages = warnings.map((warning) => (warning.type === "other" ? warning.message : ""));
      expect(messages.join("\n")).toContain("(require-motion)");
      expect(messages.join("\n")).toMatch(/crop|cut/);
    }
    // Lint findings are in the warnings, so they are not logged.
    expect(logger.lines.join("\n")).not.toContain("require-motion");
  });

  test("refuses a second image before anything is sent", async () => {
    const { provider, server } = providerOn();
    const image = await portrait();
    const first = { image, frameType: "first_frame" } as const;
    for (const fields of [
      { frameImages: [first, { image, frameType: "last_frame" }] },
      { inputReferences: [image] },
      { prompt: { text: prompt }, inputReferences: [image, image] },
    ])
      expect(await failure(generate(provider, fields))).toMatchObject({ code: "unsupported" });
    expect(server.requests).toEqual([]);
    const one = await generate(provider, { frameImages: [first] });
    expect(one.warnings).toContainEqual(expect.objectContaining({ type: "other" }));
    const { warnings } = await generate(provider, { prompt: { text: prompt }, inputReferences: [image] });
    expect(withoutLint(warnings)).toEqual([
      expect.objectContaining({ type: "compatibility", feature: "inputReferences" }),
    ]);
  });

  test("refuses missing and invalid values before anything is sent", async () => {
    const { provider, server } = providerOn();
    const wrong: [Record<string, unknown>, string][] = [
      [{ prompt }, "image_input_invalid"],
      [{ prompt: { image: await portrait() } }, "prompt_missing"],
      [{ duration: 7 }, "duration_unsupported"],
      [{ resolution: "640x640" }, "size_unsupported"],
      [{ aspectRatio: "wide" }, "option_invalid"],
      [{ aspectRatio: "16:9" }, "image_size_mismatch"],
      [{ providerOptions: { ugoku: { modle: "sora-2" } } }, "option_invalid"],
      [{ providerOptions: { ugoku: { maxCost: 0.01 } } }, "cost_above_maximum"],
      [{ providerOptions: { ugoku: { extra: { colour: 1 } } } }, "field_unsupported"],
      [
        { providerOptions: { ugoku: { lint: "error" } }, prompt: { image: await portrait(), text: "" } },
        "prompt_missing",
      ],
    ];
    for (const [fields, code] of wrong)
      expect((await failure(generate(provider, fields))).code, JSON.stringify(Object.keys(fields))).toBe(code);
    expect(server.requests).toEqual([]);
  });

  test("calls with the same key are one job", async () => {
    const { provider, creates } = providerOn();
    for (const _ of [1, 2]) await generate(provider, { providerOptions: { ugoku: { key: "order-1" } } });
    expect(creates().map(({ headers }) => headers["idempotency-key"])).toEqual(["order-1"]);
  });

  test("maxVideosPerCall above 1 makes one video and a warning", async () => {
    const { provider, creates } = providerOn();
    const { warnings } = await generate(provider, { n: 2, maxVideosPerCall: 2 });
    expect(warnings).toContainEqual(expect.objectContaining({ type: "unsupported", feature: "n" }));
    expect(creates()).toHaveLength(1);
  });
});

test("createUgokuProvider() › refuses invalid options and suggests valid ones", () => {
  const wrong: [() => unknown, string][] = [
    [() => createUgokuProvider({ baseUrl: "http://x.test" } as never), "baseURL"],
    [() => createUgokuProvider({ ugoku: createUgoku(), baseURL: "http://x.test" } as never), "ugoku"],
    [() => createUgokuProvider({ ugoku: {} } as never), "createUgoku"],
    [() => createUgokuProvider({ onJob: true } as never), "function"],
    [() => createUgokuProvider().video(undefined as never), "id"],
  ];
  for (const [work, words] of wrong) {
    const error = (() => {
      try {
        return work();
      } catch (caught) {
        return caught;
      }
    })();
    expect(error).toBeInstanceOf(RequestError);
    expect(`${(error as RequestError).message} ${(error as RequestError).hint}`).toContain(words);
  }
});

test("createUgokuProvider() › models have the AI SDK's types, and the calls of both specification versions", () => {
  const model = createUgokuProvider().video("sora-2");
  expectTypeOf(model).toExtend<Experimental_VideoModelV3>();
  expectTypeOf(model).omit("specificationVersion").toExtend<Omit<Experimental_VideoModelV4, "specificationVersion">>();
});
