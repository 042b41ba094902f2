import type { Prompt } from "../core/prompt.js";
import { type Report, rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";
import type { PromptMotion } from "../text/features.js";
import { findMatches } from "../text/pattern-matches.js";

// The second half is praise only before an empty noun: "cool breeze" is not.
const english =
  /\b(?:(?:beautiful|cinematic|amazing|stunning|gorgeous|awesome|epic|breathtaking|wonderful|fantastic|incredible|impressive|spectacular|magnificent)(?:ly)?\b|(?:cool|nice|great|good|perfect|dynamic|dramatic|professional|high[- ]quality) (?=(?:video|movie|clip|motion|movement|animation|effect|look|style|vibe|mood|atmosphere|scene|shot|quality)s?\b)|looks? (?:so |very |really )?(?:cool|great|nice|good)\b)/g;
const japanese =
  /美し[いくさ]|(?:か[っつ]こ|カッコ)(?:いい|よく|良[いく])|映画(?:的|のよう|みたい|風)な?|シネマティック|(?:感動的|素敵|すてき|壮大|幻想的|魅力的|印象的)[なに]?|素晴らし[いく]|エモい|おしゃれ|いい感じ|きれい|綺麗|迫力(?:の|が)?ある/g;
/** Words for visible or audible details. */
const cue =
  /\b(?:light|sunlight|lamp|shadow|glow|shin|sparkl|glitter|reflect|ray|beam|backlit|silhouette|haze|mist|fog|rain|snow|dust|smoke|steam|petal|puddle|neon|focus|bokeh|close-up|colou?r|red|blue|green|gold|orange|pink|purple|yellow|white|black|silver|warm|sound|hum|echo|whisper)|[光影灯霧雨雪煙炎波色音声風輝赤青緑金白黒]|反射|きらめ|照ら|揺れ|舞|ピント|ボケ|ネオン|アップ|シルエット/;

/** Finds praise without a visible or audible detail in its sentence. */
export const noEmptyAdjective = rule("no-empty-adjective", "wording", "info", {
  en: {
    empty: "“{{text}}” praises the result and describes nothing visible.",
    show: "Add a detail that can be seen or heard: a movement, a light, a sound.",
  },
  ja: {
    empty: "「{{text}}」だけでは、何が見えるのかが伝わりません。",
    show: "そう感じさせる動き・光・音を書いてください。",
  },
  check: (prompt) =>
    // "Motion" alone is no detail.
    bare(
      prompt,
      "empty",
      english,
      japanese,
      cue,
      ({ by, verb }) => by !== "camera" && !/^(?:move|motion|動)/.test(verb),
    ),
});

/** The first match of a pattern in each sentence without a cue or a motion. */
export function* bare(
  prompt: Prompt,
  messageId: string,
  english: RegExp,
  japanese: RegExp,
  cue: RegExp,
  counts: (motion: PromptMotion) => boolean,
): Iterable<Report> {
  const { prose, motions, sentences } = prompt.features;
  let done = -1;
  for (const { range } of findMatches(prose, english, japanese)) {
    const sentence = sentences.findIndex(([, end]) => range[0] < end);
    const [start, end] = sentences[sentence] ?? range;
    const moves = (motion: PromptMotion) =>
      motion.sentence === sentence &&
      !motion.negated &&
      counts(motion) &&
      (motion.range[0] < range[0] || motion.range[0] >= range[1]);
    if (sentence === done || cue.test(prose.slice(start, range[0])) || cue.test(prose.slice(range[1], end))) continue;
    done = sentence;
    if (!motions.some(moves)) yield createReport(prompt, messageId, range, "show");
  }
}
