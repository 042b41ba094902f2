/** The functions that decode an image with sharp. */
export { readLuma } from "./decode-luma.js";
export { findCropPosition } from "./find-crop-position.js";
export { checkFit, fitImage } from "./fit-image.js";
export { parseColor } from "./parse-color.js";
