/**
 * The table of models: what each makes, in which sizes and lengths, and what it cost; and rows of one's own.
 *
 * @module
 */
export { type DefinedModel, defineModel, type ModelInput, wrongIn } from "./models/define.js";
export { type OpenModels, openModels } from "./models/open.js";
export { models, type ReferenceModelId, type ReferenceModels } from "./models/reference.js";
export {
  describeLimit,
  frameCount,
  nearestAllowed,
  nearestSize,
  nearSize,
  parseSize,
  sizeFor,
} from "./models/sizes.js";
export {
  defaultGuidance,
  type FrameRule,
  type Limit,
  type ModelLimits,
  type ModelSpec,
  type ModelTable,
  modelSpec,
  type PromptGuidance,
  type Rate,
  type SizeString,
  unknownModel,
} from "./models/spec.js";

import type { OpenModels } from "./models/open.js";
import type { ReferenceModels } from "./models/reference.js";

/** What every client knows: the reference models and the open ones. */
export type KnownModels = ReferenceModels & OpenModels;
