/**
 * Any image in, bytes out: what the rest of ugoku uses of this room's reading side.
 *
 * @module
 */

export { createImageLoader, type ImageLoader } from "./cached-loader.js";
export type { ImageInput } from "./classify-input.js";
export { type LoadedBytes, type LoadedImage, type LoadImageOptions, loadImage, loadPlatform } from "./load.js";
