/**
 * Builder state → plan → create request, with every check that can be made before anything is sent. The linter is loaded
 * when it runs.
 *
 * @module
 */

import { type Dialect, subjectOf, unsupportedError } from "../dialects/types.js";
import type { CreateRequest, InputReference } from "../http/encode-create.js";
import { joinURL } from "../http/fetch-transport.js";
import { applyFit, type FitOptions, type FitPlan, planSubjectFit } from "../image/fit.js";
import { type ImageLoader, type LoadedImage, type LoadImageOptions, loadPlatform } from "../image/load.js";
import { extensionOf } from "../image/probe.js";
import type { LintContext, LintMessage, LintResult } from "../lint/core/types.js";
import { type ImageLintResult, imageRuleIds } from "../lint/image/result.js";
import { type ModelSpec, parseSize, sizeFor } from "../models/models.js";
import { assignKnown } from "../utils/base-error.js";
import { sha256 } from "../utils/crypto.js";
import { describeValue, PromptLintError, RequestError } from "../utils/errors.js";
import { deepFreeze } from "../utils/freeze.js";
import { codeOnly, option, text } from "../utils/message.js";
import { redact } from "../utils/redact.js";
import { closestMatch } from "../utils/suggest.js";
import type { BuilderState } from "./builder-state.js";
import { type Cost, checkCost, estimateCost } from "./cost.js";
import type { ResolvedEndpoint } from "./resolve-endpoint.js";
import { type ValidatedRequest, validateRequest } from "./validate-request.js";

/** A warning before the clip is paid for. */
export interface PlanWarning {
  /**
   * `"image_fit"`: the image is cut, enlarged, filled or re-encoded. `"image_unchecked"`: only a reference is sent.
   * `"model_unknown"`: the service has a model with nearly that id. `"server_cannot"`: a limit of the dialect.
   */
  readonly code: "image_fit" | "image_unchecked" | "model_unknown" | "server_cannot";
  readonly message: string;
}

/** The create request of a plan. */
export interface PlannedRequest {
  readonly method: "POST";
  readonly url: string;
  readonly endpoint: string;
  readonly dialect: string;
  readonly encoding: "multipart" | "json";
  readonly model: string;
  readonly prompt: string;
  /** Length of the clip in seconds. A string on the wire. */
  readonly seconds: number;
  readonly size: string;
  readonly seed?: number;
  readonly negativePrompt?: string;
  readonly audio?: boolean;
  readonly extra: Readonly<Record<string, unknown>>;
}

/** The image, and how it is made to fit. */
export type PlannedImage =
  | {
      readonly kind: "file";
      /** For messages: the path as it was given, or such as "The Blob". */
      readonly name: string;
      readonly fileName: string;
      readonly type: string;
      /** Pixels, as displayed: the EXIF orientation is applied. */
      readonly width: number;
      readonly height: number;
      readonly bytes: number;
      readonly fit: FitPlan;
    }
  | { readonly kind: "file_id"; readonly fileId: string }
  /** Redacted, because plans are printed; the complete URL is sent. */
  | { readonly kind: "image_url"; readonly url: string };

/** The request that `submit()` would send, its estimated cost, and the findings about it. Plain, frozen data. */
export interface Plan {
  readonly request: PlannedRequest;
  readonly image: PlannedImage;
  /** The image that the clip ends on; `null` without `.lastFrame()`. */
  readonly lastFrame: PlannedImage | null;
  /** The linter's result for the prompt; `null` with `.lint("off")`. */
  readonly lint: LintResult | null;
  /** The linter's result for the image; `null` with `.lint("off")`, and for an image that is sent as a reference. */
  readonly imageLint: ImageLintResult | null;
  readonly cost: Cost;
  readonly warnings: readonly PlanWarning[];
}

/** A plan with the image that it was made for. */
export interface PreparedRequest {
  readonly plan: Plan;
  readonly loaded: LoadedImage;
  readonly lastFrame: LoadedImage | undefined;
}

