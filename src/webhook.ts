/**
 * Webhooks of the Videos API, signed as Standard Webhooks: verification, typed events, and signing for tests.
 *
 * Loads only its own code, and needs only Web Crypto.
 *
 * @module ugoku/webhook
 */
export type {
  JobResumer,
  VideoCompletedEvent,
  VideoEvent,
  VideoFailedEvent,
  WebhookData,
  WebhookEvent,
} from "./webhook/event.js";
export type { WebhookHeaders, WebhookRequest } from "./webhook/parse-request.js";
export { type MemoryReplayStore, memoryReplayStore, type ReplayStore } from "./webhook/replay.js";
export { type SignedWebhook, type SignOptions, signWebhook } from "./webhook/sign.js";
export { type Now, type VerifyOptions, verifyWebhook } from "./webhook/verify.js";
