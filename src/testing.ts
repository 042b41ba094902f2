/**
 * The Videos API for your own tests: no network, no key, no money.
 *
 * @module ugoku/testing
 */
export { type AnyClock, createFakeClock, type FakeClock, type FakeClockOptions } from "./fake/clock.js";
export type { DecodedBody, DecodedFile, ImageMatch, Order } from "./fake/create.js";
export { createFakeVideosApi, type FakeOptions, type FakeVideosApi } from "./fake/fake.js";
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
} from "./fake/faults.js";
export type { RecordedRequest } from "./fake/handler.js";
export type { FakeServer } from "./fake/listen.js";
export type { RenderedClip, RenderedFile, Renderer, RenderRequest } from "./fake/renderer.js";
export { type SampleImageOptions, sampleImage } from "./fake/sample-image.js";
export type { Script, ScriptName } from "./fake/script.js";
export type { FakeJob, KeepLimits } from "./fake/store.js";
export type { WebhookDelivery, WebhookOptions } from "./fake/webhooks.js";
export type { SignedWebhook } from "./webhook/sign.js";
