import type { Prompt } from "./prompt.js";
import type { Range } from "./types.js";

/** What stands in a range of the folded text, as it was written; a long passage is cut short. */
export function written(prompt: Prompt, [start, end]: Range): string {
  const words = prompt.source.slice(
    prompt.toSource(start),
    Math.min(prompt.toSource(end), prompt.toSource(start) + 61),
  );
  return words.length > 60 ? `${words.slice(0, 59)}…` : words;
}
