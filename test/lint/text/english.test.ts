// @module-tag node-independent

import { describe, expect, test } from "vitest";
import { irregularVerbs } from "../../../src/lint/lexicon/en/verbs.js";
import type { PromptCameraMove } from "../../../src/lint/text/features.js";
import { readingTests } from "../../helpers/reading.js";

/** The motion's text, and its agent if that is not the subject. */
const { read, first } = readingTests(({ by }, words) => (by === "subject" ? words : `${words}/${by}`));

const verbs = (text: string) => read(text).all.map(({ verb }) => verb);

test("the list of irregular verbs contains words only", () => {
  expect(irregularVerbs).toMatch(/^[-a-z,\s]+$/);
});

describe("verb forms", () => {
  test.each([
    ["third person", "The cat dives off the sofa.", "dive"],
    ["third person, -es", "The dog scratches the door.", "scratch"],
    ["third person, -ies", "The bird flies over the roof.", "fly"],
    ["third person, -es after -x", "The baker mixes the dough.", "mix"],
    ["-ing", "A chef slicing tomatoes.", "slice"],
    ["-ing, e dropped", "A boy riding a bicycle.", "ride"],
    ["-ing, e dropped", "A man driving home.", "drive"],
    ["-ing, e dropped", "A dog chasing a ball.", "chase"],
    ["-ing, doubled", "A woman running home.", "run"],
    ["-ing, doubled", "A boy swimming to the shore.", "swim"],
    ["-ing, doubled", "A baby clapping her hands.", "clap"],
    ["-ing, ie to y", "A boy tying his shoelaces.", "tie"],
    ["-ing, ee kept", "A bird fleeing the cat.", "flee"],
    ["-ed", "The man jumped into the water.", "jump"],
    ["-ed, e dropped", "The boy chased the dog.", "chase"],
    ["-ed, doubled", "The horse trotted across the field.", "trot"],
    ["-ed, y to i", "The waiter carried the tray.", "carry"],
    ["irregular", "The dog shook water from its fur.", "shake"],
    ["irregular", "The man slid the coin across the counter.", "slide"],
    ["irregular", "The bird flew away.", "fly"],
    ["irregular", "She swam to the shore.", "swim"],
    ["irregular", "He threw the ball.", "throw"],
    ["irregular", "The woman drew the curtain.", "draw"],
    ["past and plain alike", "He lay down on the grass.", "lie"],
    ["after to", "The cat starts to purr.", "purr"],
    ["after a modal verb", "The boy will jump.", "jump"],
    ["after a plural", "The children dance.", "dance"],
    ["after a plural without s", "The women laugh.", "laugh"],
    ["of a word that no table has", "A cat loafing on the sill.", "loafing"],
  ])("%s: %j", (_, text, verb) => {
    expect(verbs(text)).toContain(verb);
  });

  test("the range is the inflected word", () => {
    const text = "Slowly the HORSE Trotted across the field.";
    const range = first(text)?.range ?? [0, 0];
    expect(text.slice(...range)).toBe("Trotted");
  });
});

