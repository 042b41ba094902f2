import { docsUrl } from "../docs-url.js";
import { RequestError, show } from "../errors.js";
import { noEmpty } from "./rules/no-empty.js";
import { noPlaceholder } from "./rules/no-placeholder.js";
import { noVagueRequest } from "./rules/no-vague-request.js";
import type { LintMessage, LintOptions, LintResult, LintRule, Locale, Position, Report, Severity } from "./types.js";

/** The rules of this version. The whole catalogue, and presets that differ, are the linter's own release. */
export const rules: readonly LintRule[] = [noEmpty, noVagueRequest, noPlaceholder];

/** Points that a finding takes from 100. */
const weights: Readonly<Record<Severity, number>> = { error: 40, warning: 15, info: 5 };

/** Japanese if a tenth of the letters are kana or kanji, else English; `"und"` without letters. */
function detectLanguage(text: string): LintResult["language"] {
  let japanese = 0;
  let letters = 0;
  for (const [letter] of text.matchAll(/\p{L}/gu)) {
    letters += 1;
    if (/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(letter)) japanese += 1;
  }
  if (letters === 0) return "und";
  return japanese * 10 >= letters ? "ja" : "en";
}

/**
 * Judges a prompt before it is sent: synchronous, pure, and total on every string.
 *
 * @throws TypeError if `text` is not a string.
 * @throws RequestError if an option is not known.
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
  const severities = severitiesOf(options);
  const language = detectLanguage(text);
  const locale = options.locale ?? (language === "ja" ? "ja" : "en");
  const messages: LintMessage[] = [];
  for (const rule of rules) {
    const severity = severities.get(rule.id) ?? "off";
    if (severity === "off") continue;
    for (const report of rule.check(text, options.context ?? {}))
      messages.push(toMessage(rule, severity, report, locale, text));
  }
  messages.sort((a, b) => a.range[0] - b.range[0]);
  const count = (severity: Severity) => messages.filter((message) => message.severity === severity).length;
  const lost = messages.reduce((sum, message) => sum + weights[message.severity], 0);
  return {
    messages,
    errorCount: count("error"),
    warningCount: count("warning"),
    infoCount: count("info"),
    language,
    score: Math.max(0, 100 - lost),
  };
}

const presetNames = ["recommended", "strict", "minimal", "article"] as const;

function severitiesOf({ preset, locale, rules: chosen }: LintOptions): Map<string, Severity | "off"> {
  const oneOf = (name: string, value: unknown, allowed: readonly unknown[]) => {
    if (value === undefined || allowed.includes(value)) return;
    throw new RequestError("option_invalid", `The linter's ${name} is ${show(value)}.`, {
      hint: `Use one of ${allowed.join(", ")}.`,
    });
  };
  oneOf("preset", preset, presetNames);
  oneOf("locale", locale, ["en", "ja"]);
  const severities = new Map<string, Severity | "off">(rules.map((rule) => [rule.id, rule.severity]));
  for (const [id, severity] of Object.entries(chosen ?? {})) {
    oneOf("rule", id, [...severities.keys()]);
    oneOf(`severity of ${id}`, severity, ["error", "warning", "info", "off"]);
    severities.set(id, severity);
  }
  return severities;
}

function toMessage(rule: LintRule, severity: Severity, report: Report, locale: Locale, text: string): LintMessage {
  const words = (id: string) =>
    (rule.messages[locale][id] ?? id).replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(report.data?.[name] ?? ""));
  return {
    ruleId: rule.id,
    severity,
    messageId: report.messageId,
    message: words(report.messageId),
    range: report.range,
    loc: { start: positionAt(text, report.range[0]), end: positionAt(text, report.range[1]) },
    ...(report.suggestions
      ? { suggestions: report.suggestions.map(({ messageId, ...rest }) => ({ message: words(messageId), ...rest })) }
      : {}),
    url: `${docsUrl}/rules/${rule.id}.md`,
  };
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
