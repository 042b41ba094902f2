/**
 * Builds an animation from the options of an AI SDK call, with warnings for what it cannot express.
 *
 * @module
 */
import type { AnimateOptions, Animation } from "../client/builder.js";
import type { LintLevel } from "../client/builder-state.js";
import type { Target } from "../client/builder-types.js";
import type { Plan } from "../client/plan.js";
import type { ImageInput } from "../image/classify-input.js";
import type { FitMode } from "../image/fit.js";
import { type ModelSpec, type ModelTable, modelSpec, sizeFor } from "../models/models.js";
import { describeValue, ImageError, isUgokuError, RequestError } from "../utils/errors.js";
import { checkOptionNames } from "../utils/validate-options.js";
import { isSameRatio, parseRatio } from "./aspect-ratio.js";
import type { AiSdkCallOptions, AiSdkFile, AiSdkWarning, JsonObject } from "./specification.js";

/** `providerOptions.ugoku`: settings that the AI SDK's call has no option for. */
export interface UgokuCallSettings {
  /** Replaces the model id of `provider.video()`. */
  readonly model?: string;
  readonly fit?: FitMode;
  /** For `fit: "contain"`: `"edge"`, `"blur"` or a CSS colour. */
  readonly background?: string;
  /** Server-specific fields. */
  readonly extra?: JsonObject;
  /** The job's idempotency key. With `n` above 1, all videos would be the same job. */
  readonly key?: string;
  /** US dollars. */
  readonly maxCost?: number;
  readonly lint?: LintLevel;
  /** Milliseconds to wait for the job. Default: 30 minutes. */
  readonly timeout?: number;
}

const settingNames = [
  ...(["model", "fit", "background", "extra"] as const),
  ...(["key", "maxCost", "lint", "timeout"] as const),
] satisfies readonly (keyof UgokuCallSettings)[];

type Builder = Animation<Target, never>;

export interface PreparedCall {
  readonly animation: Builder;
  readonly warnings: AiSdkWarning[];
  readonly timeout: number | undefined;
}

export interface CallContext {
  readonly animate: (image: ImageInput, options: AnimateOptions) => Builder;
  readonly modelId: string;
  /** Models with known sizes, for `aspectRatio`. */
  readonly models: ModelTable;
}

/** Reads the image and runs every check, but sends nothing. Throws what `.plan()` throws. */
export async function prepareCall(
  options: AiSdkCallOptions,
  { animate, modelId, models }: CallContext,
): Promise<PreparedCall> {
  const settings = readSettings(options.providerOptions?.ugoku);
  const warnings: AiSdkWarning[] = [];
  if (options.n > 1)
    warnings.push({
      type: "unsupported",
      feature: "n",
      details: `A call makes one video, not ${options.n}. Without maxVideosPerCall, the AI SDK makes ${options.n} calls.`,
    });
  const model = settings.model ?? modelId;
  const image = toImageInput(chooseImage(options, warnings));
  let animation = animate(image, { ...requiredOptions(options, settings), model });
  // Planned first without the optional settings: an error here has nothing to do with them.
  let plan = await animation.plan({ signal: options.abortSignal });
  const size = sizeForRatio(options, modelSpec(models, model), model);
  if (typeof size === "object") warnings.push({ type: "unsupported", feature: "aspectRatio", ...size });
  for (const [feature, apply] of optionalSettings(options, size)) {
    const changed = apply(animation);
    try {
      plan = await changed.plan({ signal: options.abortSignal });
      animation = changed;
    } catch (error) {
      if (!isUgokuError(error) || !unsupportedCodes.has(error.code)) throw error;
      warnings.push({ type: "unsupported", feature, details: error.message });
    }
  }
  return { animation, warnings: [...warnings, ...planWarnings(plan)], timeout: settings.timeout };
}

function readSettings(given: JsonObject | undefined): UgokuCallSettings {
  if (given === undefined) return {};
  checkOptionNames("providerOptions.ugoku", given, settingNames);
  // JSON has no undefined, so null means not set.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== undefined));
}

