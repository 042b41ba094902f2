/**
 * English camera terms: moves, and a camera or a background that stays.
 *
 * @module
 */
import type { Range } from "../core/types.js";
import { words } from "./english-inflection.js";
import { formOf, isAdverb, type Token } from "./english-tokenizer.js";
import type { CameraMove } from "./features.js";

type Move = Omit<CameraMove, "sentence">;
type Kind = CameraMove["kind"];

/** A word may be called "constructor", which every object has. */
const table = <Value>(rows: Readonly<Record<string, Value>>): ReadonlyMap<string, Value> =>
  new Map(Object.entries(rows));

/** Verbs that a camera is the only one to do. */
const cameraOnly = table<Kind>({ zoom: "zoom", dolly: "dolly", pan: "pan" });
/** What a verb is when the camera does it. */
const ofCamera = table<Kind>({
  zoom: "zoom",
  dolly: "dolly",
  pan: "pan",
  tilt: "tilt",
  push: "dolly",
  pull: "dolly",
  advance: "dolly",
  approach: "dolly",
  recede: "dolly",
  retreat: "dolly",
  track: "follow",
  follow: "follow",
  trail: "follow",
  chase: "follow",
  pursue: "follow",
  truck: "truck",
  slide: "truck",
  glide: "move",
  move: "move",
  travel: "move",
  drift: "move",
  float: "move",
  fly: "move",
  sweep: "move",
  creep: "dolly",
  go: "move",
  rise: "pedestal",
  ascend: "pedestal",
  descend: "pedestal",
  lower: "pedestal",
  lift: "pedestal",
  crane: "pedestal",
  boom: "pedestal",
  drop: "pedestal",
  climb: "pedestal",
  orbit: "orbit",
  circle: "orbit",
  revolve: "orbit",
  arc: "orbit",
  rotate: "orbit",
  swirl: "orbit",
  roll: "roll",
  spin: "roll",
  shake: "handheld",
  sway: "handheld",
  swing: "pan",
  turn: "pan",
  swivel: "pan",
  pivot: "pan",
});
/** "Push-in", "pull back": what a plain pair of words means without a camera being named. */
const pairs = table<Kind>({
  "push in": "dolly",
  "pull back": "dolly",
  "pull out": "dolly",
  "dolly in": "dolly",
  "dolly out": "dolly",
  "pushes in": "dolly",
  "pulls back": "dolly",
  "zoom in": "zoom",
  "zoom out": "zoom",
  "tilt up": "tilt",
  "tilt down": "tilt",
  "tilts up": "tilt",
  "tilts down": "tilt",
  "crane up": "pedestal",
  "crane down": "pedestal",
});
/** The first words of those. */
const leads = new Set([...pairs.keys()].map((pair) => pair.split(" ")[0]));
/** Before "shot", "move" or alone as a noun. */
const nounMoves = table<Kind>({
  tracking: "follow",
  trucking: "truck",
  panning: "pan",
  orbit: "orbit",
  orbiting: "orbit",
  crane: "pedestal",
  dolly: "dolly",
  arc: "orbit",
  zoom: "zoom",
  handheld: "handheld",
  steadicam: "follow",
  flyover: "move",
  flythrough: "move",
  tilt: "tilt",
  pan: "pan",
  pushin: "dolly",
});
/** With an object, these are done to a thing: "lifts the cup". */
const handled = words("lift lower drop roll spin shake swing turn push pull climb slide raise rotate");
const shotNouns = words("shot shots move moves movement motion camera");
const ways = table<NonNullable<CameraMove["way"]>>({
  left: "left",
  leftward: "left",
  leftwards: "left",
  right: "right",
  rightward: "right",
  rightwards: "right",
  up: "up",
  upward: "up",
  upwards: "up",
  down: "down",
  downward: "down",
  downwards: "down",
  in: "in",
  closer: "in",
  forward: "in",
  toward: "in",
  towards: "in",
  into: "in",
  out: "out",
  back: "out",
  backward: "out",
  backwards: "out",
  away: "out",
});
const sequence = words("then next afterwards afterward finally later after before until");
const stillWords = words(
  "still static fixed unchanged steady motionless stationary intact constant frozen locked unmoving sharp same",
);
const stays = words("stay stays staying remain remains remaining hold holds holding keep keeps keeping kept is are");

