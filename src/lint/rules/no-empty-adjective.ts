import type { Languages } from "../core/language.js";
import type { Prompt } from "../core/prompt.js";
import { type Report, rule } from "../core/rule.js";
import { createReport } from "../core/rule-helpers.js";
import type { PromptMotion } from "../text/features.js";
import { anyLanguage, findMatches } from "../text/pattern-matches.js";

/** Finds praise without a visible or audible detail in its sentence. */
export const noEmptyAdjective = rule("no-empty-adjective", "wording", "info", {
  check: (prompt, _, languages) =>
    // "Motion" alone is not a detail.
    findBare(
      prompt,
      languages,
      "empty",
      ["praise", "detail"],
      ({ by, verb }) => by !== "camera" && !/^(?:move|motion|動)/.test(verb),
    ),
});

/** The first match of a pattern in each sentence without a cue or a motion. */
export function* findBare(
  prompt: Prompt,
  languages: Languages,
  messageId: string,
  [pattern, cue]: readonly ["praise", "detail"] | readonly ["emotion", "expression"],
  counts: (motion: PromptMotion) => boolean,
): Iterable<Report> {
  const { prose, motions, sentences } = prompt.features;
  let done = -1;
  for (const { range } of findMatches(prose, languages, (phrases) => phrases[pattern])) {
    const sentence = sentences.findIndex(([, end]) => range[0] < end);
    const [start, end] = sentences[sentence] ?? range;
    const moves = (motion: PromptMotion) =>
      motion.sentence === sentence &&
      !motion.negated &&
      counts(motion) &&
      (motion.range[0] < range[0] || motion.range[0] >= range[1]);
    const around = `${prose.slice(start, range[0])}|${prose.slice(range[1], end)}`;
    if (sentence === done || anyLanguage(languages, (phrases) => phrases[cue].test(around))) continue;
    done = sentence;
    if (!motions.some(moves)) yield createReport(prompt, messageId, range, "show");
  }
}
