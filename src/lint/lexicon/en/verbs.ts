/**
 * English verbs, as dictionary forms: inflection is by rule (`text/english-inflection.ts`), the irregular forms apart.
 *
 * @module
 */
import { extents, fixedNouns } from "./words.js";

/** Frequent motions that the dictionary lacks, calls something else, or does not count. */
export const moreMotionVerbs = `
  bark battle braid brake breach brew bubble button cartwheel celebrate chat cheer chirp churn collide court crest crinkle crunch
  curtsy dolly drizzle dunk embrace evaporate groom interact exit explore fizz foam form glimmer gurgle gust hiss hoist honk intensify
  jiggle jive jog juggle kayak knead ladle lap leak levitate lob meow nap nibble nuzzle ooze oscillate parachute patter
  perk plop purr raise recoil reload scale scoop separate shimmer skate ski skip sled slither slurp sneeze snip
  snowboard somersault sprout squirt startle surf swap swat tackle take tickle tow tussle uncoil uncurl unfurl unwrap unzip
  vault waddle waltz whizz whoosh zip
`;

/** States, and verbs of texts, shots and requests: no motion. */
export const stateVerbs = `
  accompany add adorn allow alternate appear arrange assume attach await base bask be become begin believe belong blend border
  can captivate capture cling clothe care center centre combine comprise connect consider consist contain contemplate continue convey cover
  create cushion dangle daydream decide decorate define depict describe design detail display divide do dominate doze dream dress
  emanate embody emphasise emphasize enhance enjoy epitomize evoke excite exist expect express extend exude face fear
  feature feel fill fit flank focus frame gaze generate give guard hang happen hate have help highlight hint hold hope
  illuminate imagine immerse include inspire intend introduce involve keep know lack last lay laze lead lean lend let lie like
  line listen live locate look loom lounge love maintain make mark match matter mean meander measure miss name nap need nestle
  observe occupy occur offer overlook own park perch picture plan please ponder pose position possess prefer preserve
  pretend produce promise provide radiate read realise realize recline recognise recognize reflect regret relax remain remember remind render represent
  resemble respect rest retain reveal round revert savor savour seat see seek seem serve shape share show showcase signify sit situate sleep slope
  slouch slumber smell snooze span sport square stack stand stare start stay stick stuff suggest suit surround survey symbolise taste
  thank think top tower transform transport trust try understand use vary visit wait want watch wear weigh wish wonder
  worry
`;

/** State verbs and what makes them a motion: "sits down", "looks up". */
export const stateParticles = `sit down up, lie down,
  lean in through into forward forwards back backward backwards over out toward towards closer down,
  round up,
  look up down back around over away toward towards left right sideways from through, gaze up down around away, stand up,
  hand over him her them, hold up out, lead him her them it his, keep moving going`;

/** Small motions that go along with an action and take no time of their own. */
export const microMotions = `beam blink breathe catch exhale fizz flicker flutter glance glint glisten glow grin hum inhale pant pulse quiver ripple
  rustle say shimmer sigh smile sparkle sway tap tick tremble twitch whisper wink`;

/** Verbs that get their meaning from the object: "does a spin", "gives a nod". */
export const lightVerbs = `do give make perform`;
/** Nouns, and what they do without a visible motion: "the mountains rise", "sunlight streams through the window". */
export const stillClauses = [
  [fixedNouns, extents],
  [
    `beams daylight glow illumination light lighting moonlight ray+ reflection+ shadow+ shade spotlight sun sunbeams
    sunlight sunrise sunset sunshine`,
    `bathe bounce cast catch come cut dapple drape enter fall filter flood glint glisten glow hit kiss light pass peek
    penetrate pour shine slant spill spread stream streak strike touch wash`,
  ],
  [`melody music score song soundtrack`, `play`],
  [`arrow+ sign+ signpost+`, `point hang`],
] as const;
/** States that are motions with an object: "arranging roses". */
export const motionsWithObject = `arrange attach extend hang lay measure pack park serve stack stick`;
/** Objects with which no verb is a motion: "takes action", "brings energy". */
export const abstractObjects = `action+ activity activities atmosphere attention backdrop background care dynamics dynamism emotion energy excitement feel feeling
  fun impression life mood part place realism role+ sense tension vibe+`;
/** Objects with which a light verb is none. */
export const emptyObjects = `appearance image job look photo picture scene shot something sound sure thing+ use video`;
/** Nouns that do not say what moves, or how: "makes gestures", "an epic battle". */
export const genericNouns = `battle+ brawl+ chase+ combat dance+ duel+ exercise+ fight+ gesture+ journey motion+ move+ movement+ performance+ race
  ride routine show stunt+ trip war work`;
