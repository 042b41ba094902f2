import type { Features, PromptMotion } from "../text/features.js";
import type { Prompt } from "./prompt.js";
import type { Range } from "./types.js";

/** The whole prompt without the blanks around it. */
export function wholeOf({ text }: Prompt): Range {
  const start = text.length - text.trimStart().length;
  return [start, Math.max(start, text.trimEnd().length)];
}

/** What moves, of the subject and around it; the camera is apart, and what is denied does not move. */
export function motionsOf(features: Features): PromptMotion[] {
  return features.motions.filter(({ by, denied }) => by !== "camera" && !denied);
}

/** Whether anything moves at all, the camera included. */
export function hasMotion(features: Features): boolean {
  return features.motions.some(({ denied }) => !denied) || features.camera.some(({ kind }) => kind !== "static");
}

/** Where a sentence ends, before its full stop: something can be put in there. */
export function sentenceEnd(prompt: Prompt, sentence: number): number {
  const [start, end] = prompt.features.sentences[sentence] ?? wholeOf(prompt);
  const text = prompt.text.slice(start, end);
  return start + text.replace(/[\s。.!?;]{1,20}$/u, "").length;
}
