/**
 * Connects ugoku and the Vercel AI SDK in both directions: a provider for `generateVideo()`, and an endpoint that runs the AI
 * SDK's video models under `animate()`. Loads neither `ai` nor `@ai-sdk/provider`.
 *
 * @module ugoku/ai-sdk
 */

export { type AiSdkEndpoint, type AiSdkEndpointOptions, aiSdkEndpoint } from "./ai-sdk/endpoint.js";
export type { UgokuCallSettings } from "./ai-sdk/prepare-call.js";
export {
  createUgokuProvider,
  type UgokuClient,
  type UgokuProvider,
  type UgokuProviderOptions,
  type UgokuProviderSettings,
} from "./ai-sdk/provider.js";
export type {
  AiSdkAnswer,
  AiSdkCallOptions,
  AiSdkFile,
  AiSdkResponse,
  AiSdkResult,
  AiSdkStarted,
  AiSdkStatus,
  AiSdkStatusOptions,
  AiSdkVideo,
  AiSdkVideoModel,
  AiSdkWarning,
  JsonObject,
  JsonValue,
  ProviderStarted,
  ProviderStatus,
  ProviderVideo,
  UgokuVideoModel,
} from "./ai-sdk/specification.js";
