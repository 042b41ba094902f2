/**
 * The patterns of English.
 *
 * @module
 */

import type { PatternMatch, Phrases, Speaker } from "../core/language.js";
import type { Range } from "../core/types.js";
import { lazy } from "../core/word-list.js";
import { characters, makers, people } from "../lexicon/en/names.js";
import * as content from "../lexicon/en/unsafe.js";
import { hinted, toNamePattern } from "../text/pattern-matches.js";

const actions = "(?:subject |character |main )?(?:actions?|motion|movement)s?";
const labels = `(?:main )?(?:subject|character)s?|${actions}|camera(?: (?:motion|movement|work))?|(?:back|fore)ground|scene|setting|location|environment|atmosphere|(?:visual )?style|mood|tone|lighting|colou?rs?|audio|sounds?|music|dialogue|composition|framing|lens|time|weather|prompt|description|details|quality|format|start|end|(?:first|last) frame|opening|ending`;

/** Verbs of speech. */
const speech =
  "(?:(?:say|speak|whisper|mutter|shout|yell|ask|answer|call|sing|exclaim|tell)(?:s|ing|ed)?|(?:repl|cr)(?:ies|ied)|said|told)\\b";
/** Nouns of written text. */
const signs =
  "(?:sign|label|labell?ed|titled?|text|caption|logo|neon|written|billboard|poster|banner|word|letter|printed|screen|subtitle|board|shirt)s?";
const says = lazy(() => new RegExp(`\\b${speech}`));
const signSays = lazy(() => new RegExp(`\\b${signs}(?: [a-z]{1,15}){0,3} (?:say|read)(?:s|ing)?\\b`));
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

const numbers = "three four five six seven eight nine ten".split(" ");
const clips = "(?:video|clip|movie|film|animation|footage|gif|reel|loop|teaser|trailer|ad|commercial|short)s?";

/** Verbs about the picture. Other negated verbs, such as "notice", tell a story. */
const shown =
  "mov|shift|shak|drift|zoom|pan|tilt|rotat|chang|alter|modif|distort|deform|warp|morph|blur|show|appear|flicker";
const more =
  "(?: (?!(?:and|or|but|while|as|so|then|when|if|in|on|at|of|during|to|for|from|by|into|over|under|is|are|behind)\\b)[a-z'-]+)";
const negations = [
  // An order, at the start of a clause.
  [
    "(?:do|must) not|don'?t|avoid|never",
    `(?<=^|[.!?;:,\\n–—-] ?|\\b(?:please|just|also) )(?:(?:do not|don'?t|must not|avoid)|never(?! (?:[a-z]+(?:ing|[^s]s|ed)|before|again)\\b))${more}{1,4}`,
  ],
  ["do(?:es)?(?: not|n'?t) ", `\\b(?:(?:do|does) not|(?:do|does)n'?t) (?:${shown})[a-z]*${more}{0,3}`],
  ["\\b(?:no|without) ", `\\b(?:no|without)${more}{1,3}`],
  ["nothing", "\\bnothing(?: else)? (?:moves|changes)\\b(?! (?:but|except))"],
] as const;
/** Sound, editing, idioms, signs, and the manner of an action. */
const notInstruction =
  /^(?:no|without) (?:(?:camera )?(?:movements?|motion|moves?)|longer|matter|doubt|one|more|less|time|way|wonder|problem|hurry|rush|sign|end|other|smoking|entry|parking|need|(?:any |an? |the )?(?:sounds?|words?|noise|pause|hesitation|effort|warning|fear|break|delay|care|purpose|reason|h(?:im|er)|them|it|ever|even))\b|\b(?:cuts?|edit\w*|transitions?|music|score|dialogue?|sounds?|audio|voices?|voice-?over|speech)$|^without (?!chang|alter|distort|deform|morph|blur|add|remov|show)[a-z]+ing\b/;

