/**
 * The preview engine: renders the image itself, moved by a camera as the prompt asks. No key, no network, no model.
 *
 * @module ugoku/preview
 */
export type { CameraMove, Motion, MotionStrength } from "./preview/camera-move.js";
export { type PreviewEndpoint, preview, previewModels } from "./preview/create-preview.js";
export { motionFromPrompt } from "./preview/motion.js";
export { createPreviewRenderer, type PreviewOptions, previewNotice } from "./preview/renderer.js";
export type { RenderedClip, RenderedFile, Renderer, RenderRequest } from "./testing/renderer.js";
