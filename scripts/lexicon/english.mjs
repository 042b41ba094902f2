// node scripts/lexicon/english.mjs [folder of WordNet 3.0]: writes src/lint/lexicon/en/verb-table.ts.
//
// WordNet (Debian: wordnet-base, /usr/share/wordnet) says which words are verbs, what kind of verb each sense is
// (motion, contact, stative, …), how often each sense occurs, and whether a verb takes an object.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = process.argv[2] ?? "/usr/share/wordnet";
const target = fileURLToPath(new URL("../../src/lint/lexicon/en/verb-table.ts", import.meta.url));
const rows = (name) =>
  readFileSync(join(folder, name), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("  "))
    .map((line) => line.trim().split(" "));

/** Lexicographer files of verbs, by number. */
const kinds = {
  29: "body",
  30: "change",
  31: "cognition",
  32: "communication",
  33: "competition",
  34: "consumption",
  35: "contact",
  36: "creation",
  37: "emotion",
  38: "motion",
  39: "perception",
  40: "possession",
  41: "social",
  42: "stative",
  43: "weather",
};
const visible = new Set([
  "body",
  "change",
  "communication",
  "competition",
  "consumption",
  "contact",
  "creation",
  "motion",
  "perception",
  "weather",
]);
/** Kinds of which a body or a thing is the agent. */
const physical = ["body", "competition", "consumption", "contact", "motion", "perception", "weather"];
/**
 * How often a verb has to occur. The reader guesses the verbs that are not in the table from their endings and neighbors,
 * so that it needs the ones that prompts use without an ending: those of motion more than those of change.
 */
const least = {
  motion: 1,
  body: 1,
  weather: 1,
  contact: 2,
  consumption: 2,
  perception: 1,
  change: 5,
  competition: 3,
  stative: 5,
};
/** Speech, sound and gestures that are seen. Other verbs of communication are not: "admit". */
const utterances = new Set(
  "answer applaud argue beckon bellow bow chant cluck cook count cackle croon echo gesture greet groan growl grumble grunt hoot howl hum moan mumble murmur mutter nod perform roar salute say scream shout shriek sing snarl snort speak talk teach tell type wave whisper write yell yelp".split(
    " ",
  ),
);
/** Kinds of nouns that name what a verb does: acts, events, phenomena, processes, utterances. */
const deverbal = new Set(["04", "10", "11", "19", "22"]);
/** Sentence frames without an object: "Something ----s", "Somebody ----s", … */
const withoutObject = new Set([1, 2, 3, 4, 5, 6, 7, 12, 13, 22, 23, 27]);

const counts = new Map();
for (const [key, sense, count] of rows("cntlist.rev")) {
  const [lemma, rest] = key.split("%");
  const pos = rest.startsWith("2") ? "v" : rest.startsWith("1") ? "n" : rest.startsWith("4") ? "r" : "a";
  counts.set(`${pos} ${lemma} ${sense}`, Number(count));
}
const total = (pos, lemma) => {
  let sum = 0;
  for (let sense = 1; sense < 60; sense++) sum += counts.get(`${pos} ${lemma} ${sense}`) ?? 0;
  return sum;
};
const synsets = new Map();
for (const fields of rows("data.verb")) {
  const words = 2 * Number.parseInt(fields[3], 16);
  const pointers = Number(fields[4 + words]);
  const frames = fields.slice(6 + words + 4 * pointers, fields.indexOf("|")).filter((_, index) => index % 3 === 1);
  synsets.set(fields[0], { kind: kinds[Number(fields[1])], frames: frames.map(Number) });
}
const sensesOf = (name) => new Map(rows(name).map((fields) => [fields[0], fields.slice(-Number(fields[2]))]));
const adverbs = sensesOf("index.adv");
const nouns = sensesOf("index.noun");
const nounKinds = new Map(rows("data.noun").map((fields) => [fields[0], fields[1]]));

