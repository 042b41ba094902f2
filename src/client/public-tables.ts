/**
 * The functions and tables of `ugoku` that planning and polling use as well.
 *
 * @module
 */

export { defineDialect } from "../dialects/define-dialect.js";
export { probeImage } from "../image/probe.js";
export { defaultPollInterval, type PollInterval } from "../job/poll-interval.js";
export { defineModel, frameCount, type ModelSpec, models, openModels } from "../models/models.js";
export { type Cost, estimateCost } from "./cost.js";
