import { parseSize } from "../models/models.js";
import { decodeBody } from "../testing/parse-create.js";
import { errorResponse } from "../testing/responses.js";
import { isRecord } from "../utils/guards.js";
import type { AiSdkCallOptions, AiSdkFile, JsonObject } from "./specification.js";

/** A create request as arguments of an AI SDK model. */
export interface CreateParams {
  readonly call: Omit<AiSdkCallOptions, "abortSignal" | "headers">;
  readonly key: string | undefined;
  /** As requested. */
  readonly seconds: string;
  readonly size: string;
}

export interface ParseCreateOptions {
  readonly modelId: string;
  readonly providerOptions: Readonly<Record<string, JsonObject>>;
  readonly shape: "both" | "resolution" | "aspectRatio" | "none";
}

/** Returns a 400 response if the request is invalid. */
export async function parseCreate(
  request: Request,
  { modelId, providerOptions, shape }: ParseCreateOptions,
): Promise<CreateParams | Response> {
  const body = await decodeBody(request);
  const fields: Readonly<Record<string, unknown>> = (body?.kind === "json" ? body.value : body?.fields) ?? {};
  const { model, prompt, seconds = "", size = "" } = fields;
  if (model !== modelId)
    return errorResponse({
      status: 400,
      message: `This endpoint runs ${modelId}, not ${String(model)}.`,
      param: "model",
    });
  const pixels = typeof size === "string" ? parseSize(size) : undefined;
  const image = body?.kind === "json" ? urlImage(body.value.input_reference) : fileImage(body?.files.input_reference);
  if (typeof prompt !== "string" || !pixels || !(Number(seconds) > 0) || !image)
    return errorResponse({ status: 400, message: "A create request needs a prompt, seconds, a size and an image." });
  const { seed, fps, generate_audio: audio, provider_options: own } = fields;
  const { width, height } = pixels;
  return {
    key: request.headers.get("idempotency-key") ?? undefined,
    seconds: String(seconds),
    size: String(size),
    call: {
      prompt,
      n: 1,
      image,
      duration: Number(seconds),
      resolution: shape === "both" || shape === "resolution" ? `${width}x${height}` : undefined,
      aspectRatio: shape === "both" || shape === "aspectRatio" ? aspectRatioOf(width, height) : undefined,
      fps: fps === undefined ? undefined : Number(fps),
      seed: seed === undefined ? undefined : Number(seed),
      // A form field is a string.
      generateAudio: audio === undefined ? undefined : String(audio) === "true",
      frameImages: undefined,
      inputReferences: undefined,
      providerOptions: mergeByProvider(providerOptions, typeof own === "string" ? JSON.parse(own) : own),
    },
  };
}

const fileImage = (file: { bytes: Uint8Array; type: string } | undefined): AiSdkFile | undefined =>
  file && { type: "file", data: file.bytes, mediaType: file.type };

function urlImage(reference: unknown): AiSdkFile | undefined {
  const url = (reference as { image_url?: unknown } | undefined)?.image_url;
  return typeof url === "string" ? { type: "url", url } : undefined;
}

const commonRatios: readonly (readonly [number, number])[] = [
  [16, 9],
  [9, 16],
  [1, 1],
  [4, 3],
  [3, 4],
  [3, 2],
  [2, 3],
  [21, 9],
  [9, 21],
];

/** The nearest common ratio within 2 %: sides are multiples of 16, so 1264x720 is a 16:9 clip too. */
function aspectRatioOf(width: number, height: number): `${number}:${number}` {
  const divisor = greatestCommonDivisor(width, height);
  const [across, down] = commonRatios.find(([x, y]) => Math.abs((width * y) / (height * x) - 1) < 0.02) ?? [
    width / divisor,
    height / divisor,
  ];
  return `${across}:${down}`;
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));

/** Settings of the call override those of the endpoint, provider by provider. */
function mergeByProvider(defaults: Readonly<Record<string, JsonObject>>, own: unknown): Record<string, JsonObject> {
  const merged: Record<string, JsonObject> = { ...defaults };
  const given = isRecord(own) ? own : {};
  for (const [name, settings] of Object.entries(given as Record<string, JsonObject>))
    merged[name] = { ...merged[name], ...settings };
  return merged;
}
