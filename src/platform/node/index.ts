/** The platform functions for Node: see `src/platform/platform.ts`. */
import type { Platform } from "../platform.js";

export { findHttpFetch, longTimeoutOption } from "./http-fetch.js";
export { readImageFile } from "./read-file.js";
export { saveFile } from "./save-file.js";

// Loaded on first use: many clips need neither.
const loadFetch = () => import("./fetch-image.js");
const loadPixels = () => import("./pixels.js");

export const fetchImage: Platform["fetchImage"] = async (...given) => (await loadFetch()).fetchImage(...given);
export const resolveName: Platform["resolveName"] = async (...given) => (await loadFetch()).resolveName(...given);
export const fitImage: Platform["fitImage"] = async (...given) => (await loadPixels()).fitImage(...given);
export const checkFit: Platform["checkFit"] = async (...given) => (await loadPixels()).checkFit(...given);
export const readLuma: Platform["readLuma"] = async (...given) => (await loadPixels()).readLuma(...given);
export const findCropPosition: Platform["findCropPosition"] = async (...given) =>
  (await loadPixels()).findCropPosition(...given);
export const parseColor: Platform["parseColor"] = async (...given) => (await loadPixels()).parseColor(...given);
