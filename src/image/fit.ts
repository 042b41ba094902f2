/**
 * Plans how a picture is fitted to the size that the model requires, before anything is decoded.
 *
 * @module
 */

import { type ImageLimits, type Limit, parseSize } from "../models/models.js";
import type { FittedImage } from "../platform/platform.js";
import { describeValue, ImageError, isUgokuError, RequestError } from "../utils/errors.js";
import { option, text } from "../utils/message.js";
import {
  type AcceptedImages,
  type FitOptions,
  type FitPlan,
  lossyType,
  type PixelBox,
  type PixelSize,
  sendAddress,
} from "./fit-plan.js";
import { groupDigits } from "./limits.js";
import { loadPlatform } from "./load.js";
import type { ImageProbe, ImageType } from "./probe.js";

export type { FittedImage } from "../platform/platform.js";
export type { AcceptedImages, FitMode, FitOptions, FitPlan, PixelSize } from "./fit-plan.js";

/** `"auto"` does not crop to a smaller share of the picture: only the user can decide that. */
const minKept = 0.7;

/** Maximum scale of the output above the target, per side, for an endpoint that accepts any size of its shape. */
const maxScale = 1.5;

/**
 * Plans the fit of a picture to `target` (pixels). Decodes nothing.
 *
 * @throws {ImageError} `image_size_mismatch`, `image_too_large` or `image_type_unsupported` if `mode` forbids what would be
 * needed; the hint names the size that fits and the call to add. {@link RequestError} `option_invalid` for a wrong target or
 * mode.
 */
export function planFit(probe: ImageProbe, target: PixelSize, options: FitOptions): FitPlan {
  const { mode, match, accepts } = options;
  if (!isSide(target.width) || !isSide(target.height)) {
    throw new RequestError(
      "option_invalid",
      `${describeValue(`${target.width}x${target.height}`)} is not a size in pixels.`,
    );
  }
  if (mode !== "auto" && mode !== "cover" && mode !== "contain" && mode !== "exact") {
    throw new RequestError("option_invalid", `${describeValue(mode)} is not a fit mode.`, {
      hint: `Use "auto", "cover", "contain" or "exact".`,
    });
  }
  const source = { width: probe.width, height: probe.height };
  const full = { left: 0, top: 0, ...source };
  const crop = cropBox(source, target, options.position);
  const sameShape = crop.width === source.width && crop.height === source.height;
  const scales = match === "exact" ? { from: 1, to: 1 } : scaleRange(target, accepts?.side);
  const misfit = accepts && findMisfit(probe, options.bytes ?? 0, accepts);
  const type = misfit ? typeFor(misfit, accepts, options) : probe.type;
  const outputs =
    match === "exact"
      ? { from: target, to: target }
      : { from: scaleTo(target, scales.from, scales), to: scaleTo(target, scales.to, scales) };
  const shared = {
    orientation: probe.orientation,
    background: undefined,
    type,
    misfit: misfit?.text,
    accepts,
    outputs,
  };
  const reencoded = misfit ? [`${options.name ?? "The image"} ${misfit.text}: it is sent as ${type}.`] : [];

  if (isAccepted(source, target, scales)) {
    const warnings = [...reencoded, ...(probe.animated ? [animatedWarning] : [])];
    const inner = full;
    const action = misfit ? "reencode" : probe.orientation === 1 ? "pass" : "rotate";
    return { ...shared, action, crop: full, inner, keeps: 1, cuts: undefined, output: source, enlarges: 1, warnings };
  }
  const refused = mode === "exact" && !(match === "shape" && sameShape);
  if (refused || (mode === "auto" && keptFraction(source, target) < minKept)) throw mismatch(probe, target, options);

  const box = mode === "contain" || sameShape ? full : crop;
  const letterbox = mode === "contain" && !sameShape;
  const scale = letterbox
    ? Math.max(source.width / target.width, source.height / target.height)
    : Math.min(box.width / target.width, box.height / target.height);
  const output = match === "exact" ? { width: target.width, height: target.height } : scaleTo(target, scale, scales);
  const inner = letterbox ? centerIn(source, output) : { left: 0, top: 0, ...output };
  const enlarges = Math.max(1, inner.width / box.width, inner.height / box.height);
  const cuts = letterbox || sameShape ? undefined : describeCuts(source, box, options.position);
  return {
    ...shared,
    action: letterbox ? "letterbox" : sameShape ? "resize" : "crop",
    crop: box,
    inner,
    keeps: letterbox || sameShape ? 1 : keptFraction(source, target),
    cuts,
    output,
    enlarges,
    background: letterbox ? (options.background ?? "edge") : undefined,
    warnings: [...reencoded, ...collectWarnings(probe, target, cuts, enlarges)],
  };
}

/**
 * Plans the fit as {@link planFit} does, with a crop that follows a clear subject. Decodes a small copy for that, if sharp is
 * installed; otherwise the crop is centered.
 *
 * @throws as {@link planFit}; rejects with the signal's reason.
 */
