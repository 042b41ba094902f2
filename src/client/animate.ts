import type { ImageInput } from "../image/classify-input.js";
import type { AnimateOptions, Animation } from "./builder.js";
import type { CheckOptions, MissingIn, ReferenceTarget, TargetOfOptions } from "./builder-types.js";
import { createUgoku, type Ugoku } from "./create-client.js";

let configured: Ugoku<ReferenceTarget> | undefined;

/**
 * Starts a builder on the endpoint of the environment: `UGOKU_BASE_URL`, `UGOKU_API_KEY`, `UGOKU_DIALECT`, else
 * `OPENAI_BASE_URL`, `OPENAI_API_KEY`.
 *
 * @example
 * ```ts
 * import { animate } from "ugoku";
 *
 * const clip = await animate("photo.jpg")
 *   .withPrompt("She turns slowly to the right and smiles; guests chat softly behind her.")
 *   .duration(8)
 *   .render();
 * await clip.saveTo("photo.mp4");
 * ```
 *
 * @example The same as a plain object
 * ```ts
 * import { animate } from "ugoku";
 *
 * const prompt = "She turns slowly to the right and smiles; guests chat softly behind her.";
 * const clip = await animate("photo.jpg", { prompt, duration: 8 }).render();
 * await clip.saveTo("photo.mp4");
 * ```
 */
export function animate(image: ImageInput): Animation<ReferenceTarget, "prompt">;
export function animate<const O extends AnimateOptions<ReferenceTarget>>(
  image: ImageInput,
  options: O & CheckOptions<ReferenceTarget, O, keyof AnimateOptions>,
): Animation<TargetOfOptions<ReferenceTarget, O>, MissingIn<O>>;
export function animate(image: ImageInput, ...rest: []): unknown {
  configured ??= createUgoku();
  return configured.animate(image, ...rest);
}
