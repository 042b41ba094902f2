/**
 * The limits of images that makers of models publish. A host passes the image on, so the limits apply there too.
 *
 * @module
 */
import type { ServiceModel } from "./types.js";

type Images = Pick<ServiceModel, "imageTypes" | "imageLimits">;

/** Kling's API reference. */
export const klingImages = {
  imageTypes: ["image/jpeg", "image/png"],
  imageLimits: { bytes: 10_000_000, side: { from: 300 } },
} as const satisfies Images;

/** MiniMax's API reference: the shorter side must have more than 300 pixels. */
export const minimaxImages = {
  imageTypes: ["image/jpeg", "image/png"],
  imageLimits: { bytes: 20_000_000, side: { from: 301 } },
} as const satisfies Images;

/** ModelArk allows 30 MB, more than ugoku reads. */
export const seedanceImages = { imageLimits: { side: { from: 300, to: 6_000 } } } as const satisfies Partial<Images>;

/** DashScope's API reference. */
export const wanImages = {
  imageLimits: { bytes: 20_000_000, side: { from: 240, to: 8_000 }, opaque: true },
} as const satisfies Partial<Images>;
