/**
 * English camera words, as tables. `text/camera-en.ts` reads them.
 *
 * @module
 */

import { WordList } from "../core/word-list.js";
import type { CameraTermKind, Direction, Strength } from "../text/camera-term.js";

/** The forms of a word, and the camera move it names. */
export interface EnglishVerb {
  readonly kind: CameraTermKind;
  /** Plain form, then what ends in -s, then what ends in -ing. Further ones are nouns. */
  readonly forms: readonly string[];
  /** Past forms. They need the camera as their subject: a "tilted head" is not a camera move. */
  readonly past?: readonly string[];
  /** The direction if the prompt names none. Without a default, the prompt must name one. */
  readonly defaultDirection?: Direction;
  /** Is a camera move without the word "camera" at the start of a command or title. */
  readonly alone?: boolean;
  /** No camera move before these words: "zoom lens". */
  readonly notBefore?: readonly string[];
  /** A camera move only before these words: "closes in". */
  readonly onlyBefore?: readonly string[];
  /** No camera move after these words: "frying pan". */
  readonly notAfter?: readonly string[];
}

export const englishVerbs: readonly EnglishVerb[] = [
  {
    kind: "pan",
    forms: ["pan", "pans", "panning"],
    past: ["panned"],
    defaultDirection: "right",
    alone: true,
    notBefore: ["for", "pizza", "fried", "seared", "sauce", "flute", "lid", "handle"],
    notAfter: ["frying", "sauce", "baking", "cake", "peter", "hot", "roasting"],
  },
  {
    kind: "tilt",
    forms: ["tilt", "tilts", "tilting"],
    past: ["tilted"],
    defaultDirection: "up",
    alone: true,
    notBefore: ["shift"],
  },
  {
    kind: "zoom",
    forms: ["zoom", "zooms", "zooming"],
    past: ["zoomed"],
    defaultDirection: "in",
    alone: true,
    notBefore: ["lens", "lenses", "call", "calls", "meeting", "meetings", "past", "window"],
  },
  {
    kind: "dolly",
    forms: ["dolly", "dollies", "dollying"],
    past: ["dollied"],
    defaultDirection: "in",
    alone: true,
    notBefore: ["parton", "rig", "track"],
  },
  { kind: "dolly", forms: ["push", "pushes", "pushing"], past: ["pushed"], alone: true },
  { kind: "dolly", forms: ["pull", "pulls", "pulling"], past: ["pulled"], alone: true },
  {
    kind: "truck",
    forms: ["truck", "trucks", "trucking"],
    past: ["trucked"],
    alone: true,
    notBefore: ["driver", "stop", "bed"],
  },
  {
    kind: "follow",
    forms: ["track", "tracks", "tracking"],
    past: ["tracked"],
    defaultDirection: "right",
    alone: true,
    notBefore: ["suit"],
  },
  {
    kind: "pedestal",
    forms: ["crane", "cranes", "craning"],
    past: ["craned"],
    defaultDirection: "up",
    alone: true,
    notBefore: ["operator", "fly"],
  },
  {
    kind: "pedestal",
    forms: ["pedestal", "pedestals", "pedestaling"],
    past: ["pedestaled"],
    defaultDirection: "up",
    alone: true,
  },
  { kind: "pedestal", forms: ["jib", "jibs", "jibbing"], past: ["jibbed"], defaultDirection: "up", alone: true },
  { kind: "pedestal", forms: ["boom", "booms", "booming"], past: ["boomed"], defaultDirection: "up", alone: true },
  {
    kind: "orbit",
    forms: ["orbit", "orbits", "orbiting", "orbital"],
    past: ["orbited"],
    defaultDirection: "right",
    alone: true,
  },
  { kind: "orbit", forms: ["arc", "arcs", "arcing"], past: ["arced"], defaultDirection: "right", alone: true },
  { kind: "orbit", forms: ["circle", "circles", "circling"], past: ["circled"], defaultDirection: "right" },
  { kind: "orbit", forms: ["encircle", "encircles", "encircling"], past: ["encircled"], defaultDirection: "right" },
  { kind: "orbit", forms: ["360"], defaultDirection: "right", notBefore: ["camera", "cam", "video", "photo"] },
  { kind: "orbit", forms: ["revolve", "revolves", "revolving"], past: ["revolved"], defaultDirection: "right" },
  { kind: "orbit", forms: ["rotate", "rotates", "rotating"], past: ["rotated"], defaultDirection: "right" },
  { kind: "orbit", forms: ["spin", "spins", "spinning"], past: ["spun"], defaultDirection: "right" },
  { kind: "orbit", forms: ["swing", "swings", "swinging"], past: ["swung"], defaultDirection: "right" },
  { kind: "handheld", forms: ["handheld", "handhelds", "handholding"], defaultDirection: "in" },
  { kind: "handheld", forms: ["shake", "shakes", "shaking", "shaky"], past: ["shook"], defaultDirection: "in" },
  { kind: "handheld", forms: ["wobble", "wobbles", "wobbling"], past: ["wobbled"], defaultDirection: "in" },
  { kind: "pan", forms: ["turn", "turns", "turning"], past: ["turned"] },
  { kind: "pan", forms: ["swivel", "swivels", "swiveling"], past: ["swiveled"] },
  { kind: "pan", forms: ["look", "looks", "looking"], past: ["looked"] },
  { kind: "zoom", forms: ["widen", "widens", "widening"], past: ["widened"], defaultDirection: "out" },
  { kind: "zoom", forms: ["tighten", "tightens", "tightening"], past: ["tightened"], defaultDirection: "in" },
  { kind: "move", forms: ["go", "goes", "going"], past: ["went"] },
  { kind: "move", forms: ["wrap", "wraps", "wrapping"], past: ["wrapped"] },
  { kind: "move", forms: ["swoop", "swoops", "swooping"], past: ["swooped"], defaultDirection: "down" },
  { kind: "move", forms: ["dive", "dives", "diving"], past: ["dived", "dove"], defaultDirection: "down" },
  { kind: "move", forms: ["soar", "soars", "soaring"], past: ["soared"], defaultDirection: "up" },
  { kind: "move", forms: ["move", "moves", "moving", "movement", "motion"], past: ["moved"] },
  { kind: "move", forms: ["slide", "slides", "sliding"], past: ["slid"] },
  { kind: "move", forms: ["glide", "glides", "gliding"], past: ["glided"] },
  { kind: "move", forms: ["drift", "drifts", "drifting"], past: ["drifted"] },
  { kind: "move", forms: ["travel", "travels", "traveling", "travelling"], past: ["traveled", "travelled"] },
  {
    kind: "move",
    forms: ["sweep", "sweeps", "sweeping"],
    past: ["swept"],
    notBefore: ["drone", "aerial", "view", "views"],
  },
  { kind: "move", forms: ["float", "floats", "floating"], past: ["floated"] },
  { kind: "move", forms: ["fly", "flies", "flying"], past: ["flew"] },
  { kind: "move", forms: ["shift", "shifts", "shifting"], past: ["shifted"] },
  { kind: "move", forms: ["creep", "creeps", "creeping"], past: ["crept"], defaultDirection: "in" },
  { kind: "move", forms: ["inch", "inches", "inching"], past: ["inched"], defaultDirection: "in" },
  { kind: "move", forms: ["close", "closes", "closing"], past: ["closed"], onlyBefore: ["in"] },
  { kind: "move", forms: ["back", "backs", "backing"], past: ["backed"] },
  { kind: "move", forms: ["advance", "advances", "advancing"], past: ["advanced"], defaultDirection: "in" },
  { kind: "move", forms: ["approach", "approaches", "approaching"], past: ["approached"], defaultDirection: "in" },
  { kind: "follow", forms: ["follow", "follows", "following"], past: ["followed"], defaultDirection: "in" },
  { kind: "move", forms: ["retreat", "retreats", "retreating"], past: ["retreated"], defaultDirection: "out" },
  { kind: "move", forms: ["recede", "recedes", "receding"], past: ["receded"], defaultDirection: "out" },
  { kind: "move", forms: ["rise", "rises", "rising"], past: ["rose"], defaultDirection: "up" },
  { kind: "move", forms: ["lift", "lifts", "lifting"], past: ["lifted"], defaultDirection: "up" },
  { kind: "move", forms: ["ascend", "ascends", "ascending"], past: ["ascended"], defaultDirection: "up" },
  { kind: "move", forms: ["descend", "descends", "descending"], past: ["descended"], defaultDirection: "down" },
  { kind: "move", forms: ["lower", "lowers", "lowering"], past: ["lowered"], defaultDirection: "down" },
  { kind: "follow", forms: ["trail", "trails", "trailing"], past: ["trailed"], defaultDirection: "in" },
  { kind: "follow", forms: ["chase", "chases", "chasing"], past: ["chased"], defaultDirection: "in" },
  { kind: "follow", forms: ["pursue", "pursues", "pursuing"], past: ["pursued"], defaultDirection: "in" },
  { kind: "pedestal", forms: ["climb", "climbs", "climbing"], past: ["climbed"], defaultDirection: "up" },
  {
    kind: "pedestal",
    forms: ["drop", "drops", "dropping"],
    past: ["dropped"],
    defaultDirection: "down",
    notBefore: ["a", "an", "the", "its"],
  },
  { kind: "handheld", forms: ["sway", "sways", "swaying"], past: ["swayed"], defaultDirection: "in" },
  { kind: "pan", forms: ["pivot", "pivots", "pivoting"], past: ["pivoted"] },
  { kind: "orbit", forms: ["swirl", "swirls", "swirling"], past: ["swirled"], defaultDirection: "right" },
  { kind: "roll", forms: ["roll", "rolls", "rolling"], past: ["rolled"], notBefore: ["of"] },
];

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
  "camera cam camerawork drone shot frame framing viewpoint view perspective pov gimbal steadicam lens closeup",
);
/** A camera noun before one of these is an object or a person in the picture. */
export const cameraThings = new WordList(
  "bag bags strap store shop crew man operator roll phone person woman girl boy guy lens lenses shutter app case",
);
/** Words that may stand between the start of a clause and a camera word: "a very slow, smooth pan". */
export const modifiers = new WordList(`
  a an the our we this with using by in on as and then also finally next first add use include do make let please
  one single final long short quick quickly slow slowly very extremely gentle gently smooth smoothly subtle subtly
  slight slightly fast rapid rapidly swift swiftly steady steadily soft softly gradual gradually calm dramatic
  dramatically cinematic continuous simple beautiful constant minimal tiny barely sudden suddenly sharp aggressive
  energetic intense sweeping lateral horizontal vertical wide close medium low high aerial degree degrees full half partial
  begin begins beginning start starts starting end ends ending to from is are it be being should will can does must
  left right up down upward downward leftward rightward only just no not never without don't doesn't dont avoid
  opening closing crash whip any all static handheld moving it's its slowed camera's 360
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
