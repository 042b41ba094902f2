import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import type { Endpoint } from "../../src/index.js";
import {
  fal,
  kling,
  luma,
  minimax,
  replicate,
  runway,
  type ServiceOptions,
  seedance,
  veo,
  wan,
  xai,
} from "../../src/services.js";
import { mp4 } from "../helpers/clips.js";
import { json, serve, type WireRequest, type WireServer } from "../helpers/servers.js";

/** How a job of a stand-in ends. */
export type Ending = "completes" | "fails" | "is moderated";

/** The state of a job at a poll. */
type Phase = "queued" | "running" | "done";

type Fields = Readonly<Record<string, unknown>>;

/** What one service wants and answers, written from the package of its vendor and not from ours. */
export interface StandIn {
  readonly name: string;
  readonly make: (options: ServiceOptions) => Endpoint;
  /** The variable that the vendor's own package reads. */
  readonly variable: string;
  /** The headers of every request to the service. */
  readonly headers: (key: string) => Readonly<Record<string, string>>;
  readonly create: {
    readonly path: string;
    /** Headers of a create request only. */
    readonly headers?: Readonly<Record<string, string>>;
    readonly id: string;
    readonly answer: (id: string, origin: string) => Fields;
  };
  /** What is wrong with a body, as the service would say; `undefined` if nothing is. */
  readonly check: (body: Fields) => string | undefined;
  /** The path of a poll, and of a second request for the result. */
  readonly poll: (id: string) => string;
  readonly state: (
    id: string,
    phase: Phase,
    ending: Ending,
    clip: string,
  ) => { readonly status?: number; readonly body: unknown };
  readonly result?: {
    readonly path: (id: string) => string;
    readonly answer: (ending: Ending, clip: string) => { readonly status?: number; readonly body: unknown };
  };
  readonly cancel?: { readonly method: string; readonly path: (id: string) => string };
  readonly list?: { readonly path: string; readonly answer: (jobs: readonly ListedJob[]) => unknown };
  /** The answers to a wrong key, an empty account and a rejected field. */
  readonly refusals: Readonly<Record<"key" | "credit" | "field", { readonly status: number; readonly body: unknown }>>;
  /** The clip is read with the key. */
  readonly clipNeedsKey?: boolean;
  readonly takes: "bytes" | "url";
}

/** A job of a stand-in. */
export interface StandInJob {
  readonly id: string;
  readonly body: Fields;
  readonly createdAt: number;
  /** How often its state was asked for. */
  polls: number;
}

/** A job as the list shows it, with the answer to a poll. */
export interface ListedJob extends StandInJob {
  readonly state: Fields;
}

const isDataUrl = (value: unknown): boolean =>
  /^data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/]+=*$/.test(String(value));
const isBase64 = (value: unknown): boolean => /^[A-Za-z0-9+/]{100,}=*$/.test(String(value));

/** The first field that is missing, unknown or not as expected. */
function misfit(
  body: unknown,
  shape: Readonly<Record<string, (value: unknown) => boolean>>,
  optional: readonly string[] = [],
) {
  if (typeof body !== "object" || body === null) return "the body is not an object";
  for (const name of Object.keys(body)) if (!Object.hasOwn(shape, name)) return `unknown field ${name}`;
  for (const [name, fits] of Object.entries(shape)) {
    const value = (body as Fields)[name];
    if (value === undefined && optional.includes(name)) continue;
    if (!fits(value)) return `${name}: ${JSON.stringify(value)?.slice(0, 60)}`;
  }
  return undefined;
}

const isText = (value: unknown) => typeof value === "string" && value.length > 0;
const isWhole = (value: unknown) => Number.isInteger(value);
const oneOf =
  (...allowed: unknown[]) =>
  (value: unknown) =>
    allowed.includes(value);

