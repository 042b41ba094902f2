import { WebhookError } from "../utils/errors.js";

/** The error of a webhook that cannot be trusted or understood. */
export function invalid(message: string, hint: string, cause?: unknown): WebhookError {
  return new WebhookError("webhook_invalid", message, { hint, cause });
}
