/**
 * What `ugoku` loads at import: the client, its builder and the errors. Apart from `public-tables.ts`, so that a bundler loads
 * the tables with the code that plans a clip.
 *
 * @module
 */

export { SubmitUncertainError } from "../submit/submit-uncertain-error.js";
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
} from "../utils/errors.js";
export { animate } from "./animate.js";
export { createUgoku, type Ugoku } from "./create-client.js";
