import type { ImageInput } from "../../image/classify-input.js";
import type { ImageProbe } from "../../image/probe.js";
import type { ImageLintOptions, ImageLintResult } from "./result.js";

/**
 * Checks the still image before it is sent: resolution, crop, orientation and transparency; and, if sharp is installed
 * to decode it, sharpness, exposure and whether there is a subject. The last three are statistics and can be wrong.
 *
 * Takes every image input of ugoku. For a result of `probeImage()`, or without sharp, only the header is checked;
 * `checked` tells.
 *
 * @throws ImageError if the image cannot be read or decoded.
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
