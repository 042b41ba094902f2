import type { Features, PromptMotion } from "../text/features.js";
import type { Prompt } from "./prompt.js";
import type { Report } from "./rule.js";
import type { Fix, Range } from "./types.js";

/** The whole prompt without the blanks around it. */
export function getTrimmedRange({ text }: Prompt): Range {
  const start = text.length - text.trimStart().length;
  return [start, Math.max(start, text.trimEnd().length)];
}

/** What moves, of the subject and around it; the camera is apart, and what is denied does not move. */
export function getMotions(features: Features): PromptMotion[] {
  return features.motions.filter(({ by, negated }) => by !== "camera" && !negated);
}

/** Whether anything moves at all, the camera included. */
export function hasMotion(features: Features): boolean {
  return features.motions.some(({ negated }) => !negated) || features.camera.some(({ kind }) => kind !== "static");
}

/** Where a sentence ends, before its full stop: something can be put in there. */
export function sentenceEnd(prompt: Prompt, sentence: number): number {
  const [start, end] = prompt.features.sentences[sentence] ?? getTrimmedRange(prompt);
  const text = prompt.text.slice(start, end);
  return start + text.replace(/[\s。.!?;]{1,20}$/u, "").length;
}

/** What stands in a range of the folded text, as it was written; a long passage is cut short. */
export function getSourceText(prompt: Prompt, [start, end]: Range): string {
  const words = prompt.source.slice(
    prompt.toSource(start),
    Math.min(prompt.toSource(end), prompt.toSource(start) + 61),
  );
  return words.length > 60 ? `${words.slice(0, 59)}…` : words;
}

/** A report of the words in a range, with one piece of advice. */
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
