/**
 * A create request of the Videos API → the arguments of an AI SDK model.
 *
 * @module
 */
import { parseSize } from "../models/models.js";
import { fromBase64Data } from "../utils/bytes.js";
import { describeValue, RequestError } from "../utils/errors.js";
import { isRecord } from "../utils/guards.js";
import { codeOnly, text } from "../utils/message.js";
import { commonRatio } from "./aspect-ratio.js";
import { type CallForm, optionsKey } from "./provider-defaults.js";
import type { AiSdkCallOptions, AiSdkFile, JsonObject, JsonValue } from "./specification.js";

/** The options of `doStart` that describe the clip. */
export type AiSdkCall = Omit<AiSdkCallOptions, "abortSignal" | "headers">;

/** A create request as arguments of an AI SDK model. */
export interface CreateParams {
  readonly call: AiSdkCall;
  readonly key: string | undefined;
  /** As requested. */
  readonly seconds: string;
  readonly size: string;
}

export interface ParseCreateOptions extends CallForm {
  readonly provider: string;
  readonly modelId: string;
  readonly providerOptions: Readonly<Record<string, JsonObject>>;
  readonly prepareCall: ((call: AiSdkCall) => AiSdkCall | Promise<AiSdkCall>) | undefined;
}

/** @throws RequestError before anything is sent, above all if the model would not get the image. */
export async function parseCreate(request: Request, options: ParseCreateOptions): Promise<CreateParams> {
  const { modelId, provider, prepareCall } = options;
  const fields = JSON.parse(await request.text()) as Readonly<Record<string, unknown>>;
  const { model, prompt, seconds, size, input_reference: reference } = fields;
  const pixels = parseSize(String(size));
  const image = isRecord(reference) ? reference.image_url : undefined;
  if (model !== modelId)
    throw new RequestError("option_invalid", `This endpoint runs ${modelId}, not ${describeValue(model)}.`);
  if (typeof prompt !== "string" || typeof image !== "string" || !pixels || !(Number(seconds) > 0))
    throw new RequestError("option_invalid", "A create request needs a prompt, seconds, a size and an image.");
  if (!prepareCall) checkImageField(options);
  const settings: Record<string, JsonValue> = {};
  if (typeof options.imageField === "string") settings[options.imageField] = image;
  const duration = Number(seconds);
  const ownDuration = { number: duration, text: `${duration}`, "text-s": `${duration}s`, option: undefined };
  const written = ownDuration[options.durationAs];
  if (written !== undefined) settings.duration = written;
  const { seed, fps, generate_audio: audio, provider_options: own } = fields;
  const call: AiSdkCall = {
    prompt,
    n: 1,
    image: typeof options.imageField === "string" ? undefined : toFile(image),
    duration: options.durationAs === "option" ? duration : undefined,
    ...shapeOf(pixels, options),
    fps: fps as number | undefined,
    seed: seed as number | undefined,
    generateAudio: audio as boolean | undefined,
    frameImages: undefined,
    inputReferences: undefined,
    providerOptions: mergeByProvider({ [optionsKey(provider)]: settings }, options.providerOptions, own),
  };
  return {
    key: request.headers.get("idempotency-key") ?? undefined,
    seconds: String(seconds),
    size: String(size),
    call: prepareCall ? await prepareCall(call) : call,
  };
}

/** A clip without the image would be paid for as well. */
function checkImageField({ imageField, provider, modelId }: ParseCreateOptions): void {
  if (imageField !== null && imageField !== false) return;
  const why =
    imageField === null ? "the name of its field for the image is not known" : "by its name it takes no first frame";
  const hint = `Choose an image-to-video model. If this is one, look up the image field in the model's schema, and pass aiSdkEndpoint(model, { imageField: "start_image" }) with its name, or write the call yourself with prepareCall.`;
  throw new RequestError(
    "unsupported",
    `${modelId} of ${provider} would not get the image: ${why}. Nothing was sent.`,
    {
      hint: text`${codeOnly(hint)}`,
    },
  );
}

function toFile(address: string): AiSdkFile {
  const [, mediaType = ""] = /^data:([^;,]*)/.exec(address) ?? [];
  return { type: "file", mediaType, data: fromBase64Data(address) };
}

function shapeOf(
  { width, height }: { readonly width: number; readonly height: number },
  { shape, tiers }: CallForm,
): Pick<AiSdkCall, "resolution" | "aspectRatio"> {
  const tier = tiers.find(([side]) => Math.min(width, height) >= side)?.[1];
  return {
    // Packages accept the names of resolutions too.
    resolution: (shape === "tier" ? tier : `${width}x${height}`) as AiSdkCall["resolution"],
    aspectRatio: shape === "resolution" ? undefined : commonRatio(width, height),
  };
}

/** Later settings override earlier ones, provider by provider. */
function mergeByProvider(...all: readonly unknown[]): Record<string, JsonObject> {
  const merged: Record<string, JsonObject> = {};
  for (const [name, settings] of all.flatMap((one) => (isRecord(one) ? Object.entries(one) : [])))
    if (isRecord(settings) && Object.keys(settings).length > 0)
      merged[name] = { ...merged[name], ...(settings as JsonObject) };
  return merged;
}
