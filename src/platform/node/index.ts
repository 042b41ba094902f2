/** The platform functions for Node: see `src/platform/platform.ts`. */
export { readLuma } from "./decode-luma.js";
export { fetchImage, resolveName } from "./fetch-image.js";
export { fitImage } from "./fit-image.js";
export { readImageFile } from "./read-file.js";
export { saveFile } from "./save-file.js";
