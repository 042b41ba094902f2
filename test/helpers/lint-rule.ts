import type { LintOptions } from "../../src/lint/core/rule.js";
import type { Fix, LintContext, RuleSetting } from "../../src/lint/core/types.js";
import { fixPrompt, lintPrompt, rules } from "../../src/lint.js";

/** The prompt after a fix; `undefined` without a fix. */
export function after(text: string, fix: Fix | undefined): string | undefined {
  return fix && text.slice(0, fix.range[0]) + fix.text + text.slice(fix.range[1]);
}

/** The findings of the rule under these options, without those of other rules. */
function findings(id: string, text: string, options: LintOptions) {
  return lintPrompt(text, options).messages.filter(({ ruleId }) => ruleId === id);
}

function createTests<Given>(id: string, toOptions: (given?: Given) => LintOptions) {
  /** The findings of the rule, without those of other rules. */
  const found = (text: string, given?: Given) => findings(id, text, toOptions(given));
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
    /** The prompt after the rule's own fixes. */
    mended(text: string): string {
      const alone = rules.map((rule) => [rule.id, rule.id === id ? rule.severity : "off"] as const);
      return fixPrompt(text, { rules: Object.fromEntries(alone) }).output;
    },
  };
}

/** Test functions for a rule, with the strict preset or exactly the given options. */
export const ruleTests = (id: string) => createTests(id, (options: LintOptions = { preset: "strict" }) => options);

/** Test functions for a rule, with the strict preset and the given context. */
export const ruleTestsInContext = (id: string) =>
  createTests(id, (context: LintContext = {}) => ({ preset: "strict", context }));

/** Test functions for a rule, with the minimal preset and `usual` as the default setting. */
export function ruleTestsBySetting(id: string, usual: RuleSetting) {
  /** The rule's findings in a prompt: the text, and the prompt after the first suggestion. */
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