/** In -ing they are states: light that does not change ("a glowing fire"), postures. */
export const stillParticiples = `glow gleam shine crouch huddle kneel squat`;
/** Verbs of making and covering: "lit by candles" is a state. */
export const passiveStates = `bend carve color colour draw drape enclose follow form freeze hide light paint power protect separate shade silhouette stain
  veil weave wrap write`;

/** Their past form after a noun or in the past is a result: "a pepper sliced into rings", "was shattered". */
export const results = `braid break chop crack crumple cut dig divide dock head lace pin pull push shatter slice split tear twine`;

/** Of these the passive before `settledWords` is a result, too: "is switched off"; but "is slowly switched off". */
export const settlingVerbs = `bundle cluster coil curl fold gather hook join leash light loop pile prop scatter shut spread stack strap switch tie tuck twist wrap`;
export const settledWords = `across around away back off on out together up`;

/** Verbs that say only that something moves, not how it looks, unless they have an object: "performs a handstand". */
export const genericVerbs = `move go walk act perform do`;

/** Verbs whose past form is the dictionary form. */
export const unchangingVerbs = `cast cut hit put set shut split spread`;
/** Forms that no rule makes: dictionary form, past, participle. One form is both; a dash is the dictionary form. */
export const irregularVerbs = `
  awaken awoke -, become became -, begin began begun, bend bent, bite bit bitten, blow blew blown, break broke broken, bring brought,
  build built, burn burnt, catch caught, cling clung, come came -, creep crept, dig dug,
  draw drew drawn, drink drank drunk, drive drove driven, eat ate eaten, fall fell fallen, feed fed, fight fought,
  flee fled, fling flung, fly flew flown, freeze froze frozen, go went gone, grind ground, grow grew grown, kneel
  knelt, leap leapt, leave left, lie lay lain, light lit, ride rode ridden, ring rang rung, rise rose
  risen, run ran -, send sent, hide hid hidden, find found, get got gotten, meet met, lead led, say said, tell told, stick stuck, stride strode stridden,
  spit spat, teach taught, wind wound, wring wrung, win won, hear heard, dive dove -, sew sewn, shake shook shaken, shine shone, shoot shot, show shown, shrink shrank shrunk, sing
  sang sung, sink sank sunk, sit sat, slide slid, sling slung, speak spoke spoken, spill spilt, spin spun,
  spring sprang sprung, stand stood, strike struck, sweep swept, swell swollen, swim swam swum, swing swung, take took taken, tear
  tore torn, throw threw thrown, tread trod, wake woke woken, wear wore worn, weave wove woven, weep wept, write
  wrote written, give gave given, see saw seen, hold held, keep kept, feel felt, think thought, know knew known, make made,
  have has had, be is are was were been being am, do does did done
`;

/** Nouns of motion that the verb table does not mark: "a chase". */
export const motionNouns = `
  avalanche backflip ballet blizzard brawl collision dance dive drizzle eruption explosion flight flyover glance hyperlapse
  jog handshake laugh nod parade pirouette pour procession pursuit rotation sneeze somersault sweep swirl takeoff timelapse turn twirl wink
`;
/** Motion nouns that are a motion in every position. */
export const surelyMotionNouns = `avalanche chase eruption explosion hyperlapse pursuit stampede stroll timelapse`;
/** Nouns of motion that are more often things: "gray pants", "on a roll", "by a fire". */
export const thingNouns = `cross drive fire pant roll spread step stop`;
/** Nouns of motion that are an amount before "of": "a splash of color". */
export const partitiveNouns = `pass splash sweep touch`;

/** In -ing their particles say no motion: "a cat looking up". */
export const postures = `sit lie stand look gaze hold`;
/** After these a verb follows: "begins to dance", "keeps writing". */
export const beginningVerbs = `begin continue keep start stop try`;
/** With "alive" or "into a video" they ask for motion. */
export const enliveningVerbs = `bring come spring jump turn convert`;
/** "Makes you cry", "I want people to smile". */
export const causingVerbs = `make let leave have want get`;
/** What viewers do. */
export const reactions = `cry feel gasp laugh smile stop weep`;
/** States that are motions after "is" and with an object: "is filling a cup". */
export const progressiveMotions = `add decorate fill`;
/** In the passive they are events: "the dough is kneaded" is no state that lasts. */
export const forcedVerbs = `crush drag fling flip hit hurl kick knead lift pour pull punch push shake slam smash spin squash squeeze squish stir throw toss whip`;
