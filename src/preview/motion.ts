/**
 * The camera motion of a preview: read from a prompt or chosen by hand.
 *
 * @module
 */

import { cameraTerms } from "../lint/text/camera.js";
import { describeValue, RequestError } from "../utils/errors.js";
import type { CameraMove, Motion, MotionStrength } from "./camera-move.js";
import { toCameraMove } from "./to-camera-move.js";

/** The motion for a prompt without a camera move: a slow push-in. */
export const defaultMotion: Motion = { moves: [{ kind: "dolly", direction: "in" }], strength: "gentle" };

/** The prompt is read up to this length, in UTF-16 units. Servers reject much shorter ones. */
const readLimit = 32_768;
/** Maximum of simultaneous moves, besides handheld. */
const moveLimit = 2;

/**
 * Reads the camera moves out of a prompt in English or Japanese.
 *
 * Only words about the camera count: "she slowly turns to the right" moves her, not the camera. A camera that is
 * static, or whose moves are all negated, stays still. A prompt without camera words gets a slow
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
  const requested = terms.flatMap((term) => {
    const move = term.negated || term.kind === "static" ? undefined : toCameraMove(term);
    return move ? [{ move, strength: term.strength }] : [];
  });
  if (requested.length > 0)
    return {
      moves: selectMoves(requested.map(({ move }) => move)),
      strength: requested.find(({ strength }) => strength !== undefined)?.strength ?? "normal",
    };
  // "No camera shake" means a steady camera, not a static one.
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

/** Reads a motion option: an object, the name of a move, or a camera phrase. */
export function readMotion(motion: Motion | string): Motion {
  if (typeof motion === "object" && motion !== null) return checkMotion(motion);
  if (typeof motion !== "string") throw invalidMotion(`The motion is ${describeValue(motion)}.`);
  const words = motion.trim();
  if (Object.hasOwn(byName, words)) return { moves: [byName[words as CameraMove["kind"]]] };
  const found = motionFromPrompt(words);
  if (found !== defaultMotion) return found;
  throw new RequestError("option_invalid", `The motion ${describeValue(motion)} names no camera move.`, {
    hint: `Say one, such as "pan left", or one of ${Object.keys(byName).join(", ")}.`,
  });
}

/** The directions of each move. */
const directions = {
  pan: ["left", "right"],
  tilt: ["up", "down"],
  zoom: ["in", "out"],
  dolly: ["in", "out", "left", "right", "up", "down"],
  orbit: ["left", "right"],
} as const;
const strengths = ["subtle", "gentle", "normal", "strong"] as const satisfies readonly MotionStrength[];

/** Validates untyped input here, because a worker would fail with an unrelated error. */
function checkMotion(motion: Motion): Motion {
  const { moves, strength } = motion as { readonly moves?: unknown; readonly strength?: unknown };
  if (!Array.isArray(moves) || moves.length === 0)
    throw invalidMotion(`The moves of the motion are ${describeValue(moves)}.`);
  for (const move of moves as readonly unknown[]) checkMove(move);
  if (strength === undefined || (strengths as readonly unknown[]).includes(strength)) return motion;
  throw invalidMotion(
    `The strength of the motion is ${describeValue(strength)}.`,
    `Use one of ${strengths.join(", ")}.`,
  );
}

function checkMove(move: unknown): void {
  if (typeof move !== "object" || move === null) throw invalidMotion(`A move of the motion is ${describeValue(move)}.`);
  const { kind, direction } = move as { readonly kind?: unknown; readonly direction?: unknown };
  if (typeof kind !== "string" || !Object.hasOwn(byName, kind))
    throw invalidMotion(
      `A move of the motion has the kind ${describeValue(kind)}.`,
      `Use one of ${Object.keys(byName).join(", ")}.`,
    );
  const known: readonly unknown[] | undefined = Object.hasOwn(directions, kind)
    ? directions[kind as keyof typeof directions]
    : undefined;
  if (known === undefined || known.includes(direction)) return;
  throw invalidMotion(
    `The move ${describeValue(kind)} of the motion has the direction ${describeValue(direction)}.`,
    `Use ${known.join(" or ")}.`,
  );
}

function invalidMotion(
  message: string,
  hint = 'Such as "pan left", or { moves: [{ kind: "pan", direction: "left" }] }.',
) {
  return new RequestError("option_invalid", message, { hint });
}

/** The first moves, at most one along each axis. */
function selectMoves(named: readonly CameraMove[]): CameraMove[] {
  const moves: CameraMove[] = [];
  let travels = 0;
  for (const move of named) {
    if (moves.some((other) => getAxis(other) === getAxis(move))) continue;
    if (move.kind !== "handheld" && ++travels > moveLimit) continue;
    moves.push(move);
  }
  return moves;
}

/** The axis of a move. */
function getAxis(move: CameraMove): string {
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
