/**
 * Finds the subject along the axis that a crop shortens.
 *
 * @module
 */
import type { PixelSize } from "../../image/fit-plan.js";
import { sumDetail } from "../../image/quality.js";
import { untilAborted } from "../../utils/abort.js";
import type { DecodeOptions } from "../platform.js";
import { withSharp } from "./sharp.js";

/** Pixels a side of the copy that is measured. */
const side = 512;
/** What a crop has to keep of the detail, beyond what a centered crop keeps, to be better than it. */
const gain = 0.06;
/** Detail that may be lost to stay nearer to the middle. */
const slack = 0.005;
/** Positions are multiples of a 16th, and so the same with any version of sharp. */
const steps = 16;

/**
 * The position of a crop that keeps the subject: 0 at the left or the top, 1 at the right or the bottom.
 *
 * A subject is clear if three measures agree on the side: the attention and the entropy strategies of sharp, and the detail.
 * Each alone is often wrong; see docs/image-checks.md. Otherwise the result is 0.5.
 *
 * @throws {ImageError} `image_decoder_missing` if sharp cannot be loaded, `image_unreadable` if the image cannot be decoded;
 * or rejects with the signal's reason.
 */
export function findCropPosition(bytes: Uint8Array, target: PixelSize, options: DecodeOptions): Promise<number> {
  return withSharp(options, { message: "was not decoded" }, async (sharp, open) => {
    const picture = open(bytes)
      .resize({ width: side, height: side, fit: "inside" })
      .flatten({ background: "#ffffff" })
      .toColourspace("srgb")
      .raw({ depth: "uchar" });
    const { data, info } = await untilAborted(picture.toBuffer({ resolveWithObject: true }), options.signal);
    const { width, height, channels } = info;
    const isWide = width * target.height > height * target.width;
    const crop = isWide
      ? { width: Math.max(1, Math.round((height * target.width) / target.height)), height }
      : { width, height: Math.max(1, Math.round((width * target.height) / target.width)) };
    const [length, kept] = isWide ? [width, crop.width] : [height, crop.height];
    const room = length - kept;
    if (room < 2) return 0.5;
    const small = sharp(data, { raw: { width, height, channels } });
    const toSide = async (position: "attention" | "entropy") => {
      const cropped = small.clone().resize({ ...crop, fit: "cover", position });
      const { info: found } = await untilAborted(cropped.toBuffer({ resolveWithObject: true }), options.signal);
      const offset = -((isWide ? found.cropOffsetLeft : found.cropOffsetTop) ?? -room / 2);
      return Math.sign(Math.round(offset - room / 2));
    };
    const grey = await untilAborted(small.clone().greyscale().raw().toBuffer(), options.signal);
    const detail = findDetail(sumDetail({ luma: grey, width, height }, isWide), kept);
    if (detail === 0.5) return 0.5;
    const [attention, entropy] = await Promise.all([toSide("attention"), toSide("entropy")]);
    const wanted = Math.sign(detail - 0.5);
    return attention === wanted && entropy === wanted ? detail : 0.5;
  });
}

/** The position nearest to the middle that keeps nearly as much detail as the best one; 0.5 if that is not much more. */
function findDetail(sums: readonly number[], kept: number): number {
  const total = sums.reduce((sum, value) => sum + value, 0);
  if (total === 0) return 0.5;
  const positions = Array.from({ length: steps + 1 }, (_, step) => {
    const start = Math.round(((sums.length - kept) * step) / steps);
    const inside = sums.slice(start, start + kept).reduce((sum, value) => sum + value, 0);
    return { position: step / steps, share: inside / total };
  });
  const best = Math.max(...positions.map(({ share }) => share));
  const centered = positions[steps / 2]?.share ?? best;
  if (best - centered < gain) return 0.5;
  const near = positions.filter(({ share }) => share >= best - slack);
  return near.reduce((one, other) => (Math.abs(other.position - 0.5) < Math.abs(one.position - 0.5) ? other : one))
    .position;
}