/** The range of an instruction, of a match of a negation. `moves`: the offsets of motions. */
function readNegation({ words, range, before }: PatternMatch, moves: () => ReadonlySet<number>): Range | undefined {
  if (notInstruction.test(words)) return undefined;
  if (!/^(?:no|without) /.test(words)) return range;
  // "No wind lifts it" tells an event; "with no apples swings" has another subject.
  const verb = [...words.matchAll(/(?<= [a-z'-]+ )[a-z'-]+(?<!ing|ments?|tions?)(?= |$)/g)].find(({ index }) =>
    moves().has(range[0] + index),
  );
  if (
    words.startsWith("no ") &&
    (/\b(?:says?|saying|or|heads?),? $/.test(before) || (verb && !/\bwith $/.test(before)))
  )
    return undefined;
  return verb ? [range[0], range[0] + verb.index - 1] : range;
}

/** Changes that are not transformations: mood, light, weather, pace, turning into a road. */
const sameThing =
  /\b(?:smile|grin|laugh|look|gaze|expression|tears?|mood|blur|silhouette|shadow|night|day|dusk|dawn|evening|morning|sun(?:set|rise)|sk(?:y|ies)|light|glow|golden|blue|red|colou?r|streets?|alley|road|corner|lane|path|wind|run|sprint|walk|gallop|jump|spin|dance|rain|snow|storm|mist|fog|puddle|stream|wave|close-?up|shot|kiss|roar|flower|bloom|flame|fire|wide)/;

const scenes = [
  ["\\bcut", String.raw`\bcuts? (?:back )?to:? (?!size|fit|shape|pieces|her|his|their)`],
  ["[- ]cut", String.raw`\b(?:jump|smash|match|hard)[- ]cuts?\b`],
  ["montage", "\\bmontage of"],
  ["scene", String.raw`\b(?:next|another|second|new|different) scene\b|\bscene (?:change|transition)s?\b(?! to\b)`],
  [" (?:location|place)\\b", String.raw`\b(?:to|in|at) (?:another|an? (?:new|different|other)) (?:location|place)\b`],
  ["cross", "\\bcross-?(?:fade|dissolve)"],
  [
    " (?:in)?to ",
    String.raw`\b(?:scene|shot|video|film|we|camera|screen) (?:change|shift|switch|jump|transition|dissolve|fade)(?:e?s)? (?:in)?to (?=(?:an?|the|her|his|another|black|white)\b)`,
  ],
  ["meanwhile", String.raw`\bmeanwhile,? (?:at|in|inside|across|back)\b(?! the (?:back|fore)ground)`],
  [
    "the (?:next|following)|later",
    String.raw`\bthe (?:next|following) (?:day|morning|night|week)\b|\b(?:hour|day|week|month|year)s? later\b`,
  ],
] as const;
/** "Cut to" can be a dress or a plank, unless it begins a clause or is said of the film. */
const cuts = /(?:^ ?|[,:\u2014] ?|\b(?:then|and|we|it|scene|camera|shot|video|hard|smash|quick|suddenly) )$/;
/** The hour, the weather or the framing may change; the place may not. */
const samePlace =
  /^ (?:an? |the )?(?:\w+ )?(?:night|day|dusk|dawn|sunset|winter|spring|autumn|push-in|angle|arc|close|tight|tighter|extreme|over|low|high|profile|reverse|wide|wider|medium|view|pov)(?=-|[,.;:!?]|$| (?:with|of|as|on|from|in|for|shot|angle|view|close|up|pov|aerial|low|high|wide)\b)/;

/** Verbs that open a command, and those that do with an object. */
const commands = "create|generate|produce|add|insert|delete|remove|replace|include|animate|let(?:'s)?";
const commandsToIt = "make|change|have|give|put|show|apply|render|turn|convert|transform";
const moods =
  "sad|happy|lonely|angry|nostalgic|melanchol(?:y|ic)|anxious|nervous|afraid|scared|excited|proud|hopeful|desperate|relieved|heartbroken|bored|confused|in love|at peace|joyful|worried|surprised";

const written = "(?:text|title|logo|words|caption|slogan|headline|letters|brand name)";
const overlay = "subtitle|captions|title card|text overlay|on-?screen text|end card|watermark";
// Quotes are blank in the prose: the text "    " appears.
const texts = String.raw`\b(?:(?:subtitles?|captions|title cards?|text overlays?|on-?screen text|end cards?|watermarks?)\b|(?:show|display|add|write|overlay|insert|put|include|print)(?:s|ing)?(?: (?:the|an?|our|my|your|big|bold|company)){0,3} ${written}\b|${written}(?: ?["“'「] *["”'」])?(?: (?:that|then|will|\w+ly))? (?:appears?|fades? in|pops? up|fl(?:ies|y) in|slides? in|reads?|says?|saying)\b|with (?:the |an? )?(?:big |bold |large )?${written}(?= *(?:["“':]|on (?:the )?screen|at the (?:top|bottom))))`;

/** Before and after a time that an action takes. */
const lasting =
  /\b(?:for|over|lasts|lasting|takes|taking) (?:(?:about|around|roughly|exactly|nearly|almost|over|at least|an entire|the entire|a full|the full|a|the) )?$/;
const endsThere = /^ ?(?:$|[.,;:!?)\n]|(?:straight|and|then|while|as|before|until|with|without)\b)/;
/** What began before the clip, what is only told, and what runs faster than it is shown. */
const elsewhere =
  /time-?lapse|hyper-?lapse|fast[- ](?:forward|motion)|sped[- ]up|\b(?:has|have|had|having|been|after|since|set|timers?|alarm|countdown|loop(?:s|ed|ing)?|as if|as though|asks?|asking|begs?|begging|worth|enough)\b[^.;!?\n]*$/;

