/**
 * English words that are not verbs of motion: the words around verbs, and words that look like verbs.
 *
 * @module
 */

export const determiners = `a an the this that these those each every both all some any no another its his her their our
  my your several many few two three four five six seven eight nine ten dozens`;
export const pronouns = `he she it they we i you who someone somebody everyone everybody one`;
export const persons = `men women people boy+ girl+ kid+ child children lady ladies guy+ chef cook nurse student+ teacher worker+ painter writer author maker
  barista clerk monk+ player+ he she they someone mother father daughter son sister brother wife husband baby toddler couple friends`;
export const colors = `black white brown tan gray grey red blue green yellow orange gold pink purple`;
/** After these a title or a name may follow: "the words Rolling Tacos". */
export const naming = `word+ text letters called named titled labeled labelled reading reads says saying`;
export const auxiliaries = `is are was were be been being am has have had do does did will would can could shall should may might must get+
  got keep+ start+ begin+ continue+ stop+ to let+ not`;
export const prepositions = `of in on at by with from for into onto through across over under above below behind beside
  between among against along around round near indoors outdoors next during inside outside toward towards past upon within without off out
  like about beneath amid amidst atop underneath throughout down up beyond per via`;
/** Prepositions and adverbs that say where to: a past form before them is an event. */
export const directions = `toward+ into onto away across through past forward+ backward+ back around up down left right out off apart
  together aside sideways closer upward+ downward+ upstairs downstairs`;
/** After these a clause with a subject of its own may begin. */
export const clauseStarts = `as while when whilst and but then before after until once because so although where whereas`;
export const otherFunctionWords = `or nor if than too also very just only more most less least there here how what which why whose such own same other
  still yet ever never always now again first second third last already everywhere`;

/** Words in -ing that are not verbs, without this ending. */
export const nominalIng = `
  awn beij bl build ceil cloth cross darl duckl dumpl earr even floor frost herr ic k lightn light
  long morn network open out paint pric pudd rail r roof say sett shill sibl sid sl spr starl sterl st
  stock str styl th tim tub vik wedd w writ word accord amaz appeal breathtak charm compell convinc cunn dar dazzl
  depend din disgust engag enchant entertain everlast fascinat follow gam gather heartwarm letter stitch shad coat carv
  wir bedd bunt plat scaffold season hous impos interest invit mesmeriz mislead neighbor neighbour ongo outstand
  press refresh regard satisfy shock shopp sooth sprawl stunn strik surpris terrify thrill touch trend uplift
  welcom wind will pac grad edit color colour
`;

/** A noun after these and after an -ing form names a thing: "swimming pool", "rocking chair". */
export const ingHeads = `meter+ factory garage motorcycle room area pool chair+ machine board glasses shoes boots track lot table+ station pan stick ground line tower
  gear bag suit+ dock bay stone stool path dress gown wheel iron mat cap mill rod rink rope bench deck pad post
  glass frame boat gum hall studio desk lamp cart+ coat cream pot knife block bowl spoon ring arena season guide
  center centre school lesson site strip cup bottle jacket pants shorts trail bike star+ wall kit`;

/** Attributive -ing forms, without this ending, and the nouns with which they describe a shape, not a motion. */
export const stillPairs = `float castle island islands city shelf shelves, fly saucer saucers, shipp container containers,
  roll suitcase suitcases luggage pin hills hill fields meadow landscape countryside, sett sun, ris sun,
  flow hair dress gown robe robes dresses skirt sleeves locks, mov box boxes truck van company, runn shoes shorts,
  sweep views view vista, climb wall plant plants rose roses, fold chair chairs table, slid door doors,
  revolv door doors, shin armor armour, glow sign, burn candle, grow plants, weep willow willows, whipp cream,
  shoot star, work desk, land page pages, bak tray sheet, cook pot`;

/** Nouns of the surroundings: their motion is ambient. */
export const sceneNouns = `
  lava motes thunder palms air aurora background backdrop bamboo banner+ birds blossom+ branch branches breeze
  bubble+ bystander+ butterflies candle+ candlelight city cityscape cloud+ confetti crowd+ crows gulls curtain+
  customers dust ember+ firelight fire fireflies flame+ flag+ flakes flora flowers fog foliage forest fountain
  glow grass guests haze headlights horizon lake lamp+ lantern+ leaf leaves light+ lightning mist moon moonlight
  neon ocean particle+ passersby pedestrians people petal+ pigeons pollen pond rain raindrops rays reed+
  reflection+ ripples river sand scenery sea shadow+ sky smoke snow snowflakes spark+ spectators stars steam storm
  stream street sun sunbeams sunlight sunset surf surroundings tide torchlight traffic tree+ vapor vapour
  vegetation visitors water+ waterfall wave+ weather wheat willow wind world
`;

/** Words in -ly that do not express manner, without this ending. */
export const notManner = `
  love friend like dai cur sil woo chil hil lone elder month week year app multip imp comp bare near most main ful
  part new exact direct final name possib original bright dim warm brilliant colorful colourful elegant beautiful
  realistical especial particular clear close visib real tru
`;
/** Words of pace, strength or count that do not end in -ly. */
export const mannerWords = `slow fast quick gentle soft smooth steady sudden rapid brisk swift careful graceful subtle slight
  lively energetic leisurely hurried hurry vigorous fluid rhythmic abrupt hard sharp faint delicate deliberate calm
  once twice thrice halfway gradual instant continuous repeated speed slowmo pace tempo playful violent fierce frantic measured timidly
  dynamic unhurried relentless effortless intense wild`;
export const countedNouns = `step+ time+ beat+ turn+ second+ degree+ inch inches centimeters feet meters metres count+ stride+ lap+ blinks
  circles mph`;

/** Words of looks, clothes, place, light and style: what the image already shows. */
export const appearanceWords = `
  red blue green yellow orange purple pink black white gray grey brown golden silver blonde blond beige turquoise teal
  hair haired eyes eyed skin dress shirt coat jacket hat skirt suit jeans scarf shoes glasses beard wearing dressed clothed
  beautiful pretty handsome cute tall short long young old slim elegant detailed realistic photorealistic cinematic
  sunny cloudy bright dark warm cold light lighting sunlight background field room street sky mountain mountains forest
  beach city house building table wall window desk style portrait illustration photo painting
`;

/** Parts of a body that move along with it. */
export const bodyParts = `beard brow+ cheek+ chest ear+ eye+ eyebrows eyelashes eyelids face feathers fin+ finger+ fur gills hair jaw
  lashes lids lip+ mane mouth muscles nose nostrils paws shoulders skin tail tongue trunk whiskers wing+`;

/** Fixed things, which "rise", "run" or "stretch" without motion. */
export const fixedNouns = `range valley mountain+ hill+ peak+ cliff+ tower+ road+ path+ bridge building+ skyscraper+ stairs staircase wall+
  passage+ corridor+ hallway+ tunnel+ highway freeway lane+ alley line+ edge+ border stripe+ strap+ seam+ wire+ cable+ crack+ slope
  root+ stake+ landscape terrain field+ plain+ desert horizon beam+ pillar+ column+ mirror+ archway hedge+ pipe+ ladder ponytail
  vine+ fence ridge trail street track+ coast coastline`;
export const extents = `melt fade lead disappear vanish extend snake meander rise run cross climb stretch flow reach spread soar drop cascade roll curve sweep wind fall pass`;
