import type { ImageInput } from "../../image/classify-input.js";
import type { ImageProbe } from "../../image/probe.js";
import type { ImageLintOptions, ImageLintResult } from "./result.js";

/**
 * Judges the still image before it is sent: whether it has pixels enough for the clip, what a crop would take, which
 * way up it is stored, whether it is transparent; and, where sharp is there to decode it, whether it is sharp, well
 * exposed and has something in it that could move. The last three are measured, not understood: they can be wrong.
 *
 * Takes bytes, or any other image that ugoku takes, or what `probeImage()` read from its header: then only the header
 * is judged. Without sharp too; `checked` says so.
 *
 * @throws ImageError for what cannot be read or decoded, as everywhere.
 * @throws RequestError `size_unsupported` or `option_invalid`.
 *
 * @example
 * ```ts
 * import { readFile } from "node:fs/promises";
 * import { lintImage } from "ugoku/lint";
 *
 * const { messages, score } = await lintImage(await readFile("photo.jpg"), { size: "1280x720" });
 * for (const { ruleId, message } of messages) console.log(ruleId, message, score);
 * ```
 */
export async function lintImage(
  image: ImageInput | ImageProbe,
  options: ImageLintOptions = {},
): Promise<ImageLintResult> {
  const { checkImage } = await import("./check-image.js");
  return checkImage(image, options);
}