describe("motions", () => {
  test.each([
    ["The perfume bottle spins slowly as light glides over the glass.", "spins glides/scene"],
    ["A sneaker bounces once and settles on the pedestal.", "bounces settles"],
    ["The burger's cheese drips down its side.", "drips"],
    ["The dragon unfurls its wings.", "unfurls"],
    ["She stops, then hugs the teddy bear.", "stops hugs"],
    ["The king raises his sword and roars.", "raises roars"],
    ["Static shot of a cat grooming itself.", "grooming"],
    ["The cake rotates slowly while candles flicker.", "rotates flicker/scene"],
    ["Confetti falls behind the sale banner.", "falls/scene"],
    ["Steam curls up from the dumplings.", "curls/scene"],
    ["The fog rolls in.", "rolls/scene"],
    ["The tide comes in.", "comes/scene"],
    ["Embers float upward.", "float/scene"],
    ["Leaves rustle.", "rustle/scene"],
    ["Drifting clouds.", "drifting/scene"],
    ["The wind plays with her scarf.", "plays/scene"],
    ["Birds take off.", "take/scene"],
    ["In the background, people walk past.", "walk/scene"],
    ["In the background a car drives by.", "drives/scene"],
    ["Behind her, customers chat.", "chat/scene"],
    ["The samurai turns; cherry petals drift past.", "turns drift/scene"],
    ["The puppy rolls over and kicks its legs.", "rolls kicks"],
    ["Tears roll down her cheeks.", "roll"],
    ["Her smile widens.", "widens"],
    ["A slow turn of the head.", "turn"],
    ["Gently she lowers her gaze.", "lowers"],
    ["He takes three steps and stops.", "takes stops"],
    ["Syrup is being poured over the pancakes.", "poured"],
    ["The noodles are lifted by chopsticks.", "lifted"],
    ["The camera follows the dog as it runs along the beach.", "follows/camera runs"],
    ["Make the cat jump.", "jump"],
    ["Please make the girl smile.", "smile"],
    ["slow head turn left, soft smile", "turn"],
    ["Let her keep writing at the desk.", "writing"],
    ["I want the girl smile and laugh.", "smile laugh"],
    ["A dynamic zoom and pan effect", "zoom/camera pan/camera"],
    ["The subject waves hello with a friendly smile.", "waves"],
    ["As the camera moves towards her she waves.", "moves/camera waves"],
    ["Stands by the wall, back to camera. Turns slowly.", "turns"],
    ["A quick hair flip, a playful look", "flip"],
    ["The girl starts crouching, then jumps.", "crouching jumps"],
    ["A guard kneeling down at the gate", "kneeling"],
    ["The embers are glowing brighter.", "glowing/scene"],
    ["A child lets it slide down the ramp.", "slide"],
    ["She watches it fly away.", "fly"],
    ["A boy watches the balloon drift up.", "drift"],
    ["The sails of the boat flap in the wind.", "flap"],
  ])("%j: %s", (text, motions) => {
    expect(read(text).motions).toEqual(motions.split(" "));
  });

  test.each([
    ["sits down", "Then she sits down."],
    ["stands up", "He stands up."],
    ["looks up", "He looks up."],
    ["leans forward", "She leans forward."],
    ["lies down", "The cat lies down."],
    ["holds out", "She holds out her hand."],
  ])("a state verb with a direction is motion: %s", (_, text) => {
    expect(read(text).motions).toHaveLength(1);
  });

  test.each([
    "Then she sits there.",
    "He stands by the door.",
    "He looks tired.",
    "She leans against the wall.",
    "The cat lies on the rug.",
    "She holds a cup.",
  ])("a state verb alone is not a motion: %j", (text) => {
    expect(read(text).motions).toEqual([]);
  });
});

