/**
 * Reads CSS colors.
 *
 * @module
 */
import { describeValue, RequestError } from "../utils/errors.js";
import type { Color } from "./fit-plan.js";

/**
 * The color that `text` names: `"#fff"`, `"#ff8800"`, `"rgb(255 136 0)"`, `"hsl(32, 100%, 50%)"` or a CSS name.
 *
 * @throws {RequestError} `option_invalid` if it is none, or if it is transparent: a video has nothing behind it.
 */
export async function parseColor(text: string): Promise<Color> {
  // Loaded on demand: most calls name no color.
  const [{ colord, extend }, { default: names }] = await Promise.all([
    import("colord"),
    import("colord/plugins/names"),
  ]);
  extend([names]);
  const color = colord(text.toLowerCase());
  if (!color.isValid())
    throw new RequestError("option_invalid", `${describeValue(text)} is not a background.`, {
      hint: `Use "edge", "blur" or a CSS color such as "white", "#ff8800" or "rgb(255 136 0)".`,
    });
  if (color.alpha() < 1)
    throw new RequestError(
      "option_invalid",
      `The background ${describeValue(text)} is transparent, and a video has nothing behind it.`,
      { hint: `Use "edge", "blur" or an opaque color such as "white".` },
    );
  const { r, g, b } = color.toRgb();
  return { r, g, b };
}
