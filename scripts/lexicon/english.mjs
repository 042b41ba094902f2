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
    const seen = [...visible].reduce((sum, name) => sum + (share.get(name) ?? 0), 0) / all;
    return {
      lemma,
      kind,
      isVisible: seen > 0.35,
      senses: offsets.length,
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
  const { lemma, kind, count, senses, isThing } = verb;
  // "Down", "forward", "still".
  if (adverbs.has(lemma) && total("r", lemma) > count) return false;
  if (!verb.isVisible || derived.test(lemma) || lemma.length > 12) return false;
  if (count < 5 && prefixed.test(lemma) && lemmas.has(lemma.replace(prefixed, ""))) return false;
  if (count > 0) return !/^(?:communication|creation)$/.test(kind) || count > 2;
  return (
    !isThing &&
    (/^(?:motion|body|weather)$/.test(kind) || (senses > 1 && /^(?:contact|consumption|change|perception)$/.test(kind)))
  );
});
/** Index into the lists: how often a word is a noun, compared with the verb. */
const grade = ({ lemma, count, nounCount, isThing }) => {
  const nounsPerVerb = (nounCount + (isThing ? 0.8 : 0.2)) / (count + 0.5);
  if (!nouns.has(lemma) || ((!isThing || nounCount === 0) && nounsPerVerb < 0.08)) return 0;
  return nounsPerVerb < 1.5 ? 1 : nounsPerVerb < 5 ? 2 : 3;
};

/** Each word after the first keeps as many letters of the one before as its digit (base 36) says. */
function frontCode(words) {
  let previous = "";
  let code = "";
  for (const word of words.sort()) {
    let same = 0;
    while (same < word.length && word[same] === previous[same]) same += 1;
    code += same.toString(36).toUpperCase() + word.slice(same);
    previous = word;
  }
  return code;
}

const ofGrade = (wanted) => listed.filter((verb) => grade(verb) === wanted).map(({ lemma }) => lemma);
const lists = {
  onlyVerbs: ofGrade(0),
  mostlyVerbs: ofGrade(1),
  usuallyNouns: ofGrade(2),
  nearlyAlwaysNouns: ofGrade(3),
  events: listed
    .filter(
      (verb) =>
        verb.isEvent &&
        total("a", verb.lemma) <= verb.nounCount &&
        verb.count > 0 &&
        /^(?:motion|body|contact|competition)$/.test(verb.kind),
    )
    .map(({ lemma }) => lemma),
  objectless: listed.filter(({ objectless, count }) => objectless && count > 0).map(({ lemma }) => lemma),
};
const describe = {
  onlyVerbs: "Verbs that are hardly ever nouns.",
  mostlyVerbs: 'Verbs that may be nouns: "drink".',
  usuallyNouns: 'Verbs that are more often nouns: "wave".',
  nearlyAlwaysNouns: 'Verbs that are nearly always nouns: "coast".',
  events: 'Verbs of motion that name an act or event as nouns: "a turn".',
  objectless: "Verbs that take no object: their past form after a noun is an event, not a state.",
};
if (process.env.PRINT) for (const [name, list] of Object.entries(lists)) console.log(name, list.length, list.join(" "));
writeFileSync(
  target,
  `/**
 * English verbs by how often they are nouns. Generated from WordNet 3.0 by \`scripts/lexicon/english.mjs\`; do not edit.
 * Each word after the first keeps as many letters of the one before as its digit (base 36) says.
 *
 * @module
 */

${Object.entries(lists)
  .map(([name, list]) => `/** ${describe[name]} */\nexport const ${name} =\n  "${frontCode(list)}";\n`)
  .join("\n")}`,
);
console.log(Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.length])));