describe("verbs that no list of motions names", () => {
  test.each([
    ["an object after a light verb", "The gymnast does a cartwheel on the beam.", "do"],
    ["an object after a light verb", "She gives the globe a spin.", "give"],
    ["making something", "A man is making noodles.", "make"],
    ["a past form without an object", "A lizard scurried on the wall.", "scurry"],
    ["a noun after a number", "360 spin of the shoe", "spin"],
    ["a noun before of", "Slow-motion pour of honey", "pour"],
    ["a passive with a direction", "The lid is pushed aside.", "push"],
    ["a passive with a manner", "The flag is slowly raised.", "raise"],
    ["a passive with an agent", "The ball is kicked by a boy.", "kick"],
    ["after a singular noun phrase", "A clerk types.", "type"],
    ["an unknown verb", "A cook sautéing onions.", "sautéing"],
    ["an unknown verb, as it is written, after be", "Two monks are ollying along the wall.", "ollying"],
    ["an unknown verb after a singular noun phrase", "A skater kickflips.", "kickflips"],
    ["an unknown verb before an adverb of manner", "The dancer moonwalks slowly.", "moonwalks"],
    ["an unknown verb after begin", "The dancer begins to moonwalk across the stage.", "moonwalk"],
    ["an unknown verb and its object", "The barista frobs the lever.", "frobs"],
    ["an unknown verb and a direction", "The kite zigs across the bay.", "zigs"],
    ["an unknown past form and a direction", "She zorbed down the slope.", "zorbed"],
    ["a verb that dictionaries rank as rare", "The princess curtsies.", "curtsy"],
    ["a person and a word that is mostly a noun", "A student writing in a notebook", "write"],
    ["a person and a word that is mostly a noun", "A chef plating a dessert", "plating"],
    ["a part of the body as the object", "dancer waves arms", "wave"],
    ["a part of the body as the object", "kid shakes head", "shake"],
    ["a light", "A soft light sweep over the watch", "sweep"],
    ["a past form after a pronoun", "She pushed through the crowd.", "push"],
    ["two subjects", "A man and his dog play on the lawn.", "play"],
    ["a subject with two colors", "A small black and white dog paddles in the pond.", "paddle"],
    ["a passive in progress, of a verb with one form", "An onion is being cut by a cook.", "cut"],
    ["a passive in progress, of a light verb", "A trick is being performed by a clown.", "perform"],
    ["an agent that comes late", "A bike is ridden along the road by a boy.", "ride"],
    ["tricks without an article", "A kid does skateboard tricks.", "do"],
    ["filling something", "A cook is filling a jar.", "fill"],
    ["two orders with one object", "Peel and chop the carrots.", "peel"],
    ["a state with an object", "The waiter serves the soup.", "serve"],
    ["a state with an object", "A mason lays the last brick.", "lay"],
    ["a state with an object", "A clerk stacking crates in a cellar", "stack"],
    ["a state with an object", "Grandma hangs the towels on a line.", "hang"],
    ["a noun of motion after that of a storm", "Video of lightning strikes over a bay", "strike"],
    ["a derived verb", "The swarm polarizes the water.", "polarize"],
    ["a prefix", "The scroll unrolls itself.", "unroll"],
    ["a color that stands for a person", "The player in black throws the ball.", "throw"],
    ["a color that stands for a person", "A rider dressed in green mounting a white horse", "mount"],
    ["a number that stands for persons", "A group of six rowing through the reeds", "row"],
    ["another as a subject", "One runner stops as another passes her.", "pass"],
    ["a word of time before the verb", "The boy in blue first throws a stone.", "throw"],
    ["a verb after help", "A nurse helps a man climb the stairs.", "climb"],
    ["a verb after help", "A clerk helps carry a crate.", "carry"],
    ["each other", "The boys in the lake splash each other.", "splash"],
    ["two persons and a word that is mostly a noun", "A father and son blow bubbles.", "blow"],
    ["a hyphenated color", "A grey cat and a black-and-white cat run over the lawn.", "run"],
    ["a noun of motion after make", "A kid is making a splash in a puddle.", "make"],
    ["an object that is a compound noun after another noun", "A girl jumping rope in a yard", "jump"],
    ["adding something", "A cook is adding pepper to the soup.", "add"],
    ["a particle", "Two goats are being rounded up by a dog.", "round"],
    ["an object without an article after a comma", "Two boys with caps, carrying crates", "carry"],
    ["making one's way", "A cyclist makes her way down the hill.", "make"],
    ["the other as a subject", "One girl sits while the other walks away.", "walk"],
    ["putting on", "A man helps a child put on skates.", "put"],
    ["a participle after a posture", "A girl sits knitting.", "knitting"],
    ["one trick", "The robot does one flip.", "do"],
    ["a label of actions", "Action: drinks coffee", "drink"],
    ["a label of actions", "Action: nod, wave, jump", "nod"],
    ["a passive with a manner after it", "The flag is raised slowly.", "raise"],
    ["a passive with an adverb and a direction", "The lid is finally lifted off.", "lift"],
    ["a part of the body in the plural", "His feet splash into a puddle.", "splash"],
    ["after an apposition", "A boy, holding a kite, jumps in the air.", "jump"],
  ])("%s: %j", (_, text, verb) => {
    expect(verbs(text)).toContain(verb);
  });
});

