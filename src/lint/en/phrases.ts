/**
 * The patterns of English.
 *
 * @module
 */

import type { Phrases, Replacement, Speaker } from "../core/language.js";
import type { Range } from "../core/types.js";
import { lazy } from "../core/word-list.js";
import { characters, makers, people } from "../lexicon/en/names.js";
import * as content from "../lexicon/en/unsafe.js";
import { toNamePattern } from "../text/pattern-matches.js";
import { command, readCommand } from "./command.js";
import { negation, readNegation } from "./negation.js";
import { readTransformation, transformation } from "./transformation.js";

const labels =
  "subject|main subject|character|action|actions|motion|movement|camera|camera (?:motion|movement|work)|background|background (?:sound|music)|foreground|scene|setting|location|environment|ambience|atmosphere|style|visual style|mood|tone|lighting|light|colou?rs?|palette|audio|sounds?|sfx|music|dialogue|voice|composition|framing|lens|props|wardrobe|time|weather|prompt|description|details|quality|format|beats?|start|end|first frame|last frame|opening|ending";

/** Verbs of speech. */
const speech =
  "(?:(?:say|speak|whisper|murmur|mutter|shout|yell|ask|answer|call|sing|exclaim|announce|scream|respond|tell)(?:s|ing|ed)?|(?:repl|cr)(?:y|ies|ied|ying)|said|told|spoke|sang|voice-?over)\\b";
/** Nouns of written text. */
const signs =
  "(?:sign|signboard|label|labell?ed|titled?|text|caption|logo|neon|written|billboard|poster|banner|word|letter|lettering|printed|named|tattoo|screen|subtitle|board|shirt)s?";
const says = lazy(() => new RegExp(`\\b${speech}`));
const signSays = lazy(
  () =>
    new RegExp(
      `\\b${signs}(?: (?:that|which|above|on|over|behind|in)(?: [a-z]{1,15}){0,2})? (?:say|read)(?:s|ing)?\\b`,
    ),
);
const saysAfter = lazy(
  () => new RegExp(`^[\\s,]{0,3}(?:${speech}((?: [\\p{L}']{1,20}){1,3})|((?:[\\p{L}']{1,20} ){1,4})${speech})`, "u"),
);

