/**
 * Any image in, bytes out: what the rest of ugoku uses of this room's reading side.
 *
 * @module
 */
export type { ImageInput } from "./input.js";
export { type LoadedBytes, type LoadedImage, type LoadImageOptions, loadImage, loadNodeRoom } from "./load.js";
export { type ImageLoader, memoiseImage } from "./memoise.js";