describe("words that look like motion", () => {
  test.each([
    "A car parked beside the park.",
    "An eye-catching look, professional quality",
    "Neon harbor lights, wet asphalt",
    "A cruise ship docked at a port",
    "A cat sitting on a chair looking up",
    "A kitten lying down on a desk",
    "A bus beside a ferris wheel in the rain",
    "River barges with cranes",
    "Two ladies in skimpy clothes next to water",
    "A man wears headphones standing by a wall.",
    "A guest sitting on the ground by the sea",
    "Two dogs and a cat resting on a couch",
    "A laptop and a computer monitor",
    "The head is tilted slightly to the side.",
    "The landscape stretches endlessly.",
    "A song that makes you cry",
    "a pepper sliced into rings, a strap looped through a ring",
    "The missing wheel was shattered into pieces.",
    "The sand has been dug out in several places.",
    "A statue made out of glass",
    "Black lamp posts are clustered here, with lights that shine.",
    "Two trays and glasses of water on a rug",
    "Rose petals on a table",
    "The statue wears flowing robes.",
    "A gently sloping passage",
    "A white stripe running down its back",
    "A freeway meanders through the city.",
    "A woman stands looking away.",
    "Tiles alternating between red and white, varying in size",
    "A full body shot outdoors with a shallow focus",
    "smooth camera movements with elegant transitions",
    "Three camera lenses and a flash on a table",
    "Two circuit boards with wires all over",
    "A cat with its front legs out",
    "There were doors all round the hall.",
    "A melon that someone has carved a face on",
    "A puppy laying on a wooden bench",
    "A kitten is laying close to its mother.",
    "Two slices of lemon cake in a box",
    "A knife and mist knot in a case",
    "A kitchen with hanging lamps",
    "Swinging doors at the entrance of a bar",
    "The actor played a small role in the film.",
    "A sign pointing to the harbor",
    "The road winds down between hedges and runs along a wall.",
    "Round the neck of the bottle is a label.",
    "A rider surveys the valley.",
    "A puppy, its front paws and nose",
    "a flower painting on the wall",
    "subsurface scattering on fur, ray tracing",
    "Our holiday photos into a slideshow",
    "A bridge connects to the shore.",
    "Pine trees form the backdrop featuring clear waters.",
    "It should feel like a soft embrace.",
    "a portrait as if someone were flying",
    "crates stacked in a cellar, a painting hanging on the wall",
    "A moment when you realise it.",
    "two capes and kites",
    "An axe-wielding warrior on a hill",
    "4k 60fps 16:9 smooth",
    "Soft lighting, elegant pacing",
    "A cat on a surfboard gazes directly at the camera",
    "A cat assumes a relaxed pose, savoring the sea breeze",
    "A lit forest with a glowing fire, eyes glowing",
    "Soft piano melody playing",
    "Make the product pop",
    "A mouth-watering burger on a plate",
    "Goggles reflecting glowing blue light",
    "A dancer wearing flowing red silk",
    "A rainy bus stop at night",
    "Turn the sketch into a commercial",
    "Parks and gardens.",
    "The band's latest play is a hit.",
    "A playground with colourful slides.",
    "Spring flowers in a vase.",
    "Springs and gears.",
    "Light streams through the window.",
    "The hills fade into the distance.",
    "The scene comes to life.",
    "The picture makes her look calm.",
    "A room that gives a sense of calm.",
    "A watch showing intricate gears and polished steel.",
    "A smiling statue.",
    "Dunes with piercing blue pools and winding paths.",
    "A letter is sealed with wax.",
    "A woman with her head turned.",
    "People in a park.",
    "A poster with bold lettering.",
    "A driving licence on the table.",
    "A cake with a slice taken out.",
    "A bowl of chips in a dim bar.",
    "A shelf filled with jars and teddy bears",
    "Sun rays coming through the leaves of a tree.",
    "A light breeze in a light room.",
    "Soft light on a woman's face.",
    "The hilltops softly dusted with snow.",
    "It's a warm and happy family moment.",
    "There's a nice view, and that's all.",
    "The fall leaves cover the path.",
    "Fallen leaves on wet asphalt.",
    "A waterfall in the forest.",
    "A close-up of a sleeping kitten.",
    "Close up on her eyes.",
    "An open field under a blue sky.",
    "Open doors and an empty hall.",
    "Closed eyes, calm face.",
    "The setting sun over the ocean.",
    "Rolling hills under a cloudy sky.",
    "A cozy living room with a sofa.",
    "A swimming pool at night.",
    "Running shoes on a white background.",
    "A rocking chair on the porch.",
    "A frying pan on the stove.",
    "A pan of sizzling vegetables.",
    "A cooking pot and a chopping board.",
    "A washing machine.",
    "A writing desk by the window.",
    "A standing desk in a home office.",
    "An old building with cracked walls.",
    "A wedding cake with three tiers.",
    "A ring on a velvet cushion.",
    "A fan on the desk.",
    "A watch on a wrist.",
    "A bow on the gift box.",
    "A duck on the pond.",
    "A swing set.",
    "A roll of film.",
    "Drops of water on a leaf.",
    "Flakes of chocolate on cake.",
    "Waves of grain in a golden field.",
    "Steps leading up to a temple.",
    "Cut flowers in a jug.",
    "Rolled sushi on a slate.",
    "A broken mirror.",
    "A frozen lake.",
    "A lit candle.",
    "A scarf draped over a chair.",
    "A castle on a floating island.",
    "A flowing gown, long hair, red lips.",
    "A striking red dress.",
    "A breathtaking view.",
    "A woman on the left, a man on the right.",
    "The left hand rests on the table.",
    "A still life with fruit and a glass of wine.",
    "A folding chair and a beach umbrella.",
    "A shooting star.",
    "A jump rope on the floor.",
    "A ski resort.",
    "A couple holding hands.",
    "A girl looking at the sky.",
    "The road leads to a village.",
    "A photograph of an old lighthouse.",
    "A basket of gizmos and wozzles on a checkered cloth.",
    "The market stalls with spices, carpets and lamps.",
    "A polished teapot, embossed handles, soft shadows.",
    "A boy in gray pants on a yellow slide",
    "A cap with motor racing stickers",
    "A running total on a whiteboard",
    "A truck with the words Flying Burgers on its door",
    "A bar called Dancing Bear",
    "The walk-in closet is dark.",
    "The drive-in cinema is empty.",
    "A fan is switched off.",
    "The lamps are turned off.",
    "A rope is wrapped around a post.",
    "Guests are gathered around a table.",
    "A stairwell under a chandelier and gloss stretch canopy",
    "A tram is on the railroad tracks.",
    "A man waits to cross the road.",
    "Two girls are waiting to ride a donkey.",
    "A nurse is kneeling beside a cot.",
    "A hawk with its wings spread",
    "The hawk has its wings spread.",
    "I want viewers to cry.",
    "why does nothing happen",
    "A red fire hydrant on a sidewalk",
    "The view is stunning.",
    "The design is striking and appealing.",
    "Road closed due to snow.",
    "A kitten is being quiet.",
    "Keep it calm.",
    "It looks like she is dancing.",
    "Times Square at night",
    "A wall with a street lamp and some other lights",
    "A stack of crates is piled up beside a door.",
    "A cow is leashed up to a post.",
    "Hikers gathered around a map",
    "A tower lit up at night",
    "Two sandwiches cut in half on a tray",
    "A fence that has a teddy bear on it",
    "A pair of computer monitors sitting on a desk",
    "A bun on a roll with onions by a fire",
    "A child shows other kids his hat.",
    "A room with rose wallpaper",
    "A cat with it's head out of a basket",
    "A double parking meter",
    "Power lines pass over the road.",
    "A lane with Christmas lights at night",
  ])("%j", (text) => {
    expect(read(text).motions).toEqual([]);
  });

  test.each([
    ["park, play", "A child plays in the park.", "plays"],
    ["spring", "The cat springs onto the windowsill.", "springs"],
    ["spring", "A spring uncoils on the table.", "uncoils"],
    ["light", "She lights a candle.", "lights"],
    ["light", "Light flickers on the wall.", "flickers/scene"],
    ["fall", "Leaves fall from the tree.", "fall/scene"],
    ["fall", "Water falls from the roof.", "falls/scene"],
    ["close", "The door closes.", "closes"],
    ["close", "Close the door slowly.", "close"],
    ["open", "The flower opens its petals.", "opens"],
    ["setting", "The sun sets behind the mountains.", "sets/scene"],
    ["rolling", "A ball rolling down the hill.", "rolling"],
    ["swimming", "A woman swimming in a pool.", "swimming"],
    ["rocking", "A rocking chair rocks on the porch.", "rocks"],
    ["fan", "The fan spins.", "spins"],
    ["ring", "A ring rolls over the table.", "rolls"],
    ["waves", "She waves.", "waves"],
    ["waves", "The flag waves in the breeze.", "waves/scene"],
    ["waves", "Waves crash on the shore.", "crash/scene"],
    ["stream", "A stream trickles over mossy rocks.", "trickles/scene"],
    ["ripples", "The lake ripples gently.", "ripples/scene"],
    ["left", "The train left the station.", "left"],
    ["left", "She turns left.", "turns"],
    ["sails", "A ship sails into the harbour.", "sails"],
    ["spread", "The hawk is spreading its wings.", "spreading"],
    ["pants", "A dog pants beside the road.", "pants"],
    ["turned", "A key is slowly turned.", "turned"],
    ["tracks, waves", "A boy is running through the ocean waves.", "running"],
    ["candles", "A girl lights candles.", "lights"],
    ["drums", "A boy plays drums.", "plays"],
    ["sports", "A man in a red sports coat sprints over the lawn.", "sprints"],
    ["swimming", "Three boys in blue swimming caps dive into a lake.", "dive"],
    ["tacos", "A cook rolling tacos in a van", "rolling"],
  ])("the same word as motion (%s): %j", (_, text, motions) => {
    expect(read(text).motions).toEqual(motions.split(" "));
  });
});

