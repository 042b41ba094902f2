/**
 * English words that are not verbs of motion: the words around verbs, and words that look like verbs.
 *
 * @module
 */

export const determiners = `a an the this that these those each every both all some any no another its his her their our
  my your several many few two three four five six seven eight nine ten dozens`;
export const pronouns = `he she it they we i you who someone somebody everyone everybody one`;
export const auxiliaries = `is are was were be been being am has have had do does did will would can could shall should
  may might must gets get got keeps keep starts start begins begin continues continue stops stop to let lets not`;
export const prepositions = `of in on at by with from for into onto through across over under above below behind beside
  between among against along around near next during inside outside toward towards past upon within without off out
  like about beneath amid amidst atop underneath throughout down up beyond per via`;
/** Prepositions and adverbs that say where to: a past form before them is an event. */
export const directions = `toward towards into onto away across through past forward forwards backward backwards back
  around up down left right out off apart together aside closer upward upwards downward downwards upstairs downstairs`;
/** After these a clause with a subject of its own may begin. */
export const clauseStarts = `as while when whilst and but then before after until once because so although where whereas`;
export const otherFunctionWords = `or nor if than too also very just only more most less least there here how what which that why
  whose such own same other still yet ever never always now again together apart first second third last`;

/** Words in -ing that are not verbs. */
export const nominalIng = `
  anything awning beijing bling building ceiling clothing crossing darling duckling dumpling during earring evening
  everything fitting flooring frosting herring icing king lightning lighting lining longing meaning morning
  networking nothing opening offering outing painting pricing pudding railing ring roofing rushing-water saying sea-ling
  seating setting shilling sibling siding sling something spring starling sterling sting stocking string styling
  surroundings swing-set thing timing tubing viking wedding wing writing wording being according amazing appealing
  breathtaking captivating charming compelling convincing cunning daring darling dazzling depending dining disgusting
  dressing engaging enchanting entertaining evening everlasting exciting existing fascinating following gaming
  heartwarming lettering stitching shading coating carving wiring bedding bunting plating railing scaffolding seasoning topping housing imposing including inspiring interesting inviting lasting living loving mesmerizing misleading
  missing neighboring neighbouring non-living ongoing outstanding overlooking parking pleasing pressing promising
  refreshing regarding relaxing satisfying shocking shopping soothing sprawling stunning striking surprising
  surrounding terrifying thrilling touching towering trending uplifting welcoming winding willing
`;

/** A noun after these and after an -ing form names a thing: "swimming pool", "rocking chair". */
export const ingHeads = `room area pool chair chairs machine board glasses shoes boots track lot table tables station pan stick ground
  line tower gear bag suit dock bay stone stool path dress gown wheel iron mat cap mill rod rink rope bench deck pad
  post glass frame boat gum hall studio desk lamp cart carts coat cream pot knife block bowl spoon ring arena season guide center centre school
  lesson site strip gown cup bottle jacket pants shorts trail bike star stars wall kit`;

/** Attributive -ing forms and the nouns with which they describe a shape, not a motion. */
export const stillPairs = `floating castle island islands city shelf shelves, flying saucer saucers, shipping container containers, rolling suitcase suitcases luggage pin hills hill fields meadow landscape countryside, setting sun, rising sun, flowing hair dress gown robe robes dresses
  skirt sleeves locks, standing lamp, sleeping bag, moving box boxes truck van company, leading lines, running shoes shorts, sweeping views view vista,
  climbing wall plant plants rose roses, folding chair chairs table, hanging lamp lamps plants, sliding door doors,
  revolving door doors, shining armor armour, glowing sign, burning candle, growing plants, weeping willow
  willows, whipping cream, shooting star, reading glasses, working desk, baking tray sheet, cooking pot`;

/** Nouns of the surroundings: their motion is ambient. */
export const sceneNouns = `
  lava motes thunder palms air aurora background backdrop bamboo banner banners birds blossom blossoms branch branches breeze bubbles bubble bystander bystanders butterflies
  candle candles candlelight city cityscape cloud clouds confetti crowd crowds crows gulls curtain curtains customers dust embers ember firelight fire fireflies
  flame flames flag flags flakes flora flowers fog foliage forest fountain glow grass guests haze headlights horizon lake
  lamp lamps lantern lanterns leaf leaves light lights lightning mist moon moonlight neon ocean particle particles passersby pedestrians people petal petals pigeons
  pollen pond rain raindrops rays reed reeds reflection reflections ripples river sand scenery sea shadow shadows sky smoke snow snowflakes sparks spark
  spectators stars steam storm stream street sun sunbeams sunlight sunset surf surroundings tide torchlight traffic tree trees vapor vapour vegetation
  visitors water waterfall waters wave waves weather wheat willow wind world
`;

/** Words in -ly that do not express manner. */
export const notManner = `dolly only early family lovely friendly likely daily curly silly ugly belly jelly fly rely supply reply assembly
  july ally bully lily holy oily wooly wooly chilly hilly lonely elderly monthly weekly yearly butterfly dragonfly firefly
  apply multiply imply comply barely nearly mostly mainly fully partly newly exactly directly finally namely possibly originally
  brightly dimly warmly brilliantly colorfully colourfully elegantly beautifully realistically especially particularly clearly closely
  visibly really truly`;
/** Words of pace, strength or count that do not end in -ly. */
export const mannerWords = `slow fast quick gentle soft smooth steady sudden rapid brisk swift careful graceful subtle slight
  lively energetic leisurely hurried hurry vigorous fluid rhythmic abrupt hard sharp faint delicate deliberate calm
  once twice thrice halfway gradual instant continuous repeated speed slowmo pace tempo playful violent fierce frantic measured timidly
  dynamic unhurried relentless effortless intense wild`;
export const countedNouns = `step steps time times beat beats turn turns second seconds degree degrees inch inches centimeters
  feet meters metres count counts stride strides lap laps blinks circles mph`;

/** Words of looks, clothes, place, light and style: what the image already shows. */
export const appearanceWords = `
  red blue green yellow orange purple pink black white gray grey brown golden silver blonde blond beige turquoise teal
  hair haired eyes eyed skin dress shirt coat jacket hat skirt suit jeans scarf shoes glasses beard wearing dressed clothed
  beautiful pretty handsome cute tall short long young old slim elegant detailed realistic photorealistic cinematic
  sunny cloudy bright dark warm cold light lighting sunlight background field room street sky mountain mountains forest
  beach city house building table wall window desk style portrait illustration photo painting
`;

/** Parts of a body that move along with it. */
export const bodyParts = `beard brow brows cheek cheeks chest ear ears eye eyebrows eyelashes eyelids eyes face feathers fin finger fingers fins fur gills hair
  jaw lashes lids lip lips mane mouth muscles nose nostrils paws shoulders skin tail tongue trunk whiskers wing wings`;

/** Fixed things, which "rise", "run" or "stretch" without motion. */
export const fixedNouns = `range valley mountain mountains hill hills peak peaks cliff cliffs tower towers road roads path bridge building buildings skyscraper
  skyscrapers stairs staircase wall walls vine vines fence ridge trail street track tracks coast coastline`;
export const extents = `blend melt fade lead disappear vanish extend snake meander loom rise run cross climb stretch flow reach spread soar drop cascade roll curve sweep wind fall`;
