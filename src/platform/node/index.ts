/** The platform functions for Node: see `src/platform/platform.ts`. */
import type { Platform } from "../platform.js";

export { readLuma } from "./decode-luma.js";
export { findCropPosition } from "./find-crop-position.js";
export { fitImage } from "./fit-image.js";
export { parseColor } from "./parse-color.js";
export { readImageFile } from "./read-file.js";
export { saveFile } from "./save-file.js";

// Loaded on first use, with Node's name lookup.
export const fetchImage: Platform["fetchImage"] = async (url, options) =>
  (await import("./fetch-image.js")).fetchImage(url, options);
export const resolveName: Platform["resolveName"] = async (host) =>
  (await import("./fetch-image.js")).resolveName(host);