describe("agents", () => {
  test.each([
    ["She blinks.", true],
    ["The lid opens.", true],
    ["A boy chasing a ball.", true],
    ["Falling snow.", true],
    ["Close the door slowly.", true],
    ["tilts gently to the left", false],
    ["turns around slowly", false],
  ])("%j: an actor is named, %s", (text, hasActor) => {
    expect(first(text)?.hasActor).toBe(hasActor);
  });

  test("marks actors", () => {
    expect(read("The old baker and his dog watch the snow.").actors).toEqual(["baker", "dog", "snow"]);
    expect(read("She waves.").actors).toEqual(["she"]);
  });

  test.each([
    ["The cat walks.", true],
    ["The cat moves.", true],
    ["He goes home.", true],
    ["The cat pounces.", false],
    ["She waves.", false],
  ])("%j: generic, %s", (text, generic) => {
    expect(first(text)?.generic).toBe(generic);
  });

  test("an accompanying action is not a main action", () => {
    const main = read("Smiling, the baker lifts the tray, humming a tune.").all.filter((motion) => motion.main);
    expect(main.map(({ verb }) => verb)).toEqual(["lift"]);
  });

  test("each motion has its sentence's index", () => {
    const { all, sentences } = read("The cat yawns. Snow falls; the door opens.\nA dog barks");
    expect(sentences.map((sentence) => sentence.trim())).toEqual([
      "The cat yawns.".toLowerCase(),
      "snow falls;",
      "the door opens.",
      "a dog barks",
    ]);
    expect(all.map(({ sentence }) => sentence)).toEqual([0, 1, 2, 3]);
  });

  test("a number with a point is one sentence", () => {
    expect(read("For 1.5 seconds she smiles.").sentences).toHaveLength(1);
  });
});

