import { modelSpec, models } from "../../models/models.js";
import { docsUrl } from "../../utils/docs-url.js";
import { describeValue } from "../../utils/message.js";
import { rules as catalogue } from "../rules/index.js";
import { countBySeverity, fillTemplate, ranks, weights } from "./format-message.js";
import type { Language } from "./language.js";
import { ParsedPrompt, type Prompt } from "./prompt.js";
import type { LintOptions, LintRule, Report, RuleContext, RuleFamily } from "./rule.js";
import { type ActiveRule, createSettings } from "./settings.js";
import { createPositionMapper, sourceTexts } from "./source-text.js";
import type { Fix, LintMessage, LintResult, Locale, Severity } from "./types.js";

/** The linter of one or more languages. */
export interface Linter<Name extends Locale> {
  /** All rules, in the order in which they run. */
  readonly rules: readonly LintRule<object, Name>[];
  readonly lintPrompt: (text: string, options: LintOptions) => LintResult;
}

/** Creates a linter. Prompts in other languages get one info and are not judged. */
// @__NO_SIDE_EFFECTS__
export function createLinter<Name extends Locale>(
  ...languages: readonly [Language<Name>, ...Language<Name>[]]
): Linter<Name> {
  const rules = catalogue.map((logic) => ({
    ...logic,
    messages: Object.fromEntries(languages.map(({ locale, messages }) => [locale, messages[logic.id] ?? {}])),
    check: (prompt, context) =>
      logic.check(prompt, context, prompt instanceof ParsedPrompt ? prompt.languages : languages),
  })) as LintRule<object, Name>[];
  const settings = createSettings(rules as LintRule[], languages);
  const lintPrompt: Linter<Name>["lintPrompt"] = (text, options) => {
    if (typeof text !== "string") throw new TypeError(`lintPrompt() takes a string, and got ${describeValue(text)}.`);
    const prompt = new ParsedPrompt(text, languages);
    const active = settings(options).filter(({ rule }) => (rule.id === "supported-language") !== prompt.isRead);
    const locale =
      options.locale ?? (languages.find(({ locale }) => locale === prompt.language) ?? languages[0]).locale;
    const messages = findings(prompt, active, options, locale);
    const result: LintResult = {
      messages,
      ...countBySeverity(messages),
      language: prompt.language,
      score: prompt.isRead ? calculateScore(messages, active) : null,
    };
    sourceTexts.set(result, text);
    return result;
  };
  return { rules, lintPrompt };
}

function findings(prompt: Prompt, active: readonly ActiveRule[], options: LintOptions, locale: Locale): LintMessage[] {
  let place: ReturnType<typeof createPositionMapper> | undefined;
  const { models: table = models, hasImage = true, ...context } = options.context ?? {};
  const spec = modelSpec(table, context.model ?? "");
  const messages: LintMessage[] = [];
  const done = new Set<RuleFamily>();
  const shared: RuleContext = { ...context, hasImage, spec, options: {} };
  for (const { rule, severity, options: own } of active) {
    if (done.has(rule.family)) continue;
    const ruleContext = rule.defaults === undefined ? shared : { ...shared, options: own };
    for (const report of rule.check(prompt, ruleContext)) {
      place ??= createPositionMapper(prompt.source);
      const level = report.minor && severity !== "error" ? "info" : severity;
      messages.push(toMessage(rule, level, report, prompt, locale, place));
      if (report.final) done.add(rule.family);
    }
  }
  return messages.sort((a, b) => a.range[0] - b.range[0] || ranks[a.severity] - ranks[b.severity]);
}

/** A rule counts once for a prompt, however many findings it has. */
function calculateScore(messages: readonly LintMessage[], active: readonly ActiveRule[]): number {
  // The worst last, which is the one that a map keeps.
  const byRank = messages.toSorted((a, b) => ranks[b.severity] - ranks[a.severity]);
  const worst = new Map(byRank.map(({ ruleId, severity }) => [ruleId, severity]));
  let score = 100;
  for (const { rule, severity } of active) {
    const found = worst.get(rule.id);
    if (found) score -= found === severity && rule.weight !== undefined ? rule.weight : weights[found];
  }
  return Math.max(0, score);
}

function toMessage(
  rule: LintRule,
  severity: Severity,
  report: Report,
  prompt: Prompt,
  locale: Locale,
  placeAt: ReturnType<typeof createPositionMapper>,
): LintMessage {
  const words = (id: string, data: Report["data"]) => fillTemplate(rule.messages, locale, id, data);
  const place = (range: Fix["range"]): Fix["range"] =>
    rule.counts === "source" ? range : [prompt.toSource(range[0]), prompt.toSource(range[1])];
  const fixOf = (fix: Fix): Fix => ({ range: place(fix.range), text: fix.text });
  const placed = place(report.range);
  // An empty range, as in a prompt of invisible characters, becomes the entire prompt.
  const range: Fix["range"] = placed[0] < placed[1] ? placed : [0, prompt.source.length];
  return {
    ruleId: rule.id,
    severity,
    messageId: report.messageId,
    message: words(report.messageId, report.data),
    range,
    loc: { start: placeAt(range[0]), end: placeAt(range[1]) },
    ...(report.fix && { fix: fixOf(report.fix) }),
    ...(report.suggestions && {
      suggestions: report.suggestions.map(({ messageId, data, fix }) => ({
        message: words(messageId, data ?? report.data),
        ...(fix && { fix: fixOf(fix) }),
      })),
    }),
    ...(catalogue.some(({ id }) => id === rule.id) && { url: `${docsUrl}/rules/${rule.id}.md` }),
  };
}
