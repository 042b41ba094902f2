/**
 * What a camera word and a way make together.
 *
 * @module
 */
import type { CameraMove } from "./camera-move.js";
import type { Action, Way } from "./camera-vocabulary-en.js";

/** The move, going the first way that suits it; undefined when it needs a way and has none. */
export function cameraMove(action: Action, ways: readonly Way[], usually: Way | undefined): CameraMove | undefined {
  const side = ways.find(isSide);
  const height = ways.find(isHeight);
  const depth = ways.find(isDepth);
  switch (action) {
    case "pan":
    case "turn": {
      // Many say "pan up" for a tilt.
      if (side === undefined && height !== undefined) return { kind: "tilt", direction: height };
      const direction = side ?? (isSide(usually) ? usually : undefined);
      return direction && { kind: "pan", direction };
    }
    case "tilt":
      if (height === undefined && side !== undefined) return { kind: "pan", direction: side };
      return { kind: "tilt", direction: height ?? "up" };
    case "zoom":
      return { kind: "zoom", direction: depth ?? "in" };
    case "orbit":
      return { kind: "orbit", direction: side ?? "right" };
    case "handheld":
      return { kind: "handheld" };
    case "crane": {
      const direction = height ?? (isHeight(usually) ? usually : undefined);
      return direction && { kind: "dolly", direction };
    }
    case "truck": {
      const direction = side ?? depth ?? usually;
      return direction && { kind: "dolly", direction };
    }
    default: {
      const direction = ways[0] ?? usually;
      return direction && { kind: "dolly", direction };
    }
  }
}

function isSide(way: Way | undefined): way is "left" | "right" {
  return way === "left" || way === "right";
}

function isHeight(way: Way | undefined): way is "up" | "down" {
  return way === "up" || way === "down";
}

function isDepth(way: Way | undefined): way is "in" | "out" {
  return way === "in" || way === "out";
}
