/**
 * Closed classes of English words: what may stand around a verb.
 *
 * @module
 */

export const formsOfBe = `is are was were`;
export const auxiliaries = `${formsOfBe} be been being am has have had do does did will would can could shall should may might must get+
  got keep+ start+ begin+ continue+ stop+ to let+ not`;
export const numerals = `two three four five six seven eight nine ten several few`;
export const pluralDeterminers = `${numerals} many these those both dozens`;
export const determiners = `${pluralDeterminers} a an the this that each every all some any no another its his her their our my your`;
export const pronouns = `he she it they we i you who someone somebody everyone everybody one`;
/** Prepositions of place: after a word in -s they suggest a noun, "bubbles in a glass". */
export const places = `in on at of by with under beside near above behind inside between among against below`;
const paths = `toward+ into onto across through past around up down out off`;
export const prepositions = `${places} ${paths} for from over along round indoors outdoors next during outside upon within without
  like about beneath amid amidst atop underneath throughout beyond per via`;
/** Prepositions and adverbs that say where to: a past form before them is an event. */
export const directions = `${paths} away forward+ backward+ back left right apart together aside sideways closer upward+ downward+ upstairs downstairs`;
/** After these a clause with a subject of its own may begin. */
export const clauseStarts = `as while when whilst and but then before after until once because so although where whereas`;
export const otherFunctionWords = `or nor if than too also very just only more most less least there here how what which why whose such own same other
  still yet ever never always now again first second third last already everywhere`;
export const relativePronouns = `who that which`;
/** With determiners, the words that start an object. */
export const objectPronouns = `him her them it me us himself herself itself themselves hello hi goodbye`;
/** After these a plain form is a verb: "please wave", "helps carry". */
export const beforePlainVerbs = `gonna wanna will would can could should may might must they we i you who let's please help+ helping helped`;
/** The verb of their object is a plain form: "makes the old man smile". */
export const causes = `want make+ making let+ letting have watch watches watching see+ seeing show+ showing help+ helping`;
/** After these "to" has no verb, or one that does not happen: "next to", "waits to cross". */
export const beforeTo = `close next due thanks ready wait+ waiting waited`;
export const singularDeterminers = `a an one each every another`;
/** After a word in -s these show that it is a noun: "lamp posts are", "glasses of water", "lights that shine". */
export const afterPlurals = `is are was were has have had will can of that which who`;
/** After these a word in -s is a plural: "with wires all around". */
export const beforePlurals = `of with by for from into onto at through among between near without`;
/** After these a finite verb may follow in a clause that has one: "that" in "the cat that sleeps". */
export const clauseHeads = `and then he she it who that which`;
export const timeWords = `first also now again still just soon later always never`;
/** After an object, besides directions: "pouring honey over bread". */
export const afterObjects = `over in on from with`;
/** Subjects of a past form: "she pushed". */
export const subjectPronouns = `he she they who`;
