import type { Report } from "./rule.js";
import type { LintMessage, LintResult, Locale, Severity } from "./types.js";

/** Points that a finding subtracts from 100 unless its rule has a weight. */
export const weights: Readonly<Record<Severity, number>> = { error: 40, warning: 15, info: 5 };

/** Sort order of severities. */
export const ranks: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** The number of findings of each severity. */
export function countBySeverity(
  messages: readonly LintMessage[],
): Pick<LintResult, "errorCount" | "warningCount" | "infoCount"> {
  const count = (severity: Severity) => messages.filter((message) => message.severity === severity).length;
  return { errorCount: count("error"), warningCount: count("warning"), infoCount: count("info") };
}

/** Between the items of a list. */
const commas: Readonly<Record<Locale, string>> = { en: ", ", ja: "、" };

/** A message of a rule, with the `{{names}}` of its template filled in. */
export function fillTemplate(
  messages: Readonly<Record<Locale, Readonly<Record<string, string>>>>,
  locale: Locale,
  id: string,
  data: Report["data"],
): string {
  return (messages[locale][id] ?? id).replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = data?.[name] ?? "";
    return typeof value === "object" ? value.join(commas[locale]) : String(value);
  });
}
