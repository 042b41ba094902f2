/**
 * Node's side of the door: see `src/image/node-room.ts`.
 *
 * @module
 */
export { fetchImage } from "./fetch-image.js";
export { readLuma } from "./luma.js";
export { readImageFile } from "./read-file.js";
export { fitImage } from "./resize.js";
export { saveFile } from "./save-file.js";
