/**
 * English words that are not verbs of motion: the words around verbs, and words that look like verbs.
 *
 * @module
 */

export const determiners = `a an the this that these those each every both all some any no another its his her their our
  my your several many few two three four five six seven eight nine ten`;
export const pronouns = `he she it they we i you who someone somebody everyone everybody one`;
export const auxiliaries = `is are was were be been being am has have had do does did will would can could shall should
  may might must gets get got keeps keep starts start begins begin continues continue stops stop to let lets not`;
export const prepositions = `of in on at by with from for into onto through across over under above below behind beside
  between among against along around near during inside outside toward towards past upon within without off
  out like about beneath amid down up`;
/** Prepositions and adverbs that say where to: a past form before them is an event. */
export const directions = `toward towards into onto away across through past forward forwards backward backwards back
  around up down left right out off apart together upward upwards downward downwards`;
/** After these a clause with a subject of its own may begin. */
export const clauseStarts = `as while when and but then before after until once because so where`;
export const otherFunctionWords = `or nor if than too also just very only more most less here there how what which
  whose such own same other still now again together apart first second third last next`;

/** Words in -ing that are not verbs. */
export const nominalIng = `
  anything building ceiling clothing crossing during evening everything king lighting lightning morning nothing opening
  painting ring seasoning setting something spring string surroundings swing-set thing wedding wing according amazing
  breathtaking charming dining exciting following inspiring interesting living mesmerizing outstanding relaxing
  striking stunning surrounding
`;
/** A noun after these and after an -ing form names a thing: "swimming pool", "rocking chair". */
export const ingHeads = `room area pool chair chairs machine board glasses shoes table stick gear station bag suit boat
  pot ring pan track line dock shop`;

/** Nouns of the surroundings: their motion is ambient. */
export const sceneNouns = `
  air backdrop background banner birds blossom blossoms branches breeze bubbles butterflies candle candles city
  cityscape clouds confetti crowd crows curtain curtains customers dust embers fire fireflies flag flags flame flames fog foliage flowers forest fountain
  glow grass guests gulls headlights lake lamp lantern lanterns lava leaf leaves light lights lightning mist moon moonlight neon ocean
  palms particles passersby pedestrians people petal petals pond rain rays reeds reflection reflections ripples
  river sand scenery sea shadow shadows sky smoke snow snowflakes sparks stars steam storm stream street sun sunlight
  sunset surroundings tide traffic tree trees vegetation water waterfall waters wave waves wheat wind world
`;

/** Words in -ly that do not express manner. */
export const notManner = `only early lovely friendly likely daily curly silly holy lonely elderly nearly mostly fully
  partly newly exactly finally brightly dimly warmly elegantly beautifully especially particularly clearly closely really`;
export const mannerWords = `slow fast quick gentle soft smooth steady sudden rapid careful graceful subtle slight
  energetic leisurely hurried hurry fluid rhythmic abrupt hard sharp faint delicate deliberate calm once twice halfway
  gradual continuous speed pace playful fierce measured dynamic intense wild`;
export const countedNouns = `step steps time times beat beats turns second seconds degree degrees inches feet meters`;

/** Words of looks, clothes, place, light and style: what the image already shows. */
export const appearanceWords = `
  red blue green yellow orange purple pink black white gray grey brown golden silver blonde beige turquoise
  hair eyes skin dress shirt coat jacket hat skirt suit jeans scarf shoes glasses beard wearing dressed
  beautiful pretty handsome cute tall short long young old elegant detailed realistic photorealistic cinematic
  sunny cloudy bright dark warm cold light lighting sunlight background field room street sky mountain mountains forest
  beach city house building table wall window desk style portrait illustration photo painting
`;

/** Parts of a body that move along with it. */
export const bodyParts = `chest ear ears eye eyebrows eyes face feathers fingers fur hair head jaw lips mouth nostrils
  shoulders tail tongue wings`;

/** Fixed things, which "rise", "run" or "stretch" without motion. */
export const fixedNouns = `mountain mountains hill hills peaks cliffs tower towers road roads path bridge building
  buildings skyscrapers stairs wall walls trail street tracks`;
export const extents = `fade lead disappear extend snake rise run cross climb stretch reach spread soar drop
  cascade roll curve sweep wind`;
