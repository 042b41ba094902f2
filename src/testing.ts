/**
 * The Videos API in memory, for tests: no network, no key, no cost.
 *
 * @module ugoku/testing
 */
export { type AnyClock, createFakeClock, type FakeClock, type FakeClockOptions } from "./testing/clock.js";
export { createFakeVideosApi, type FakeOptions, type FakeVideosApi } from "./testing/create-fake-videos-api.js";
export type {
  ConnectionFault,
  Fault,
  FaultKind,
  FaultTiming,
  HangFault,
  HtmlFault,
  LaggingListFault,
  LateWebhookFault,
  Operation,
  RequestFault,
  SlowFault,
  StatusFault,
  TruncatedFault,
  WebhookFault,
} from "./testing/faults.js";
export type { RecordedRequest } from "./testing/handler.js";
export type { FakeServer } from "./testing/http-server.js";
export type { FakeJob, RetentionLimits } from "./testing/job-store.js";
export type { CreateParams, DecodedBody, DecodedFile, ImageMatch } from "./testing/parse-create.js";
export type { RenderedClip, RenderedFile, Renderer, RenderRequest } from "./testing/renderer.js";
export { type SampleImageOptions, sampleImage } from "./testing/sample-image.js";
export type { Scenario, ScenarioName } from "./testing/scenario.js";
export type { WebhookDelivery, WebhookOptions } from "./testing/webhooks.js";
export type { SignedWebhook } from "./webhook/sign.js";
