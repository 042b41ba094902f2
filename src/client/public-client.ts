/**
 * The client, its builder and the errors: apart from the other exports of `ugoku`, which planning and polling use as well, so that
 * a bundler can load those later.
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
