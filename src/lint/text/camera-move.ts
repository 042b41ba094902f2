import type { CameraTerm, Way } from "./camera-term.js";
import { words } from "./english-inflection.js";
import type { Token } from "./english-tokenizer.js";
import type { CameraMove } from "./features.js";

const suitable: Partial<Record<CameraTerm["kind"], readonly Way[]>> = {
  pan: ["left", "right", "up", "down"],
  tilt: ["up", "down", "left", "right"],
  zoom: ["in", "out"],
  pedestal: ["up", "down"],
  orbit: ["left", "right"],
  roll: ["left", "right"],
  handheld: [],
  static: [],
};
/** The move of a camera that only "moves", by its way. */
const byWay = { in: "dolly", out: "dolly", left: "truck", right: "truck", up: "pedestal", down: "pedestal" } as const;

export function cameraMoveOf(
  { range, kind, ways, defaultWay }: CameraTerm,
  sentence: number,
  afterwards: boolean,
): CameraMove {
  const way = ways.find((one) => suitable[kind]?.includes(one) ?? true);
  const along = way ?? defaultWay;
  return { range, kind: kind === "move" && along ? byWay[along] : kind, ...(way && { way }), sentence, afterwards };
}

const sequence = words("then next afterwards afterward finally later after before until");

/** Whether a word of sequence stands before it in the sentence. */
export function isAfterwards(tokens: readonly Token[], index: number): boolean {
  for (let at = index - 1; at >= 0 && at >= index - 30; at--) {
    const token = tokens[at];
    if (token === undefined || token.sentence !== tokens[index]?.sentence) return false;
    if (sequence.has(token.word)) return true;
  }
  return false;
}