describe("negated motions", () => {
  test.each([
    "The man does not move.",
    "She doesn't blink.",
    "He never smiles.",
    "The leaves aren't moving.",
    "The dog is not barking.",
    "She never turns around.",
    "Without blinking.",
    "There is no woman dancing.",
    "No dogs are running.",
    "The camera does not move.",
  ])("%j", (text) => {
    expect(read(text).motions).toEqual([]);
  });

  test("negates only its own clause", () => {
    expect(read("Without moving her head, she glances at the door.").motions).toEqual(["glances"]);
    expect(read("A rider with no helmet is jumping over a log.").motions).toEqual(["jumping"]);
    expect(read("The cat does not move. The dog barks.").motions).toEqual(["barks"]);
  });
});

describe("camera moves", () => {
  test.each([
    ["The camera pans left.", "pan left"],
    ["The camera slowly pushes in on the bottle.", "dolly in"],
    ["Camera pulls back to show the whole street.", "dolly out"],
    ["The camera tilts up to reveal the tower.", "tilt up"],
    ["Camera slowly orbits the perfume bottle.", "orbit"],
    ["A clockwise orbit", "orbit left"],
    ["Orbit.", "orbit"],
    ["Pan: left.", "pan left"],
    ["The camera tracks alongside the cyclist.", "follow"],
    ["The camera follows the dog.", "follow"],
    ["The drone flies over the village.", "move"],
    ["Drone shot rising above the forest.", "pedestal"],
    ["Tracking shot of a runner.", "follow"],
    ["Slow zoom out.", "zoom out"],
    ["Zoom in on the watch face.", "zoom in"],
    ["A slow push-in on the cup.", "dolly in"],
    ["Pan across the skyline.", "pan"],
    ["Handheld footage of a street market.", "handheld"],
    ["Locked-off shot, smoke curling from the cigarette.", "static"],
    ["Static shot of a teapot.", "static"],
    ["Camera static, the cat blinks.", "static"],
    ["Fixed camera, she turns her head.", "static"],
    ["The camera stays still while leaves blow past.", "static"],
    ["Camera holds steady.", "static"],
    ["The camera panned left.", "pan left"],
    ["The drone rose above the city.", "pedestal"],
    ["The camera trailed the cyclist.", "follow"],
    ["The camera pursues her.", "follow"],
    ["The drone climbs above the city.", "pedestal"],
    ["The camera drops down.", "pedestal down"],
    ["The camera sways gently.", "handheld"],
    ["The camera pivots left.", "pan left"],
    ["The camera rolls to the left.", "roll left"],
  ])("%j: %s", (text, moves) => {
    expect(read(text).moves).toEqual([moves]);
  });

  test.each([
    "The robot pushes in the drawer.",
    "He pulls the rope back.",
    "She tilts her head up.",
    "A pan of soup on the stove.",
    "A woman smiling at the camera.",
    "She waves at the camera.",
    "The dancer spins and rolls over.",
    "She zips up her coat.",
    "A vintage camera on a shelf.",
    "Her tilted head, a panned gold nugget.",
    "The drone drops a package.",
    "She scrolls through the camera roll.",
    "Camera shot: cinematic look.",
    "Animate this with smooth camera movement.",
  ])("no camera move in %j", (text) => {
    expect(read(text).moves).toEqual([]);
  });

  test.each([
    "The camera follows a ball rolling down the street.",
    "The camera follows the robot as it climbs the stairs.",
    "The camera follows the hand, lifting it carefully.",
    "The camera follows the swimmer close behind.",
  ])("only the camera's own moves: %j", (text) => {
    expect(read(text).moves).toEqual(["follow"]);
  });

  test("a hyphen belongs to the word", () => {
    const text = "a hand-held shot";
    expect(read(text).camera.map(({ range }) => text.slice(...range))).toEqual(["hand-held"]);
  });

  test("a second move may come after the first", () => {
    const order = (text: string) => read(text).camera.map(({ afterwards }: PromptCameraMove) => afterwards);
    expect(order("Pan left, then tilt up.")).toEqual([false, true]);
    expect(order("The camera pans left, tilts up.")).toEqual([false, false]);
  });

  test("keeps the subject's motion next to a camera move", () => {
    expect(read("Pan left as the dog runs along.").motions).toEqual(["pan/camera", "runs"]);
    expect(read("Fixed camera, she turns her head.").motions).toEqual(["turns"]);
  });
});

