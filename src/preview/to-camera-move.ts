/**
 * Camera terms of a prompt as moves of the preview's camera.
 *
 * @module
 */
import type { CameraTerm, Way } from "../lint/text/camera-term.js";
import type { CameraMove } from "./camera-move.js";

/** The move along the first way that suits it; undefined when it needs a way and has none. */
export function toCameraMove({ kind, ways, defaultWay }: CameraTerm): CameraMove | undefined {
  const side = ways.find(isSide);
  const height = ways.find(isHeight);
  const depth = ways.find(isDepth);
  switch (kind) {
    case "static":
      return { kind: "still" };
    case "handheld":
      return { kind: "handheld" };
    case "pan": {
      // Many say "pan up" for a tilt.
      if (side === undefined && height !== undefined) return { kind: "tilt", direction: height };
      const direction = side ?? (isSide(defaultWay) ? defaultWay : undefined);
      return direction && { kind: "pan", direction };
    }
    case "tilt":
      if (height === undefined && side !== undefined) return { kind: "pan", direction: side };
      return { kind: "tilt", direction: height ?? "up" };
    case "zoom":
      return { kind: "zoom", direction: depth ?? (isDepth(defaultWay) ? defaultWay : "in") };
    // The preview's camera does not roll.
    case "roll":
      return undefined;
    case "orbit":
      return { kind: "orbit", direction: side ?? "right" };
    case "pedestal": {
      const direction = height ?? (isHeight(defaultWay) ? defaultWay : undefined);
      return direction && { kind: "dolly", direction };
    }
    case "truck":
    case "follow": {
      const direction = side ?? depth ?? defaultWay;
      return direction && { kind: "dolly", direction };
    }
    default: {
      const direction = ways[0] ?? defaultWay;
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
