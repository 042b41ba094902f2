/**
 * The preview engine: renders an image and a prompt to an H.264 MP4, in this process and without a network.
 *
 * Only the camera moves. Nothing in the image moves, there is no sound, and the file is marked as a preview.
 */
import { clampToLimit, type Limit, type ModelLimits } from "../models/models.js";
import type { RenderedClip, RenderedFile, Renderer, RenderRequest } from "../testing/renderer.js";
import { untilAborted } from "../utils/abort.js";
import { describeValue, RequestError, UgokuError } from "../utils/errors.js";
import { Semaphore } from "../utils/semaphore.js";
import { checkOptionNames } from "../utils/validate-options.js";
import type { Motion } from "./camera-move.js";
import { decodeImage } from "./decode-image.js";
import { estimateDepth } from "./depth-map.js";
import { motionFromPrompt, readMotion } from "./motion.js";
import { writeMp4 } from "./mux.js";
import { loadSharp } from "./optional-deps.js";
import { makeSpritesheet, makeThumbnail } from "./thumbnails.js";
import { startPool } from "./worker-pool.js";

export { previewNotice } from "./notice.js";

/** Options of `preview()` and `createPreviewRenderer()`. */
export interface PreviewOptions {
  /** The camera motion, instead of the prompt's: a {@link Motion}, or words such as `"pan left"`. */
  readonly motion?: Motion | string | undefined;
  /** Frames per second, a whole number from 1 to 60. Default 24. */
  readonly fps?: number | undefined;
}

const defaultFps = 24;

/** Renders one clip at a time: each uses two workers and much memory. */
const renderLock = new Semaphore(1);

/**
 * Creates a renderer that moves a camera over the reference image.
 *
 * The clip is H.264 (yuv420p, BT.709) of exactly the requested size and length, at `fps` frames per second. Its first
 * frame is the image, cropped around its center if the shape differs; a clip that pulls back begins inside the image and ends
 * with it. With a `lastFrame`, the clip fades to that image. The package `sharp` is loaded on the first render; if it is missing, it rejects with `UgokuError`
 * `code: "preview_unavailable"`. It rejects with `"preview_failed"` if an image, the size or the length cannot be rendered.
 *
 * @example
 * ```ts
 * import { createPreviewRenderer } from "ugoku/preview";
 *
 * const renderer = createPreviewRenderer({ motion: { moves: [{ kind: "pan", direction: "right" }] }, fps: 30 });
 * ```
 */
export function createPreviewRenderer(options: PreviewOptions = {}): Renderer {
  const settings = readOptions("createPreviewRenderer", options);
  return { render: (request) => render(request, settings, true) };
}

/** Validated options. */
export interface Settings {
  /** Overrides the motion of the prompt. */
  readonly motion: Motion | undefined;
  readonly fps: number;
}

/** Validates the options of `call`. */
export function readOptions(call: string, options: PreviewOptions): Settings {
  checkOptionNames(`${call}()`, options, ["motion", "fps"]);
  const fps = options.fps === undefined ? defaultFps : options.fps;
  if (!Number.isInteger(fps) || fps < 1 || fps > 60) {
    const message = `fps is ${describeValue(fps)}; the preview engine takes a whole number from 1 to 60.`;
    throw new RequestError("option_invalid", message, {
      hint: `Leave fps out for ${defaultFps} frames per second.`,
    });
  }
  return { motion: options.motion === undefined ? undefined : readMotion(options.motion), fps };
}

/** The sizes and lengths that can be rendered at `fps`. A clip has at least one frame. */
export function getLimits(fps: number): ModelLimits {
  return {
    side: { from: 16, to: 4096, step: 2 },
    seconds: { from: Math.ceil(1000 / fps) / 1000, to: 120 },
  };
}

/** Renders a clip. With `keepAlive` false, rendering does not keep the process alive. */
export async function render(request: RenderRequest, settings: Settings, keepAlive: boolean): Promise<RenderedClip> {
  const { signal } = request;
  signal.throwIfAborted();
  const image = checkRequest(request, settings.fps);
  const motion = settings.motion ?? motionFromPrompt(request.prompt);
  const bytes = await renderLock.enter(signal, async () => {
    // Signals that the job left the queue.
    request.onProgress(0);
    const video = await renderVideo(request, image, motion, settings.fps, keepAlive);
    request.onProgress(1);
    return video;
  });
  const { seconds, width, height } = request;
  const source = { image, lastFrame: request.lastFrame?.bytes, motion, seconds, width, height };
  return {
    video: { bytes, type: "video/mp4" },
    thumbnail: cached(() => makeThumbnail(source)),
    spritesheet: cached(() => makeSpritesheet(source)),
  };
}

async function renderVideo(
  request: RenderRequest,
  bytes: Uint8Array,
  motion: Motion,
  fps: number,
  keepAlive: boolean,
): Promise<Uint8Array> {
  const { signal, seconds, width, height, onProgress } = request;
  const frames = Math.max(1, Math.round(seconds * fps));
  // Reports a missing package before any work.
  await loadSharp();
  const pool = await startPool(keepAlive);
  try {
    const renderFrames = async () => {
      const image = await decodeImage(bytes, width, height);
      const lastFrame = request.lastFrame && (await decodeImage(request.lastFrame.bytes, width, height, "last frame"));
      onProgress(0.02);
      const depth = estimateDepth(image);
      let rendered = 0;
      const clip = await pool.encode({ image, lastFrame, depth, motion, seconds, fps, frames }, () => {
        rendered++;
        if (!signal.aborted) onProgress(0.02 + (0.96 * rendered) / frames);
      });
      return await writeMp4(clip, { seconds, frames, fps, width, height });
    };
    return await untilAborted(renderFrames(), signal);
  } finally {
    await pool.close();
  }
}

/** Validates a request, and returns the bytes of its image. */
function checkRequest(request: RenderRequest, fps: number): Uint8Array {
  const { seconds, width, height, image } = request;
  const limits = getLimits(fps);
  for (const [name, side] of [
    ["width", width],
    ["height", height],
  ] as const) {
    if (clampToLimit(limits.side, side) === side) continue;
    const { from, to } = limits.side;
    const reason = side % 2 === 1 ? "H.264 in yuv420p has no odd sizes. " : "";
    throw outOfRange(
      `The ${name} is ${describeValue(side)}`,
      `an even number of pixels from ${from} to ${to}`,
      reason,
      side,
      limits.side,
    );
  }
  const { to } = limits.seconds;
  if (!(seconds * fps >= 1 - 1e-9 && seconds <= to)) {
    const range = `one frame (1/${fps} second) to ${to} seconds`;
    throw outOfRange(`The length is ${describeValue(seconds)} seconds`, range, "", seconds, limits.seconds);
  }
  if (image === undefined || image.bytes.length === 0) {
    throw new UgokuError("preview_failed", "There is no image, and the preview engine moves a camera over one.", {
      hint: "Send the image as input_reference.",
    });
  }
  return image.bytes;
}

function outOfRange(problem: string, range: string, reason: string, value: number, limit: Limit): UgokuError {
  return new UgokuError("preview_failed", `${problem}; the preview engine takes ${range}.`, {
    hint: `${reason}The nearest valid value is ${clampToLimit(limit, value)}.`,
  });
}

/** Creates the file on the first call. A failure is not cached. */
function cached(create: () => Promise<RenderedFile>): () => Promise<RenderedFile> {
  let file: Promise<RenderedFile> | undefined;
  return () => {
    file ??= create().catch((error: unknown) => {
      file = undefined;
      throw error;
    });
    return file;
  };
}