describe("manner", () => {
  test.each([
    ["She slowly, gently lowers her gaze.", ["slowly", "gently"]],
    ["She blinks twice.", ["twice"]],
    ["He takes three steps.", ["three"]],
    ["The lid opens halfway.", ["halfway"]],
    ["At a leisurely pace, the cows walk home.", ["leisurely", "pace"]],
    ["In slow motion, the wave curls.", ["slow"]],
    ["A sudden jump.", ["sudden"]],
    ["The family dances.", []],
    ["A butterfly on a lily.", []],
    ["The lonely, elderly man smiles.", []],
    ["The beautifully dressed woman smiles.", []],
  ])("%j: %j", (text, manners) => {
    expect(read(text).manners).toEqual(manners);
  });
});

describe("stillness", () => {
  test.each([
    ["The background stays still.", "stays still"],
    ["The background remains unchanged.", "remains unchanged"],
    ["Keep the background still.", "keep the background still"],
    ["The bottle stays in place while the liquid swirls.", "stays in place"],
    ["The rest of the scene is frozen.", "is frozen"],
    ["Everything else stays still.", "stays still"],
  ])("%j: %s", (text, words) => {
    expect(read(text).stillness).toContain(words);
    expect(read(text).motions.filter((motion) => !motion.startsWith("swirls"))).toEqual([]);
  });

  test.each(["She stays at home.", "He holds a cup.", "The cat is asleep.", "She keeps walking."])(
    "nothing in %j",
    (text) => {
      expect(read(text).stillness).toEqual([]);
    },
  );
});

