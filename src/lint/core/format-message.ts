import type { LintMessage, LintResult, Severity } from "./types.js";

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

/** A message's template with its `{{names}}` filled in. */
export function fillTemplate(
  templates: Readonly<Record<string, string>>,
  id: string,
  data: Readonly<Record<string, string | number>> | undefined,
): string {
  return (templates[id] ?? id).replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(data?.[name] ?? ""));
}
