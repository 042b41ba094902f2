/**
 * The words that move a camera, as plain tables. How they are read is in `motion-english.ts` and
 * `motion-japanese.ts`.
 *
 * @module
 */
import type { CameraMove, MotionStrength } from "./camera-move.js";

/** One camera move that a prompt names. */
export interface Finding {
  /** Where in the prompt, in UTF-16 units. */
  readonly at: number;
  readonly move: CameraMove;
  /** The prompt says that it is not wanted. */
  readonly denied: boolean;
  readonly strength?: MotionStrength | undefined;
}

/** A way to go, whatever the move. */
export type Way = "left" | "right" | "up" | "down" | "in" | "out";

/** What a word does. `travel` and `turn` are what only a camera's own verb says: "glides", "swivels". */
export type Action = "pan" | "tilt" | "zoom" | "dolly" | "truck" | "crane" | "orbit" | "handheld" | "travel" | "turn";

/** One row: the forms of a word and what a camera does when the word is about it. */
export interface EnglishVerb {
  readonly action: Action;
  /** Plain form, then what ends in -s, then what ends in -ing. Further ones are nouns. */
  readonly forms: readonly string[];
  /** The way it goes when the prompt names none. Without one, a way must follow. */
  readonly usually?: Way;
  /** Is about a camera without the word "camera", if it stands where a command or a title stands. */
  readonly alone?: boolean;
  /** These words after it make it something else: "zoom lens". */
  readonly notBefore?: readonly string[];
  /** These words before it make it something else: "frying pan". */
  readonly notAfter?: readonly string[];
}

export const englishVerbs: readonly EnglishVerb[] = [
  {
    action: "pan",
    forms: ["pan", "pans", "panning"],
    usually: "right",
    alone: true,
    notBefore: ["for", "pizza", "fried", "seared", "sauce", "flute", "lid", "handle"],
    notAfter: ["frying", "sauce", "baking", "cake", "peter", "hot", "roasting"],
  },
  { action: "tilt", forms: ["tilt", "tilts", "tilting"], usually: "up", alone: true, notBefore: ["shift"] },
  {
    action: "zoom",
    forms: ["zoom", "zooms", "zooming"],
    usually: "in",
    alone: true,
    notBefore: ["lens", "lenses", "call", "calls", "meeting", "meetings", "past", "window"],
  },
  { action: "dolly", forms: ["dolly", "dollies", "dollying"], usually: "in", alone: true, notBefore: ["parton"] },
  { action: "dolly", forms: ["push", "pushes", "pushing"], alone: true },
  { action: "dolly", forms: ["pull", "pulls", "pulling"], alone: true },
  { action: "truck", forms: ["truck", "trucks", "trucking"], alone: true, notBefore: ["driver", "stop", "bed"] },
  { action: "truck", forms: ["track", "tracks", "tracking"], usually: "right", alone: true, notBefore: ["suit"] },
  {
    action: "crane",
    forms: ["crane", "cranes", "craning"],
    usually: "up",
    alone: true,
    notBefore: ["operator", "fly"],
  },
  { action: "crane", forms: ["pedestal", "pedestals", "pedestaling"], usually: "up", alone: true },
  { action: "crane", forms: ["jib", "jibs", "jibbing"], usually: "up", alone: true },
  { action: "crane", forms: ["boom", "booms", "booming"], usually: "up", alone: true },
  { action: "orbit", forms: ["orbit", "orbits", "orbiting", "orbital"], usually: "right", alone: true },
  { action: "orbit", forms: ["arc", "arcs", "arcing"], usually: "right", alone: true },
  { action: "orbit", forms: ["circle", "circles", "circling"], usually: "right" },
  { action: "orbit", forms: ["encircle", "encircles", "encircling"], usually: "right" },
  { action: "orbit", forms: ["360"], usually: "right", notBefore: ["camera", "cam", "video", "photo"] },
  { action: "orbit", forms: ["revolve", "revolves", "revolving"], usually: "right" },
  { action: "orbit", forms: ["rotate", "rotates", "rotating"], usually: "right" },
  { action: "orbit", forms: ["spin", "spins", "spinning"], usually: "right" },
  { action: "orbit", forms: ["swing", "swings", "swinging"], usually: "right" },
  { action: "handheld", forms: ["handheld", "handhelds", "handholding"], usually: "in" },
  { action: "handheld", forms: ["shake", "shakes", "shaking", "shaky"], usually: "in" },
  { action: "handheld", forms: ["wobble", "wobbles", "wobbling"], usually: "in" },
  { action: "turn", forms: ["turn", "turns", "turning"] },
  { action: "turn", forms: ["swivel", "swivels", "swiveling"] },
  { action: "turn", forms: ["look", "looks", "looking"] },
  { action: "zoom", forms: ["widen", "widens", "widening"], usually: "out" },
  { action: "zoom", forms: ["tighten", "tightens", "tightening"], usually: "in" },
  { action: "travel", forms: ["go", "goes", "going"] },
  { action: "travel", forms: ["wrap", "wraps", "wrapping"] },
  { action: "travel", forms: ["swoop", "swoops", "swooping"], usually: "down" },
  { action: "travel", forms: ["dive", "dives", "diving"], usually: "down" },
  { action: "travel", forms: ["soar", "soars", "soaring"], usually: "up" },
  { action: "travel", forms: ["move", "moves", "moving", "movement", "motion"] },
  { action: "travel", forms: ["slide", "slides", "sliding"] },
  { action: "travel", forms: ["glide", "glides", "gliding"] },
  { action: "travel", forms: ["drift", "drifts", "drifting"] },
  { action: "travel", forms: ["travel", "travels", "traveling", "travelling"] },
  { action: "travel", forms: ["sweep", "sweeps", "sweeping"] },
  { action: "travel", forms: ["float", "floats", "floating"] },
  { action: "travel", forms: ["fly", "flies", "flying"] },
  { action: "travel", forms: ["shift", "shifts", "shifting"] },
  { action: "travel", forms: ["creep", "creeps", "creeping"], usually: "in" },
  { action: "travel", forms: ["inch", "inches", "inching"], usually: "in" },
  { action: "travel", forms: ["close", "closes", "closing"], notBefore: ["up", "shot", "view"] },
  { action: "travel", forms: ["back", "backs", "backing"] },
  { action: "travel", forms: ["advance", "advances", "advancing"], usually: "in" },
  { action: "travel", forms: ["approach", "approaches", "approaching"], usually: "in" },
  { action: "travel", forms: ["follow", "follows", "following"], usually: "in" },
  { action: "travel", forms: ["retreat", "retreats", "retreating"], usually: "out" },
  { action: "travel", forms: ["recede", "recedes", "receding"], usually: "out" },
  { action: "travel", forms: ["rise", "rises", "rising"], usually: "up" },
  { action: "travel", forms: ["lift", "lifts", "lifting"], usually: "up" },
  { action: "travel", forms: ["ascend", "ascends", "ascending"], usually: "up" },
  { action: "travel", forms: ["descend", "descends", "descending"], usually: "down" },
  { action: "travel", forms: ["lower", "lowers", "lowering"], usually: "down" },
];