/** The camera move that a word names. `noun`: it needs no verb. */
export function cameraMoveAt(
  tokens: readonly Token[],
  index: number,
  aboutCamera: boolean,
): { move: Move; noun: boolean } | undefined {
  const token = tokens[index];
  if (token === undefined) return undefined;
  const form = formOf(token.word);
  const next = wordAt(tokens, index, 1);
  const move = (kind: Kind, noun: boolean, end = token.end): { move: Move; noun: boolean } => {
    const way = wayAfter(tokens, index);
    return {
      move: { range: [token.start, end], kind, ...(way && { way }), afterwards: isAfterwards(tokens, index) },
      noun,
    };
  };
  const named = nounMoves.get(token.word);
  if (named === undefined && !leads.has(token.word) && !aboutCamera && cameraOnly.get(form?.verb ?? "") === undefined)
    return undefined;
  if (named !== undefined && shotNouns.has(next)) return move(named, true);
  if (token.word === "handheld" || token.word === "steadicam") return move(named ?? "handheld", true);
  const pair = leads.has(token.word) ? pairs.get(`${token.word} ${next}`) : undefined;
  if (
    pair !== undefined &&
    !isPossessive(wordAt(tokens, index, 2)) &&
    (aboutCamera || tokens[index + 1]?.tied === true || !hasOtherSubject(tokens, index))
  )
    return move(pair, true);
  if (form === undefined) return undefined;
  const kind = aboutCamera ? ofCamera.get(form.verb) : cameraOnly.get(form.verb);
  // "Lifting it carefully" is not the camera's.
  if (kind === undefined || (handled.has(form.verb) && isPossessive(next))) return undefined;
  if (!aboutCamera) {
    if (
      form.verb === "pan" &&
      form.form === "base" &&
      ways.get(next) === undefined &&
      !/^(?:across|around|over|slowly|to|from|along|past)$/.test(next)
    )
      return undefined;
    if (form.verb === "dolly" && form.form === "s") return undefined;
    return move(
      kind,
      form.form === "base" &&
        (index === 0 ||
          token.opens ||
          /^(?:slow|quick|gentle|smooth|fast|a|subtle|whip|swish)$/.test(wordAt(tokens, index, -1))),
    );
  }
  if (/^(?:move|go|glide|float|fly|drift|travel|slide|sweep)$/.test(form.verb)) {
    const way = wayAfter(tokens, index);
    return move(
      way === "in" || way === "out"
        ? "dolly"
        : way === "left" || way === "right"
          ? "truck"
          : way === "up" || way === "down"
            ? "pedestal"
            : "move",
      false,
    );
  }
  return move(kind, false);
}

/** A noun right before: somebody pushes in, not the camera. */
function hasOtherSubject(tokens: readonly Token[], index: number): boolean {
  const before = wordAt(tokens, index, -1);
  return (
    /^(?:he|she|it|they|to|and)$/.test(before) ||
    (before !== "" &&
      !/^(?:slow|quick|gentle|smooth|fast|a|the|subtle|steady|slowly|gently|then|with|camera)$/.test(before))
  );
}

const isPossessive = (word: string): boolean => /^(?:her|his|its|their|the|a|it|them|him)$/.test(word);

/** Something that is said to stay: "remains still", "static background", "keep the face sharp". */
export function staticAt(
  tokens: readonly Token[],
  index: number,
  aboutCamera: boolean,
): { range: Range; camera: boolean } | undefined {
  const token = tokens[index];
  if (token === undefined) return undefined;
  const next = wordAt(tokens, index, 1);
  const second = wordAt(tokens, index, 2);
  if (
    (token.word === "static" ||
      token.word === "fixed" ||
      token.word === "locked" ||
      token.word === "still" ||
      token.word === "stationary") &&
    /^(?:shot|camera|frame|framing|medium|close|wide|closeup|off|tripod|angle)$/.test(next)
  )
    return { range: [token.start, tokens[index + 1]?.end ?? token.end], camera: true };
  if (token.word === "tripod") return { range: [token.start, token.end], camera: true };
  if (!stays.has(token.word)) {
    if (
      (token.word === "static" || token.word === "motionless" || token.word === "unchanged") &&
      wordAt(tokens, index, -1) !== ""
    )
      return { range: [token.start, token.end], camera: aboutCamera };
    return undefined;
  }
  for (let at = index + 1; at <= index + 5; at++) {
    const candidate = tokens[at];
    if (candidate === undefined || candidate.sentence !== token.sentence || candidate.opens) break;
    if (stillWords.has(candidate.word) || (candidate.word === "place" && wordAt(tokens, at, -1) === "in"))
      return { range: [token.start, candidate.end], camera: aboutCamera };
    if (/^(?:is|are)$/.test(token.word) && !isAdverb(candidate.word)) break;
  }
  // "The camera holds on her face."
  if (
    aboutCamera &&
    /^(?:hold|holds|stays|remains)$/.test(token.word) &&
    !/^(?:a|the|on)$/.test(second === "" ? "on" : next)
  )
    return { range: [token.start, token.end], camera: true };
  if (aboutCamera && /^holds?$/.test(token.word)) return { range: [token.start, token.end], camera: true };
  return undefined;
}

function wayAfter(tokens: readonly Token[], index: number): CameraMove["way"] {
  for (let at = index + 1; at <= index + 4; at++) {
    const token = tokens[at];
    if (token === undefined || token.opens || token.sentence !== tokens[index]?.sentence) return undefined;
    const way = ways.get(token.word);
    if (way !== undefined) return way;
    if (token.word === "and" || token.word === "with" || token.word === "on") return undefined;
  }
  return undefined;
}

/** Whether a word of sequence stands before it in the sentence. */
function isAfterwards(tokens: readonly Token[], index: number): boolean {
  for (let at = index - 1; at >= 0 && at >= index - 30; at--) {
    const token = tokens[at];
    if (token === undefined || token.sentence !== tokens[index]?.sentence) return false;
    if (sequence.has(token.word)) return true;
  }
  return false;
}

function wordAt(tokens: readonly Token[], index: number, offset: number): string {
  const token = tokens[index + offset];
  return token !== undefined && token.sentence === tokens[index]?.sentence ? token.word : "";
}
