/**
 * English camera words, as tables. `text/camera-en.ts` reads them.
 *
 * @module
 */

import { lazy, WordList } from "../core/word-list.js";
import type { CameraTermKind, Direction, Strength } from "../text/camera-term.js";

/** A verb of a camera move. */
export interface EnglishVerb {
  readonly verb: string;
  readonly kind: CameraTermKind;
  /** The direction if the prompt names none. Without a default, the prompt must name one. */
  readonly defaultDirection: Direction | undefined;
  /** Is a camera move without the word "camera" at the start of a command or title. */
  readonly alone: boolean;
}

/** After the verb its default direction, and "!" if it is a camera move without the word "camera". */
const verbs: Partial<Record<CameraTermKind, string>> = {
  pan: "pan>right! turn swivel look pivot",
  tilt: "tilt>up!",
  zoom: "zoom>in! widen>out tighten>in",
  dolly: "dolly>in! push! pull!",
  truck: "truck!",
  follow: "track>right! follow>in trail>in chase>in pursue>in",
  pedestal: "crane>up! pedestal>up! jib>up! boom>up! climb>up drop>down",
  orbit:
    "orbit>right! arc>right! circle>right encircle>right 360>right revolve>right rotate>right spin>right swing>right swirl>right",
  handheld: "handheld>in shake>in wobble>in sway>in",
  roll: "roll",
  move: `go wrap swoop>down dive>down soar>up move slide glide drift travel sweep float fly shift creep>in inch>in close back
    advance>in approach>in retreat>out recede>out rise>up lift>up ascend>up descend>down lower>down`,
};

export const englishVerbs = lazy(() => {
  const found = new Map<string, EnglishVerb>();
  for (const [kind, list] of Object.entries(verbs) as [CameraTermKind, string][])
    for (const row of new WordList(list)) {
      const [, verb = "", direction, alone] = /^(\w+)(?:>(\w+))?(!)?$/.exec(row) ?? [];
      found.set(verb, { verb, kind, defaultDirection: direction as Direction | undefined, alone: alone !== undefined });
    }
  return found;
});
/** Nouns and adjectives of camera verbs. */
export const derivedWords: Readonly<Record<string, string>> = {
  orbital: "orbit",
  flythrough: "fly",
  flyby: "fly",
  shaky: "shake",
  movement: "move",
  motion: "move",
};

/** No camera move before these words: "zoom lens". */
export const notBefore: Readonly<Record<string, WordList>> = {
  pan: new WordList("for pizza fried seared sauce flute lid handle"),
  tilt: new WordList("shift"),
  zoom: new WordList("lens lenses call calls meeting meetings past window"),
  dolly: new WordList("parton rig track"),
  truck: new WordList("driver stop bed"),
  track: new WordList("suit"),
  crane: new WordList("operator fly"),
  360: new WordList("camera cam video photo"),
  sweep: new WordList("drone aerial view views"),
  drop: new WordList("a an the its"),
  roll: new WordList("of"),
};
/** A frying pan. */
export const notBeforePan = new WordList("frying sauce baking cake peter hot roasting");

/** Verbs that people also do to a thing: "lifting it". */
export const transitive = new WordList("lift lower drop roll spin shake swing turn push pull climb slide rotate tilt");

/** The words for each direction. Clockwise, seen from above, takes the camera to the left of the subject. */
export const englishDirections = table<Direction>({
  left: "left leftward leftwards clockwise",
  right: "right rightward rightwards counterclockwise anticlockwise",
  up: "up upward upwards",
  down: "down downward downwards",
  in: "in into inward inwards closer forward forwards toward towards",
  out: "out outward outwards back backward backwards away reverse",
});

export const englishStrengths = table<Strength>({
  subtle: "subtle subtly slight slightly barely faint faintly tiny minimal minimally imperceptibly",
  gentle: "slow slowly gentle gently soft softly gradual gradually calm calmly leisurely lightly delicate",
  strong:
    "fast quick quickly rapid rapidly swift swiftly dramatic dramatically aggressive aggressively violently whip sudden suddenly abruptly energetic intense intensely wildly crash",
});

/** A map from each word to the name of its list. */
function table<Name extends string>(lists: Readonly<Partial<Record<Name, string>>>): ReadonlyMap<string, Name> {
  const names = Object.keys(lists) as Name[];
  return new Map(names.flatMap((name) => [...new WordList(lists[name] ?? "")].map((word) => [word, name] as const)));
}

export const cameraNouns = new WordList(
  "camera cam camerawork drone shot frame framing viewpoint view perspective pov fpv gimbal steadicam lens closeup",
);
/** A camera noun before one of these is an object or a person in the picture. */
export const cameraThings = new WordList(
  "bag bags strap store shop crew man operator roll phone person woman girl boy guy lens lenses shutter app case",
);
/** What rises, drifts and floats, other than the camera. */
export const drifting = new WordList(
  "steam smoke mist fog dust snow rain leaves petals particles cloud+ bubbles embers sparks confetti balloon+ birds fish water sun moon tide+",
);
/** Besides words of strength, these may stand between the start of a clause and a camera word: "a very slow, smooth pan". */
export const modifiers = new WordList(`
  a an the our we this with using by in on as and then also finally next first add use include do make let please
  while simultaneously one single final long short very extremely smooth smoothly steady steadily cinematic continuous simple beautiful
  constant sharp sweeping lateral horizontal vertical wide close medium low high aerial degree+ full half partial
  begin+ beginning start+ starting end+ ending to from is are it+ be being should will can does must left right up
  down upward downward leftward rightward only just no not never without don't doesn't dont avoid opening closing
  any all static handheld moving it's slowed camera's 360
`);
export const englishNegations = new WordList(
  "no not never without don't doesn't dont doesnt avoid zero neither nor cannot can't won't isn't aren't shouldn't",
);
/** Adjectives of a static camera. */
export const stillWords = new WordList("static stationary fixed locked still motionless immobile unmoving");
/** Words before "still" that make it an adjective, unlike in "the camera is still moving". */
export const beforeStill = new WordList(
  "is be stay stays staying remain remains keep keeps kept hold holds held completely perfectly totally very absolutely camera shot frame",
);
/** Words that end a clause and keep its subject. */
export const englishBreaks = new WordList("and then while but before after until when whilst as where so because");
/** Nouns after the name of a move: "a tracking shot". */
export const moveNouns = new WordList(
  "shot shots move moves movement motion effect camera footage style feel look sway video cam",
);
