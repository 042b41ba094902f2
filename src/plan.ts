/**
 * Builder state → Plan: every check that can be made before anything is sent.
 *
 * @module
 */

import type { CheckedWishes } from "./checks.js";
import { type Cost, checkCost, estimateCost } from "./cost.js";
import { type Dialect, type ImageCarrier, unsupportedError } from "./dialects/types.js";
import type { InputReference } from "./http/encode-create.js";
import { joinURL } from "./http/fetch-transport.js";
import { type FitPlan, planFit } from "./image/fit.js";
import type { LoadedImage } from "./image/load.js";
import { lintPrompt } from "./lint/core/lint-prompt.js";
import type { LintContext, LintMessage, LintResult } from "./lint/core/types.js";
import { type ImageLintResult, imageRuleIds } from "./lint/image/result.js";
import { type ModelSpec, parseSize, sizeFor } from "./models/models.js";
import { describeValue, PromptLintError, RequestError } from "./utils/errors.js";
import { deepFreeze } from "./utils/freeze.js";
import { redact } from "./utils/redact.js";
import type { PlanEndpoint, Wishes } from "./wishes.js";

/** Something worth knowing before the clip is paid for. */
export interface PlanWarning {
  /**
   * `"image_fit"`: what is cut, enlarged or filled. `"image_unchecked"`: only a reference is sent. `"server_cannot"`: what
   * servers of the dialect cannot do.
   */
  readonly code: "image_fit" | "image_unchecked" | "server_cannot";
  readonly message: string;
}

/** What would be sent. */
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
  readonly extra: Readonly<Record<string, unknown>>;
}

/** The image as it is, and what will be done to it. */
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
  /** A plan is printed: what may be secret in the URL is left out of it, and sent all the same. */
  | { readonly kind: "image_url"; readonly url: string };

/** What would be sent, what it would cost and what there is to say about it. Plain, frozen data; nothing was sent. */
export interface Plan {
  readonly request: PlannedRequest;
  readonly image: PlannedImage;
  /** What the linter says of the prompt; `null` with `.lint("off")`. */
  readonly lint: LintResult | null;
  /** What it says of the image; `null` with `.lint("off")`, and for an image that is only referred to. */
  readonly imageLint: ImageLintResult | null;
  readonly cost: Cost;
  readonly warnings: readonly PlanWarning[];
}

/** Everything that is known before anything is sent. */
export async function makePlan(
  wishes: Wishes,
  { prompt, model, spec, seconds }: CheckedWishes,
  endpoint: PlanEndpoint,
  loaded: LoadedImage,
  signal?: AbortSignal,
): Promise<Plan> {
  const size = wishes.size ?? chooseSize(spec, loaded);
  const image = planImage(wishes, endpoint, spec, loaded, size);
  const lint = lintFor(wishes, prompt, { model, seconds, size, models: endpoint.models });
  const request: PlannedRequest = {
    method: "POST",
    url: joinURL(endpoint.baseURL, endpoint.dialect.paths.videos),
    endpoint: endpoint.name,
    dialect: endpoint.dialect.name,
    encoding: carrierOf(endpoint.dialect, image).body,
    model,
    prompt,
    seconds,
    size,
    extra: wishes.extra,
  };
  const cost = estimateCost({ request }, endpoint.models);
  checkCost(cost, wishes.maxCost, model);
  const imageLint = await imageLintFor(wishes, loaded, size, lint, signal);
  if (wishes.lint.level === "error") stopAtErrors(lint, imageLint);
  return deepFreeze({ request, image, lint, imageLint, cost, warnings: warningsOf(image, endpoint.dialect) });
}

/** `.lint("error")`: nothing is sent of what the linter calls an error, be it in the prompt or in the image. */
function stopAtErrors(lint: LintResult | null, imageLint: LintResult | null): void {
  for (const [what, result] of [
    ["prompt", lint],
    ["image", imageLint],
  ] as const) {
    const first = result?.messages.find(({ severity }) => severity === "error");
    if (!result || !first) continue;
    throw new PromptLintError(
      `The linter found ${result.errorCount} error(s) in the ${what}: ${first.message} (${first.ruleId})`,
      result,
      { hint: first.suggestions?.[0]?.message ?? `Mend the ${what}, or choose .lint("warn"). Nothing was sent.` },
    );
  }
}

/** What of the image is sent: its bytes, once they fit, or what it was referred to by. */
export function inputReference(
  loaded: LoadedImage,
  image: PlannedImage,
  file: { bytes: Uint8Array; type: string },
): InputReference {
  if (loaded.kind === "file_id") return { kind: "file_id", fileId: loaded.fileId };
  if (loaded.kind === "reference") return { kind: "image_url", url: loaded.url };
  return { kind: "file", ...file, filename: image.kind === "file" ? image.fileName : loaded.fileName };
}

