import { parseSize } from "../models/models.js";
import { decodeBody } from "../testing/parse-create.js";
import { errorResponse } from "../testing/responses.js";
import type { AiSdkCallOptions, AiSdkFile, JsonObject } from "./specification.js";

/** A create, as a model of the AI SDK is called with it. */
export interface VideoOrder {
  readonly call: Omit<AiSdkCallOptions, "abortSignal" | "headers">;
  readonly modelId: string;
  readonly key: string | undefined;
  /** As they were asked for. */
  readonly seconds: string;
  readonly size: string;
}

/** How an order is read. */
export interface OrderContext {
  readonly modelId: string;
  readonly providerOptions: Readonly<Record<string, JsonObject>>;
  readonly shape: "both" | "resolution" | "aspectRatio" | "none";
}

/** The order in a create, or why it is refused. */
export async function readVideoOrder(request: Request, context: OrderContext): Promise<VideoOrder | Response> {
  const body = await decodeBody(request);
  const fields: Readonly<Record<string, unknown>> = (body?.kind === "json" ? body.value : body?.fields) ?? {};
  const { model, prompt, seconds = "", size = "" } = fields;
  const { modelId } = context;
  if (model !== modelId)
    return errorResponse({
      status: 400,
      message: `This endpoint runs ${modelId}, not ${String(model)}.`,
      param: "model",
    });
  const pixels = typeof size === "string" ? parseSize(size) : undefined;
  const image = body?.kind === "json" ? readReference(body.value.input_reference) : fileOf(body?.files.input_reference);
  if (typeof prompt !== "string" || !pixels || !(Number(seconds) > 0) || !image)
    return errorResponse({ status: 400, message: "A create has a prompt, seconds, a size and an image." });
  const { seed, fps, generate_audio: audio, provider_options: own } = fields;
  const { width, height } = pixels;
  const tells = (what: "resolution" | "aspectRatio") => context.shape === "both" || context.shape === what;
  return {
    modelId,
    key: request.headers.get("idempotency-key") ?? undefined,
    seconds: String(seconds),
    size: String(size),
    call: {
      prompt,
      n: 1,
      image,
      duration: Number(seconds),
      resolution: tells("resolution") ? `${width}x${height}` : undefined,
      aspectRatio: tells("aspectRatio") ? nameOfShape(width, height) : undefined,
      fps: fps === undefined ? undefined : Number(fps),
      seed: seed === undefined ? undefined : Number(seed),
      // A form has only texts.
      generateAudio: audio === undefined ? undefined : String(audio) === "true",
      frameImages: undefined,
      inputReferences: undefined,
      providerOptions: merge(context.providerOptions, typeof own === "string" ? JSON.parse(own) : own),
    },
  };
}

const fileOf = (file: { bytes: Uint8Array; type: string } | undefined): AiSdkFile | undefined =>
  file && { type: "file", data: file.bytes, mediaType: file.type };

function readReference(reference: unknown): AiSdkFile | undefined {
  const url = (reference as { image_url?: unknown } | undefined)?.image_url;
  return typeof url === "string" ? { type: "url", url } : undefined;
}

/** The names of shapes that providers list. */
const shapes = ["16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "21:9", "9:21"] as const;

/** The shape's name: clips are of whole multiples of 16 pixels, so that 1280x720 and 1264x720 are both 16:9. */
function nameOfShape(width: number, height: number): `${number}:${number}` {
  const value = (name: string) => {
    const [across = 1, down = 1] = name.split(":").map(Number);
    return across / down;
  };
  const near = shapes.find((name) => Math.abs(width / height / value(name) - 1) < 0.02);
  if (near) return near;
  const divisor = greatestCommonDivisor(width, height);
  return `${width / divisor}:${height / divisor}`;
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));

/** The settings of the call over those of the endpoint, provider by provider. */
function merge(always: Readonly<Record<string, JsonObject>>, own: unknown): Record<string, JsonObject> {
  const merged: Record<string, JsonObject> = { ...always };
  const given = typeof own === "object" && own !== null && !Array.isArray(own) ? own : {};
  for (const [name, settings] of Object.entries(given as Record<string, JsonObject>))
    merged[name] = { ...merged[name], ...settings };
  return merged;
}