describe("appearance and quotes", () => {
  test("appearance, place and light", () => {
    expect(read("long hair, blue dress, sunny field").appearance).toEqual([
      "long",
      "hair",
      "blue",
      "dress",
      "sunny",
      "field",
    ]);
  });

  test("quoted text has no motion", () => {
    expect(read('A neon sign with "dance all night".').motions).toEqual([]);
    expect(read('She whispers: "He runs." and smiles.').motions).not.toContain("runs");
  });

  test("normalizes full-width letters and curly apostrophes", () => {
    expect(read("Ｔｈｅ ｃａｔ ｊｕｍｐｓ.").motions).toEqual(["jumps"]);
    expect(read("She doesn’t blink.").motions).toEqual([]);
    expect(read("The ca\u200bt jum\u200bps.").motions).toEqual(["jumps"]);
  });

  test("detects the language by letters", () => {
    expect(read("The cat jumps.").language).toBe("en");
    expect(read("The cat 猫.").language).toBe("ja");
    expect(read("Le chat saute élégamment.").language).toBe("en");
    expect(read("123 …").language).toBe("und");
  });
});

describe("passives", () => {
  test.each([
    "A sled is dragged by huskies.",
    "A kite caught by a boy",
    "The note is crumpled and thrown away.",
    "The clown is hurled backward.",
    "A lemon is squeezed over the fish.",
    "The ticket is ripped in two.",
    "The batter is whipped.",
  ])("an event: %j", (text) => expect(read(text).all).not.toEqual([]));
  test.each([
    "The room is lit by candles.",
    "A bridge supported by arches",
    "a scarf knitted by hand",
    "A barn is built in stone.",
    "The guest is dressed in velvet.",
    "The jar is closed in a box.",
  ])("a state: %j", (text) => expect(read(text).all).toEqual([]));
});

describe("as people write", () => {
  test.each([
    ["a girl walkin home", "walk"],
    ["she take off her hat", "take"],
    ["bird fly away from branch", "fly"],
    ["pour milk slowly into cup", "pour"],
    ["pours milk", "pour"],
    ["The elevator doors close.", "close"],
    ["The wizard lifts staff, cape", "lift"],
    ["The hawk moves like a dancer spinning", "move"],
  ])("%j", (text, verb) => expect(verbs(text)).toEqual([verb]));

  test.each([
    "a puffin on a rock",
    "a robin on a branch",
    "make it really clean",
    "a room, the windows open",
    "make the cats into pirates",
    "turn the old photo into a really nice short clip",
    "a man taking action",
    "a scene bringing energy",
  ])("no motion: %j", (text) => expect(verbs(text)).toEqual([]));
});