export async function planSubjectFit(
  { bytes, name, probe }: { readonly bytes: Uint8Array; readonly name: string; readonly probe: ImageProbe },
  target: PixelSize,
  options: FitOptions,
  signal?: AbortSignal,
): Promise<FitPlan> {
  const plan = planFit(probe, target, options);
  if (plan.action !== "crop") return plan;
  const { findCropPosition } = await loadPlatform();
  try {
    const position = await findCropPosition(bytes, target, { name, signal });
    return position === 0.5 ? plan : planFit(probe, target, { ...options, position });
  } catch (error) {
    // Without a decoder, or with a damaged image, applyFit() says so.
    if (isUgokuError(error)) return plan;
    throw error;
  }
}

/**
 * Applies `plan` to the image with sharp; a plan with action `pass` returns the same bytes and needs no decoder.
 *
 * The format is that of the plan (JPEG quality 95 without chroma subsampling, WebP quality 95, PNG), metadata goes, colors
 * become sRGB. Above the limit of bytes, the quality is lowered. A letterbox and a JPEG are opaque.
 *
 * @throws {ImageError} `image_decoder_missing` if sharp is not installed, `image_unreadable` if the image cannot be
 * decoded, `image_too_large` if no quality is within the limit, `image_runtime_unsupported` outside Node. Rejects with the
 * signal's reason.
 */
export async function applyFit(
  loaded: { readonly bytes: Uint8Array; readonly name: string; readonly probe: ImageProbe },
  plan: FitPlan,
  signal?: AbortSignal,
): Promise<FittedImage> {
  signal?.throwIfAborted();
  const { bytes, name, probe } = loaded;
  if (plan.action === "pass") return { bytes, type: probe.type, width: probe.width, height: probe.height };
  const { fitImage } = await loadPlatform();
  return fitImage(bytes, plan, { name, signal });
}

/**
 * Checks that `plan` can be applied here, as {@link applyFit} would, and decodes nothing.
 *
 * @throws {ImageError} `image_decoder_missing` or `image_runtime_unsupported`; or rejects with the signal's reason.
 */
export async function checkFit(name: string, plan: FitPlan, signal?: AbortSignal): Promise<void> {
  if (plan.action !== "pass") await (await loadPlatform()).checkFit(plan, { name, signal });
}

/** What the model does not take of an image, apart from its size in pixels. `text` continues a sentence about the image. */
interface Misfit {
  readonly code: "image_too_large" | "image_type_unsupported";
  readonly text: string;
}

function findMisfit(probe: ImageProbe, bytes: number, accepts: AcceptedImages): Misfit | undefined {
  const { model, types, bytes: most = Number.POSITIVE_INFINITY, opaque } = accepts;
  if (!types.includes(probe.type))
    return { code: "image_type_unsupported", text: `is ${probe.type}; ${model} takes ${types.join(", ")}` };
  if (opaque && probe.hasAlpha)
    return { code: "image_type_unsupported", text: `can be transparent; ${model} takes opaque images` };
  if (bytes <= most) return undefined;
  const text = `has ${groupDigits(bytes)} bytes; ${model} takes ${groupDigits(most)}`;
  return { code: "image_too_large", text };
}

/** The type to re-encode to. */
function typeFor({ code, text: problem }: Misfit, { types, url }: AcceptedImages, options: FitOptions): ImageType {
  const type = lossyType(types);
  if (type && options.mode !== "exact") return type;
  throw new ImageError(code, `${options.name ?? "The image"} ${problem}.`, {
    hint: text`${type ? text`Leave out ${option("fit", "exact")} to send it as ${type}, or pass` : "Pass"} another image.${url ? sendAddress : ""}`,
    option: "fit",
    value: options.mode,
  });
}

function isSide(value: number): boolean {
  return Number.isInteger(value) && value > 0;
}

/** The scales of the output against the target, per side. */
type ScaleRange = Pick<Limit, "from" | "to">;

/** For an endpoint that accepts any size of the target's shape, within its limits of a side. */
function scaleRange({ width, height }: PixelSize, side: ImageLimits["side"]): ScaleRange {
  const to = Math.min(maxScale, (side?.to ?? Number.POSITIVE_INFINITY) / Math.max(width, height));
  return { from: Math.min(to, Math.max(1, (side?.from ?? 1) / Math.min(width, height))), to };
}

function isAccepted(source: PixelSize, target: PixelSize, { from, to }: ScaleRange): boolean {
  if (source.width * target.height !== source.height * target.width) return false;
  return source.width >= target.width * from - 1e-6 && source.width <= target.width * to + 1e-6;
}

/** The largest rectangle of the target's shape. */
function cropBox(source: PixelSize, target: PixelSize, position = 0.5): PixelBox {
  const isWider = source.width * target.height > source.height * target.width;
  const width = isWider ? clampSide((source.height * target.width) / target.height, source.width) : source.width;
  const height = isWider ? source.height : clampSide((source.width * target.height) / target.width, source.height);
  return {
    left: Math.floor((source.width - width) * position),
    top: Math.floor((source.height - height) * position),
    width,
    height,
  };
}

function clampSide(value: number, max: number): number {
  return Math.min(Math.max(1, Math.round(value)), max);
}