/** Validates the builder's state, reads the image and plans the request. Sends nothing. */
export async function prepareRequest(
  state: BuilderState,
  loadImage: ImageLoader,
  endpoint: ResolvedEndpoint,
  options: LoadImageOptions,
): Promise<PreparedRequest> {
  const validated = validateRequest(state, endpoint);
  const { bytes, image_url: address } = endpoint.dialect.create.image;
  const reading = { ...options, sendUrls: address !== undefined && bytes === undefined };
  const [loaded, lastFrame] = await Promise.all([loadImage(reading), state.loadLastFrame?.(reading)]);
  const plan = await createPlan(state, validated, endpoint, { loaded, lastFrame }, options.signal);
  return { plan, loaded, lastFrame };
}

async function createPlan(
  state: BuilderState,
  { prompt, model, spec, seconds, seed, negativePrompt, audio }: ValidatedRequest,
  endpoint: ResolvedEndpoint,
  { loaded, lastFrame: loadedLast }: Pick<PreparedRequest, "loaded" | "lastFrame">,
  signal: AbortSignal | undefined,
): Promise<Plan> {
  const size = state.size ?? chooseSize(spec, loaded);
  const row = { model, spec };
  const image = await planImage(state, endpoint, row, loaded, size, signal);
  const lastFrame = loadedLast ? await planImage(state, endpoint, row, loadedLast, size, signal) : null;
  const lint = await lintFor(state, prompt, { model, seconds, size, models: endpoint.models });
  const request: PlannedRequest = {
    method: "POST",
    url: endpoint.createURL?.(model) ?? joinURL(endpoint.baseURL, endpoint.dialect.paths.videos),
    endpoint: endpoint.name,
    dialect: endpoint.dialect.name,
    encoding: endpoint.dialect.create.image[image.kind === "file" ? "bytes" : image.kind]?.body ?? "json",
    model,
    prompt,
    seconds,
    size,
    ...assignKnown({}, { seed, negativePrompt, audio }),
    extra: state.extra,
  };
  const cost = estimateCost({ request }, endpoint.models);
  checkCost(cost, state.maxCost, model);
  const imageLint = await imageLintFor(state, loaded, image, size, lint, signal);
  if (state.lint.level === "error") stopAtErrors(lint, imageLint);
  const images = lastFrame ? [image, lastFrame] : [image];
  const warnings = [
    ...images.flatMap(imageWarnings),
    ...modelWarnings(model, endpoint),
    ...getLimits(endpoint.dialect),
  ];
  return deepFreeze({ request, image, lastFrame, lint, imageLint, cost, warnings });
}

/** SHA-256 of what a request is paid for; `undefined` where the runtime has no Web Crypto (a page without HTTPS). */
export async function hashRequest({ plan, loaded, lastFrame }: PreparedRequest): Promise<string | undefined> {
  const { method: _, url: __, endpoint: ___, dialect: ____, encoding: _____, ...request } = plan.request;
  const describe = async (image: PlannedImage, source: LoadedImage) => ({
    fit: image.kind === "file" ? image.fit : undefined,
    source: source.kind === "bytes" ? await sha256(source.bytes) : source,
  });
  const images = [await describe(plan.image, loaded)];
  if (plan.lastFrame && lastFrame) images.push(await describe(plan.lastFrame, lastFrame));
  return sha256(JSON.stringify({ request, images }));
}

/** Fits the image, and returns the create request without its key. */
export async function toCreateRequest(
  { plan, loaded, lastFrame }: PreparedRequest,
  signal: AbortSignal | undefined,
): Promise<Omit<CreateRequest, "idempotencyKey">> {
  const { model, prompt, seconds, size, extra, seed, negativePrompt, audio } = plan.request;
  const fields = { model, prompt, seconds: String(seconds), size };
  const image = await toInputReference(loaded, plan.image, signal);
  const last = lastFrame && plan.lastFrame ? await toInputReference(lastFrame, plan.lastFrame, signal) : undefined;
  return { fields, options: { seed, negativePrompt, audio }, extra, image, lastFrame: last };
}

