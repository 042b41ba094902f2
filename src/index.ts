/**
 * Image-to-video: one still image and a prompt become a video.
 *
 * @module ugoku
 */
import type { AnimateOptions, Animation } from "./client/builder.js";
import type { CheckOptions, MissingIn, ReferenceTarget, TargetOfOptions } from "./client/builder-types.js";
import { createUgoku, type Ugoku } from "./client/create-client.js";
import type { ImageInput } from "./image/classify-input.js";

let configured: Ugoku<ReferenceTarget> | undefined;

/**
 * Starts a builder on the endpoint of the environment: `UGOKU_BASE_URL`, `UGOKU_API_KEY`, `UGOKU_DIALECT`, else
 * `OPENAI_BASE_URL`, `OPENAI_API_KEY`.
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
 *
 * @example The same as a plain object
 * ```ts
 * import { animate } from "ugoku";
 *
 * const prompt = "She turns slowly to the right and smiles; guests chat softly behind her.";
 * const clip = await animate("photo.jpg", { prompt, duration: 8 }).render();
 * await clip.saveTo("photo.mp4");
 * ```
 */
export function animate(image: ImageInput): Animation<ReferenceTarget, "prompt">;
export function animate<const O extends AnimateOptions<ReferenceTarget>>(
  image: ImageInput,
  options: O & CheckOptions<ReferenceTarget, O, keyof AnimateOptions>,
): Animation<TargetOfOptions<ReferenceTarget, O>, MissingIn<O>>;
export function animate(image: ImageInput, ...rest: []): unknown {
  configured ??= createUgoku();
  return configured.animate(image, ...rest);
}

export type { AnimateOptions, Animation } from "./client/builder.js";
export type { Target } from "./client/builder-types.js";
export { type Cost, estimateCost } from "./client/cost.js";
export { createUgoku, type Ugoku } from "./client/create-client.js";
export type { UgokuOptions } from "./client/options.js";
export type { Plan } from "./client/plan.js";
export { defineDialect } from "./dialects/define-dialect.js";
export type { Dialect } from "./dialects/types.js";
export type { Clip } from "./download/clip.js";
export type { TraceMessage } from "./http/diagnostics.js";
export type { Endpoint } from "./http/endpoint.js";
export type { Video } from "./http/schema.js";
export type { ImageInput } from "./image/classify-input.js";
export { probeImage } from "./image/probe.js";
export { defaultPollInterval, type PollInterval } from "./job/poll-interval.js";
export type { Ticket } from "./job/ticket.js";
export type { CancelResult, Job, JobOutcome, JobUpdate } from "./job/types.js";
export { defineModel, frameCount, type ModelSpec, models, openModels } from "./models/models.js";
export type { SubmitAttempt } from "./submit/submit-attempt.js";
export { SubmitUncertainError } from "./submit/submit-uncertain-error.js";
export {
  ApiError,
  CostError,
  DownloadError,
  EndpointError,
  type ErrorCode,
  ImageError,
  isUgokuError,
  JobFailedError,
  JobTimeoutError,
  ModerationError,
  PromptLintError,
  RequestError,
  UgokuError,
  WebhookError,
} from "./utils/errors.js";
export type { Logger } from "./utils/logger.js";
