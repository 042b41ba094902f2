import type { Features } from "../features/features.js";
import { qualityTags as english } from "../lexicon/en/quality.js";
import { qualityTags as japanese } from "../lexicon/ja/quality.js";
import { motionsOf } from "../ranges.js";
import type { LintRule } from "../rule.js";
import type { Range } from "../types.js";

const quality = new Set([...english, ...japanese]);
/** A word that only a sentence has. */
const grammar =
  /\b(?:is|are|the|an?|and|or|with|while|as|in|on|at|to|of|from|into|then|his|her|their|its|he|she|they|it|by|for|over|under|through|slowly|gently)\b|.ing$|[をがはへ]|(?:で|ます|です|した|[るうくすつぬむぐぶ])$/;

/** Finds words in a row where a sentence should be: tags of quality, or nouns of which nothing moves. */
export const noTagList: LintRule = {
  id: "no-tag-list",
  family: "wording",
  severity: "warning",
  messages: {
    en: {
      quality: "Tags of quality do not move anything.",
      remove: "Leave them out.",
      list: "This is a list of tags; it does not say who does what.",
      sentence: 'Write a sentence with a verb: "The girl slowly looks up at the stars."',
    },
    ja: {
      quality: "品質を表すタグを並べても、動きは伝わりません。",
      remove: "タグを省いてください。",
      list: "単語が並んでいるだけで、誰が何をするのかが分かりません。",
      sentence: "動詞のある文にしてください。例:「少女がゆっくりと星空を見上げる。」",
    },
  },
  *check({ features, text }) {
    const segments = segmentsOf(features.prose);
    if (isList(features, segments)) {
      const range = [segments[0]?.range[0] ?? 0, segments.at(-1)?.range[1] ?? text.length] as const;
      yield { messageId: "list", range, suggestions: [{ messageId: "sentence" }] };
      return;
    }
    for (const [from, to] of qualityRuns(segments)) {
      const range = [segments[from]?.range[0] ?? 0, segments[to]?.range[1] ?? 0] as const;
      // With the mark before it, or at the start of the prompt with the one behind it.
      const before = segments[from - 1];
      const after = segments[to + 1];
      const gap = before ? ([before.range[1], range[1]] as const) : ([range[0], after?.range[0] ?? range[1]] as const);
      const clean = before === undefined || /^[,、/|\s]*$/.test(text.slice(before.range[1], range[0]));
      const fix = clean ? gap : range;
      yield { messageId: "quality", range, suggestions: [{ messageId: "remove", fix: { range: fix, text: "" } }] };
    }
  },
};

interface Segment {
  readonly range: Range;
  readonly text: string;
  readonly quality: boolean;
}

/** What stands between commas, slashes, stops and line ends. A prompt of hundreds is a list by its start. */
function segmentsOf(prose: string): Segment[] {
  const segments: Segment[] = [];
  for (const { index, 0: raw } of prose.matchAll(/[^,、/|;\n。.]+/g)) {
    const text = raw.trim();
    if (!text) continue;
    const start = index + raw.length - raw.trimStart().length;
    const plain = text.replace(/^[([{]{1,3}|(?::\d(?:\.\d)?)?[)\]}]{1,3}$/g, "").replaceAll("-", " ");
    segments.push({ range: [start, start + text.length], text, quality: quality.has(plain) });
    if (segments.length === 200) break;
  }
  return segments;
}

/** Whether most of it are bare nouns, and nothing that moves is among the rest. */
function isList(features: Features, segments: readonly Segment[]): boolean {
  const tags = segments.filter((segment) => segment.quality || isTag(segment.text));
  const few = segments.length < 4 && !segments.every((segment) => segment.quality);
  if (few || segments.length < 2 || tags.length < segments.length * 0.8) return false;
  const moving = [...motionsOf(features), ...features.camera].filter(({ range: [at] }) =>
    segments.some(({ range }) => range[0] <= at && at < range[1]),
  );
  return moving.length === 0;
}

function isTag(text: string): boolean {
  return (
    text.length <= 30 &&
    text.split(" ").length <= 3 &&
    !(text.length > 12 && /[\u3040-\u9fff]/.test(text)) &&
    !grammar.test(text)
  );
}

/** First and last index of tags of quality that follow each other, if there are two in the prompt. */
function qualityRuns(segments: readonly Segment[]): Range[] {
  if (segments.filter((segment) => segment.quality).length < 2) return [];
  const runs: [number, number][] = [];
  segments.forEach((segment, index) => {
    if (!segment.quality) return;
    const last = runs.at(-1);
    if (last?.[1] === index - 1) last[1] = index;
    else runs.push([index, index]);
  });
  return runs;
}

/** Where the prompt is a list or has tags of quality: no other rule need speak of a "4k" in it. */
export function tagged(features: Features): Range[] {
  const segments = segmentsOf(features.prose);
  const [first, last] = [segments[0], segments.at(-1)];
  if (first && last && isList(features, segments)) return [[first.range[0], last.range[1]]];
  return qualityRuns(segments).map(([from, to]) => [segments[from]?.range[0] ?? 0, segments[to]?.range[1] ?? 0]);
}
