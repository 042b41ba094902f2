/**
 * Refuses options that plain JavaScript may pass and no type has stopped.
 *
 * @module
 */
import { closestMatch } from "../utils/suggest.js";
import { checkOptionNames } from "../utils/validate-options.js";

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

/** Rejects anything but an object with these options. `motion` and `fps` have checks of their own. */
export function checkPreviewOptions(call: string, options: unknown): void {
  checkOptionNames(`${call}()`, options, names, meantBy);
}

/** By another word for it, or by a slip of the pen. */
function meantBy(name: string): string | undefined {
  const letters = name.toLowerCase().replace(/[^a-z]/g, "");
  return Object.hasOwn(otherNames, letters) ? otherNames[letters] : closestMatch(name, names);
}