const seedanceContent = (value: unknown): boolean =>
  Array.isArray(value) &&
  value[0]?.type === "text" &&
  isText(value[0]?.text) &&
  value.slice(1).every((part: Fields) => part.type === "image_url" && isDataUrl((part.image_url as Fields).url)) &&
  value[1]?.role === "first_frame" &&
  (value.length === 2 || (value.length === 3 && value[2]?.role === "last_frame"));

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

export const standIns: readonly StandIn[] = [
  {
    name: "runway",
    make: runway,
    variable: "RUNWAYML_API_SECRET",
    headers: (key) => ({ ...bearer(key), "x-runway-version": "2024-11-06" }),
    create: {
      path: "/v1/image_to_video",
      id: "17f20503-6c24-4c16-946b-35dbbce2af2f",
      answer: (id) => ({ id, estimatedCost: { credits: 25 } }),
    },
    check: (body) =>
      misfit(
        body,
        {
          model: oneOf("gen4_turbo", "veo3.1"),
          promptImage: (value) =>
            isDataUrl(value) ||
            (Array.isArray(value) &&
              value.every((one: Fields, index) => isDataUrl(one.uri) && one.position === ["first", "last"][index])),
          promptText: (value) => isText(value) && String(value).length <= 1_000,
          ratio: oneOf("1280:720", "720:1280", "1104:832", "832:1104", "960:960", "1584:672"),
          duration: isWhole,
          seed: isWhole,
          audio: (value) => typeof value === "boolean",
          negativePrompt: isText,
        },
        ["seed", "audio", "negativePrompt"],
      ),
    poll: (id) => `/v1/tasks/${id}`,
    state: (id, phase, ending, clip) => {
      const shared = { id, createdAt: "2026-11-29T10:00:00.000Z" };
      if (phase === "queued") return { body: { ...shared, status: "PENDING" } };
      if (phase === "running") return { body: { ...shared, status: "RUNNING", progress: 0.42 } };
      if (ending === "completes") return { body: { ...shared, status: "SUCCEEDED", output: [clip] } };
      return ending === "fails"
        ? {
            body: {
              ...shared,
              status: "FAILED",
              failure: "An unexpected error occurred.",
              failureCode: "INTERNAL.BAD_OUTPUT.CODE01",
            },
          }
        : {
            body: { ...shared, status: "FAILED", failure: "The input was blocked.", failureCode: "SAFETY.INPUT.TEXT" },
          };
    },
    cancel: { method: "DELETE", path: (id) => `/v1/tasks/${id}` },
    refusals: {
      key: { status: 401, body: { error: "The API key you provided is not valid." } },
      credit: { status: 400, body: { error: "You do not have enough credits to run this task." } },
      field: {
        status: 400,
        body: { error: "Validation of body failed", issues: [{ path: ["ratio"], message: "Invalid enum value" }] },
      },
    },
    takes: "bytes",
  },
  {
    name: "fal",
    make: fal,
    variable: "FAL_KEY",
    headers: (key) => ({ authorization: `Key ${key}` }),
    create: {
      path: "/fal-ai/pika/v2.2/image-to-video",
      id: "764cabcf-b745-4b3e-ae38-1200304cf45b",
      // The result is under a shorter name than the model.
      answer: (id, origin) => ({
        request_id: id,
        status: "IN_QUEUE",
        queue_position: 0,
        response_url: `${origin}/fal-ai/pika/requests/${id}`,
        status_url: `${origin}/fal-ai/pika/requests/${id}/status`,
        cancel_url: `${origin}/fal-ai/pika/requests/${id}/cancel`,
      }),
    },
    check: (body) =>
      misfit(
        body,
        {
          prompt: isText,
          image_url: isDataUrl,
          duration: oneOf("5", "10"),
          resolution: oneOf("720p", "1080p"),
          seed: isWhole,
          negative_prompt: isText,
        },
        ["seed", "negative_prompt"],
      ),
    poll: (id) => `/fal-ai/pika/requests/${id}/status`,
    state: (_, phase) => {
      if (phase === "queued") return { status: 202, body: { status: "IN_QUEUE", queue_position: 3 } };
      return phase === "running" ? { status: 202, body: { status: "IN_PROGRESS" } } : { body: { status: "COMPLETED" } };
    },
    result: {
      path: (id) => `/fal-ai/pika/requests/${id}`,
      answer: (ending, clip) =>
        ending === "completes"
          ? { body: { video: { url: clip, content_type: "video/mp4" } } }
          : {
              status: 422,
              body: {
                detail: [
                  ending === "fails"
                    ? { loc: ["body", "image_url"], msg: "Failed to load the image", type: "image_load_error" }
                    : {
                        loc: ["body", "prompt"],
                        msg: "The content could not be processed because it was flagged by a content checker.",
                        type: "content_policy_violation",
                      },
                ],
              },
            },
    },
    cancel: { method: "PUT", path: (id) => `/fal-ai/pika/requests/${id}/cancel` },
    refusals: {
      key: { status: 401, body: { detail: "Cannot access application: invalid key." } },
      credit: { status: 403, body: { detail: "User is locked. Reason: Exhausted balance. Top up your balance." } },
      field: {
        status: 422,
        body: {
          detail: [{ loc: ["body", "duration"], msg: "unexpected value; permitted: '5', '10'", type: "value_error" }],
        },
      },
    },
    takes: "bytes",
  },
  {
    name: "replicate",
    make: replicate,
    variable: "REPLICATE_API_TOKEN",
    headers: bearer,
    create: {
      path: "/v1/models/kwaivgi/kling-v2.6/predictions",
      id: "gm3qorzdhgbfurvjtvhg6dckhu",
      answer: (id, origin) => ({
        id,
        status: "starting",
        urls: { get: `${origin}/v1/predictions/${id}`, cancel: `${origin}/v1/predictions/${id}/cancel` },
      }),
    },
    check: (body) =>
      misfit(body, {
        input: (value) =>
          misfit(
            value,
            {
              prompt: isText,
              start_image: isDataUrl,
              duration: oneOf(5, 10),
              negative_prompt: isText,
              generate_audio: (one) => typeof one === "boolean",
            },
            ["negative_prompt", "generate_audio"],
          ) === undefined,
      }),
    poll: (id) => `/v1/predictions/${id}`,
    state: (id, phase, ending, clip) => {
      if (phase === "queued") return { body: { id, status: "starting" } };
      if (phase === "running") return { body: { id, status: "processing", logs: "50%" } };
      if (ending === "completes") return { body: { id, status: "succeeded", output: clip } };
      const error =
        ending === "fails"
          ? "Prediction interrupted; please retry (code: PA)"
          : "The input was flagged as sensitive (E005)";
      return { body: { id, status: "failed", error, output: null } };
    },
    cancel: { method: "POST", path: (id) => `/v1/predictions/${id}/cancel` },
    list: {
      path: "/v1/predictions",
      answer: (jobs) => ({
        next: null,
        previous: null,
        results: jobs.map(({ body, createdAt, state }) => ({
          ...state,
          model: "kwaivgi/kling-v2.6",
          created_at: new Date(createdAt).toISOString(),
          input: body.input,
        })),
      }),
    },
    refusals: {
      key: {
        status: 401,
        body: { title: "Unauthenticated", detail: "You did not pass a valid authentication token", status: 401 },
      },
      credit: {
        status: 402,
        body: { title: "Insufficient credit", detail: "You have insufficient credit to run this model.", status: 402 },
      },
      field: {
        status: 422,
        body: { title: "Input validation failed", detail: "- input.duration: must be one of 5, 10", status: 422 },
      },
    },
    takes: "bytes",
  },
  {
    name: "veo",
    make: ({ baseURL, ...options }) => veo({ ...options, baseURL: `${baseURL}/v1beta` }),
    variable: "GEMINI_API_KEY",
    headers: (key) => ({ "x-goog-api-key": key }),
    create: {
      path: "/v1beta/models/veo-3.1-fast-generate-preview:predictLongRunning",
      id: "models/veo-3.1-fast-generate-preview/operations/abc123",
      answer: (id) => ({ name: id }),
    },
    check: (body) =>
      misfit(body, {
        instances: (value) =>
          Array.isArray(value) &&
          value.length === 1 &&
          misfit(
            value[0],
            {
              prompt: isText,
              image: (image) =>
                isBase64((image as Fields).bytesBase64Encoded) && (image as Fields).mimeType === "image/png",
              lastFrame: (image) => isBase64((image as Fields).bytesBase64Encoded),
            },
            ["lastFrame"],
          ) === undefined,
        parameters: (value) =>
          misfit(
            value,
            {
              aspectRatio: oneOf("16:9", "9:16"),
              resolution: oneOf("720p", "1080p"),
              durationSeconds: oneOf(4, 6, 8),
              seed: isWhole,
              negativePrompt: isText,
            },
            ["seed", "negativePrompt"],
          ) === undefined,
      }),
    poll: (id) => `/v1beta/${id}`,
    state: (id, phase, ending, clip) => {
      if (phase !== "done") return { body: { name: id } };
      if (ending === "completes")
        return {
          body: {
            name: id,
            done: true,
            response: { generateVideoResponse: { generatedSamples: [{ video: { uri: clip } }] } },
          },
        };
      return ending === "fails"
        ? { body: { name: id, done: true, error: { code: 13, message: "An internal error has occurred." } } }
        : {
            body: {
              name: id,
              done: true,
              response: {
                generateVideoResponse: {
                  raiMediaFilteredCount: 1,
                  raiMediaFilteredReasons: ["The video could not be created because of usage guidelines on safety."],
                },
              },
            },
          };
    },
    refusals: {
      key: {
        status: 400,
        body: {
          error: { code: 400, message: "API key not valid. Please pass a valid API key.", status: "INVALID_ARGUMENT" },
        },
      },
      credit: {
        status: 429,
        body: {
          error: {
            code: 429,
            message: "You exceeded your current quota, please check your plan and billing details.",
            status: "RESOURCE_EXHAUSTED",
          },
        },
      },
      field: {
        status: 400,
        body: { error: { code: 400, message: "durationSeconds is out of range.", status: "INVALID_ARGUMENT" } },
      },
    },
    clipNeedsKey: true,
    takes: "bytes",
  },
  {
    name: "kling",
    make: kling,
    variable: "KLINGAI_API_KEY",
    headers: bearer,
    create: {
      path: "/v1/videos/image2video",
      id: "831922345719271433",
      answer: (id) => ({
        code: 0,
        message: "SUCCEED",
        request_id: "r1",
        data: { task_id: id, task_status: "submitted" },
      }),
    },
    check: (body) =>
      misfit(
        body,
        {
          model_name: oneOf("kling-v2-6"),
          prompt: isText,
          image: isBase64,
          duration: oneOf("5", "10"),
          external_task_id: isText,
          image_tail: isBase64,
          negative_prompt: isText,
          sound: oneOf("on", "off"),
        },
        ["image_tail", "negative_prompt", "sound"],
      ),
    poll: (id) => `/v1/videos/image2video/${id}`,
    state: (id, phase, ending, clip) => {
      const answer = (data: Fields) => ({ body: { code: 0, message: "SUCCEED", data: { task_id: id, ...data } } });
      if (phase === "queued") return answer({ task_status: "submitted" });
      if (phase === "running") return answer({ task_status: "processing" });
      if (ending === "completes")
        return answer({ task_status: "succeed", task_result: { videos: [{ id: "v", url: clip, duration: "5.1" }] } });
      const why = ending === "fails" ? "Internal failure of the model" : "Failure to pass the risk control system";
      return answer({ task_status: "failed", task_status_msg: why });
    },
    list: {
      path: "/v1/videos/image2video",
      answer: (jobs) => ({
        code: 0,
        data: jobs.map(({ body, createdAt, state }) => ({
          ...(state.data as Fields),
          task_info: { external_task_id: body.external_task_id },
          created_at: createdAt,
        })),
      }),
    },
    refusals: {
      key: { status: 401, body: { code: 1002, message: "access key not found" } },
      credit: { status: 200, body: { code: 1102, message: "Account balance not enough" } },
      field: { status: 200, body: { code: 1201, message: "duration value '7' is invalid" } },
    },
    takes: "bytes",
  },
  {
    name: "luma",
    make: luma,
    variable: "LUMAAI_API_KEY",
    headers: bearer,
    create: {
      path: "/generations/video",
      id: "123e4567-e89b-12d3-a456-426614174000",
      answer: (id) => ({ id, state: "queued", created_at: "2026-11-29T10:00:00Z" }),
    },
    check: (body) =>
      misfit(body, {
        model: oneOf("ray-2"),
        prompt: isText,
        keyframes: (value) => {
          const { frame0, frame1 } = value as Record<"frame0" | "frame1", Fields | undefined>;
          return [frame0, frame1].every((frame, index) =>
            frame ? frame.type === "image" && /^https?:/.test(String(frame.url)) : index === 1,
          );
        },
        aspect_ratio: oneOf("1:1", "16:9", "9:16", "4:3", "3:4", "21:9", "9:21"),
        resolution: oneOf("540p", "720p", "1080p", "4k"),
        duration: oneOf("5s", "9s"),
      }),
    poll: (id) => `/generations/${id}`,
    state: (id, phase, ending, clip) => {
      if (phase === "queued") return { body: { id, state: "queued", assets: null } };
      if (phase === "running") return { body: { id, state: "dreaming", assets: null } };
      if (ending === "completes") return { body: { id, state: "completed", assets: { video: clip } } };
      const reason = ending === "fails" ? "Job failed." : "400: prompt not allowed because advanced moderation failed";
      return { body: { id, state: "failed", failure_reason: reason } };
    },
    cancel: { method: "DELETE", path: (id) => `/generations/${id}` },
    list: {
      path: "/generations",
      answer: (jobs) => ({
        has_more: false,
        count: jobs.length,
        generations: jobs.map(({ body, createdAt, state }) => ({
          ...state,
          created_at: new Date(createdAt).toISOString(),
          request: { prompt: body.prompt },
        })),
      }),
    },
    refusals: {
      key: { status: 403, body: { detail: "Not authenticated" } },
      credit: { status: 400, body: { detail: "Insufficient credits" } },
      field: {
        status: 422,
        body: { detail: [{ loc: ["body", "duration"], msg: "Input should be '5s' or '9s'", type: "literal_error" }] },
      },
    },
    takes: "url",
  },
  {
    name: "xai",
    make: xai,
    variable: "XAI_API_KEY",
    headers: bearer,
    create: {
      path: "/videos/generations",
      id: "d97415a1-5796-b7ec-379f-4e6819e08fdf",
      answer: (id) => ({ request_id: id }),
    },
    check: (body) =>
      misfit(
        body,
        {
          model: oneOf("grok-imagine-video"),
          prompt: isText,
          image: (value) => isDataUrl((value as Fields).url),
          duration: (value) => isWhole(value) && Number(value) >= 1 && Number(value) <= 15,
          aspect_ratio: oneOf("16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3"),
          resolution: oneOf("480p", "720p", "1080p"),
          generate_audio: (value) => typeof value === "boolean",
        },
        ["generate_audio"],
      ),
    poll: (id) => `/videos/${id}`,
    state: (_, phase, ending, clip) => {
      // Pending without a body.
      if (phase === "queued") return { status: 202, body: undefined };
      if (phase === "running") return { status: 202, body: { status: "pending", progress: 42 } };
      if (ending === "fails")
        return { body: { status: "failed", error: { code: "internal", message: "Generation failed." } } };
      // A clip that moderation refused has no address.
      const isClip = ending === "completes";
      return { body: { status: "done", video: { url: isClip ? clip : "", duration: 6, respect_moderation: isClip } } };
    },
    refusals: {
      key: {
        status: 400,
        body: { code: "Client specified an invalid argument", error: "Incorrect API key provided." },
      },
      credit: {
        status: 403,
        body: { code: "The caller does not have permission", error: "Your team has no credits left." },
      },
      field: { status: 422, body: { error: "Failed to deserialize the JSON body: duration: invalid value" } },
    },
    takes: "bytes",
  },
  {
    name: "minimax",
    make: minimax,
    variable: "MINIMAX_API_KEY",
    headers: bearer,
    create: {
      path: "/v2/video_generation",
      id: "106916112212032",
      answer: (id) => ({ task_id: id, base_resp: { status_code: 0, status_msg: "success" } }),
    },
    check: (body) =>
      misfit(body, {
        model: oneOf("MiniMax-H3"),
        content: seedanceContent,
        resolution: oneOf("480P", "768P", "2K"),
        duration: isWhole,
      }),
    poll: (id) => `/v2/query/video_generation/${id}`,
    state: (id, phase, ending, clip) => {
      if (phase === "queued") return { body: { task: { id, status: "queued" } } };
      if (phase === "running") return { body: { task: { id, status: "running" } } };
      if (ending === "completes") return { body: { task: { id, status: "succeeded", content: { url: clip } } } };
      const error =
        ending === "fails"
          ? { code: 1000, message: "unknown error" }
          : { code: 1026, message: "video description involves sensitive content" };
      return { body: { task: { id, status: "failed", error } } };
    },
    refusals: {
      key: { status: 401, body: { type: "error", error: { type: "authorized_error", message: "invalid api key" } } },
      credit: { status: 200, body: { base_resp: { status_code: 1008, status_msg: "insufficient balance" } } },
      field: { status: 200, body: { base_resp: { status_code: 2013, status_msg: "invalid params: duration" } } },
    },
    takes: "bytes",
  },
  {
    name: "seedance",
    make: seedance,
    variable: "ARK_API_KEY",
    headers: bearer,
    create: { path: "/contents/generations/tasks", id: "cgt-2026112910-abcde", answer: (id) => ({ id }) },
    check: (body) =>
      misfit(
        body,
        {
          model: oneOf("seedance-1-5-pro-251215"),
          content: seedanceContent,
          ratio: oneOf("16:9", "9:16", "1:1", "4:3", "3:4", "21:9"),
          duration: isWhole,
          resolution: oneOf("480p", "720p", "1080p"),
          seed: isWhole,
          generate_audio: (value) => typeof value === "boolean",
        },
        ["seed", "generate_audio"],
      ),
    poll: (id) => `/contents/generations/tasks/${id}`,
    state: (id, phase, ending, clip) => {
      if (phase === "queued") return { body: { id, status: "queued" } };
      if (phase === "running") return { body: { id, status: "running" } };
      if (ending === "completes") return { body: { id, status: "succeeded", content: { video_url: clip } } };
      const error =
        ending === "fails"
          ? { code: "InternalServiceError", message: "The service encountered an internal error." }
          : {
              code: "InputImageSensitiveContentDetected",
              message: "The request failed because the input image may contain sensitive information.",
            };
      return { body: { id, status: "failed", error } };
    },
    cancel: { method: "DELETE", path: (id) => `/contents/generations/tasks/${id}` },
    refusals: {
      key: {
        status: 401,
        body: { error: { code: "AuthenticationError", message: "The API key in the request is missing or invalid." } },
      },
      credit: {
        status: 403,
        body: { error: { code: "AccountOverdueError", message: "The account has an overdue balance." } },
      },
      field: {
        status: 400,
        body: { error: { code: "InvalidParameter", message: "The parameter duration is not valid." } },
      },
    },
    takes: "bytes",
  },
  {
    name: "wan",
    make: wan,
    variable: "DASHSCOPE_API_KEY",
    headers: bearer,
    create: {
      headers: { "x-dashscope-async": "enable" },
      path: "/api/v1/services/aigc/video-generation/video-synthesis",
      id: "0385dc79-5ff8-4d82-bcb6-7e0a2a3b7c10",
      answer: (id) => ({ output: { task_status: "PENDING", task_id: id }, request_id: "r2" }),
    },
    check: (body) =>
      misfit(body, {
        model: oneOf("wan2.6-i2v"),
        input: (value) =>
          misfit(value, { prompt: isText, img_url: isDataUrl, negative_prompt: isText }, ["negative_prompt"]) ===
          undefined,
        parameters: (value) =>
          misfit(
            value,
            {
              resolution: oneOf("720P", "1080P"),
              duration: oneOf(5, 10, 15),
              seed: isWhole,
              audio: (one) => typeof one === "boolean",
            },
            ["seed", "audio"],
          ) === undefined,
      }),
    poll: (id) => `/api/v1/tasks/${id}`,
    state: (id, phase, ending, clip) => {
      const answer = (output: Fields) => ({ body: { request_id: "r3", output: { task_id: id, ...output } } });
      if (phase === "queued") return answer({ task_status: "PENDING" });
      if (phase === "running") return answer({ task_status: "RUNNING" });
      if (ending === "completes") return answer({ task_status: "SUCCEEDED", video_url: clip });
      return ending === "fails"
        ? answer({ task_status: "FAILED", code: "InternalError", message: "An internal error has occurred." })
        : answer({
            task_status: "FAILED",
            code: "DataInspectionFailed",
            message: "Output data may contain inappropriate content.",
          });
    },
    refusals: {
      key: { status: 401, body: { code: "InvalidApiKey", message: "Invalid API-key provided." } },
      credit: {
        status: 400,
        body: { code: "Arrearage", message: "Access denied, please make sure your account is in good standing." },
      },
      field: { status: 400, body: { code: "InvalidParameter", message: "parameters.duration is not valid." } },
    },
    takes: "bytes",
  },
];

