import type { Range } from "../core/types.js";
import type { CameraReader, CameraTerm, Direction } from "./camera-term.js";
import type { PromptCameraMove } from "./features.js";
import { findLastIndexUpTo } from "./pattern-matches.js";

/** The camera terms of a normalized text, in order. Linear in its length. */
export function cameraTerms(source: string, readers: readonly CameraReader[]): CameraTerm[] {
  const rewritten = readers.find(({ rewrite }) => rewrite)?.rewrite?.(source);
  const terms = readers.flatMap((reader) => [...reader.read(rewritten?.text ?? source)]);
  return terms
    .map((term) => ({ ...term, range: rewritten?.toSource(term.range) ?? term.range }))
    .sort((a, b) => a.range[0] - b.range[0]);
}

const suitable: Partial<Record<CameraTerm["kind"], readonly Direction[]>> = {
  pan: ["left", "right", "up", "down"],
  tilt: ["up", "down", "left", "right"],
  zoom: ["in", "out"],
  pedestal: ["up", "down"],
  orbit: ["left", "right"],
  roll: ["left", "right"],
  handheld: [],
  static: [],
};
/** The kind of a generic "move", by its direction. */
const byWay = { in: "dolly", out: "dolly", left: "truck", right: "truck", up: "pedestal", down: "pedestal" } as const;
/** Search distance for a word of sequence before a move, in UTF-16 units. */
const reach = 160;

/** Converts camera terms to moves, without negated ones. `prose` and `sentences` tell which come later. */
export function toPromptCameraMoves(
  terms: readonly CameraTerm[],
  prose: string,
  sentences: readonly Range[],
  readers: readonly CameraReader[],
): PromptCameraMove[] {
  return terms.flatMap(({ range, kind, directions, defaultDirection, negated }) => {
    // 「カメラは動かさない」 asks for a static camera.
    if (negated && kind !== "move") return [];
    const direction = directions.find((one) => suitable[kind]?.includes(one) ?? true);
    const along = direction ?? defaultDirection;
    const sentence = Math.max(
      0,
      findLastIndexUpTo(sentences, range[0], ([start]) => start),
    );
    const from = Math.max(sentences[sentence]?.[0] ?? 0, range[0] - reach);
    return {
      range,
      kind: negated ? "static" : kind === "move" && along ? byWay[along] : kind,
      ...(direction && !negated && { direction }),
      sentence,
      // "He nods. [Push in] He turns. [Pan left]": commands in brackets follow each other.
      afterwards:
        /\[[^\]]{0,24}$/.test(prose.slice(Math.max(0, range[0] - 25), range[0])) ||
        // 「回り込み、正面で止まる」.
        prose[range[0]] === "止" ||
        readers.some((reader) => reader.isSequence(prose.slice(from, range[0]))),
    };
  });
}
