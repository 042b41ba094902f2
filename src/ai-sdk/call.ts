/**
 * What the AI SDK calls a model with → ugoku's sentence, and warnings for what cannot be said in it.
 *
 * @module
 */
import type { Animation } from "../animate.js";
import type { FitMode } from "../image/fit.js";
import type { ImageInput } from "../image/classify-input.js";
import { type ModelTable, modelSpec, parseSize, sizeFor as sizeOfShape } from "../models/models.js";
import type { Plan } from "../plan.js";
import type { Target } from "../types.js";
import { describeValue, ImageError, isUgokuError, RequestError } from "../utils/errors.js";
import { checkOptionNames } from "../utils/validate-options.js";
import type { LintLevel } from "../wishes.js";
import type { AiSdkCallOptions, AiSdkFile, AiSdkWarning, JsonObject } from "./specification.js";

/** `providerOptions.ugoku`: what ugoku's sentence knows and the AI SDK's call does not. */
export interface UgokuCallSettings {
  /** In place of the id that `provider.video()` got. */
  readonly model?: string;
  readonly fit?: FitMode;
  /** For `fit: "contain"`: `"edge"`, `"blur"` or a CSS colour. */
  readonly background?: string;
  /** Fields of the server's own. */
  readonly extra?: JsonObject;
  /** The job's idempotency key. With `n` above 1, all of them would be one job. */
  readonly key?: string;
  /** US dollars. */
  readonly maxCost?: number;
  readonly lint?: LintLevel;
  /** Milliseconds until waiting for the job ends. Default: 30 minutes. */
  readonly timeout?: number;
}

const settingNames = [
  "model",
  "fit",
  "background",
  "extra",
  "key",
  "maxCost",
  "lint",
  "timeout",
] as const satisfies readonly (keyof UgokuCallSettings)[];

type Sentence = Animation<Target, never>;

/** A sentence that can be sent, and what had to be left out of it. */
export interface PreparedCall {
  readonly animation: Sentence;
  readonly plan: Plan;
  readonly warnings: AiSdkWarning[];
  readonly timeout: number | undefined;
}

/** What a call is turned into a sentence with. */
export interface CallContext {
  readonly animate: (image: ImageInput) => Animation<Target, "prompt">;
  readonly modelId: string;
  /** The models whose sizes are known, for shapes. */
  readonly models: ModelTable;
}

/** Reads the image and runs every check; sends nothing. Throws what `.plan()` throws. */
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
      details: `A call makes one video, not ${options.n}: leave maxVideosPerCall as it is, and n calls are made.`,
    });
  const model = settings.model ?? modelId;
  const image = toImageInput(chooseImage(options, warnings));
  const base = said(animate(image).withPrompt(options.prompt as string), { ...options, model }, settings);
  // First what has to be: what is wrong in it is an error, and no reason to leave something else out.
  let plan = await base.plan({ signal: options.abortSignal });
  let animation = base;
  for (const wish of optionalWishes(options, model, models, warnings)) {
    const added = await wishFor(animation, wish, options.abortSignal);
    if (added.plan === undefined) {
      warnings.push({ type: "unsupported", feature: wish.feature, details: added.why });
      continue;
    }
    ({ animation, plan } = added);
  }
  return { animation, plan, warnings: [...warnings, ...findings(plan)], timeout: settings.timeout };
}

function readSettings(given: JsonObject | undefined): UgokuCallSettings {
  if (given === undefined) return {};
  checkOptionNames("providerOptions.ugoku", given, settingNames);
  // One that is null was not given: it is how JSON says so.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== undefined));
}

/** The one image. More than one would be another video than the one that is asked for, and paid all the same. */
function chooseImage({ image, frameImages, inputReferences }: AiSdkCallOptions, warnings: AiSdkWarning[]): AiSdkFile {
  const last = frameImages?.find(({ frameType }) => frameType === "last_frame");
  if (last) throw tooMany("A last frame came", "leave it out");
  const first = image ?? frameImages?.[0]?.image;
  const references = inputReferences ?? [];
  if ((frameImages?.length ?? 0) > 1 || references.length + (first ? 1 : 0) > 1)
    throw tooMany("More than one image came", "pass one");
  if (first) return first;
  const [reference] = references;
  if (!reference)
    throw new ImageError("image_input_invalid", "The prompt has no image, and ugoku animates one.", {
      hint: 'Call generateVideo({ prompt: { image, text: "Who moves, and how." } }).',
    });
  warnings.push({
    type: "compatibility",
    feature: "inputReferences",
    details: "The one reference is the first frame: the Videos API knows no other kind.",
  });
  return reference;
}

const tooMany = (what: string, way: string) =>
  new RequestError("unsupported", `${what}; the Videos API takes one image, the first frame.`, {
    hint: `In generateVideo(), ${way}: prompt.image, or frameImages with one "first_frame".`,
  });

function toImageInput(file: AiSdkFile): ImageInput {
  if (file.type === "url") return { url: file.url };
  if (typeof file.data !== "string") return file.data;
  // The image's own reader says what is wrong with base64 that is none.
  return `data:${file.mediaType};base64,${file.data}`;
}

