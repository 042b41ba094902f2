import type { Range } from "../core/types.js";
import type { CameraTerm, Way } from "./camera-term.js";
import type { PromptCameraMove } from "./features.js";
import { lastUpTo } from "./pattern-matches.js";

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
/** How far before a move a word of sequence is looked for, in UTF-16 units. */
const reach = 160;
const sequence =
  /\b(?:then|next|afterwards?|finally|later|after|before|until)\b|その後|そのあと|次に|続いて|それから|やがて|最後に|てから|した後|すると/;

/** The moves that camera terms ask for, denied ones left out. `prose` and its `sentences` tell which come later. */
export function toPromptCameraMoves(
  terms: readonly CameraTerm[],
  prose: string,
  sentences: readonly Range[],
): PromptCameraMove[] {
  return terms.flatMap(({ range, kind, ways, defaultWay, denied }) => {
    // 「カメラは動かさない」 asks for a static camera.
    if (denied && kind !== "move") return [];
    const way = ways.find((one) => suitable[kind]?.includes(one) ?? true);
    const along = way ?? defaultWay;
    const sentence = Math.max(
      0,
      lastUpTo(sentences, range[0], ([start]) => start),
    );
    const from = Math.max(sentences[sentence]?.[0] ?? 0, range[0] - reach);
    return {
      range,
      kind: denied ? "static" : kind === "move" && along ? byWay[along] : kind,
      ...(way && !denied && { way }),
      sentence,
      afterwards: sequence.test(prose.slice(from, range[0])),
    };
  });
}
