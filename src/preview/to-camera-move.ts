/**
 * Camera terms of a prompt as moves of the preview's camera.
 *
 * @module
 */
import type { CameraTerm, Direction } from "../lint/text/camera-term.js";
import type { CameraMove } from "./camera-move.js";

/** Converts a term to a move in the first suitable direction; undefined if it needs one and has none. */
export function toCameraMove({ kind, directions, defaultDirection }: CameraTerm): CameraMove | undefined {
  const side = directions.find(isSide);
  const height = directions.find(isHeight);
  const depth = directions.find(isDepth);
  switch (kind) {
    case "static":
      return { kind: "still" };
    case "handheld":
      return { kind: "handheld" };
    case "pan": {
      // "Pan up" means a tilt.
      if (side === undefined && height !== undefined) return { kind: "tilt", direction: height };
      const direction = side ?? (isSide(defaultDirection) ? defaultDirection : undefined);
      return direction && { kind: "pan", direction };
    }
    case "tilt":
      if (height === undefined && side !== undefined) return { kind: "pan", direction: side };
      return { kind: "tilt", direction: height ?? "up" };
    case "zoom":
      return { kind: "zoom", direction: depth ?? (isDepth(defaultDirection) ? defaultDirection : "in") };
    // The preview's camera does not roll.
    case "roll":
      return undefined;
    case "orbit":
      return { kind: "orbit", direction: side ?? "right" };
    case "pedestal": {
      const direction = height ?? (isHeight(defaultDirection) ? defaultDirection : undefined);
      return direction && { kind: "dolly", direction };
    }
    case "truck":
    case "follow": {
      const direction = side ?? depth ?? defaultDirection;
      return direction && { kind: "dolly", direction };
    }
    default: {
      const direction = directions[0] ?? defaultDirection;
      return direction && { kind: "dolly", direction };
    }
  }
}

function isSide(direction: Direction | undefined): direction is "left" | "right" {
  return direction === "left" || direction === "right";
}

function isHeight(direction: Direction | undefined): direction is "up" | "down" {
  return direction === "up" || direction === "down";
}

function isDepth(direction: Direction | undefined): direction is "in" | "out" {
  return direction === "in" || direction === "out";
}