/** Refuses a second image: without it the clip would be paid for, but not be the one that was requested. */
function chooseImage({ image, frameImages, inputReferences }: AiSdkCallOptions, warnings: AiSdkWarning[]): AiSdkFile {
  const last = frameImages?.find(({ frameType }) => frameType === "last_frame");
  if (last) throw tooManyImages("A last frame was passed", "omit it");
  const first = image ?? frameImages?.[0]?.image;
  const references = inputReferences ?? [];
  if ((frameImages?.length ?? 0) > 1 || references.length + (first ? 1 : 0) > 1)
    throw tooManyImages("More than one image was passed", "pass one");
  if (first) return first;
  const [reference] = references;
  if (!reference)
    throw new ImageError("image_input_invalid", "The prompt has no image.", {
      hint: 'Call generateVideo({ prompt: { image, text: "Who moves, and how." } }).',
    });
  warnings.push({
    type: "compatibility",
    feature: "inputReferences",
    details: "The reference image is used as the first frame, the only kind of image in the Videos API.",
  });
  return reference;
}

const tooManyImages = (problem: string, fix: string) =>
  new RequestError("unsupported", `${problem}; the Videos API takes one image, the first frame.`, {
    hint: `In generateVideo(), ${fix}: prompt.image, or frameImages with one "first_frame".`,
  });

function toImageInput(file: AiSdkFile): ImageInput {
  if (file.type === "url") return { url: file.url };
  if (typeof file.data !== "string") return file.data;
  // Invalid base64 is reported when the image is read.
  return `data:${file.mediaType};base64,${file.data}`;
}

/** The options that must be met. Problems are reported by the plan. */
function requiredOptions(
  { prompt, duration, resolution: size, headers }: AiSdkCallOptions,
  { fit, background, extra, key, maxCost, lint }: UgokuCallSettings,
): AnimateOptions {
  const idempotencyKey = key ?? keyOf(headers);
  return {
    ...{ prompt, duration, size, extra, lint },
    fit: background === undefined ? fit : { mode: fit ?? "contain", background },
    ...(maxCost !== undefined && { maxCost }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  };
}

/** `ai` 7 makes a key for each start, and reuses it for retries. */
const keyOf = (headers: AiSdkCallOptions["headers"]): string | undefined =>
  Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === "idempotency-key")?.[1];

/** A setting that is omitted with a warning if the server or the model does not support it. */
type OptionalSetting = readonly [feature: string, apply: (animation: Builder) => Builder];

function* optionalSettings(
  { fps, seed, generateAudio }: AiSdkCallOptions,
  size: ReturnType<typeof sizeForRatio>,
): Generator<OptionalSetting, void, undefined> {
  if (typeof size === "string") yield ["aspectRatio", (it) => it.size(size)];
  if (fps !== undefined) yield ["fps", (it) => it.extra({ fps })];
  if (seed !== undefined) yield ["seed", (it) => it.seed(seed)];
  if (generateAudio !== undefined) yield ["generateAudio", (it) => it.audio(generateAudio)];
}

/** Codes for a setting that is not supported at all, as opposed to an invalid value. */
const unsupportedCodes: ReadonlySet<string> = new Set(["unsupported", "field_unsupported", "size_unsupported"]);

/** The size for the aspect ratio, the reason why there is none, or `undefined` if there is nothing to set. */
function sizeForRatio(
  { aspectRatio, resolution }: AiSdkCallOptions,
  spec: ModelSpec,
  model: string,
): string | { readonly details: string } | undefined {
  // Without a size, the one nearest to the image's aspect ratio is used, which is what "adaptive" means.
  if (aspectRatio === undefined || aspectRatio === "adaptive") return undefined;
  const ratio = parseRatio(aspectRatio);
  if (Number.isNaN(ratio))
    throw new RequestError("option_invalid", `aspectRatio is ${describeValue(aspectRatio)}.`, {
      hint: 'Pass width and height, such as "16:9".',
    });
  if (resolution !== undefined)
    return isSameRatio(parseRatio(resolution), ratio)
      ? undefined
      : { details: `resolution ${resolution} has a different aspect ratio than ${aspectRatio} and takes precedence.` };
  const { sizes } = spec;
  // The size that an image of this aspect ratio would get.
  if (sizes === "any") return sizeFor(spec, ratio * 1_000, 1_000);
  const found = sizes.find((size) => isSameRatio(parseRatio(size), ratio));
  return found ?? { details: `${model} supports ${sizes.join(", ")}, none of which is ${aspectRatio}.` };
}

/** Warnings of the plan and of the linter. */
function planWarnings({ warnings, lint, imageLint }: Plan): AiSdkWarning[] {
  const findings = [...(lint?.messages ?? []), ...(imageLint?.messages ?? [])]
    .filter(({ severity }) => severity !== "info")
    .map(({ ruleId, message }) => `${message} (${ruleId})`);
  return [...warnings.map(({ message }) => message), ...findings].map((message) => ({ type: "other", message }));
}
