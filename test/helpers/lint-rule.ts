import type { LintOptions } from "../../src/lint/core/rule.js";
import type { Fix, LintContext, RuleSetting } from "../../src/lint/core/types.js";
import { fixPrompt, lintPrompt, rules } from "../../src/lint.js";

/** The prompt after a fix; `undefined` where there is none. */
export function after(text: string, fix: Fix | undefined): string | undefined {
  return fix && text.slice(0, fix.range[0]) + fix.text + text.slice(fix.range[1]);
}

/** What the rule finds under those options, whatever else is found. */
function findings(id: string, text: string, options: LintOptions) {
  return lintPrompt(text, options).messages.filter(({ ruleId }) => ruleId === id);
}

function testsOf<Given>(id: string, optionsOf: (given?: Given) => LintOptions) {
  /** What the rule finds, whatever else is found. */
  const found = (text: string, given?: Given) => findings(id, text, optionsOf(given));
  return {
    found,
    /** The words that are marked. */
    marked: (text: string, given?: Given) => found(text, given).map(({ range }) => text.slice(...range)),
    /** The prompt with the first suggestion that can be pasted. */
    pasted(text: string): string {
      const suggestion = found(text)
        .flatMap(({ suggestions = [] }) => suggestions)
        .find(({ fix }) => fix);
      return after(text, suggestion?.fix) ?? text;
    },
    /** What the rule's own fixes make of it. */
    mended(text: string): string {
      const alone = rules.map((rule) => [rule.id, rule.id === id ? rule.severity : "off"] as const);
      return fixPrompt(text, { rules: Object.fromEntries(alone) }).output;
    },
  };
}

/** For the tests of a rule, under the strict preset or else exactly the options that are given. */
export const ruleTests = (id: string) => testsOf(id, (options: LintOptions = { preset: "strict" }) => options);

/** For the tests of a rule, under the strict preset and in the context that is given. */
export const ruleTestsInContext = (id: string) =>
  testsOf(id, (context: LintContext = {}) => ({ preset: "strict", context }));

/** For the tests of a rule under the minimal preset, with `usual` as its setting unless another is given. */
export function ruleTestsBySetting(id: string, usual: RuleSetting) {
  /** What the rule says of a prompt: the words meant, and the prompt after its first suggestion. */
  const found = (prompt: string, setting: RuleSetting = usual, hasImage = true) =>
    findings(id, prompt, { preset: "minimal", rules: { [id]: setting }, context: { hasImage } }).map(
      ({ range, messageId, suggestions = [] }) => ({
        words: prompt.slice(...range),
        messageId,
        after: after(prompt, suggestions[0]?.fix),
      }),
    );
  return { found, words: (prompt: string) => found(prompt).map((finding) => finding.words) };
}
