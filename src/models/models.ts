/** The model table: durations, sizes, limits and rates of each model, and `defineModel()`. */

export { defineModel, findModelProblem } from "./define-model.js";
export { type OpenModels, openModels } from "./open-models.js";
export {
  clampToLimit,
  closestAllowedSize,
  describeLimit,
  frameCount,
  nearestSize,
  parseSize,
  sizeFor,
} from "./sizes.js";
export { models, type ReferenceModels } from "./sora.js";
export {
  type CommonOption,
  defaultGuidance,
  type ImageLimits,
  imageTypes,
  type Limit,
  type ModelLimits,
  type ModelSpec,
  type ModelTable,
  modelSpec,
  type Rate,
  type SizeString,
  unknownModel,
} from "./spec.js";

import type { OpenModels } from "./open-models.js";
import type { ReferenceModels } from "./sora.js";

/** The models that every client knows: the reference models and the open ones. */
export type KnownModels = ReferenceModels & OpenModels;