/** The size that fits the image best; of an image that cannot be looked at, the model's own. */
function chooseSize(spec: ModelSpec, loaded: LoadedImage): string {
  return loaded.kind === "bytes" ? sizeFor(spec, loaded.probe.width, loaded.probe.height) : spec.defaultSize;
}

function planImage(
  wishes: Wishes,
  endpoint: PlanEndpoint,
  spec: ModelSpec,
  loaded: LoadedImage,
  size: string,
): PlannedImage {
  if (loaded.kind !== "bytes") return planReference(endpoint.dialect, loaded);
  const target = parseSize(size);
  if (!target)
    throw new RequestError("size_unsupported", `The size ${describeValue(size)} is not of the form 1280x720.`);
  const { probe, name, fileName, bytes } = loaded;
  const fit = planFit(probe, target, {
    mode: wishes.fit.mode,
    ...(wishes.fit.background === undefined ? {} : { background: wishes.fit.background }),
    match: endpoint.dialect.create.imageMatch,
    alternatives: spec.sizes === "any" ? [] : spec.sizes,
    name,
  });
  return {
    kind: "file",
    name,
    fileName,
    type: probe.type,
    width: probe.width,
    height: probe.height,
    bytes: bytes.byteLength,
    fit,
  };
}

/** How the image of a plan travels; what cannot was refused. */
function carrierOf({ create }: Dialect, { kind }: PlannedImage): ImageCarrier {
  return (kind === "file" ? undefined : create.image[kind]) ?? create.image.bytes;
}

function planReference(dialect: Dialect, loaded: Exclude<LoadedImage, { kind: "bytes" }>): PlannedImage {
  const kind = loaded.kind === "file_id" ? "file_id" : "image_url";
  if (!dialect.create.image[kind])
    throw unsupportedError(
      dialect,
      `do not take an image as ${kind}`,
      'Pass the image itself: a path, bytes, or a URL without { send: "reference" }.',
    );
  return loaded.kind === "file_id"
    ? { kind: "file_id", fileId: loaded.fileId }
    : { kind: "image_url", url: redact(loaded.url) };
}

function lintFor(wishes: Wishes, prompt: string, context: LintContext): LintResult | null {
  const { level, ...options } = wishes.lint;
  if (level === "off") return null;
  return lintPrompt(prompt, { ...options, context: { ...context, hasImage: true, ...options.context } });
}

/** Decodes a small copy, where there is something to decode with. */
async function imageLintFor(
  { lint: { level, locale, rules } }: Wishes,
  loaded: LoadedImage,
  size: string,
  promptLint: LintResult | null,
  signal: AbortSignal | undefined,
): Promise<ImageLintResult | null> {
  if (level === "off" || loaded.kind !== "bytes") return null;
  const { checkLoaded } = await import("./lint/image/check-image.js");
  const settings = Object.entries(rules ?? {}).flatMap(([id, setting]) =>
    imageRuleIds.some((known) => known === id)
      ? [[id, typeof setting === "string" ? setting : setting[0]] as const]
      : [],
  );
  return checkLoaded(loaded, {
    size,
    locale: locale ?? (promptLint?.language === "ja" ? "ja" : "en"),
    rules: Object.fromEntries(settings),
    signal,
  });
}

/** What the linter says that is worth a warning, one finding a line; infos are for who asks for them. */
export function describeLint({ lint, imageLint }: Plan): string {
  const line = ({ severity, ruleId, message }: LintMessage) => `  ${severity} ${ruleId}: ${message}`;
  return [...(lint?.messages ?? []), ...(imageLint?.messages ?? [])]
    .filter(({ severity }) => severity !== "info")
    .map(line)
    .join("\n");
}

function warningsOf(image: PlannedImage, dialect: Dialect): PlanWarning[] {
  const reference = {
    code: "image_unchecked" as const,
    message: "The image is sent as a reference: neither its kind nor its size was checked.",
  };
  const ofImage =
    image.kind === "file"
      ? image.fit.warnings.map((message) => ({ code: "image_fit" as const, message }))
      : [reference];
  return [...ofImage, ...limitsOf(dialect)];
}

/** What these servers cannot do, where that changes what can be promised. */
function limitsOf({ name, can, create }: Dialect): PlanWarning[] {
  const they = `Servers of the dialect "${name}"`;
  const limits = [
    create.heldFor > 0 &&
      `${they} answer a create with the clip itself: until then there is no ticket to go on with elsewhere.`,
    !can.retrieve && `${they} cannot be asked for a job: a ticket is of no use there.`,
    !can.list && `${they} have no list of jobs: a create whose answer is lost cannot be looked for.`,
    !can.delete && `${they} cannot cancel a job.`,
    !can.progress && can.retrieve && `${they} report no progress but 0 and 100.`,
    !can.thumbnail && `${they} make no thumbnails.`,
    !can.spritesheet && `${they} make no sprite sheets.`,
  ];
  return limits.filter((line) => line !== false).map((message) => ({ code: "server_cannot", message }));
}
