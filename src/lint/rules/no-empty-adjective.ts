import type { Features, Motion } from "../features/features.js";
import type { LintRule } from "../rule.js";
import type { Range } from "../types.js";

// The second half is empty only before a word that is empty itself: "cool breeze" is a breeze.
const praise =
  /\b(?:beautiful|cinematic|amazing|stunning|gorgeous|awesome|epic|breathtaking|wonderful|fantastic|incredible|impressive|marvel+ous|spectacular|magnificent|eye-catching|captivating)(?:ly)?\b|\b(?:cool|nice|great|good|perfect|dynamic|magical|dramatic|artistic|professional|high[- ]quality) (?=(?:video|movie|clip|motion|movement|animation|effect|look|style|vibe|mood|feeling|atmosphere|scene|shot|visual|way|result|quality)s?\b)|\blooks? (?:so |very |really )?(?:cool|great|nice|good)\b|美し(?:い|く|さ)|(?:か[っつ]こ|カッコ|格好)(?:いい|よく|良[いく])|映画(?:的|の(?:よう|ワンシーンのよう)|みたい|風)な?|シネマティック|(?:感動的|素敵|すてき|壮大|幻想的|ドラマチック|魅力的|印象的|神秘的)[なに]?|(?:素晴らし|すばらし|エモ)[いく]|おしゃれ|オシャレ|いい感じ|良い感じ|きれい|綺麗|迫力(?:の|が)?ある|雰囲気(?:の|が)ある|クオリティの?高い/g;
/** What a camera or a microphone could record. */
const cue =
  /\b(?:light(?:s|ing)?|sunlight|lamps?|shadows?|glow\w*|shin\w+|sparkl\w+|glitter\w*|reflect\w*|rays?|beams?|backlit|silhouettes?|haze|mist|fog|rain|snow|dust|smoke|steam|petals?|puddles?|neon|lens|focus|bokeh|close-up|grain|colou?rs?|red|blue|green|gold(?:en)?|orange|pink|purple|yellow|white|black|silver|warm|pale|sounds?|hum\w*|echo\w*|whisper\w*)\b|[光影灯霧雨雪霞煙炎霜露波色音声風]|逆光|反射|きらめ|輝|照ら|揺れ|舞[いうっ]|赤|青|緑|金|白|黒|ピント|ボケ|ネオン|アップ|シルエット/;

/** Finds praise where nothing near it could be seen or heard. */
export const noEmptyAdjective: LintRule = {
  id: "no-empty-adjective",
  family: "wording",
  severity: "info",
  messages: {
    en: {
      empty: "“{{text}}” says how good it should be, not what is seen.",
      show: "Add what makes it so: a movement, a light, a sound, such as “a tear rolls down her cheek”.",
    },
    ja: {
      empty: "「{{text}}」だけでは、何が見えるのかが伝わりません。",
      show: "そう感じさせる動き・光・音を書いてください。例:「涙が一筋こぼれる」。",
    },
  },
  *check({ features }) {
    // "Motion" alone is as empty as the praise.
    const plain = (verb: string) => /^(?:move|motion|動)/.test(verb);
    for (const range of bare(features, praise, cue, ({ by, verb }) => by !== "camera" && !plain(verb))) {
      const text = features.prose.slice(...range);
      yield { messageId: "empty", range, data: { text }, suggestions: [{ messageId: "show" }] };
    }
  },
};

/** The first words of each sentence that are like `pattern`, unless a cue or a motion in the sentence bears them out. */
export function* bare(
  { prose, motions }: Features,
  pattern: RegExp,
  cue: RegExp,
  counts: (motion: Motion) => boolean,
): Iterable<Range> {
  const moves = motions.filter((motion) => !motion.denied && counts(motion)).map(({ range }) => range[0]);
  moves.sort((a, b) => a - b);
  let next = 0;
  let judged = 0;
  for (const { index, 0: found } of prose.matchAll(pattern)) {
    if (index < judged) continue;
    const end = index + found.trimEnd().length;
    // The sentence, as far as it is near.
    const before = /[^.!?。\n]*$/.exec(prose.slice(Math.max(0, index - 120), index))?.[0] ?? "";
    const after = /^[^.!?。\n]*/.exec(prose.slice(end, end + 120))?.[0] ?? "";
    judged = end + after.length;
    while ((moves[next] ?? judged) < index - before.length) next += 1;
    let at = next;
    while ((moves[at] ?? 0) >= index && (moves[at] ?? end) < end) at += 1;
    if (cue.test(before) || cue.test(after) || (moves[at] ?? judged) < judged) continue;
    yield [index, end];
  }
}
