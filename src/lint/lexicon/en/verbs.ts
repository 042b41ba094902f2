/**
 * English verbs, as dictionary forms: inflection is by rule (`text/english-inflection.ts`), the irregular forms apart.
 *
 * @module
 */

/** States, and verbs of texts, shots and requests: no motion. */
export const stateVerbs = `
  accompany add adorn appear arrange base be become begin believe belong blend capture center comprise contain continue
  convey cover create decorate depict describe design detail display do dominate dream dress embody emphasize enhance
  enjoy evoke exist express exude face feature feel fill fit focus frame generate give hang happen have help highlight
  hold hope illuminate imagine include inspire introduce involve keep know lack last lead lean let lie like line listen
  live look loom lounge love maintain make match mean measure miss need nestle observe overlook park perch picture
  please pose position possess preserve produce provide read recline reflect relax remain remember represent resemble
  rest retain reveal see seem shape share show showcase sit sleep smell sport stack stand stare start stay stuff suggest
  suit surround taste think top tower transform try understand use wait want watch wear wonder
`;

/** State verbs and what makes them a motion: "sits down", "looks up". */
export const stateParticles: Readonly<Record<string, string>> = {
  sit: "down up",
  lie: "down",
  lean: "in through into forward forwards back over out toward towards closer",
  look: "up down back around over away toward towards left right",
  stand: "up",
  hold: "up out",
  lead: "him her them it",
  make: "way",
};

/** Small motions that go along with an action and take no time of their own. */
export const microMotions = `beam blink breathe exhale flicker flutter glance glisten glow grin hum inhale pulse ripple rustle shimmer sigh smile sway
  tick tremble twitch wink`;

/** Verbs that get their meaning from the object: "does a spin", "gives a nod". */
export const lightVerbs = `do give make perform`;
/** Light and mood: what light does without a visible motion, "sunlight streams through the window". */
export const lightNouns = `daylight glow light lighting moonlight rays reflection reflections shadow shadows sun sunlight sunrise sunset`;
export const lightMotions = `bathe bounce cast catch come fall fill filter flood glint glisten glow hit light pour shine spill stream wash`;
/** Objects without a visible motion. */
export const emptyObjects = `action actions appearance atmosphere feel feeling image look mood photo picture scene shot something sure thing
  things vibe video way`;

/** Verbs that say only that something moves, not how it looks. */
export const genericVerbs = `move go walk act perform do`;

/** Forms that no rule makes: dictionary form, past, participle. One form is both; a dash is the dictionary form. */
export const irregularVerbs = `
  become became -, begin began begun, bend bent, bite bit bitten, blow blew blown, break broke broken, bring brought,
  build built, burst, catch caught, cling clung, come came -, creep crept, cut, dig dug, draw drew drawn, drink drank drunk,
  drive drove driven, eat ate eaten, fall fell fallen, feed fed, fight fought, find found, fling flung, fly flew flown,
  freeze froze frozen, get got gotten, go went gone, grind ground, grow grew grown, hide hid hidden, hit, kneel knelt,
  lead led, leap leapt, leave left, let, lie lay lain, light lit, put, read, ride rode ridden, ring rang rung, rise rose
  risen, run ran -, say said, send sent, set, shake shook shaken, shed, shine shone, shoot shot, show shown, shut, sing
  sang sung, sink sank sunk, sit sat, slide slid, speak spoke spoken, spin spun, split, spread, spring sprang sprung,
  stand stood, stick stuck, strike struck, sweep swept, swim swam swum, swing swung, take took taken, tear tore torn,
  tell told, throw threw thrown, thrust, wake woke woken, wear wore worn, weep wept, wind wound, write wrote written,
  give gave given, see saw seen, hold held, keep kept, feel felt, think thought, know knew known, make made, have has had,
  be is are was were been being am, do does did done
`;

/** Nouns of motion that the verb table does not mark: "a chase". */
export const motionNouns = `avalanche chase collision dance dive eruption explosion flight glance hyperlapse kiss laugh nod parade pour
  procession race rotation smile somersault spin stampede stroll swirl timelapse turn twirl wink`;
