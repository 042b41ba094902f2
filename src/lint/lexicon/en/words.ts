/**
 * English words that are not verbs of motion: the words around verbs, and words that look like verbs.
 *
 * @module
 */

export const persons = `men women people boy+ girl+ kid+ child children lady ladies guy+ chef cook nurse student+ teacher worker+ painter writer author maker
  barista clerk monk+ player+ he she they someone mother father daughter son sister brother wife husband baby toddler couple friends`;
/** After these a title or a name may follow: "the words Rolling Tacos". */
export const naming = `word+ text letters called named titled labeled labelled reading reads says saying`;

/** Words in -ing that are not verbs, without this ending. */
export const nominalIng = `awn beij bl build ceil cloth cross darl duckl dumpl earr even floor frost herr ic k lightn
  light long morn network open out paint pric pudd rail r roof say sett shill sibl sid sl spr starl sterl st stock str
  styl th tim tub vik wedd w writ word dar depend din follow gam gather letter stitch shad coat carv wir bedd bunt
  plat scaffold season hous neighbor neighbour press regard shock shopp sprawl touch trend wind will pac grad edit
  color colour`;

/** Adjectives in -ing, without this ending: "the view is stunning". */
export const adjectivalIng = `accord amaz appeal breathtak charm compell convinc cunn dazzl disgust engag enchant
  entertain everlast fascinat heartwarm impos interest invit mesmeriz mislead ongo outstand refresh satisfy sooth
  stunn strik surpris terrify thrill uplift welcom pleas relax`;

/** A noun after these and after an -ing form names a thing: "swimming pool", "rocking chair". */
export const ingHeads = `meter+ factory garage motorcycle room area pool chair+ machine board glasses shoes boots track lot table+ station pan stick ground line tower
  gear bag suit+ dock bay stone stool path dress gown wheel iron mat cap mill rod rink rope bench deck pad post
  glass frame boat gum hall studio desk lamp cart+ coat cream pot knife block bowl spoon ring arena season guide
  center centre school lesson site strip cup bottle jacket pants shorts trail bike star+ wall kit`;

/** Attributive -ing forms, without this ending, and the nouns with which they describe a shape, not a motion. */
export const stillPairs = `float castle island+ city shelf shelves, fly saucer+, shipp container+, roll suitcase+
  luggage pin hill+ fields meadow landscape countryside, ris sun, flow hair dress gown robe+ dresses skirt sleeves
  locks, mov box boxes truck van company, sweep view+ vista, climb plant+ rose+, slid door+, revolv door+, swing door+, drink fountain+, drip tray+, burn
  candle, grow plants, weep willow+, land page+, bak tray sheet`;

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

export const colors = `black white brown tan gray grey red blue green yellow orange gold pink purple`;
/** Words of looks, clothes, place, light and style: what the image already shows. */
export const appearanceAdjectives = `${colors} golden silver blonde blond beige turquoise teal haired eyed wearing
  dressed clothed beautiful pretty handsome cute tall short long young old slim elegant detailed realistic
  photorealistic cinematic sunny cloudy bright dark warm cold`;
export const appearanceNouns = `hair eyes skin dress shirt coat jacket hat skirt suit jeans scarf shoes glasses beard
  light lighting sunlight background field room street sky mountain+ forest beach city house building table wall
  window desk style portrait illustration photo painting`;

/** Parts of a body that move along with it. */
export const bodyParts = `beard brow+ cheek+ chest ear+ eye+ eyebrows eyelashes eyelids face feathers fin+ finger+ fur gills hair jaw
  lashes lids lip+ mane mouth muscles nose nostrils paws shoulders skin tail tongue trunk whiskers wing+`;

/** Fixed things, which "rise", "run" or "stretch" without motion. */
export const fixedNouns = `range valley mountain+ hill+ peak+ cliff+ tower+ road+ path+ bridge building+ skyscraper+ stairs staircase wall+
  passage+ corridor+ hallway+ tunnel+ highway freeway lane+ alley line+ edge+ border stripe+ strap+ seam+ wire+ cable+ crack+ slope
  root+ stake+ landscape terrain field+ plain+ desert horizon beam+ pillar+ column+ mirror+ archway hedge+ pipe+ ladder ponytail
  vine+ fence ridge trail street track+ coast coastline`;
export const extents = `melt fade lead disappear vanish extend snake meander rise run cross climb stretch flow reach
  spread soar drop cascade roll curve sweep wind fall pass`;
/** "Into the distance": with `extents`, where a landscape ends. */
export const distances = `background distance horizon sky darkness shadows`;
/** Parts of the body that verbs move: "waves hand", "a slow head turn". */
export const movedParts = `hand+ head+ arm+ finger+ leg+ fist+ shoulder+ tail+ wing+ hip+ hair feet foot eye+`;
/** In -s a verb only with an object: "holiday photos", "images or clips". */
export const pictureNouns = `clips photos pics selfies screenshots`;
/** Plurals without -s. */
export const pluralNouns = `people men women children fish sheep crowd grass`;
/** "Ray tracing", "subsurface scattering". */
export const renderingWords = `subsurface ray path`;
/** Those who see the video: "makes you cry". */
export const viewers = `you people viewer+ everyone everybody anyone audience+`;
/** Verbs that are adjectives after a noun and before one: "outlines clear", "open fields". */
export const alsoAdjectives = `back bare blur calm clean clear close cool dim dry empty even fan left level light loose narrow open quiet slow smooth still tame
  thin warm water wet wild`;
