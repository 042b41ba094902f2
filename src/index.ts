/**
 * One sentence, one image, one real video.
 *
 * @module ugoku
 */
import type { Animation } from "./animate.js";
import type { ImageInput } from "./image/classify-input.js";
import type { ReferenceTarget } from "./types.js";
import { createUgoku, type Ugoku } from "./ugoku.js";

let configured: Ugoku<ReferenceTarget> | undefined;

/**
 * Starts the sentence on the endpoint that the environment names: `UGOKU_BASE_URL`, `UGOKU_API_KEY`, `UGOKU_DIALECT`,
 * else `OPENAI_BASE_URL`, `OPENAI_API_KEY`.
 *
 * @example
 * ```ts
 * import { animate } from "ugoku";
 *
 * const clip = await animate("photo.jpg")
 *   .withPrompt("She turns slowly to the right and smiles; guests chat softly behind her.")
 *   .duration(8)
 *   .render();
 * await clip.saveTo("photo.mp4");
 * ```
 */
export function animate(image: ImageInput): Animation<ReferenceTarget, "prompt"> {
  configured ??= createUgoku();
  return configured.animate(image);
}

export type { Animation, RunOptions, TargetOn } from "./animate.js";
export type { Advance, EndpointInfo } from "./client.js";
export { type Cost, type CostInput, estimateCost, type Rates } from "./cost.js";
export {
  type DialectName,
  type DialectParts,
  defineDialect,
  dialectNames,
  dialects,
} from "./dialects/define-dialect.js";
export type { Dialect, ExtraField, ImageCarrier, ImageKind, JobStatus } from "./dialects/types.js";
export type { Clip, ReadOptions, SaveToOptions } from "./download/clip.js";
export type { TraceMessage, TraceOperation } from "./http/diagnostics.js";
export type { Endpoint } from "./http/endpoint.js";
export type { Fetch } from "./http/fetch-transport.js";
export type { OpenAIClientLike } from "./http/openai-transport.js";
export type { Video, VideoError, VideoList } from "./http/schema.js";
export type { ContentVariant } from "./http/videos-client.js";
export type { ImageInput } from "./image/classify-input.js";
export type { Colour } from "./image/css-color.js";
export type { FitMode, FitPlan, PixelBox, PixelSize } from "./image/fit.js";
export {
  type ImageProbe,
  type ImageType,
  maxImageBytes,
  maxImagePixels,
  type Orientation,
  probeImage,
} from "./image/probe.js";
export type { ImageMeasures } from "./image/quality.js";
export type { SubmitAttempt } from "./job/attempt.js";
export type { Clock, Sleep } from "./job/clock.js";
export {
  createDurations,
  type DurationKind,
  type Durations,
  type SavedDurations,
  type SavedKind,
} from "./job/durations.js";
export {
  createSchedule,
  predictiveSchedule,
  type Schedule,
  type ScheduleOptions,
  type ScheduleState,
} from "./job/schedule.js";
export { type Reconcile, type ReconcileOptions, SubmitUncertainError } from "./job/submit-uncertain.js";
export type { Ticket } from "./job/ticket.js";
export type { CancelResult, Job, JobUpdate, WaitOptions } from "./job/types.js";
export type { JobOutcome, WaitForAllOptions } from "./job/wait-for-all.js";
export type { LintOptions } from "./lint/core/rule.js";
export type * from "./lint/core/types.js";
export type { ImageLintResult } from "./lint/image/result.js";
export {
  type DefinedModel,
  defineModel,
  type FrameRule,
  frameCount,
  type KnownModels,
  type Limit,
  type ModelInput,
  type ModelLimits,
  type ModelSpec,
  type ModelTable,
  models,
  type OpenModels,
  openModels,
  type PromptGuidance,
  type Rate,
  type ReferenceModelId,
  type ReferenceModels,
  type SizeString,
} from "./models/models.js";
export type { UgokuOptions } from "./options.js";
export type { Plan, PlannedImage, PlannedRequest, PlanWarning } from "./plan.js";
export { type ProbeOptions, probeEndpoint } from "./probe/probe-endpoint.js";
export type {
  Ability,
  Confidence,
  ConfiguredFrom,
  EndpointReport,
  Finding,
  FindingCode,
  FoundDialect,
  ProbeRequest,
} from "./probe/report.js";
export type {
  CheckModel,
  CheckSeconds,
  CheckSize,
  KnownId,
  ModelId,
  Ready,
  ReferenceTarget,
  SecondsHint,
  SizeHint,
  Target,
  WithModel,
} from "./types.js";
export { createUgoku, type TargetAt, type TargetOf, type Ugoku } from "./ugoku.js";
export {
  ApiError,
  CostError,
  DownloadError,
  EndpointError,
  type ErrorCode,
  type ErrorDetails,
  errorCodes,
  ImageError,
  isUgokuError,
  JobFailedError,
  JobTimeoutError,
  type LintFindings,
  ModerationError,
  PromptLintError,
  RequestError,
  UgokuError,
  WebhookError,
} from "./utils/errors.js";
export type { Logger } from "./utils/logger.js";
export type { LintLevel } from "./wishes.js";
