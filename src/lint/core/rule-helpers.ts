import type { Features, PromptMotion } from "../text/features.js";
import type { Prompt } from "./prompt.js";
import type { Report } from "./rule.js";
import type { Fix, Range } from "./types.js";
import { unicodePattern } from "./word-list.js";

/** The range of the prompt without surrounding whitespace. */
export function getTrimmedRange({ text }: Prompt): Range {
  const start = text.length - text.trimStart().length;
  return [start, Math.max(start, text.trimEnd().length)];
}

const characters = unicodePattern("[\\p{L}\\p{N}]", "gu");
const words = unicodePattern("[\\p{L}\\p{N}][\\p{L}\\p{N}'-]*", "gu");

/** The words of an English prompt, the characters of a Japanese one. */
export function promptLength(prompt: Prompt): number {
  const pattern = prompt.language === "ja" ? characters() : words();
  return prompt.text.match(pattern)?.length ?? 0;
}

/** Motions of the subject and its surroundings, without the camera's and negated ones. */
export function getMotions(features: Features): PromptMotion[] {
  return features.motions.filter(({ by, negated }) => by !== "camera" && !negated);
}

/** The first noun of the prompt that can act, as written: of "a luxury perfume bottle" the last word. */
export function findSubject(prompt: Prompt): string | undefined {
  const { actors, prose } = prompt.features;
  let [found, ...others] = actors;
  if (found === undefined) return undefined;
  for (const next of others) {
    if (prose.slice(found[1], next[0]) !== " ") break;
    found = next;
  }
  const words = getSourceText(prompt, found);
  return pronouns.test(words) ? undefined : words;
}
const pronouns =
  /^(?:i|you|we|he|she|it|they|someone|everyone|everything|something|who|that|image|photo|picture|scene)$/i;

/** Whether anything moves at all, the camera included. */
export function hasMotion(features: Features): boolean {
  return features.motions.some(({ negated }) => !negated) || features.camera.some(({ kind }) => kind !== "static");
}

/** The end of a sentence before its full stop, where text can be inserted. */
export function sentenceEnd(prompt: Prompt, sentence: number): number {
  const [start, end] = prompt.features.sentences[sentence] ?? getTrimmedRange(prompt);
  const text = prompt.text.slice(start, end);
  return start + text.replace(/[\s。.!?;]{1,20}$/u, "").length;
}

/** The source text of a range, truncated to 60 characters. */
export function getSourceText(prompt: Prompt, [start, end]: Range): string {
  const words = prompt.source.slice(
    prompt.toSource(start),
    Math.min(prompt.toSource(end), prompt.toSource(start) + 61),
  );
  return words.length > 60 ? `${words.slice(0, 59)}…` : words;
}

/** A report about a range with one suggestion. */
export function createReport(
  prompt: Prompt,
  messageId: string,
  range: Range,
  advice: string,
  fix?: Fix,
  data?: Report["data"],
): Report {
  return {
    messageId,
    range,
    data: { text: getSourceText(prompt, range), ...data },
    suggestions: [fix ? { messageId: advice, fix } : { messageId: advice }],
  };
}
