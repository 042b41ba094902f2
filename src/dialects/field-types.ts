import type { ExtraField } from "./types.js";

/** Types of fields that many servers have. */
export const number: ExtraField = { type: "number" };
export const text: ExtraField = { type: "text" };
export const json: ExtraField = { type: "json" };
export const flag: ExtraField = { type: "boolean" };
/** A count of pixels, frames or steps. */
export const count: ExtraField = { type: "integer", from: 1 };
/** The random seed; any integer. */
export const seed: ExtraField = { type: "integer" };
