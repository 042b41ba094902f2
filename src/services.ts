/**
 * Image-to-video services with their own APIs, as endpoints for the same builder.
 *
 * @module ugoku/services
 */
export type { CommonOption } from "./models/models.js";
export type { Service, ServiceEndpoint } from "./services/define-service.js";
export { defineService } from "./services/define-service.js";
export { fal } from "./services/fal.js";
export { kling } from "./services/kling.js";
export { luma } from "./services/luma.js";
export { minimax } from "./services/minimax.js";
export { replicate } from "./services/replicate.js";
export type { ServiceOptions } from "./services/requests.js";
export { runway } from "./services/runway.js";
export { seedance } from "./services/seedance.js";
export type {
  OptionFields,
  Paths,
  ServiceModel,
  ServiceModels,
  ServiceSpec,
  Template,
  Upload,
} from "./services/types.js";
export { veo } from "./services/veo.js";
export { wan } from "./services/wan.js";
export { xai } from "./services/xai.js";
