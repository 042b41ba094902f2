/**
 * English verbs of motion, as dictionary forms. The first list of verbs and the groups come from counts of WordNet 3.0, whose
 * licence is in scripts/lexicon/wordnet-license.txt.
 *
 * Only verbs that prompts use often: others are recognised by -s, -ing or -ed and their neighbors.
 *
 * @module
 */

/**
 * The key of a list is the sum of: how often the verb is a noun (0 hardly ever: "carry", 1 less often than a verb: "drink",
 * 2 more often: "wave"); 4 if the noun names the motion: "a turn"; 8 if the verb takes no object.
 */
export const verbLists: Readonly<Record<string, string>> = {
  0: `accelerate adjust ascend bake beckon boil breathe bring carve chew clean clear climb cling collect cool dangle
    darken dig disturb drag dry eat enter exhale explode extend find float follow freeze gather get glide gnaw grab
    grasp greet grind heave intertwine launch lick loosen lower meet melt mix mumble navigate nod perform poke pour
    propel pursue remove revolve rip roam rub salute say scatter send serve settle shake shatter shoot shout shut
    sing slash slow snap sniff soak soften spit sprinkle steer stir straighten tell tighten undulate unfold vibrate
    wander whistle widen withdraw write`,
  1: `answer bark bat beat bend bite blast blur bolt bounce bow braid brake break bristle brush bubble burn burst buzz
    cartwheel catch change chat cheer chip chirp chop churn clang clasp clench clink close collide cook cough court
    crack crackle crane crest crinkle cross crunch crush cry curl cut dance dash dent dip dissolve dodge dolly don
    double drape draw drift drink drizzle drop duck ease echo embrace evaporate exit feed fizz flap flash flick
    flood foam fold force form groan gust halt hammer haunt hide hiss hoist hook hum hunt itch jerk jiggle jog
    juggle kayak knead lap leave levitate lock lodge meow mop mount munch murmur narrow note nuzzle ooze open pack
    paddle paint patter paw peck peel pick pierce pile pinch pitch pivot place play plow pluck polish pop press pump
    purr raise rattle reach recoil release ring rinse roar ruffle rustle sail scoop scratch scrub separate set shed
    shimmer shrink simmer sink sip skate ski skip slice slither slurp snarl sneak sneeze snip somersault sow spill
    split spray sprout squirt stalk stamp startle stretch strum surf swap sway sweep swing swirl swivel tackle take
    tear thaw thrust thud tick tickle tie tow trace trail trim tuck twinkle twirl twitch uncoil uncurl unfurl unwrap
    unzip vault waddle wade wag waltz wash weave weld wheel whine whip whisk whisper whizz whoosh wink wrap wrinkle
    zip`,
  2: `beam board circle claw clip din dust eye fan heat herd land layer light nest orbit pan point pole pound quiet
    rain rear rock round sand shadow ship sight silhouette smoke speed spot stick stream tip track trap type water
    wave wind`,
  4: `bathe carry cuddle fetch fling hug hurl jump lift move nudge pat plunge push put putt ride shove shuffle slam
    slap smack spin squeeze stop swim throw wiggle wipe`,
  5: `advance approach attack charge chase clap click drive escape fight fire flex flip grip hike hit kick kiss knock
    pass pull pulse punch retreat ripple run rush search shift slip smash splash spread strike stroke tap thunder
    toss touch transfer travel twist whirl`,
  8: `arrive come creak creep crumble depart descend disappear emerge erupt fade flee flop go grow gyrate hover limp
    merge reappear rotate scoot seep shine slink snort speak sprawl topple vanish veer weep wince writhe`,
  9: `ache act blare blaze bloom blossom bob boom burrow cascade chuckle collapse dart dive droop faint fall fidget
    flare fly gaze giggle glance gleam glint glisten glitter glow grimace grin growl huddle hurry jingle laugh march
    meander pace pale peek peep peer quiver return rumble scream screech scuttle shrug shudder shuttle sigh skid
    slide slump smile smirk snicker sound sparkle spout spring squint steam struggle swarm swell swoop talk teeter
    tiptoe tunnel turn waft wail wake whimper whir yell zigzag`,
  10: `angle drum edge flock gesture howl inch peak snake snow sob spiral streak surface sweat wing`,
  12: `blink clamber crawl drip flicker flinch kneel pant snore soar squirm stagger stumble tilt tremble trudge tumble
    walk wobble wrestle`,
  13: `billow blow bustle crash crouch flit flow flurry flutter gallop gasp hop leap lunge lurch overflow pounce prance
    quake race ricochet rise roll romp scamper scramble scurry shiver sprint step stomp stride stroll strut surge
    swerve trickle trip trot tug wriggle yawn zoom`,
};