/** Each verb with its dominant kind, its counts, and whether it takes no object. */
const verbs = [...sensesOf("index.verb")]
  .filter(([lemma]) => /^[a-z]{2,}$/.test(lemma))
  .map(([lemma, offsets]) => {
    const share = new Map();
    let objectless = 0;
    let all = 0;
    for (const [index, offset] of offsets.entries()) {
      const { kind, frames } = synsets.get(offset);
      const weight = (counts.get(`v ${lemma} ${index + 1}`) ?? 0) + 0.3 / (index + 1);
      share.set(kind, (share.get(kind) ?? 0) + weight);
      all += weight;
      if (frames.every((frame) => withoutObject.has(frame))) objectless += weight;
    }
    const [kind] = [...share].sort((a, b) => b[1] - a[1])[0];
    const sum = (names) => [...names].reduce((total, name) => total + (share.get(name) ?? 0), 0) / all;
    return {
      lemma,
      kind,
      isVisible: sum(visible) > 0.35,
      isPhysical: sum(physical) > 0.1,
      count: total("v", lemma),
      nounCount: total("n", lemma),
      isEvent: nouns.has(lemma) && ["04", "11"].includes(nounKinds.get(nouns.get(lemma)[0])),
      isThing: nouns.has(lemma) && !deverbal.has(nounKinds.get(nouns.get(lemma)[0])),
      objectless: objectless / all > 0.8,
    };
  });

/** Endings that make a verb of any stem; the reader knows them by form. */
const derived = /(?:[a-z]{2}i[sz]e|[a-z]{2}ify)$/;
/** Prefixes that make a verb of another; the reader knows them by form, too. */
const prefixed = /^(?:un|re)(?=[a-z]{3})/;
const lemmas = new Set(verbs.map(({ lemma }) => lemma));
const listed = verbs.filter((verb) => {
  const { lemma, kind, count, isPhysical } = verb;
  // "Down", "forward", "still".
  if (adverbs.has(lemma) && total("r", lemma) > count) return false;
  if (!verb.isVisible || derived.test(lemma) || lemma.length > 12) return false;
  if (count < 5 && prefixed.test(lemma) && lemmas.has(lemma.replace(prefixed, ""))) return false;
  return utterances.has(lemma) || (count >= (least[kind] ?? 8) && (isPhysical || kind === "change"));
});
/** Index into the lists: how often a word is a noun, compared with the verb. */
const grade = ({ lemma, count, nounCount, isThing }) => {
  const nounsPerVerb = (nounCount + (isThing ? 0.8 : 0.2)) / (count + 0.5);
  if (!nouns.has(lemma) || ((!isThing || nounCount === 0) && nounsPerVerb < 0.08)) return 0;
  return nounsPerVerb < 1.5 ? 1 : nounsPerVerb < 5 ? 2 : 3;
};

const isEvent = (verb) =>
  verb.isEvent &&
  total("a", verb.lemma) <= verb.nounCount &&
  verb.count > 0 &&
  /^(?:motion|body|contact|competition)$/.test(verb.kind);

/** States are no motion whatever the table says, unless a particle makes them one ("sits down"). */
const lexicon = readFileSync(fileURLToPath(new URL("../../src/lint/lexicon/en/verbs.ts", import.meta.url)), "utf8");
const states = new Set(/stateVerbs = `([^`]*)`/.exec(lexicon)[1].trim().split(/\s+/));
for (const row of /stateParticles = `([^`]*)`/.exec(lexicon)[1].split(",")) states.delete(row.trim().split(" ")[0]);

const turn = (word) => [...word].reverse().join("");
const traits = listed
  .map((verb) => {
    const isObjectless = verb.objectless && verb.count > 0;
    return { word: turn(verb.lemma), trait: grade(verb) + (isEvent(verb) ? 4 : 0) + (isObjectless ? 8 : 0) };
  })
  .filter(({ word, trait }) => !states.has(turn(word)) || (trait & 3) > 1 || (trait & 4) > 0)
  .sort((a, b) => (a.word < b.word ? -1 : 1));

/** Each word keeps as many of the last letters of the one before as its digit (base 36) says. */
const code = traits
  .map(({ word }, index) => {
    const before = traits[index - 1]?.word ?? "";
    let same = 0;
    while (same < word.length && word[same] === before[same]) same += 1;
    return same.toString(36).toUpperCase() + turn(word.slice(same));
  })
  .join("");

writeFileSync(
  target,
  `/**
 * English verbs, from WordNet 3.0 by \`scripts/lexicon/english.mjs\`; do not edit.
 *
 * Sorted by their ends: each word keeps as many of the last letters of the one before as its digit (base 36) says.
 *
 * @module
 */

export const verbTable =
  "${code}";
/**
 * A letter for each verb. "a" plus the sum of: how often it is a noun (0 hardly ever: "carry", 1 less often than a verb: "drink",
 * 2 more often: "wave", 3 nearly always: "coast"); 4 if the noun names the motion: "a turn"; 8 if the verb takes no object.
 */
export const verbTraits =
  "${traits.map(({ trait }) => String.fromCharCode(97 + trait)).join("")}";
`,
);
console.log(listed.length, traits.length);