/** A running stand-in. */
export interface Service extends AsyncDisposable {
  readonly origin: string;
  readonly requests: WireRequest[];
  readonly jobs: readonly StandInJob[];
  /** The first problem that the service saw in a create request. */
  readonly problems: readonly string[];
  readonly canceled: readonly string[];
  /** Requests for the clip, with their key if they had one. */
  readonly downloads: readonly { readonly hadKey: boolean }[];
}

/** What a stand-in does to the requests of one test. */
export interface Behaviour {
  readonly ending?: Ending | ((body: string) => Ending);
  /** Polls before the job ends. */
  readonly polls?: number;
  /**
   * Answers a request in place of the service, if it returns `true`. The count is of requests of that kind; a create request
   * has already made its job.
   */
  readonly intercept?: (
    kind: "create" | "poll" | "download",
    count: number,
    response: ServerResponse,
    body: string,
  ) => boolean;
  readonly refusal?: "key" | "credit" | "field";
  /** Takes any body: the packages of the vendors differ from ours in fields that say the same. */
  readonly takesAnyBody?: boolean;
  /** Milliseconds between a create request and its answer. */
  readonly delayMs?: number;
  /** The clip's address at each poll is another; the first one has expired. */
  readonly expires?: boolean;
}

export const standInKey = "key-of-the-service-0123456789";
export const clipBytes = mp4(4_000);

