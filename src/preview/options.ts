/**
 * Refuses options that plain JavaScript may pass and no type has stopped.
 *
 * @module
 */
import { describeValue, RequestError } from "../utils/errors.js";
import { closestMatch } from "../utils/suggest.js";
import { checkName } from "../utils/validate-options.js";

/** What `preview()` and `createPreviewRenderer()` take. */
const names = ["motion", "fps"] as const;

/** How else the options are called, letters only. */
const otherNames: Readonly<Record<string, (typeof names)[number]>> = {
  framerate: "fps",
  framespersecond: "fps",
  frames: "fps",
  rate: "fps",
  camera: "motion",
  cameramotion: "motion",
  movement: "motion",
  move: "motion",
  moves: "motion",
  prompt: "motion",
};

/** Refuses what is no object of options, and names that mean nothing. */
export function checkPreviewOptions(call: string, options: unknown): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new RequestError(
      "option_invalid",
      `${call}() takes an object of options, and got ${describeValue(options)}.`,
      {
        hint: `Such as ${call}({ motion: "pan left" }), or nothing at all.`,
      },
    );
  for (const name of Object.keys(options))
    checkName(`${call}()`, name, names, `It takes ${names.join(" and ")}.`, meantBy);
}

/** By another word for it, or by a slip of the pen. */
function meantBy(name: string): string | undefined {
  const letters = name.toLowerCase().replace(/[^a-z]/g, "");
  return Object.hasOwn(otherNames, letters) ? otherNames[letters] : closestMatch(name, names);
}
