import type { Color } from "../../image/fit-plan.js";
import { describeValue, RequestError } from "../../utils/errors.js";
import { importSharp, type SharpFactory } from "../../utils/import-sharp.js";

/**
 * The color that `text` names: `"#fff"`, `"#ff8800"`, `"rgb(255 136 0)"`, `"hsl(32, 100%, 50%)"` or a CSS name. Without sharp
 * nothing is drawn, and `text` is not checked.
 *
 * @throws {RequestError} `option_invalid` if it is none, or if it is transparent: a video has nothing behind it.
 */
export async function parseColor(text: string): Promise<Color | undefined> {
  let sharp: SharpFactory;
  try {
    sharp = await importSharp();
  } catch {
    return undefined;
  }
  const background = text.trim().toLowerCase();
  let pixel: Uint8Array;
  try {
    // sharp reads CSS colors itself.
    pixel = await sharp({ create: { width: 1, height: 1, channels: 4, background } })
      .raw()
      .toBuffer();
  } catch {
    throw new RequestError("option_invalid", `${describeValue(text)} is not a background.`, {
      hint: `Use "edge", "blur" or a CSS color such as "white", "#ff8800" or "rgb(255 136 0)".`,
    });
  }
  const [r = 0, g = 0, b = 0, alpha] = pixel;
  if (alpha !== 255)
    throw new RequestError(
      "option_invalid",
      `The background ${describeValue(text)} is transparent, and a video has nothing behind it.`,
      { hint: `Use "edge", "blur" or an opaque color such as "white".` },
    );
  return { r, g, b };
}
