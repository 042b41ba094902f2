/**
 * English verbs, as dictionary forms: inflection is by rule (`text/english-inflection.ts`), the irregular forms apart.
 *
 * @module
 */

/** Visible motions. */
export const motionVerbs = `
  cross tick simmer creak celebrate streak dilate toddle lengthen oscillate say tell ask reply answer murmur mutter recite chant crow cackle accelerate adjust advance aim alight applaud approach arch arise arrive ascend assemble awaken bake balance
  bang bark bathe beam beat beckon bellow bend billow bite blast blaze blink bloom blossom blow blur blush bob
  boil bolt bounce bow box brake brandish break breathe brew brighten bring bristle brush bubble buckle build bump burn
  burst bustle button buzz bypass canter careen caress carry cartwheel carve cascade cast catch charge chase chat cheer
  chew chip chop chuckle churn circle circulate clap clasp claw clean climb clink cling close clutch coast collapse
  collide comb come condense congregate contort converse cook cool cough court
  crack crackle cradle crane crash crawl creep crest crinkle crouch crumble crumple crunch crush cry curl curtsy cut
  cycle dab dance dangle darken dart dash deal deepen deflate descend dig dim dip disappear disassemble discard
  disintegrate disperse dissipate dissolve dive dodge dolly drag drain draw dribble drift drill drink drip drive
  drizzle droop drop duck dunk dust ease eat ebb edge eject elevate embrace emerge emit enter erupt escape
  evaporate exhale exit expand explode explore extend extinguish fade fall fan fasten feed fidget fight   fish fix fizz flail flake flap flare flash flee flex flick flicker fling flinch flip float flock flood flop
  flourish flow flurry flutter fly fold follow form freeze frolic frown fry fumble gallop gasp gather gesture gesticulate
  giggle glance gleam glide glimmer glint glisten glitter glow gnaw go grab grasp graze grill grimace grin grind grip
  groom grow growl gulp gush gust halt hammer hand harvest hatch haul head heave hike hit hoist hop hover howl hug hum
  hurl hurry hurtle ignite inch inflate inhale intensify jab jerk jet jive jog jolt journey juggle jump jut kayak kick kindle
  kiss knead kneel knit knock ladle land lap lash laugh launch leak leap leave leave lick lift light linger load
  loosen lope toLowerCaseSameLength lumber lunge lurch manoeuvre maneuver march massage melt meander melt merge mill mingle mix moan
  morph mount move mow munch nap narrow navigate nibble nod nudge nuzzle ooze open orbit oscillate overtake
  pace pack paddle paint pan pant parade part pass pat patter paw pedal peek peel peer perform pet pick pierce
  pinch pirouette pitch pivot place play plop plow pluck plummet plunge poke polish ponder pop pounce pound pour
  prance prepare press prowl puff pull pulse pump punch purr pursue push put quicken quiver race radiate
  rain raise rattle reach rear recede recoil reel reenter regroup release reload relax remove reopen resume return
  revolve ride rip ripple rise roar rock roll romp rotate row rub ruffle rumble run rush rustle sail salute saunter
  scamper scan scatter scoop scoot scramble scrape scratch scream scrub scurry seep separate serve set settle sew
  shake sharpen shatter shed shift shimmer shimmy shine shiver shoot shout shovel shred shriek shrink shrug
  shudder shuffle shut shuttle sigh sing sink sip skate ski skid skim skip skitter slam slap slash sleepwalk slice
  slide sling slink slip slither slow slump slurp smash smear smile smirk smoke snap snarl sneak sneeze sniff snip snow
  snowboard snuggle soak soar soften somersault spark sparkle speak speed spew spill spin spiral splash splatter
  split spout spray spread spring sprinkle sprint sprout spurt squat squeeze squint squirm stab stagger stalk stamp
  startle steam steer step stir stomp stop straighten strain stream stretch stride strike stroke stroll strum
  strut stumble sunbathe surf surge swagger swallow swap sway sweat sweep swell swerve swim swing swirl swish switch
  swivel swoop tackle take talk tap taxi tear tease teeter tend thrash throb throw thrust thump tickle tie tighten
  tilt tip tiptoe toast topple toss totter touch tour tow track trail trample travel traverse tread tremble trickle
  trim trip trot trudge truck tuck tug tumble turn tussle twinkle twirl twist twitch type uncoil uncover uncurl unfold
  unfurl unlock unravel unroll unscrew unwrap vanish vault veer vibrate vomit wade wag waggle wake walk waltz waft coil wander wash
  water wave waver weave weep weld whip whirl whisk whisper whistle whizz widen wiggle wink wipe wobble wrap
  wrestle wriggle write wrinkle yank yawn zip zoom zigzag
`;

