import { type Report, rule } from "../core/rule.js";
import { closingMarks } from "../text/quotes.js";

/** Finds an unclosed quotation, and lines of a conversation without a speaker. */
export const dialogueFormat = rule("dialogue-format", "dialogue", "info", {
  *check({ features, text }) {
    const { quotes } = features;
    for (const { range, closed } of quotes) if (!closed) yield unclosed(text, range[0], range[1]);
    const lines = quotes.filter(({ spoken, closed }) => spoken && closed);
    // A single line needs no name; of two lines, one name is enough.
    const unnamed = lines.filter(({ speaker }) => speaker === undefined);
    if (lines.length < 2 || (lines.length === 2 && unnamed.length < 2)) return;
    for (const { range } of unnamed) yield { messageId: "whose", range, suggestions: [{ messageId: "name" }] };
  },
});

function unclosed(text: string, start: number, lineEnd: number): Report {
  const mark = closingMarks[text.charAt(start)] ?? "";
  const end = start + text.slice(start, lineEnd).trimEnd().length;
  const fix = { range: [end, end] as const, text: mark };
  // The end of the line is a guess, so this is a suggestion and not a fix.
  return { messageId: "open", range: [start, end], data: { mark }, suggestions: [{ messageId: "close", fix }] };
}
