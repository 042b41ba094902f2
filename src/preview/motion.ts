/**
 * The camera motion of a preview: read from a prompt or chosen by hand.
 *
 * @module
 */

import { cameraTerms } from "../lint/text/camera.js";
import { describeValue, RequestError } from "../utils/errors.js";
import type { CameraMove, Motion, MotionStrength } from "./camera-move.js";
import { toCameraMove } from "./to-camera-move.js";

/** What is done when the prompt names no camera move: a slow push-in. */
export const defaultMotion: Motion = { moves: [{ kind: "dolly", direction: "in" }], strength: "gentle" };

/** Longer prompts are read up to here, in UTF-16 units. Servers refuse them long before. */
const readLimit = 32_768;
/** More moves than this at once are no longer a camera. Handheld comes on top. */
const moveLimit = 2;

/**
 * Reads the camera moves out of a prompt in English or Japanese.
 *
 * Only words about the camera count: "she slowly turns to the right" moves her, not the camera. A camera that is
 * told to stay, or whose moves are all denied, stays still. A prompt without a word about the camera gets a slow
 * push-in. Pure and linear in the length of the prompt.
 *
 * @example
 * ```ts
 * import { motionFromPrompt } from "ugoku/preview";
 *
 * motionFromPrompt("Her hair sways. The camera slowly pans right.");
 * // { moves: [{ kind: "pan", direction: "right" }], strength: "gentle" }
 * ```
 */
export function motionFromPrompt(prompt: string): Motion {
  const terms = cameraTerms(prompt.slice(0, readLimit).normalize("NFKC").toLowerCase());
  const wanted = terms.flatMap((term) => {
    const move = term.negated || term.kind === "static" ? undefined : toCameraMove(term);
    return move ? [{ move, strength: term.strength }] : [];
  });
  if (wanted.length > 0)
    return {
      moves: compatible(wanted.map(({ move }) => move)),
      strength: wanted.find(({ strength }) => strength !== undefined)?.strength ?? "normal",
    };
  // "No camera shake" asks for a steady camera, not for a still one.
  const stays = terms.some(({ kind, negated }) => (kind === "static") !== negated && kind !== "handheld");
  return stays ? { moves: [{ kind: "still" }], strength: "normal" } : defaultMotion;
}

const byName: Readonly<Record<CameraMove["kind"], CameraMove>> = {
  pan: { kind: "pan", direction: "right" },
  tilt: { kind: "tilt", direction: "up" },
  zoom: { kind: "zoom", direction: "in" },
  dolly: { kind: "dolly", direction: "in" },
  orbit: { kind: "orbit", direction: "right" },
  handheld: { kind: "handheld" },
  still: { kind: "still" },
};

/** A motion that was chosen by hand: an object, the name of a move, or words about the camera. */
export function readMotion(motion: Motion | string): Motion {
  if (typeof motion === "object" && motion !== null) return checkMotion(motion);
  if (typeof motion !== "string") throw wrong(`The motion is ${describeValue(motion)}.`);
  const words = motion.trim();
  if (Object.hasOwn(byName, words)) return { moves: [byName[words as CameraMove["kind"]]] };
  const found = motionFromPrompt(words);
  if (found !== defaultMotion) return found;
  throw new RequestError("option_invalid", `The motion ${describeValue(motion)} names no camera move.`, {
    hint: `Say one, such as "pan left", or one of ${Object.keys(byName).join(", ")}.`,
  });
}

/** The ways that each move can go. A move without a row has none. */
const directions = {
  pan: ["left", "right"],
  tilt: ["up", "down"],
  zoom: ["in", "out"],
  dolly: ["in", "out", "left", "right", "up", "down"],
  orbit: ["left", "right"],
} as const;
const strengths = ["subtle", "gentle", "normal", "strong"] as const satisfies readonly MotionStrength[];

/** Refuses what plain JavaScript may pass: it would come to light in a worker, as an error about something else. */
function checkMotion(motion: Motion): Motion {
  const { moves, strength } = motion as { readonly moves?: unknown; readonly strength?: unknown };
  if (!Array.isArray(moves) || moves.length === 0) throw wrong(`The moves of the motion are ${describeValue(moves)}.`);
  for (const move of moves as readonly unknown[]) checkMove(move);
  if (strength === undefined || (strengths as readonly unknown[]).includes(strength)) return motion;
  throw wrong(`The strength of the motion is ${describeValue(strength)}.`, `Use one of ${strengths.join(", ")}.`);
}

function checkMove(move: unknown): void {
  if (typeof move !== "object" || move === null) throw wrong(`A move of the motion is ${describeValue(move)}.`);
  const { kind, direction } = move as { readonly kind?: unknown; readonly direction?: unknown };
  if (typeof kind !== "string" || !Object.hasOwn(byName, kind))
    throw wrong(
      `A move of the motion has the kind ${describeValue(kind)}.`,
      `Use one of ${Object.keys(byName).join(", ")}.`,
    );
  const known: readonly unknown[] | undefined = Object.hasOwn(directions, kind)
    ? directions[kind as keyof typeof directions]
    : undefined;
  if (known === undefined || known.includes(direction)) return;
  throw wrong(
    `The move ${describeValue(kind)} of the motion has the direction ${describeValue(direction)}.`,
    `Use ${known.join(" or ")}.`,
  );
}

function wrong(what: string, hint = 'Such as "pan left", or { moves: [{ kind: "pan", direction: "left" }] }.') {
  return new RequestError("option_invalid", what, { hint });
}

/** The first moves named, without a second one that undoes or repeats the first. */
function compatible(named: readonly CameraMove[]): CameraMove[] {
  const moves: CameraMove[] = [];
  let travels = 0;
  for (const move of named) {
    if (moves.some((other) => axisOf(other) === axisOf(move))) continue;
    if (move.kind !== "handheld" && ++travels > moveLimit) continue;
    moves.push(move);
  }
  return moves;
}

/** Two moves along one axis are one. */
function axisOf(move: CameraMove): string {
  switch (move.kind) {
    case "zoom":
      return "depth";
    case "tilt":
      return "vertical";
    case "pan":
    case "orbit":
      return "horizontal";
    case "dolly":
      if (move.direction === "in" || move.direction === "out") return "depth";
      return move.direction === "up" || move.direction === "down" ? "vertical" : "horizontal";
    default:
      return move.kind;
  }
}
