import type { Languages } from "../core/language.js";
import { rule } from "../core/rule.js";
import { hasMotion } from "../core/rule-helpers.js";
import type { Range } from "../core/types.js";
import type { Features } from "../text/features.js";
import { anyLanguage, firstMatches, joinAlternatives, onceForLanguages } from "../text/pattern-matches.js";

/** Quality tags for images, which describe no motion. Prompts in all languages have them in Latin letters. */
const quality = onceForLanguages(
  (languages) =>
    new RegExp(
      `^(?:masterpiece|artstation|trending on artstation|award winning|sharp focus|octane render|unreal engine(?: 5)?|ray tracing|raw photo|solo|[12](?:girls?|boys?)|absurdres|aesthetic|u?hd|(?:4|8|16)k(?: resolution| uhd)?|(?:best|high(?:est)?|top|ultra|amazing|good|cinematic)? ?(?:quality|res(?:olution)?|definition)|(?:ultra |highly |extremely |hyper |very )?detailed|(?:intricate|fine) details?|(?:ultra |hyper ?|photo ?)realistic|perfect (?:composition|lighting|anatomy)|${joinAlternatives(languages, ({ tags }) => tags.quality)})$`,
    ),
);

/** Whether a part is of a sentence. */
const isGrammatical = (text: string, languages: Languages) =>
  /^[^a-z]{13}/.test(text) || anyLanguage(languages, ({ tags }) => tags.sentence.test(text));

interface Segment {
  readonly range: Range;
  readonly text: string;
  readonly rates: boolean;
}

/** The parts between commas, slashes, stops and line ends; of hundreds, the first ones. */
function segmentsOf(prose: string, languages: Languages): Segment[] {
  const segments: Segment[] = [];
  for (const { index, 0: raw } of firstMatches(/[^,、/|;\n。.]+/g, prose)) {
    const text = raw.trim();
    const start = index + raw.indexOf(text);
    // Only short parts can be a tag.
    const plain = text
      .slice(0, 40)
      .replace(/^[([{]+|(?::[\d.]+)?[)\]}]+$/g, "")
      .replaceAll("-", " ");
    if (text) segments.push({ range: [start, start + text.length], text, rates: quality(languages).test(plain) });
  }
  return segments;
}

/** The entire list, or each run of two or more quality tags, with the ranges to remove. */
function tagsOf(
  { prose, motions, camera }: Features,
  languages: Languages,
): { id: "list" | "quality"; range: Range; gap: Range }[] {
  if (!/[,、/|;\n]/.test(prose)) return [];
  const segments = segmentsOf(prose, languages);
  const [head, last] = [segments[0], segments.at(-1)];
  if (!head || !last || head === last) return [];
  const rating = segments.filter(({ rates }) => rates).length;
  const tags = segments.filter(
    ({ rates, text }) => rates || (text.length < 31 && !/ \S+ \S+ /.test(text) && !isGrammatical(text, languages)),
  );
  const whole: Range = [head.range[0], last.range[1]];
  const moving = motions.filter(
    ({ by, negated, range }) => !(negated || by === "camera" || range[0] >= whole[1]),
  ).length;
  // In a long list between commas alone, the name of a motion is a tag too.
  const still =
    segments.length > 8 && !/[;\n。]|\. /.test(prose.trim())
      ? moving <= segments.length / 5
      : !camera.length && moving === 0;
  if (still && tags.length >= segments.length * 0.8 && (segments.length > 3 || rating === segments.length))
    return [{ id: "list", range: whole, gap: whole }];
  if (rating < 2) return [];
  const runs: { id: "quality"; range: Range; gap: Range }[] = [];
  for (let index = 0; index < segments.length; index++) {
    const from = index;
    while (segments[index]?.rates) index += 1;
    const [open, close] = [segments[from], segments[index - 1]];
    if (from === index || !open || !close) continue;
    const range: Range = [open.range[0], close.range[1]];
    // Includes the mark before it, or at the start of the prompt the one behind it.
    const before = segments[from - 1]?.range[1];
    const clean = before === undefined || /^[,、/|\s]*$/.test(prose.slice(before, range[0]));
    runs.push({
      id: "quality",
      range,
      gap: clean
        ? [before ?? range[0], before === undefined ? (segments[index]?.range[0] ?? range[1]) : range[1]]
        : range,
    });
  }
  return runs;
}

/** Finds tag lists instead of sentences: quality tags, or nouns without motion. */
export const noTagList = rule("no-tag-list", "wording", "warning", {
  *check({ features }, _, languages) {
    for (const { id, range, gap } of tagsOf(features, languages))
      yield {
        messageId: id,
        range,
        // A few tags after a sentence do little harm.
        minor: id === "quality" && hasMotion(features),
        suggestions: [
          id === "list" ? { messageId: "sentence" } : { messageId: "remove", fix: { range: gap, text: "" } },
        ],
      };
  },
});

/** The ranges of tag lists, so that no other rule reports a "4k" in them. */
export const tagged = (features: Features, languages: Languages): Range[] =>
  tagsOf(features, languages).map(({ range }) => range);
