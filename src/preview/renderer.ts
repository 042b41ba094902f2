/**
 * The preview engine: one still, one prompt, one real H.264 MP4, made in this process without a network.
 *
 * Only the camera moves. Nothing in the picture moves by itself, there is no sound, and the file says so.
 *
 * @module
 */

import { clampToLimit, type Limit } from "../models/models.js";
import type { RenderedClip, RenderedFile, Renderer, RenderRequest } from "../testing/renderer.js";
import { untilAborted } from "../utils/abort.js";
import { describeValue, RequestError, UgokuError } from "../utils/errors.js";
import { Semaphore } from "../utils/semaphore.js";
import type { Motion } from "./camera-move.js";
import { beyondFor } from "./camera-path.js";
import { loadStill } from "./decode-image.js";
import { guessDepth } from "./depth-map.js";
import { allows, limitsAt } from "./limits.js";
import { motionFromPrompt, readMotion } from "./motion.js";
import { joinGroups } from "./mux.js";
import { findEncoder, loadSharp } from "./optional-deps.js";
import { checkPreviewOptions } from "./options.js";
import { makeSpritesheet, makeThumbnail } from "./thumbnails.js";
import { startPool } from "./worker-pool.js";

export { previewNotice } from "./mux.js";

/** How a preview is made. */
export interface PreviewOptions {
  /** What the camera does, whatever the prompt says: a {@link Motion}, or words such as `"pan left"`. */
  readonly motion?: Motion | string | undefined;
  /** Frames a second, a whole number from 1 to 60. Default 24. */
  readonly fps?: number | undefined;
}

const defaultFps = 24;

/** One clip at a time: it has two workers, and a second one would only share the memory that it needs. */
const turnstile = new Semaphore(1);

/**
 * Makes a renderer that moves a camera over the reference image.
 *
 * The clip is H.264 (yuv420p, BT.709) of exactly the asked size in pixels and length in seconds, at `fps` frames a
 * second; its first frame is the image, cropped around its centre where the shape differs. The packages `sharp` and
 * `h264-mp4-encoder` are loaded on the first render; without one of them it rejects with
 * `UgokuError` `code: "preview_unavailable"`, and with `"preview_failed"` when the image, the size or the length
 * cannot be rendered.
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

/** Options as they hold. */
export interface Settings {
  /** What the camera does, whatever the prompt says. */
  readonly fixed: Motion | undefined;
  /** Frames a second. */
  readonly fps: number;
}

/** The options that `call` was given, checked. */
export function readOptions(call: string, options: PreviewOptions): Settings {
  checkPreviewOptions(call, options);
  const fps = options.fps === undefined ? defaultFps : options.fps;
  if (!Number.isInteger(fps) || fps < 1 || fps > 60) {
    const message = `fps is ${describeValue(fps)}; the preview engine takes a whole number from 1 to 60.`;
    throw new RequestError("option_invalid", message, {
      hint: `Leave fps out for ${defaultFps} frames a second.`,
    });
  }
  return { fixed: options.motion === undefined ? undefined : readMotion(options.motion), fps };
}

/**
 * Rejects as {@link render} would for whatever can be known beforehand: a size or a length that is not rendered, a
 * package that is not there.
 */
export async function checkRender(request: RenderRequest, { fps }: Settings): Promise<void> {
  checked(request, fps);
  await Promise.all([findEncoder(), loadSharp()]);
}

/** Renders a clip. With `keepAlive` false a rendering that nobody waits for does not hold the process up. */
export async function render(request: RenderRequest, settings: Settings, keepAlive: boolean): Promise<RenderedClip> {
  const { signal } = request;
  signal.throwIfAborted();
  const image = checked(request, settings.fps);
  const motion = settings.fixed ?? motionFromPrompt(request.prompt);
  const bytes = await turnstile.enter(signal, async () => {
    // Out of the line: the work begins.
    request.onProgress(0);
    const clip = await film(request, image, motion, settings.fps, keepAlive);
    request.onProgress(1);
    return clip;
  });
  const { seconds, width, height } = request;
  const source = { image, motion, seconds, width, height };
  return {
    video: { bytes, type: "video/mp4" },
    thumbnail: once(() => makeThumbnail(source)),
    spritesheet: once(() => makeSpritesheet(source)),
  };
}

async function film(
  request: RenderRequest,
  image: Uint8Array,
  motion: Motion,
  fps: number,
  keepAlive: boolean,
): Promise<Uint8Array> {
  const { signal, seconds, width, height, onProgress } = request;
  const frames = framesOf(seconds, fps);
  // What is not installed is said before any work is done.
  await loadSharp();
  const pool = await startPool(frames, keepAlive);
  try {
    const filmed = async () => {
      const still = await loadStill(image, width, height, beyondFor(motion));
      onProgress(0.02);
      const depth = guessDepth(still);
      let drawn = 0;
      const parts = await pool.encode({ still, depth, motion, seconds, fps, frames }, () => {
        drawn++;
        if (!signal.aborted) onProgress(0.02 + (0.96 * drawn) / frames);
      });
      return await joinGroups(parts, { seconds, fps, frames });
    };
    return await untilAborted(filmed(), signal);
  } finally {
    await pool.close();
  }
}

function framesOf(seconds: number, fps: number): number {
  return Math.max(1, Math.round(seconds * fps));
}

/** The image's bytes, when the request can be rendered at all. */
function checked(request: RenderRequest, fps: number): Uint8Array {
  const { seconds, width, height, image } = request;
  const limits = limitsAt(fps);
  for (const [name, side] of [
    ["width", width],
    ["height", height],
  ] as const) {
    if (allows(limits.side, side)) continue;
    const { from, to } = limits.side;
    const why = side % 2 === 1 ? "H.264 in yuv420p has no odd sizes. " : "";
    throw beyond(
      `The ${name} is ${describeValue(side)}`,
      `an even number of pixels from ${from} to ${to}`,
      why,
      side,
      limits.side,
    );
  }
  const { to } = limits.seconds;
  if (!(seconds * fps >= 1 - 1e-9 && seconds <= to)) {
    const taken = `one frame (1/${fps} second) to ${to} seconds`;
    throw beyond(`The length is ${describeValue(seconds)} seconds`, taken, "", seconds, limits.seconds);
  }
  if (image === undefined || image.bytes.length === 0) {
    throw new UgokuError("preview_failed", "There is no image, and the preview engine moves a camera over one.", {
      hint: "Send the still as input_reference.",
    });
  }
  return image.bytes;
}

function beyond(came: string, taken: string, why: string, value: number, limit: Limit): UgokuError {
  return new UgokuError("preview_failed", `${came}; the preview engine takes ${taken}.`, {
    hint: `${why}The nearest that it takes is ${clampToLimit(limit, value)}.`,
  });
}

/** Makes it on the first call, and again only after a failure. */
function once(make: () => Promise<RenderedFile>): () => Promise<RenderedFile> {
  let made: Promise<RenderedFile> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
