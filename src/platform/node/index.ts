/**
 * Node's side of the door: see `src/platform/platform.ts`.
 *
 * @module
 */

export { readLuma } from "./decode-luma.js";
export { fetchImage } from "./fetch-image.js";
export { readImageFile } from "./read-file.js";
export { fitImage } from "./resize.js";
export { saveFile } from "./save-file.js";