function findSpeaker(before: string, after: string, line: string): Speaker {
  if (signSays().test(before)) return undefined;
  const verb = says().exec(before);
  if (verb) return before.slice(0, verb.index).replace(/^.*,/, "");
  const later = saysAfter().exec(after);
  if (!later) return null;
  // "It is." Tom says, "Good.": the name belongs to the next quote.
  const next = /[.!?…]$/.test(line) && /^[,:] ?["“'「]/.test(after.slice(later[0].length));
  return next ? null : (later[1] ?? later[2]);
}

const numbers: Readonly<Record<string, number>> = {
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
};
const clips = "(?:video|clip|movie|film|animation|footage|gif|reel|loop|teaser|trailer|ad|commercial|short)s?";

function remove(text: string, start: number, end: number, others: readonly Range[]): Replacement | undefined {
  const left = start - (/ *$/.exec(text.slice(Math.max(0, start - 20), start))?.[0].length ?? 0);
  const right = end + (/^ */.exec(text.slice(end, end + 20))?.[0].length ?? 0);
  const beside = others.some((other) => other[0] === right);
  const next = text.slice(right, right + 12);
  if (right === end || !(beside || /^[a-z]/.test(next)) || /^(?:of|long|in|total|and|or|to|as|is|for)\b/.test(next))
    return undefined;
  const word = /(?:^|[\s(])([a-z]*) *$/.exec(text.slice(Math.max(0, start - 12), start))?.[1];
  if (word === undefined || /^(?:in|at|of|for|to|with|is|by|as|or|and)$/.test(word)) return undefined;
  let noun = right;
  for (const other of others) if (other[0] === noun) noun = other[1] + 1;
  const article = /^[aeiou]/.test(text.charAt(noun)) ? "an" : "a";
  if (!/^an?$/.test(word) || article === word) return [[start, right], ""];
  return [[left - word.length, right], `${article} `];
}

// "cut to" can be a dress or a plank unless it refers to the film or begins a clause. The hour, the weather or the
// framing may change; the location may not.
const same =
  "(?!(?:an? |the )?(?:\\w+ )?(?:night|day|dusk|dawn|sunset|winter|spring|autumn|push-in|angle|arc|close|tight|tighter|extreme|over|low|high|profile|reverse|wide|wider|medium|view|pov)\\b)";
const scenes = [
  String.raw`\bcuts? (?:back )?to:? (?!size|fit|shape|pieces|her|his|their)${same}(?<=(?:^|[.,;:!?\n\u2014] ?|\b(?:then|and|we|it|scene|camera|shot|video|film|hard|smash|quick|suddenly) )cuts? (?:back )?to:? )`,
  String.raw`(?:\b(?:jump|smash|match|hard)[- ]cuts?|\bmontage of|\b(?:next|another|second|new|different) scene|\b(?:to|in|at) (?:another|an? (?:new|different|other)) (?:location|place))\b`,
  String.raw`\bscene (?:change|transition)s?\b(?! to\b)|\bcross-?(?:fade|dissolve)`,
  String.raw`\b(?:scene|shot|video|film|we|camera|screen) (?:change|shift|switch|jump|transition|dissolve|fade)(?:e?s)? (?:in)?to ${same}(?=(?:an?|the|her|his|another|black|white)\b)`,
  String.raw`\bmeanwhile,? (?:at|in|inside|across|back)\b(?! the (?:back|fore)ground)|\bthe (?:next|following) (?:day|morning|night|week)\b|\b(?:hour|day|week|month|year)s? later\b`,
];

const written = "(?:text|title|logo|words|caption|slogan|headline|lettering|letters|brand name)";
// Quotes are blank in the prose: the text "    " appears.
const texts = String.raw`\b(?:(?:subtitles?|captions|title cards?|text overlays?|on-?screen text|end cards?|(?:end )?credits (?=roll)|watermarks?)\b|(?:show|display|add|write|overlay|insert|put|include|print)(?:s|ing)?(?: (?:the|an?|our|my|your|big|bold|large|animated|company)){0,3} ${written}\b|${written}(?: ?["“'「] *["”'」])?(?: (?:that|then|will|\w+ly))? (?:appears?|fades? in|pops? up|fl(?:ies|y) in|slides? in|reads?|reading|says?|saying|shows? up)\b|with (?:the |an? )?(?:big |bold |large )?${written}(?= *(?:["“':]|on (?:the )?screen|at the (?:top|bottom))))`;

/** The patterns of English. */
export const phrases = lazy((): Phrases => {
  const [person, character, maker] = [people, characters, makers].map(toNamePattern);
  return {
    succession:
      /\b(?:then|to|into|before|after|until|from|while|whereas|but|later|finally|gradually|become|becomes|turns?|shifts?|or|not)\b/,
    simultaneous: /\bwhile\b/g,
    isNegated: (before) => /\b(?:no|not|without|never|avoid(?:ing)?|don't|any)\b[^,]{0,24}$/.test(before),
    shots: "shot|scene|cut|clip|part|beat",
    labels: { beforeColon: `(?:${labels})(?: \\d{1,2})?`, inBrackets: labels },
    quotes: {
      headings:
        "on-screen|text|title|caption|logo|sign|subtitle|style|mood|light|camera|palette|colou?r|scene|setting|sound|sfx|music|prompt|theme|background",
      lines: "dialog(?:ue)?s?|lines?|speech|audio",
      signs: `\\b(?:${signs}|reads?|reading)\\b`,
      says: says(),
      findSpeaker,
    },
    quantities: {
      numbers: Object.keys(numbers).join("|"),
      parseNumber: (word) => numbers[word],
      to: "-to-|to",
      units: "[ -]?(?:seconds?|minutes?)(?![a-z\\d])",
      ofClip: `[ -]?(?:(?!(?:into|in|from|the|this|that|then|later|before|after|and|as|while|to|at|for|with|on|until|long|mark|is|are|s?he|it|they|pause|delay|hold)\\b)[a-z\\d:.-]{1,15},? ){0,4}${clips}(?![a-z])| (?:long|total|in (?:length|total|duration))\\b`,
      saysLength: "\\b(?:duration|length|run ?time|total|video|clip)(?: is| of| ?[=:])? ?(?:about |around |~)?",
      within: "\\b(?:first|last|final|every|each|for|after|at|the|within|another|next) ?",
      about: "\\b(?:about|around) ",
      saysRatio: "aspect|ratio|format",
      isRatio: "aspect|ratio|format|video",
      clock: "\\b(?:at|reads|shows|says|until|by) |(?:clock|watch)[^。.\\n]{0,12}",
      shapes: `\\b(?:(?:vertical|horizontal|square)(?=(?<clip>[- ](?:(?:4k|8k|hd|short|social|mobile)[- ])?${clips}\\b)|(?![\\w-]))|(?:vertical|horizontal|square|portrait|landscape)(?<format>[- ](?:format|orientation|mode|aspect(?: ratio)?|ratio)\\b))`,
      pixels: "pixels?\\b",
      fullHd: "full ?hd",
      perSecond: "frames per second\\b",
      ofThing: new RegExp(
        `^ (?!(?:${clips}|quality|resolution|detail(?:s|ed)?|hd|uhd|ultra|render(?:ing)?|cinematic|photo\\w*|realis\\w*|definition|format|aspect|ratio|output|screen|fps|at|and|in|with|for|on|or|of|is|by)\\b)[a-z]{2,}`,
      ),
      label: "\\b(?:video |clip )?(?:duration|length|aspect ratio|resolution|size|format|fps) ?(?:[:=]|is) ?",
      isOnClock: (_, after) => /^[ -]mark\b/.test(after),
      remove,
    },
    leftovers: {
      hint: "prompt|ignore|disregard|forget|^\\s*(?:sure|certainly|absolutely|of course)",
      wrapper:
        "(?:(?:sure|certainly|absolutely|of course|okay)[!,.]\\s{0,3})?(?:here(?:'s| is| are)|below is|this is) (?:an? |the |your |my )?(?:[a-z-]{1,15} ){0,4}prompts?\\b[^:\\n]{0,60}:\\**|(?:sure|certainly|absolutely|of course)!",
      prompt: "(?:(?:video|final|positive|full)[ _-])?prompt",
      negative: "\\bnegative[ _-]?prompts?",
      order:
        "\\b(?:ignore|disregard|forget) (?:all )?(?:of )?(?:the |your )?(?:previous|above|prior) (?:instructions?|prompts?)[.,;]? ?",
    },
    tags: {
      quality: "",
      sentence:
        /\b(?:is|are|the|an?|and|or|with|while|as|in|on|at|to|of|from|into|then|his|her|their|its|s?he|they|it|by|for|over|under|through|slowly|gently)\b|.ing$/,
    },
    negation: negation(),
    readNegation,
    command: command(),
    readCommand,
    // The second half is praise only before an empty noun: "cool breeze" is not.
    praise:
      /\b(?:(?:beautiful|cinematic|amazing|stunning|gorgeous|awesome|epic|breathtaking|wonderful|fantastic|incredible|impressive|spectacular|magnificent)(?:ly)?\b|(?:cool|nice|great|good|perfect|dynamic|dramatic|professional|high[- ]quality) (?=(?:video|movie|clip|motion|movement|animation|effect|look|style|vibe|mood|atmosphere|scene|shot|quality)s?\b)|looks? (?:so |very |really )?(?:cool|great|nice|good)\b)/g,
    detail:
      /\b(?:light|sunlight|lamp|shadow|glow|shin|sparkl|glitter|reflect|ray|beam|backlit|silhouette|haze|mist|fog|rain|snow|dust|smoke|steam|petal|puddle|neon|focus|bokeh|close-up|colou?r|red|blue|green|gold|orange|pink|purple|yellow|white|black|silver|warm|sound|hum|echo|whisper)/,
    emotion:
      /\b(?:(?:is|are|was|feels?|feeling|seems?|becomes?)(?: (?:so|very|really|deeply|a little|suddenly))? (?:sad|happy|lonely|angry|nostalgic|melanchol(?:y|ic)|anxious|nervous|afraid|scared|excited|proud|ashamed|jealous|heartbroken|depressed|hopeful|desperate|relieved|bored|confused|in love|at peace|joyful|worried|homesick|grateful|surprised|frustrated)\b|(?:filled with|full of|overwhelmed (?:by|with)) (?:joy|sorrow|sadness|grief|hope|anger|rage|fear|despair|regret|happiness|love|longing)\b|(?:misses|longs for|falls in love)\b)/g,
    expression:
      /\b(?:face|eye|brow|lip|mouth|jaw|smil|grin|tear|cheek|gaze|looks|glance|head|shoulder|hand|fist|finger|arms?\b|breath|sigh|voice|cr(?:y|ies)|laugh|trembl|shiver|shak|expression)/,
    sceneChange: new RegExp(scenes.join("|"), "g"),
    textRendering: new RegExp(texts, "g"),
    surface:
      /\b(?:sign|poster|billboard|neon|t?-?shirt|jersey|book|newspaper|page|paper|note|label|banner|flag|\w*board|monitor|phone|laptop|computer|tv|store|shop|wall|door|cup|mug|box|packaging|bottle|can|card|tattoo|sand|window|truck|van|bus|cap|cake|stone)(?:e?s)?\b/,
    keptText: /\b(?:remove|keep|kept|stays?|remains?|preserv|maintain|sharp|legible|readable|unchanged)/,
    transformation: transformation(),
    readTransformation,
    person: new RegExp(
      String.raw`\b(?:(${person})(?![a-z])|in the likeness of (?!an? (?!famous|celebrity|real))|(?:looks?|looking|dressed) (?:exactly |just )?like (?:the |a )?(?:famous |real )?(?:actor|actress|singer|president|celebrity|pop star)\b|deepfakes?\b)`,
      "g",
    ),
    character: new RegExp(
      String.raw`\b(?:(${character})(?![a-z])|in (?:the |an? )?(?:style|manner|look|aesthetic) of (?:an? |the )?(?:${maker})(?![a-z])|(?:${maker})(?:'s)?[- ](?:style|like|esque|inspired|look|aesthetic|vibes?|animation|movie|film|characters?|princess)\b)`,
      "g",
    ),
    looks: [
      [/ghibli|miyazaki/, "in a hand-painted animation style"],
      [/pixar/, "in a rounded 3D animation style"],
    ],
    unsafe: new RegExp(`\\b(?:${content.unsafe()})\\b`, "g"),
    minor: content.minor(),
    sexualised: content.sexualised(),
    opposites: [
      { pattern: /(\bslow(?:ly|ed|[- ]?mo(?:tion)?)?\b)|(\b(?:fast|quick|rapid|swift|speedy)(?:ly)?\b)/g, within: 10 },
      {
        pattern:
          /(\b(?:at noon|midday|broad daylight|bright sunny day|daytime)\b)|(\b(?:midnight|at night|night ?time|moonlit|starry night)\b)/g,
        within: 80,
      },
      {
        pattern:
          /(\b(?:extreme )?close[- ]?up\b)|(\b(?:extreme )?(?:wide|long|establishing)[- ](?:shot|angle|view)\b)/g,
        within: 60,
      },
      {
        pattern:
          /(\b(?:photo[- ]?realistic|photorealism|realistic|live[- ]action)\b)|(\b(?:cartoon(?:ish|[- ]style)?|anime(?:[- ]style)?|claymation|pixel art)\b)/g,
        within: 30,
      },
      {
        pattern: /(\b(?:pitch[- ]dark|pitch[- ]black)\b)|(\b(?:brightly lit|bright sunlight|overexposed)\b)/g,
        within: 60,
      },
    ],
    plainManner: /^(?:fast|quick|quickly|slow|slowly|naturally|smoothly|dynamic|dynamically)$/,
    paste: { still: "; the background stays still", slowly: "slowly ", subject: "The subject " },
  };
});