/** What was asked for and has to be: checked by the sentence itself. */
function said(
  start: Sentence,
  { duration, resolution, headers, model }: AiSdkCallOptions & { readonly model: string },
  { fit, background, extra, key, maxCost, lint }: UgokuCallSettings,
): Sentence {
  let sentence: Sentence = start.model(model);
  if (duration !== undefined) sentence = sentence.duration(duration);
  if (resolution !== undefined) sentence = sentence.size(resolution);
  if (fit !== undefined || background !== undefined)
    sentence = sentence.fit(fit ?? "auto", background === undefined ? {} : { background });
  if (extra !== undefined) sentence = sentence.extra(extra);
  if (maxCost !== undefined) sentence = sentence.maxCost(maxCost);
  if (lint !== undefined) sentence = sentence.lint(lint);
  const used = key ?? idempotencyKey(headers);
  return used === undefined ? sentence : sentence.key(used);
}

/** The key that `ai` 7 makes for each start, and keeps when it sends one again. */
export function idempotencyKey(headers: AiSdkCallOptions["headers"]): string | undefined {
  return Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === "idempotency-key")?.[1];
}

/** Something that is left out, with a warning, where it cannot be. */
interface Wish {
  readonly feature: string;
  /** The ways to say it: servers have their own words. */
  readonly ways: readonly ((sentence: Sentence) => Sentence)[];
}

function optionalWishes(
  { aspectRatio, resolution, fps, seed, generateAudio }: AiSdkCallOptions,
  model: string,
  models: ModelTable,
  warnings: AiSdkWarning[],
): Wish[] {
  const field = (feature: string, value: unknown, ...names: string[]): Wish[] =>
    value === undefined ? [] : [{ feature, ways: names.map((name) => (it: Sentence) => it.extra({ [name]: value })) }];
  const shape = sizeFor(aspectRatio, resolution, model, models);
  if (typeof shape === "object") warnings.push({ type: "unsupported", feature: "aspectRatio", details: shape.why });
  return [
    ...(typeof shape === "string" ? [{ feature: "aspectRatio", ways: [(it: Sentence) => it.size(shape)] }] : []),
    ...field("fps", fps, "fps"),
    ...field("seed", seed, "seed"),
    ...field("generateAudio", generateAudio, "generate_audio", "generate_sound"),
  ];
}

/** What says that the server, or its model, does not know such a thing, and not that its value is wrong. */
const unknownThere: ReadonlySet<string> = new Set(["field_unsupported", "size_unsupported"]);

type Added =
  | { readonly animation: Sentence; readonly plan: Plan }
  | { readonly plan?: undefined; readonly why: string };

/** The sentence with the wish in it, if its plan lets that pass. */
async function wishFor(sentence: Sentence, { ways }: Wish, signal: AbortSignal | undefined): Promise<Added> {
  let why = "";
  for (const way of ways) {
    const animation = way(sentence);
    try {
      return { animation, plan: await animation.plan({ signal }) };
    } catch (error) {
      if (!isUgokuError(error) || !unknownThere.has(error.code)) throw error;
      why ||= error.message;
    }
  }
  return { why };
}

/** Two shapes that are the same to the eye: 1:1.777 and 9:16 are. */
const nearlySame = (a: number, b: number) => Math.abs(a / b - 1) < 0.02;

/** The size of that shape; `undefined` where there is nothing to do, or why there is none. */
function sizeFor(
  aspectRatio: AiSdkCallOptions["aspectRatio"],
  resolution: string | undefined,
  model: string,
  models: ModelTable,
): string | { readonly why: string } | undefined {
  // Without a size ugoku takes the one that is nearest to the image's shape: what "adaptive" means.
  if (aspectRatio === undefined || aspectRatio === "adaptive") return undefined;
  const [across = Number.NaN, down = Number.NaN] = aspectRatio.split(":").map(Number);
  const shape = across / down;
  if (!(shape > 0) || !Number.isFinite(shape))
    throw new RequestError("option_invalid", `aspectRatio is ${describeValue(aspectRatio)}.`, {
      hint: 'Pass such as "16:9".',
    });
  const shapeOf = (size: string) => {
    const { width, height } = parseSize(size) ?? { width: Number.NaN, height: 1 };
    return width / height;
  };
  if (resolution !== undefined)
    return nearlySame(shapeOf(resolution), shape)
      ? undefined
      : { why: `resolution ${resolution} is of another shape than ${aspectRatio}, and goes first.` };
  const spec = modelSpec(models, model);
  const { sizes } = spec;
  // As for an image of that shape.
  if (sizes === "any") return sizeOfShape(spec, shape * 1_000, 1_000);
  const found = sizes.find((size) => nearlySame(shapeOf(size), shape));
  return found ?? { why: `${model} makes ${sizes.join(", ")}, and none of ${aspectRatio}.` };
}

/** What the plan and the linter have to say, for whoever looks at `result.warnings`. */
function findings({ warnings, lint, imageLint }: Plan): AiSdkWarning[] {
  const said = [...(lint?.messages ?? []), ...(imageLint?.messages ?? [])]
    .filter(({ severity }) => severity !== "info")
    .map(({ ruleId, message }) => `${message} (${ruleId})`);
  return [...warnings.map(({ message }) => message), ...said].map((message) => ({ type: "other", message }));
}
