import type { Plan } from "../client/plan.js";
import { loadSharp } from "../preview/optional-deps.js";
import { ImageError } from "../utils/errors.js";

/** Rejects a plan that needs a package which is not installed. */
export async function checkPackages({ request, image, lastFrame }: Plan): Promise<void> {
  if (request.endpoint === "preview") {
    await loadSharp();
    return;
  }
  for (const one of [image, lastFrame]) {
    if (one?.kind !== "file" || one.fit.action === "pass") continue;
    await loadSharp().catch((cause: unknown) => {
      throw new ImageError(
        "image_decoder_missing",
        `${one.name} has to be cropped or re-encoded: sharp could not be loaded.`,
        {
          hint: "Run `npm install sharp`, or pass an image of the size and format that the model takes.",
          cause,
        },
      );
    });
  }
}