/** Computed from the shapes and not from the rounded box, which is inexact for a small picture. */
function keptFraction(source: PixelSize, target: PixelSize): number {
  const across = source.width * target.height;
  const down = source.height * target.width;
  return across > down ? down / across : across / down;
}

/** The target scaled in steps that keep its shape exactly. */
function scaleTo(target: PixelSize, scale: number, { from, to }: ScaleRange): PixelSize {
  const steps = greatestDivisor(target.width, target.height);
  const wanted = Math.floor(steps * Math.min(scale, to) + 1e-9);
  const scaled = Math.max(1, wanted, Math.min(Math.ceil(steps * from - 1e-9), Math.floor(steps * to + 1e-9)));
  return { width: (target.width / steps) * scaled, height: (target.height / steps) * scaled };
}

function greatestDivisor(first: number, second: number): number {
  return second === 0 ? first : greatestDivisor(second, first % second);
}

/** `source` scaled to fit into `output`, centered. */
function centerIn(source: PixelSize, output: PixelSize): PixelBox {
  const scale = Math.min(output.width / source.width, output.height / source.height);
  const width = clampSide(source.width * scale, output.width);
  const height = clampSide(source.height * scale, output.height);
  return { left: Math.floor((output.width - width) / 2), top: Math.floor((output.height - height) / 2), width, height };
}

function describeCuts(source: PixelSize, box: PixelSize, position = 0.5): string {
  return box.width < source.width
    ? describeCut((source.width - box.width) / source.width, position, "width", "left", "right")
    : describeCut((source.height - box.height) / source.height, position, "height", "top", "bottom");
}

function describeCut(part: number, position: number, side: string, first: string, second: string): string {
  const value = roundPercent(part);
  // Parts of the rounded value, so that both add up to it: 25 % is 12.5 % and 12.5 %.
  const share = (of: number) => (value === undefined ? percent(part) : `${Number((value * of).toFixed(2))} %`);
  const all = `${percent(part)} of the ${side}`;
  if (position === 0) return `${all} (at the ${second})`;
  if (position === 1) return `${all} (at the ${first})`;
  return `${all} (${share(position)} at the ${first} and ${share(1 - position)} at the ${second})`;
}

function percent(part: number): string {
  const value = roundPercent(part);
  return value === undefined ? "under 0.1 %" : `${value} %`;
}

/** In percent, as displayed; `undefined` below 0.1. */
function roundPercent(part: number): number | undefined {
  const value = part * 100;
  if (value < 0.1) return undefined;
  return value < 10 ? Number(value.toFixed(1)) : Math.round(value);
}

const animatedWarning = "The image is animated; only its first frame is used.";

function collectWarnings(probe: ImageProbe, target: PixelSize, cuts: string | undefined, enlarges: number): string[] {
  const size = `${target.width}x${target.height}`;
  const warnings: string[] = [];
  if (cuts !== undefined) warnings.push(`The crop to ${size} cuts off ${cuts}.`);
  if (enlarges > 1.005) {
    const times = enlarges < 10 ? enlarges.toFixed(2) : groupDigits(Math.round(enlarges));
    warnings.push(
      `The image (${probe.width} x ${probe.height}) is enlarged ${times} times for ${size}, and will look soft.`,
    );
  }
  if (probe.animated) warnings.push(animatedWarning);
  return warnings;
}

function mismatch(probe: ImageProbe, target: PixelSize, options: FitOptions): ImageError {
  const size = `${target.width}x${target.height}`;
  const kept = keptFraction(probe, target);
  const best = bestSize(probe, options.alternatives);
  const rotated = probe.orientation >= 5 ? " after its EXIF orientation is applied" : "";
  const name = options.name ?? "The image";
  const message =
    options.mode === "exact"
      ? `${name} is ${probe.width}x${probe.height}${rotated}, not ${size}.`
      : `${name} is ${probe.width}x${probe.height}${rotated}: a crop to ${size} would keep only ${percent(kept)} of it.`;
  const sizeHint =
    best && best.size !== size
      ? text`${option("size", best.size)}, which ${best.exact ? "is exactly its size" : `fits best (keeps ${percent(best.kept)})`}, `
      : "";
  const cutsOff = kept < 1 ? ` (cuts off ${percent(1 - kept)})` : "";
  return new ImageError("image_size_mismatch", message, {
    hint: text`Add ${sizeHint}${option("fit", "cover")} to crop it${cutsOff} or ${option("fit", "contain")} to add borders.`,
    option: "fit",
    value: options.mode,
    allowed: ["cover", "contain"],
  });
}

function bestSize(probe: ImageProbe, sizes: readonly string[]) {
  let best: { size: string; kept: number; exact: boolean } | undefined;
  for (const size of sizes) {
    const parsed = parseSize(size);
    if (!parsed) continue;
    const exact = parsed.width === probe.width && parsed.height === probe.height;
    const kept = keptFraction(probe, parsed);
    if (!best || exact || (!best.exact && kept > best.kept + 1e-9)) best = { size, kept, exact };
  }
  return best;
}
