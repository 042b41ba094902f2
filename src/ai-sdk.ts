/**
 * Both ways between ugoku and the Vercel AI SDK: ugoku's servers for `generateVideo()`, and any of its video models for
 * `animate()`. Loads neither `ai` nor `@ai-sdk/provider`.
 *
 * @module ugoku/ai-sdk
 */
export type { UgokuCallSettings } from "./ai-sdk/call.js";
export { type AiSdkEndpoint, type AiSdkEndpointOptions, aiSdkEndpoint } from "./ai-sdk/endpoint.js";
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
  ForeignResult,
  ForeignStarted,
  ForeignStatus,
  ForeignVideo,
  JsonObject,
  JsonValue,
  SpecificationVersion,
  UgokuVideoModel,
} from "./ai-sdk/specification.js";
