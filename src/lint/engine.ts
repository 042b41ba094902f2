import { docsUrl } from "../docs-url.js";
import { show } from "../errors.js";
import { modelSpec, models } from "../models.js";
import { applyFixes } from "./apply-fixes.js";
import { Prompt } from "./prompt.js";
import type { LintOptions, LintRule, Report, RuleContext, RuleFamily } from "./rule.js";
import { rules } from "./rules/index.js";
import { type ActiveRule, activeRules } from "./settings.js";
import { texts } from "./text-of.js";
import type { Fix, LintMessage, LintResult, Locale, Position, Severity } from "./types.js";

/** Points that a finding takes from 100, where its rule says nothing else. */
const weights: Readonly<Record<Severity, number>> = { error: 40, warning: 15, info: 5 };
const heaviest: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/**
 * Judges a prompt before it is sent: synchronous, pure, and total on every string. No network, no files.
 *
 * @throws TypeError if `text` is not a string.
 * @throws RequestError `option_invalid` if a preset, rule, locale, severity or option is not known; it names the
 * nearest one that is.
 *
 * @example
 * ```ts
 * import { lintPrompt } from "ugoku/lint";
 *
 * const { messages, score } = lintPrompt("Make it a video.");
 * for (const { ruleId, message } of messages) console.log(ruleId, message, score);
 * ```
 */
export function lintPrompt(text: string, options: LintOptions = {}): LintResult {
  if (typeof text !== "string") throw new TypeError(`lintPrompt() takes a string, and got ${show(text)}.`);
  if (options.fix !== true) return lint(text, options);
  const { output, result } = applyFixes(text, (prompt) => lint(prompt, options));
  return { ...result, output };
}

/** `lintPrompt()` of what is known to be a text. */
function lint(text: string, options: LintOptions): LintResult {
  const active = activeRules(options);
  const prompt = new Prompt(text, options.analyzer);
  const locale = options.locale ?? (prompt.language === "ja" ? "ja" : "en");
  const messages = findings(prompt, active, options, locale);
  const count = (severity: Severity) => messages.filter((message) => message.severity === severity).length;
  const result: LintResult = {
    messages,
    errorCount: count("error"),
    warningCount: count("warning"),
    infoCount: count("info"),
    language: prompt.language,
    score: scoreOf(messages, active),
  };
  texts.set(result, text);
  return result;
}

function findings(prompt: Prompt, active: readonly ActiveRule[], options: LintOptions, locale: Locale): LintMessage[] {
  let lineStarts: readonly number[] | undefined;
  const { models: table = models, hasImage = true, ...context } = options.context ?? {};
  const spec = modelSpec(table, context.model ?? "");
  const messages: LintMessage[] = [];
  const done = new Set<RuleFamily>();
  const shared: RuleContext = { ...context, hasImage, spec, options: {} };
  for (const { rule, severity, options: own } of active) {
    if (done.has(rule.family)) continue;
    const ruleContext = rule.defaults === undefined ? shared : { ...shared, options: own };
    for (const report of rule.check(prompt, ruleContext)) {
      lineStarts ??= lineStartsOf(prompt.source);
      messages.push(toMessage(rule, severity, report, prompt, locale, lineStarts));
      if (report.final) done.add(rule.family);
    }
  }
  return messages.sort((a, b) => a.range[0] - b.range[0] || heaviest[a.severity] - heaviest[b.severity]);
}

/** A rule counts once for a prompt, however often it speaks. */
function scoreOf(messages: readonly LintMessage[], active: readonly ActiveRule[]): number {
  const found = new Set(messages.map(({ ruleId }) => ruleId));
  let score = 100;
  for (const { rule, severity } of active) if (found.has(rule.id)) score -= rule.weight ?? weights[severity];
  return Math.max(0, score);
}

const ours = new Set<LintRule>(rules);

function toMessage(
  rule: LintRule,
  severity: Severity,
  report: Report,
  prompt: Prompt,
  locale: Locale,
  lineStarts: readonly number[],
): LintMessage {
  const words = (id: string, data: Report["data"]) =>
    (rule.messages[locale][id] ?? id).replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(data?.[name] ?? ""));
  const place = (range: Fix["range"]): Fix["range"] =>
    rule.counts === "source" ? range : [prompt.toSource(range[0]), prompt.toSource(range[1])];
  const fixOf = (fix: Fix): Fix => ({ range: place(fix.range), text: fix.text });
  const placed = place(report.range);
  // Where nothing can be pointed at, as in a prompt of unseen characters, all of it is meant.
  const range: Fix["range"] = placed[0] < placed[1] ? placed : [0, prompt.source.length];
  return {
    ruleId: rule.id,
    severity,
    messageId: report.messageId,
    message: words(report.messageId, report.data),
    range,
    loc: { start: positionAt(lineStarts, range[0]), end: positionAt(lineStarts, range[1]) },
    ...(report.fix && { fix: fixOf(report.fix) }),
    ...(report.suggestions && {
      suggestions: report.suggestions.map(({ messageId, data, fix }) => ({
        message: words(messageId, data ?? report.data),
        ...(fix && { fix: fixOf(fix) }),
      })),
    }),
    ...(ours.has(rule) && { url: `${docsUrl}/rules/${rule.id}.md` }),
  };
}

/** Where each line starts. */
function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}

function positionAt(lineStarts: readonly number[], offset: number): Position {
  let low = 0;
  let high = lineStarts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 };
}
