/**
 * What the engine can render: read by its own checks and, through the model's row, by `plan()`.
 *
 * @module
 */
import { clampToLimit, type Limit, type ModelLimits } from "../models/models.js";

/** The limits at `fps` frames a second. A clip has at least one frame. */
export function limitsAt(fps: number): ModelLimits {
  return {
    side: { from: 16, to: 4096, step: 2 },
    // A longer clip would take minutes and go nowhere: a still has only so much to show.
    seconds: { from: Math.ceil(1000 / fps) / 1000, to: 120 },
  };
}

/** Whether `value` is within the limit. */
export function allows(limit: Limit, value: number): boolean {
  return clampToLimit(limit, value) === value;
}