/** States, and verbs of texts, shots and requests: no motion. */
export const stateVerbs = `
  accompany add adorn allow appear arrange attach await base be become belong blend border capture center centre combine
  comprise consist contain convey cover create decorate define depict describe design detail display divide do dominate dress
  emphasise emphasize enhance evoke excite exist face feature feel fit flank focus frame generate give guard hang have
  help highlight hold illuminate include imagine introduce involve keep know lack last laze lead lean let lie like
  line listen live locate look lounge love maintain make match mean measure miss name need observe overlook own
  park perch picture please pose position possess preserve produce provide read recline reflect remain remember
  render represent resemble rest retain reveal revert seat see seem shape share showcase sit situate sleep slouch smell
  span sport stack stand stare stay stop stuff suggest suit surround symbolise taste think top tower transform try
  understand use visit continue start begin show wait want watch wear weigh wish wonder
`;

/** State verbs and what makes them a motion: "sits down", "looks up". */
export const stateParticles: Readonly<Record<string, string>> = {
  sit: "down up",
  lie: "down",
  lean: "in forward forwards back backward backwards over into out toward towards closer down",
  look: "up down back around over away toward towards left right sideways from through",
  stand: "up",
  hold: "up out",
  give: "chase way",
  make: "gestures gesture way various",
  keep: "moving going",
};

/** Verbs that say only that something moves, not how it looks. */
export const genericVerbs = `move go walk act perform do travel`;

/** Forms that no rule makes: dictionary form, then its other forms. */
export const irregularVerbs = `
  arise arose arisen, awaken awoke, bend bent, bite bit bitten, blow blew blown, break broke broken, bring brought,
  build built, burn burnt, burst, cast, catch caught, cling clung, come came, creep crept, cut, deal dealt, dig dug,
  draw drew drawn, drink drank drunk, drive drove driven, eat ate eaten, fall fell fallen, feed fed, fight fought,
  flee fled, fling flung, fly flew flown, freeze froze frozen, go went gone, grind ground, grow grew grown, hit, kneel
  knelt, knit, leap leapt, leave left, let, lie lay lain, light lit, put, ride rode ridden, ring rang rung, rise rose
  risen, run ran, set, sew sewn, shake shook shaken, shed, shine shone, shoot shot, show shown, shrink shrank, shut, sing
  sang sung, sink sank sunk, sit sat, slide slid, sling slung, speak spoke spoken, spill spilt, spin spun, split, spread,
  spring sprang sprung, stand stood, strike struck, sweep swept, swell swollen, swim swam swum, swing swung, take took taken, tear
  tore torn, throw threw thrown, thrust, tread trod, wake woke woken, wear wore worn, weave wove woven, weep wept, write
  wrote written, give gave given, see saw seen, hold held, keep kept, feel felt, think thought, know knew known, make made,
  have has had, be is are was were been being am, do does did done
`;

/** Nouns of motion, such as "a chase". */
export const motionNouns = `
  avalanche ballet blizzard brawl chase collision dance dive drizzle eruption explosion fight flight flip hyperlapse
  jog jump kiss leap nod parade pirouette procession pursuit race ride rotation rush somersault spin sprint stampede
  stride stroll swirl timelapse twirl turn walk wink
`;
/** Nouns that are a motion in every position. */
export const surelyMotionNouns = `chase explosion eruption stampede hyperlapse timelapse pursuit avalanche stroll`;