/** The words for each way; turning clockwise, seen from above, takes the camera to the left of the subject. */
export const englishWays: ReadonlyMap<string, Way> = table({
  left: "left leftward leftwards clockwise",
  right: "right rightward rightwards counterclockwise anticlockwise",
  up: "up upward upwards",
  down: "down downward downwards",
  in: "in into inward inwards closer forward forwards toward towards",
  out: "out outward outwards back backward backwards away reverse",
});

export const englishStrengths: ReadonlyMap<string, MotionStrength> = table({
  subtle: "subtle subtly slight slightly barely faint faintly tiny minimal minimally imperceptibly",
  gentle: "slow slowly gentle gently soft softly gradual gradually calm calmly leisurely lightly delicate",
  strong:
    "fast quick quickly rapid rapidly swift swiftly dramatic dramatically aggressive aggressively violently whip sudden suddenly abruptly energetic intense intensely wildly crash",
});

/** A map from each word to the name of its list. */
function table<Name extends string>(lists: Readonly<Record<Name, string>>): ReadonlyMap<string, Name> {
  const names = Object.keys(lists) as Name[];
  return new Map(names.flatMap((name) => lists[name].split(" ").map((word) => [word, name] as const)));
}

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** What a camera is called. */
export const cameraNouns = words(
  "camera cam camerawork shot framing viewpoint view perspective pov gimbal steadicam lens",
);
/** A camera noun before one of these is a thing in the picture, or somebody. */
export const cameraThings = words(
  "bag bags strap store shop crew man operator roll rolls phone person woman girl boy guy lens lenses shutter app case",
);
/** What may stand between the start of a clause and a camera word: "a very slow, smooth pan". */
export const modifiers = words(`
  a an the our we this with using by in on as and then also finally next first add use include do make let please
  one single final long short quick quickly slow slowly very extremely gentle gently smooth smoothly subtle subtly
  slight slightly fast rapid rapidly swift swiftly steady steadily soft softly gradual gradually calm dramatic
  dramatically cinematic continuous simple beautiful constant minimal tiny barely sudden suddenly sharp aggressive
  energetic intense sweeping lateral horizontal vertical wide close medium low high aerial degree degrees full half partial
  begin begins beginning start starts starting end ends ending to from is are it be being should will can does must
  left right up down upward downward leftward rightward only just no not never without don't doesn't dont avoid
  opening closing crash whip any all static handheld moving it's its slowed camera's
`);
/** What says that something is not wanted. */
export const englishDenials = words(
  "no not never without don't doesn't dont doesnt avoid zero neither nor cannot can't won't isn't aren't shouldn't",
);
/** A camera that is one of these stays. */
export const stillWords = words("static stationary fixed locked still motionless immobile unmoving");
/** What "still" must follow to be about standing still: "the camera is still moving" is not. */
export const beforeStill = words(
  "is be stay stays staying remain remains keep keeps kept hold holds held completely perfectly totally very absolutely camera shot frame",
);
/** What ends a thought but keeps the camera as its subject. */
export const englishBreaks = words("and then while but before after until when whilst as where so because");
/** What follows a move's name when it is one: "a tracking shot". */
export const moveNouns = words(
  "shot shots move moves movement motion effect camera footage style feel look sway video cam",
);
