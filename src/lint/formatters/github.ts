import { type FormatOptions, type Formattable, normalizeResults } from "./normalize-results.js";

/**
 * Formats findings as GitHub Actions workflow commands, which become annotations. Empty without findings.
 *
 * @example
 * ```ts
 * import { formatters, lintPrompt } from "ugoku/lint";
 *
 * const result = lintPrompt("Make it a video.");
 * console.log(formatters.github({ source: "prompts/intro.txt", result }));
 * ```
 */
export function github(results: Formattable, options: FormatOptions = {}): string {
  const commands = normalizeResults(results, options).flatMap(({ source, isFile, verbatim, result, line }) =>
    result.messages.map(({ severity, ruleId, message, loc }) => {
      const [first, last] = [line(loc.start), line(loc.end)];
      const places: Record<string, string | number> = {
        ...(isFile && { file: source }),
        line: first,
        endLine: last,
        ...(verbatim && { col: loc.start.column }),
        // GitHub rejects columns of different lines.
        ...(verbatim && first === last && { endColumn: Math.max(loc.start.column, loc.end.column - 1) }),
        title: ruleId,
      };
      const properties = Object.entries(places).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
      return `::${severity === "info" ? "notice" : severity} ${properties.join(",")}::${escapeData(message)}`;
    }),
  );
  return commands.join("\n");
}

// https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
const escapeData = (text: string) => text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
const escapeProperty = (text: string) => escapeData(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