/** Serves a stand-in on a real socket, and its clips on a second origin. */
export async function serveStandIn(standIn: StandIn, behaviour: Behaviour = {}): Promise<Service> {
  const { ending = "completes", polls = 2 } = behaviour;
  const jobs: StandInJob[] = [];
  const problems: string[] = [];
  const canceled: string[] = [];
  const downloads: { hadKey: boolean }[] = [];
  const counts = { create: 0, poll: 0, download: 0 };
  const { create, refusals } = standIn;
  const key = Object.entries(standIn.headers(standInKey));

  const download = (request: WireRequest, response: ServerResponse): void => {
    counts.download += 1;
    downloads.push({ hadKey: JSON.stringify(request.headers).includes(standInKey) });
    if (behaviour.intercept?.("download", counts.download, response, "")) return;
    if (behaviour.expires && request.url.endsWith("/1")) return void json(response, { message: "expired" }, 403);
    response.writeHead(200, { "content-type": "video/mp4", "content-length": clipBytes.length });
    response.end(clipBytes);
  };
  const storage = await serve((request, response) => download(request, response));
  const server: WireServer = await serve((request, response): void => {
    const path = request.url.replace(/\?.*$/, "");
    const withPath = (pathOf: ((id: string) => string) | undefined) => jobs.find(({ id }) => path === pathOf?.(id));
    if (path.startsWith("/clips/")) return void download(request, response);
    const isCreate = request.method === "POST" && path === create.path;
    for (const [name, value] of [...key, ...Object.entries((isCreate && create.headers) || {})])
      if (request.headers[name] !== value) return void json(response, refusals.key.body, refusals.key.status);
    const clipOf = ({ polls: count }: StandInJob) =>
      `${standIn.clipNeedsKey ? server.origin : storage.origin}/clips/${Math.max(1, count)}`;
    const endingOf = ({ body }: StandInJob) => (typeof ending === "function" ? ending(JSON.stringify(body)) : ending);
    const nextState = (job: StandInJob) => {
      job.polls += 1;
      const now: Phase = job.polls <= 1 && polls > 0 ? "queued" : job.polls <= polls ? "running" : "done";
      return standIn.state(job.id, now, endingOf(job), clipOf(job));
    };
    if (isCreate) {
      counts.create += 1;
      if (behaviour.refusal) {
        const { status, body } = refusals[behaviour.refusal];
        return void json(response, body, status);
      }
      const body = JSON.parse(request.body.toString()) as Fields;
      const problem = behaviour.takesAnyBody ? undefined : standIn.check(body);
      if (problem !== undefined) {
        problems.push(problem);
        return void json(response, refusals.field.body, refusals.field.status);
      }
      const id = `${create.id}${jobs.length === 0 ? "" : jobs.length}`;
      jobs.push({ id, body, createdAt: Date.now(), polls: 0 });
      if (behaviour.intercept?.("create", counts.create, response, request.body.toString())) return;
      setTimeout(() => json(response, create.answer(id, server.origin)), behaviour.delayMs ?? 0);
      return;
    }
    const toCancel = request.method === standIn.cancel?.method && withPath(standIn.cancel.path);
    if (toCancel) {
      canceled.push(toCancel.id);
      response.writeHead(standIn.name === "runway" || standIn.name === "luma" ? 204 : 200);
      return void response.end();
    }
    if (request.method !== "GET") return void json(response, { message: "no such route" }, 404);
    const polled = withPath(standIn.poll);
    if (polled) {
      counts.poll += 1;
      if (behaviour.intercept?.("poll", counts.poll, response, "")) return;
      return void answer(response, nextState(polled));
    }
    const ended = withPath(standIn.result?.path);
    if (ended) return void answer(response, standIn.result!.answer(endingOf(ended), clipOf(ended)));
    if (standIn.list && path === standIn.list.path) {
      const listed = jobs.map((job) => ({ ...job, state: nextState(job).body as Fields }));
      return void json(response, standIn.list.answer(listed));
    }
    return void json(response, { message: "no such route" }, 404);
  });
  return {
    origin: server.origin,
    requests: server.requests,
    jobs,
    problems,
    canceled,
    downloads,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await storage[Symbol.asyncDispose]();
    },
  };
}

function answer(
  response: ServerResponse,
  { status = 200, body }: { readonly status?: number; readonly body: unknown },
) {
  if (body !== undefined) return void json(response, body, status);
  response.writeHead(status);
  return void response.end();
}

/** Reads a saved clip. */
export const readClip = (path: string): Promise<Buffer> => readFile(path);
