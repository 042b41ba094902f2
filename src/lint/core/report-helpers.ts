import type { Prompt } from "./prompt.js";
import type { Report } from "./rule.js";
import type { Fix, Range } from "./types.js";

/** What stands in a range of the folded text, as it was written; a long passage is cut short. */
export function written(prompt: Prompt, [start, end]: Range): string {
  const words = prompt.source.slice(
    prompt.toSource(start),
    Math.min(prompt.toSource(end), prompt.toSource(start) + 61),
  );
  return words.length > 60 ? `${words.slice(0, 59)}…` : words;
}

/** A report of the words in a range, with one piece of advice. */
export function reportOf(
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
    data: { text: written(prompt, range), ...data },
    suggestions: [fix ? { messageId: advice, fix } : { messageId: advice }],
  };
}
