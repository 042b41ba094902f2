/**
 * Image-to-video: one still image and a prompt become a video.
 *
 * @module ugoku
 */
export type { AnimateOptions, Animation } from "./client/builder.js";
export type { Target } from "./client/builder-types.js";
export { type Cost, estimateCost } from "./client/cost.js";
export type { UgokuOptions } from "./client/options.js";
export type { Plan } from "./client/plan.js";
// With "*", a bundler that needs only names of it does not load the other modules.
export * from "./client/public-client.js";
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
export type { Logger } from "./utils/logger.js";