const frozen =
  "(?:perfectly|comple[a-z]{0,4}ly|absolutely|totally|stands?|standing|sleeps?|sits?|lies|stays?|remains?) (?:still|motionless|frozen)|(?:not|n't) mov(?:e|ing) a muscle|frozen in place";
const wholeBody =
  "(?:(?:(?:break)?danc|runn|jump|leap|sprint|spinn|twirl|gallop|swimm|walk|march|skat|climb|rac)ing|(?:dance|run|jump|leap|sprint|spin|twirl|gallop|swim|walk|march|skate|climb|race)s)\\b";

/** The patterns of English. */
export const phrases = lazy((): Phrases => {
  const [person, character, maker] = [people, characters, makers].map(toNamePattern);
  return {
    succession:
      /\b(?:then|to(?! (?:the|her|his|their|its) )|into|before|after|until|from|while|whereas|but|later|finally|gradually|becomes?|turns?|shifts?|or|not)\b/,
    simultaneous: /\bwhile\b/g,
    isNegated: (before) =>
      /\b(?:(?:no|not|without|never|avoid(?:ing)?|don't|any)\b[^,]{0,24}|(?:do not|don't|avoid|without)\b[^.;:!?\n]{0,80})$/.test(
        before,
      ),
    shots: "shot|scene|cut|clip|part|beat",
    labels: { beforeColon: `(?:${labels})(?: \\d{1,2})?`, inBrackets: labels, actions },
    quotes: {
      headings:
        "on-screen|text|title|caption|logo|sign|subtitle|style|mood|light|camera|colou?r|scene|setting|sound|music|prompt|background",
      lines: "dialog(?:ue)?s?|lines?|speech|audio",
      signs: `\\b(?:${signs}|reads?|reading)\\b`,
      says: says(),
      findSpeaker,
    },
    quantities: {
      numbers: numbers.join("|"),
      parseNumber: (word) => (numbers.includes(word) ? numbers.indexOf(word) + 3 : undefined),
      to: "-to-|to",
      units: "[ -]?(?:seconds?|minutes?)(?![a-z\\d])",
      ofClip: `[ -]?(?:(?!(?:into|in|from|the|this|that|then|later|before|after|and|as|while|to|at|for|with|on|until|long|mark|is|are|s?he|it|they|pause|delay|hold)\\b)[a-z\\d:.-]{1,15},? ){0,4}${clips}(?![a-z])| (?:long|total|in (?:length|total|duration))\\b`,
      saysLength: "\\b(?:duration|length|run ?time|total|video|clip)(?: is| of| ?[=:])? ?(?:about |around |~)?",
      within: "\\b(?:first|last|final|every|each|for|after|at|the|within|another|next) ?",
      about: "\\b(?:about|around) ",
      clock: "\\b(?:at|reads|shows|says|until|by) |(?:clock|watch)[^。.\\n]{0,12}",
      shapes: `\\b(?:(?:vertical|horizontal|square)(?=(?<clip>[- ](?:(?:4k|hd|short|social)[- ])?${clips}\\b)|(?![\\w-]))|(?:vertical|horizontal|square|portrait|landscape)(?<format>[- ](?:format|orientation|mode|aspect(?: ratio)?|ratio)\\b))`,
      ofThing: new RegExp(
        `^ (?!(?:${clips}|quality|resolution|detail(?:s|ed)?|hd|uhd|ultra|render(?:ing)?|cinematic|photo\\w*|realis\\w*|definition|format|aspect|ratio|output|screen|fps|at|and|in|with|for|on|or|of|is|by)\\b)[a-z]{2,}`,
      ),
      label: "\\b(?:video |clip )?(?:duration|length|aspect ratio|resolution|size|format|fps) ?(?:[:=]|is) ?",
      isOnClock: (_, after) => /^[ -]mark\b/.test(after),
      isLengthOfAction: (before, after) => lasting.test(before) && endsThere.test(after) && !elsewhere.test(before),
    },
    leftovers: {
      hint: "prompt|ignore|disregard|forget|^\\s*(?:sure|certainly|of course)",
      wrapper:
        "(?:(?:sure|certainly|of course)[!,.]\\s{0,3})?(?:here(?:'s| is)|this is) (?:an? |the |your )?(?:[a-z-]{1,15} ){0,4}prompts?\\b[^:\\n]{0,60}:\\**|(?:sure|certainly|of course)!",
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
    negation: hinted(negations),
    readNegation,
    command: hinted([
      [
        `\\b(?:${commands}|${commandsToIt}) `,
        `\\b(?<=(?:^|[.!?;\\n]) {0,3})(?:(?:please|now|also|then|just|can you|could you|i want you to) ){0,3}(?:${commands}|(?:${commandsToIt})(?= (?:the|an?|her|him|it|its|them|his|their|this|that|my|me|all|everything)\\b))(?= )`,
      ],
    ]),
    // The second half is praise only before an empty noun: "cool breeze" is not.
    praise:
      /\b(?:(?:beautiful|cinematic|amazing|stunning|gorgeous|awesome|epic|breathtaking|wonderful|fantastic|incredible|spectacular)(?:ly)?\b|(?:cool|nice|great|good|perfect|dynamic|dramatic|professional|high[- ]quality) (?=(?:video|movie|clip|motion|movement|animation|effect|look|style|vibe|mood|atmosphere|scene|shot|quality)s?\b)|looks? (?:so |very |really )?(?:cool|great|nice|good)\b)/g,
    detail:
      /\b(?:light|sunlight|lamp|shadow|glow|shin|sparkl|reflect|ray|beam|silhouette|haze|mist|fog|rain|snow|dust|smoke|steam|petal|neon|focus|bokeh|close-up|colou?r|red|blue|green|gold|orange|pink|purple|yellow|white|black|silver|warm|sound|hum|whisper)/,
    emotion: hinted([
      [
        moods,
        `\\b(?:is|are|was|feels?|feeling|seems?|becomes?)(?: (?:so|very|really|deeply|a little|suddenly))? (?:${moods})\\b`,
      ],
      [
        "fill|full|overwhelm",
        "\\b(?:filled with|full of|overwhelmed (?:by|with)) (?:joy|sorrow|sadness|grief|hope|anger|rage|fear|despair|regret|happiness|love|longing)\\b",
      ],
      ["misses|longs|falls", "\\b(?:misses|longs for|falls in love)\\b"],
    ]),
    expression:
      /\b(?:face|eye|brow|lip|mouth|jaw|smil|grin|tear|cheek|gaze|looks|glance|head|shoulder|hand|fist|finger|arms?\b|breath|sigh|voice|cr(?:y|ies)|laugh|trembl|shiver|shak|expression)/,
    sceneChange: hinted(scenes),
    isSceneChange: ({ words, before, after }) =>
      !/to:?$/.test(words) || ((!words.startsWith("cut") || cuts.test(before)) && !samePlace.test(after)),
    textRendering: hinted([[`${written}|${overlay}`, texts]]),
    surface:
      /\b(?:sign|poster|billboard|neon|t?-?shirt|jersey|book|newspaper|page|paper|note|label|banner|flag|\w*board|monitor|phone|laptop|tv|store|shop|wall|door|cup|mug|box|packaging|bottle|can|card|window|truck|bus|cap|cake|stone)(?:e?s)?\b/,
    keptText: /\b(?:remove|keep|kept|stays?|remains?|preserv|maintain|sharp|legible|readable|unchanged)/,
    transformation:
      /\b(?:(?:(?:morph|transform|shape-?shift)(?:s|ed|ing)?(?: \w+ly)? (?:in)?to|(?:turn|chang|evolv)(?:e?s|ed|ing|e)?(?: \w+ly)? into (?=an? )|becom(?:es|ing|e) (?=an? ))(?: ?(?:an? |the )?[a-z'-]+)?|(?:clothes|outfit|dress|costume|hairstyle|uniform)(?: \w+ly)? (?:chang|turn|transform|morph)(?:e?s|ing|e)\b)/g,
    isTransformation: ({ words, before, after }) =>
      /^[codhu]\S+ /.test(words) || !sameThing.test(before.slice(-30) + words + after.slice(0, 24)),
    person: new RegExp(
      String.raw`\b(?:(${person})(?![a-z])|in the likeness of (?!an? (?!famous|celebrity|real))|(?:looks?|looking|dressed) (?:exactly |just )?like (?:the |a )?(?:famous |real )?(?:actor|actress|singer|president|celebrity|pop star)\b|deepfakes?\b)`,
      "g",
    ),
    character: hinted([
      [
        `${character}|${maker}`,
        String.raw`\b(?:(${character})(?![a-z])|in (?:the |an? )?(?:style|manner|look|aesthetic) of (?:an? |the )?(?:${maker})(?![a-z])|(?:${maker})(?:'s)?[- ](?:style|like|esque|inspired|look|aesthetic|vibes?|animation|movie|film|characters?|princess)\b)`,
      ],
    ]),
    unsafe: hinted(content.unsafe()),
    minor: content.minor(),
    sexualised: content.sexualised(),
    opposites: [
      {
        hint: / while /,
        // "Does not move a muscle while dancing": of the same subject.
        pattern: new RegExp(
          `((?:${frozen})[^.;\\n]{0,40}? while (?=(?:(?<=\\b(s?he|they)\\b[^.;\\n]{0,90})\\2 |it )?(?:\\w+ly )?(?:${wholeBody})))|((?:${wholeBody}))`,
          "g",
        ),
        within: 12,
      },
      {
        hint: /cut|montage/,
        pattern:
          /(\b(?:one|single|continuous|unbroken)[- ](?:continuous |long )?(?:take|shot)\b)|((?<!\b(?:no|without|avoid|not|any|never|zero|free of|instead of)(?: \w{1,12}){0,2} )\b(?:(?:quick|fast|rapid|jump|hard|smash|multiple|many) cuts?\b|cuts? every\b|montage\b))/g,
        within: 120,
      },
      { pattern: /(\bslow(?:ly|ed|[- ]?mo(?:tion)?)?\b)|(\b(?:fast|quick|rapid|swift)(?:ly)?\b)/g, within: 10 },
      {
        pattern:
          /(\b(?:at noon|midday|broad daylight|daytime)\b)|(\b(?:midnight|at night|night ?time|moonlit|starry night)\b)/g,
        within: 80,
      },
      {
        pattern:
          /(\b(?:photo[- ]?realistic|realistic|live[- ]action)\b)|(\b(?:cartoon(?:ish)?|anime|claymation|pixel art)\b)/g,
        within: 30,
      },
    ],
    plainManner: /^(?:fast|quick|quickly|slow|slowly|naturally|smoothly|dynamic|dynamically)$/,
    paste: { still: "; the background stays still", slowly: "slowly ", subject: "The subject " },
  };
});