async function toInputReference(
  loaded: LoadedImage,
  image: PlannedImage,
  signal: AbortSignal | undefined,
): Promise<InputReference> {
  if (loaded.kind === "file_id") return { kind: "file_id", fileId: loaded.fileId };
  if (loaded.kind === "reference") return { kind: "image_url", url: loaded.url };
  // An image in memory is planned as a file.
  const { fit, fileName } = image as Extract<PlannedImage, { kind: "file" }>;
  const fitted = await applyFit(loaded, fit, signal);
  return { kind: "file", ...fitted, filename: `${fileName.replace(/\.\w+$/, "")}.${extensionOf(fitted.type)}` };
}

/** `.lint("error")`: nothing is sent if the linter reports an error, in the prompt or in the image. */
function stopAtErrors(lint: LintResult | null, imageLint: LintResult | null): void {
  for (const [what, result] of [
    ["prompt", lint],
    ["image", imageLint],
  ] as const) {
    const first = result?.messages.find(({ severity }) => severity === "error");
    if (!result || !first) continue;
    throw new PromptLintError(
      `The linter found ${result.errorCount === 1 ? "an error" : `${result.errorCount} errors`} in the ${what}: ${first.message} (${first.ruleId})`,
      result,
      {
        hint:
          first.suggestions?.[0]?.message ?? text`Fix the ${what}, or use ${option("lint", "warn")}. Nothing was sent.`,
      },
    );
  }
}

/** The size nearest to the image's shape; the model's default for an image that is sent as a reference. */
function chooseSize(spec: ModelSpec, loaded: LoadedImage): string {
  return loaded.kind === "bytes" ? sizeFor(spec, loaded.probe.width, loaded.probe.height) : spec.defaultSize;
}

async function planImage(
  state: BuilderState,
  endpoint: ResolvedEndpoint,
  { model, spec }: Pick<ValidatedRequest, "model" | "spec">,
  loaded: LoadedImage,
  size: string,
  signal: AbortSignal | undefined,
): Promise<PlannedImage> {
  if (loaded.kind !== "bytes") return planReference(endpoint.dialect, loaded);
  if (!endpoint.dialect.create.image.bytes)
    throw unsupportedError(
      endpoint.dialect,
      "can only take addresses of images",
      text`Pass the image's http or https address, which the server must be able to read.`,
    );
  const target = parseSize(size);
  if (!target)
    throw new RequestError("size_unsupported", `The size ${describeValue(size)} is not of the form 1280x720.`);
  const { probe, name, fileName, bytes } = loaded;
  const { background } = state.fit;
  const fit: FitOptions = {
    mode: state.fit.mode,
    background:
      background === undefined || background === "edge" || background === "blur"
        ? background
        : await (await loadPlatform()).parseColor(background),
    match: endpoint.dialect.create.imageMatch,
    alternatives: spec.sizes === "any" ? [] : spec.sizes,
    name,
    accepts: {
      ...spec.imageLimits,
      model,
      types: spec.imageTypes,
      url: endpoint.dialect.create.image.image_url !== undefined,
    },
    bytes: bytes.byteLength,
  };
  return {
    kind: "file",
    name,
    fileName,
    type: probe.type,
    width: probe.width,
    height: probe.height,
    bytes: bytes.byteLength,
    fit: await planSubjectFit(loaded, target, fit, signal),
  };
}

function planReference(dialect: Dialect, loaded: Exclude<LoadedImage, { kind: "bytes" }>): PlannedImage {
  const kind = loaded.kind === "file_id" ? "file_id" : "image_url";
  if (!dialect.create.image[kind])
    throw unsupportedError(
      dialect,
      `cannot take an image as ${kind}`,
      text`Pass the image itself. ${codeOnly('That is a path, bytes, or a URL without { send: "reference" }.')}`,
    );
  return loaded.kind === "file_id"
    ? { kind: "file_id", fileId: loaded.fileId }
    : { kind: "image_url", url: redact(loaded.url) };
}

