import type { LintRule, Report } from "../core/rule.js";

const closers: Readonly<Record<string, string>> = { "「": "」", "『": "』", "“": "”", "〝": "〟", "«": "»" };

/** Finds a quotation that does not end, and lines of a conversation that say nothing of who speaks. */
export const dialogueFormat: LintRule = {
  id: "dialogue-format",
  family: "dialogue",
  severity: "info",
  messages: {
    en: {
      open: "This quotation has no end, so it is not clear what is spoken.",
      close: "Close it with {{mark}}.",
      whose: "It is not clear who of them says this.",
      name: 'Name the speaker before each line: Detective: "…"',
    },
    ja: {
      open: "引用符が閉じていないため、どこまでが台詞か分かりません。",
      close: "{{mark}} で閉じてください。",
      whose: "誰の台詞か分かりません。",
      name: "台詞の前に話者を書いてください。例: 刑事:「…」",
    },
  },
  *check({ features, text }) {
    const { quotes } = features;
    for (const { range, closed } of quotes) if (!closed) yield unclosed(text, range[0], range[1]);
    const lines = quotes.filter(({ spoken, closed }) => spoken && closed);
    // One voice needs no name, and two lines are told apart if one of them has one.
    const unnamed = lines.filter(({ speaker }) => speaker === undefined);
    if (lines.length < 2 || (lines.length === 2 && unnamed.length < 2)) return;
    for (const { range } of unnamed) yield { messageId: "whose", range, suggestions: [{ messageId: "name" }] };
  },
};

function unclosed(text: string, start: number, lineEnd: number): Report {
  const opener = text.charAt(start);
  const mark = closers[opener] ?? opener;
  const end = start + text.slice(start, lineEnd).trimEnd().length;
  const fix = { range: [end, end] as const, text: mark };
  // Where a quotation ends is a guess: the end of its line, for a person to see.
  return { messageId: "open", range: [start, end], data: { mark }, suggestions: [{ messageId: "close", fix }] };
}
