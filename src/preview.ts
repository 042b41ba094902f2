/**
 * The preview engine: moves a camera over the image as the prompt says. No key, no network, no model.
 *
 * @module ugoku/preview
 */
export type { CameraMove, Motion, MotionStrength } from "./preview/camera-move.js";
export { type PreviewEndpoint, preview, previewModels } from "./preview/create-preview.js";
export { motionFromPrompt } from "./preview/motion.js";
export { createPreviewRenderer, type PreviewOptions, previewNotice } from "./preview/renderer.js";
export type { RenderedClip, RenderedFile, Renderer, RenderRequest } from "./testing/renderer.js";