async function lintFor(state: BuilderState, prompt: string, context: LintContext): Promise<LintResult | null> {
  const { level, ...options } = state.lint;
  if (level === "off") return null;
  const settings = { ...options, context: { ...context, hasImage: true, ...options.context } };
  // The linter of English alone is half as large. Japanese is also written in half-width kana.
  if (options.locale !== "ja" && !/[\u3005-\u9fff\uff66-\uff9f]/.test(prompt)) {
    const english = await import("../lint/en.js");
    const result = english.lintPrompt(prompt, settings);
    // Of other languages, the linter of both says what it reads.
    if (result.language === "en") return result;
  }
  const { lintPrompt } = await import("../lint.js");
  return lintPrompt(prompt, settings);
}

/** Decodes a small copy, where sharp is installed. */
async function imageLintFor(
  { fit, lint: { level, locale, rules } }: BuilderState,
  loaded: LoadedImage,
  image: PlannedImage,
  size: string,
  promptLint: LintResult | null,
  signal: AbortSignal | undefined,
): Promise<ImageLintResult | null> {
  if (level === "off" || loaded.kind !== "bytes") return null;
  const { checkLoaded } = await import("../lint/image/check-image.js");
  const settings = Object.entries(rules ?? {}).flatMap(([id, setting]) =>
    imageRuleIds.some((known) => known === id)
      ? [[id, typeof setting === "string" ? setting : setting[0]] as const]
      : [],
  );
  const crop = image.kind === "file" && image.fit.action === "crop" ? image.fit.crop : undefined;
  return checkLoaded(loaded, crop, {
    size,
    fit: fit.mode,
    locale: locale ?? (promptLint?.language === "ja" ? "ja" : "en"),
    rules: Object.fromEntries(settings),
    signal,
  });
}

/** The findings above `info`, one a line. */
export function describeLint({ lint, imageLint }: Plan): string {
  const line = ({ severity, ruleId, message }: LintMessage) => `  ${severity} ${ruleId}: ${message}`;
  return [...(lint?.messages ?? []), ...(imageLint?.messages ?? [])]
    .filter(({ severity }) => severity !== "info")
    .map(line)
    .join("\n");
}

function imageWarnings(image: PlannedImage): PlanWarning[] {
  if (image.kind === "file") return image.fit.warnings.map((message) => ({ code: "image_fit", message }));
  const message = "The image is sent as a reference: neither its type nor its size was checked.";
  return [{ code: "image_unchecked", message }];
}

/** Of a service only: the models of a server can have any name. */
function modelWarnings(model: string, { createURL, models, dialect }: ResolvedEndpoint): PlanWarning[] {
  if (createURL === undefined || Object.hasOwn(models, model)) return [];
  const meant = closestMatch(model, Object.keys(models));
  const message = `${subjectOf(dialect)} has no known model "${model}", which is sent as it is. Did you mean "${meant}"?`;
  return meant === undefined ? [] : [{ code: "model_unknown", message }];
}

/** Limits of the dialect that affect the promises of ugoku. */
function getLimits(dialect: Dialect): PlanWarning[] {
  const { can, create } = dialect;
  const they = subjectOf(dialect);
  const limits = [
    create.heldFor > 0 &&
      `${they} can only answer a create request with the clip itself: until then there is no ticket for another process.`,
    !can.retrieve && `${they} cannot retrieve a job: a ticket is of no use there.`,
    !can.list && `${they} cannot list jobs: the job of a create request whose response is lost cannot be found.`,
    !can.delete && `${they} cannot cancel a job.`,
    !can.progress && can.retrieve && `${they} can only report the progress 0 and 100.`,
    !can.thumbnail && `${they} cannot make thumbnails.`,
    !can.spritesheet && `${they} cannot make sprite sheets.`,
  ];
  return limits.filter((line) => line !== false).map((message) => ({ code: "server_cannot", message }));
}
