import type { LintRule } from "../rule.js";
import { bare } from "./no-empty-adjective.js";

const feelings =
  "sad|happy|lonely|alone inside|angry|nostalgic|melanchol(?:y|ic)|anxious|nervous|afraid|scared|frightened|excited|proud|ashamed|guilty|jealous|heartbroken|depressed|hopeful|hopeless|desperate|relieved|bored|confused|in love|at peace|peaceful|joyful|worried|homesick|grateful|surprised|disappointed|frustrated|calm inside|content";
const english = new RegExp(
  String.raw`\b(?:is|are|was|feels?|feeling|seems?|becomes?|grows?)(?: (?:so|very|really|deeply|a little|a bit|quite|suddenly|still|too))? (?:${feelings})\b|\b(?:filled with|full of|overwhelmed (?:by|with)) (?:joy|sorrow|sadness|grief|hope|anger|rage|fear|despair|regret|happiness|nostalgia|love|longing)\b|\b(?:misses|longs for|falls in love|remembers (?:her|his|their))\b`,
  "g",
);
const japanese =
  /(?:寂し|淋し|さびし|悲し|嬉し|うれし|切な|懐かし|悔し|恥ずかし|恋し|つら|辛)(?:い(?=$|[\s、。!?,.]|です|気持ち|思い)|がって|く(?:な[るっ]|思|感じ))|(?:孤独|不安|幸せ|幸福|恐怖|怒り|喜び|悲しみ|寂しさ|絶望|後悔|焦り|緊張|憧れ|郷愁)(?:を(?:感じ|覚え|抱)|に(?:包まれ|満ち|襲われ|駆られ)|だ(?=$|[。!?\s])|です)|(?:緊張|感動|後悔|安心|落胆|興奮|絶望|失望)(?:して(?:いる|います)|する(?=$|[。\s])|します)/g;
/** A face, a body or a voice that shows it. */
const shown =
  /\b(?:face|eyes?|eyebrows?|brows?|lips?|mouth|jaw|smil\w+|grins?|tears?|cheeks?|gaze|looks|glance\w*|head|shoulders?|hands?|fists?|fingers?|arms?|breath\w*|sigh\w*|voice|cr(?:y|ies|ying)|laugh\w*|trembl\w+|shiver\w*|shak\w+|posture|expression)\b|表情|顔|目|瞳|眉|唇|口|頬|涙|泣|笑|微笑|ほほえ|視線|まなざし|眼差し|肩|手|拳|指|腕|首|息|声|震え|うつむ|俯|身体|体/;

/** Finds a feeling that no face and no body shows. */
export const noInvisibleEmotion: LintRule = {
  id: "no-invisible-emotion",
  family: "wording",
  severity: "info",
  messages: {
    en: {
      feeling: "“{{text}}” is a feeling; nothing says how it is seen.",
      show: "Show it in a face, a body or a breath, such as “she lowers her eyes”.",
    },
    ja: {
      feeling: "「{{text}}」は気持ちで、目に見える形になっていません。",
      show: "表情や仕草、息づかいで示してください。例:「彼女は目を伏せる」。",
    },
  },
  *check({ features }) {
    for (const pattern of [english, japanese]) {
      for (const range of bare(features, pattern, shown, ({ by }) => by === "subject")) {
        const text = features.prose.slice(...range);
        yield { messageId: "feeling", range, data: { text }, suggestions: [{ messageId: "show" }] };
      }
    }
  },
};
