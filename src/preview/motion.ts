/** The camera motion of a preview: read from a prompt or chosen by hand. */
import { englishCamera } from "../lint/en/camera.js";
import { japaneseCamera } from "../lint/ja/camera.js";
import { cameraTerms } from "../lint/text/camera.js";
import type { CameraTerm } from "../lint/text/camera-term.js";
import { describeValue, RequestError } from "../utils/errors.js";
import type { CameraMove, Motion, MotionStrength } from "./camera-move.js";

/** The motion for a prompt without a camera move: a slow push-in. */
export const defaultMotion: Motion = { moves: [{ kind: "dolly", direction: "in" }], strength: "gentle" };

/** The prompt is read up to this length, in UTF-16 units. Servers reject much shorter ones. */
const readLimit = 32_768;
const cameras = [englishCamera, japaneseCamera];
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
  const terms = cameraTerms(prompt.slice(0, readLimit).normalize("NFKC").toLowerCase(), cameras);
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

/** The directions of each move; the first is the default. */
const directions: Readonly<Record<CameraMove["kind"], readonly string[]>> = {
  pan: ["right", "left"],
  tilt: ["up", "down"],
  zoom: ["in", "out"],
  dolly: ["in", "out", "left", "right", "up", "down"],
  orbit: ["right", "left"],
  handheld: [],
  still: [],
};
const kinds = Object.keys(directions).join(", ");

const createMove = (kind: CameraMove["kind"], direction: string | undefined): CameraMove =>
  ({ kind, ...(direction && { direction }) }) as CameraMove;

/** Converts a term to a move in the first suitable direction; undefined if it needs one and has none. */
function toCameraMove(term: CameraTerm): CameraMove | undefined {
  const find = (axis: keyof typeof axes) => term.directions.find((direction) => axes[axis].includes(direction));
  const usual = (axis: keyof typeof axes) =>
    term.defaultDirection && axes[axis].includes(term.defaultDirection) ? term.defaultDirection : undefined;
  const [side, height, depth] = [find("horizontal"), find("vertical"), find("depth")];
  const move = (kind: "pan" | "tilt" | "zoom" | "dolly" | "orbit", direction: string | undefined) =>
    direction === undefined ? undefined : createMove(kind, direction);
  switch (term.kind) {
    case "static":
      return { kind: "still" };
    case "handheld":
      return { kind: "handheld" };
    // The preview's camera does not roll.
    case "roll":
      return undefined;
    case "pan":
      // "Pan up" means a tilt.
      return side === undefined && height ? move("tilt", height) : move("pan", side ?? usual("horizontal"));
    case "tilt":
      return height === undefined && side ? move("pan", side) : move("tilt", height ?? "up");
    case "zoom":
      return move("zoom", depth ?? usual("depth") ?? "in");
    case "orbit":
      return move("orbit", side ?? "right");
    case "pedestal":
      return move("dolly", height ?? usual("vertical"));
    case "truck":
    case "follow":
      return move("dolly", side ?? depth ?? term.defaultDirection);
    default:
      return move("dolly", term.directions[0] ?? term.defaultDirection);
  }
}

/** The axes of the directions. */
const axes: Readonly<Record<"horizontal" | "vertical" | "depth", readonly string[]>> = {
  horizontal: ["left", "right"],
  vertical: ["up", "down"],
  depth: ["in", "out"],
};

/** Reads a motion option: an object, the name of a move, or a camera phrase. */
export function readMotion(motion: Motion | string): Motion {
  if (typeof motion === "object" && motion !== null) return checkMotion(motion);
  if (typeof motion !== "string") throw invalidMotion(`The motion is ${describeValue(motion)}.`);
  const words = motion.trim();
  if (isKind(words)) return { moves: [createMove(words, directions[words][0])] };
  const found = motionFromPrompt(words);
  if (found !== defaultMotion) return found;
  throw new RequestError("option_invalid", `The motion ${describeValue(motion)} names no camera move.`, {
    hint: `Say one, such as "pan left", or one of ${kinds}.`,
  });
}

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

const isKind = (kind: unknown): kind is CameraMove["kind"] =>
  typeof kind === "string" && Object.hasOwn(directions, kind);

function checkMove(move: unknown): void {
  if (typeof move !== "object" || move === null) throw invalidMotion(`A move of the motion is ${describeValue(move)}.`);
  const { kind, direction } = move as { readonly kind?: unknown; readonly direction?: unknown };
  if (!isKind(kind))
    throw invalidMotion(`A move of the motion has the kind ${describeValue(kind)}.`, `Use one of ${kinds}.`);
  const known = directions[kind];
  if (known.length === 0 || known.some((one) => one === direction)) return;
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
  const byAxis = new Map<string, CameraMove>();
  for (const move of named) {
    const axis = getAxis(move);
    const count = byAxis.size - (byAxis.has("handheld") ? 1 : 0);
    if (!byAxis.has(axis) && (axis === "handheld" || count < moveLimit)) byAxis.set(axis, move);
  }
  return [...byAxis.values()];
}

function getAxis(move: CameraMove): string {
  const direction = "direction" in move ? move.direction : "";
  return Object.entries(axes).find(([, list]) => list.includes(direction))?.[0] ?? move.kind;
}
