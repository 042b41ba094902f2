/**
 * Webhooks of the Videos API. Not in this version: every function says so with a typed error.
 *
 * @module ugoku/webhook
 */
import { notImplemented } from "./errors.js";

/** Verifies a webhook's signature and gives its event. Not in this version. */
export async function verifyWebhook(_request: unknown, _secret: string, _options?: object): Promise<never> {
  throw notImplemented("verifyWebhook()");
}

/** Signs a webhook, for tests. Not in this version. */
export async function signWebhook(_payload: unknown, _secret: string, _options?: object): Promise<never> {
  throw notImplemented("signWebhook()");
}
