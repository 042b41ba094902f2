import { rule } from "../core/rule.js";
import { bare } from "./no-empty-adjective.js";

const english =
  /\b(?:(?:is|are|was|feels?|feeling|seems?|becomes?)(?: (?:so|very|really|deeply|a little|suddenly))? (?:sad|happy|lonely|angry|nostalgic|melanchol(?:y|ic)|anxious|nervous|afraid|scared|excited|proud|ashamed|jealous|heartbroken|depressed|hopeful|desperate|relieved|bored|confused|in love|at peace|joyful|worried|homesick|grateful|surprised|frustrated)\b|(?:fillTemplate with|full of|overwhelmed (?:by|with)) (?:joy|sorrow|sadness|grief|hope|anger|rage|fear|despair|regret|happiness|love|longing)\b|(?:misses|longs for|falls in love)\b)/g;
const japanese =
  /(?:寂し|淋し|悲し|嬉し|切な|懐かし|悔し|恥ずかし|恋し|辛)(?:い(?=$|[\s、。!?,.]|です|気持ち|思い)|がって|く(?:な[るっ]|思|感じ))|(?:孤独|不安|幸せ|恐怖|怒り|喜び|悲しみ|寂しさ|絶望|後悔|焦り|緊張|憧れ)(?:を(?:感じ|覚え|抱)|に(?:包まれ|満ち|襲われ|駆られ)|だ(?=$|[。!?\s])|です)|(?:緊張|感動|後悔|安心|興奮|絶望)(?:して(?:いる|います)|する(?=$|[。\s])|します)/g;
/** Visible or audible signs: face, body, voice. */
const shown =
  /\b(?:face|eye|brow|lip|mouth|jaw|smil|grin|tear|cheek|gaze|looks|glance|head|shoulder|hand|fist|finger|arms?\b|breath|sigh|voice|cr(?:y|ies)|laugh|trembl|shiver|shak|expression)|表情|[顔目瞳眉唇口頬涙泣笑肩手拳指腕首息声体]|微笑|ほほえ|視線|まなざし|震え|うつむ/;

/** Finds a feeling without a visible sign. */
export const noInvisibleEmotion = rule("no-invisible-emotion", "wording", "info", {
  en: {
    feeling: "“{{text}}” is a feeling without a visible sign.",
    show: "Show it through a facial expression, a gesture or a breath.",
  },
  ja: {
    feeling: "「{{text}}」は気持ちで、目に見える形になっていません。",
    show: "表情や仕草、息づかいで示してください。",
  },
  check: (prompt) => bare(prompt, "feeling", english, japanese, shown, ({ by }) => by === "subject"),
});
