/**
 * Builds an animation from the options of an AI SDK call, with warnings for what it cannot express.
 *
 * @module
 */
import type { Animation } from "../client/builder.js";
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

const settingNames: Readonly<Record<keyof UgokuCallSettings, true>> = {
  ...{ model: true, fit: true, background: true, extra: true },
  ...{ key: true, maxCost: true, lint: true, timeout: true },
};

type Builder = Animation<Target, never>;

export interface PreparedCall {
  readonly animation: Builder;
  readonly warnings: AiSdkWarning[];
  readonly timeout: number | undefined;
}

export interface CallContext {
  readonly animate: (image: ImageInput) => Animation<Target, "prompt">;
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
  let animation = applyRequired(animate(image).withPrompt(options.prompt as string), { ...options, model }, settings);
  // Planned first without the optional settings: an error here has nothing to do with them.
  let plan = await animation.plan({ signal: options.abortSignal });
  const size = sizeForRatio(options, modelSpec(models, model), model);
  if (typeof size === "object") warnings.push({ type: "unsupported", feature: "aspectRatio", ...size });
  for (const setting of optionalSettings(options, size)) {
    const result = await tryOptional(animation, setting, options.abortSignal);
    if ("details" in result) warnings.push({ type: "unsupported", feature: setting.feature, details: result.details });
    else ({ animation, plan } = result);
  }
  return { animation, warnings: [...warnings, ...planWarnings(plan)], timeout: settings.timeout };
}

function readSettings(given: JsonObject | undefined): UgokuCallSettings {
  if (given === undefined) return {};
  checkOptionNames("providerOptions.ugoku", given, Object.keys(settingNames));
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
function applyRequired(
  start: Builder,
  { duration, resolution, headers, model }: AiSdkCallOptions & { readonly model: string },
  { fit, background, extra, key, maxCost, lint }: UgokuCallSettings,
): Builder {
  let animation: Builder = start.model(model);
  if (duration !== undefined) animation = animation.duration(duration);
  if (resolution !== undefined) animation = animation.size(resolution);
  if (fit !== undefined || background !== undefined)
    animation = animation.fit(fit ?? "auto", background === undefined ? {} : { background });
  if (extra !== undefined) animation = animation.extra(extra);
  if (maxCost !== undefined) animation = animation.maxCost(maxCost);
  if (lint !== undefined) animation = animation.lint(lint);
  const usedKey = key ?? idempotencyKey(headers);
  return usedKey === undefined ? animation : animation.idempotencyKey(usedKey);
}

/** `ai` 7 makes a key for each start, and reuses it for retries. */
const idempotencyKey = (headers: AiSdkCallOptions["headers"]): string | undefined =>
  Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === "idempotency-key")?.[1];

/** A setting that is omitted with a warning if the server or the model does not support it. */
interface OptionalSetting {
  readonly feature: string;
  /** Tried in order: servers have different field names. */
  readonly variants: readonly ((animation: Builder) => Builder)[];
}

function optionalSettings(
  { fps, seed, generateAudio }: AiSdkCallOptions,
  size: ReturnType<typeof sizeForRatio>,
): OptionalSetting[] {
  const field = (feature: string, value: unknown, ...names: string[]): OptionalSetting[] =>
    value === undefined
      ? []
      : [{ feature, variants: names.map((name) => (it: Builder) => it.extra({ [name]: value })) }];
  return [
    ...(typeof size === "string" ? [{ feature: "aspectRatio", variants: [(it: Builder) => it.size(size)] }] : []),
    ...field("fps", fps, "fps"),
    ...field("seed", seed, "seed"),
    ...field("generateAudio", generateAudio, "generate_audio", "generate_sound"),
  ];
}

/** Codes for a setting that is not supported at all, as opposed to an invalid value. */
const unsupportedCodes: ReadonlySet<string> = new Set(["field_unsupported", "size_unsupported"]);

type Planned = { readonly animation: Builder; readonly plan: Plan };

/** Plans with the setting. Returns the reason if no variant is supported. */
async function tryOptional(
  base: Builder,
  { variants }: OptionalSetting,
  signal: AbortSignal | undefined,
): Promise<Planned | { readonly details: string }> {
  let details = "";
  for (const variant of variants) {
    const animation = variant(base);
    try {
      return { animation, plan: await animation.plan({ signal }) };
    } catch (error) {
      if (!isUgokuError(error) || !unsupportedCodes.has(error.code)) throw error;
      details ||= error.message;
    }
  }
  return { details };
}

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
