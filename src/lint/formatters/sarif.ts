import { docsUrl } from "../../utils/docs-url.js";
import type { Fix, LintMessage } from "../core/types.js";
import { unicodePattern } from "../core/word-list.js";
import {
  type FormatOptions,
  type Formattable,
  getMarkedText,
  isImageResult,
  normalizeResults,
  type Source,
} from "./normalize-results.js";

const levels = { error: "error", warning: "warning", info: "note" } as const;

/**
 * Formats findings as a SARIF 2.1.0 log of one run, for code scanning and editors.
 *
 * The log contains prompts that are not in a file. Offsets and columns are UTF-16 units.
 *
 * @example
 * ```ts
 * import { formatters, lintPrompt } from "ugoku/lint";
 *
 * const text = "A man walks, {style}.";
 * const log = formatters.sarif([{ source: "prompts/intro.txt", text, result: lintPrompt(text) }]);
 * ```
 */
export function sarif(results: Formattable, options: FormatOptions = {}): string {
  const sources = normalizeResults(results, options);
  const rules = new Map<string, object>();
  for (const { ruleId, url } of sources.flatMap(({ result }) => result.messages)) {
    // GitHub requires a description for every rule.
    const shortDescription = { text: ruleId.replaceAll("-", " ") };
    if (!rules.has(ruleId)) rules.set(ruleId, { id: ruleId, shortDescription, ...(url && { helpUri: url }) });
  }
  const ids = [...rules.keys()];
  const loose = sources.filter(({ isFile }) => !isFile);
  const run = {
    tool: {
      driver: {
        name: "ugoku",
        ...(options.version && { version: options.version }),
        informationUri: docsUrl,
        rules: [...rules.values()],
      },
    },
    columnKind: "utf16CodeUnits",
    newlineSequences: ["\r\n", "\n", "\r"],
    ...(loose.length > 0 && {
      artifacts: loose.map(({ source, text }) => ({
        description: { text: source },
        ...(text !== undefined && { contents: { text } }),
      })),
    }),
    results: sources.flatMap((source) => {
      const artifactLocation = source.isFile ? { uri: toUri(source.source) } : { index: loose.indexOf(source) };
      const seen = new Map<string, number>();
      return source.result.messages.map((message) => {
        const { ruleId, severity } = message;
        const identity = [source.source, ruleId, message.messageId, getMarkedText(source, message)].join("\0");
        const nth = seen.get(identity) ?? 0;
        seen.set(identity, nth + 1);
        const fixes = source.verbatim ? getFixes(source, message, artifactLocation) : [];
        return {
          ruleId,
          ruleIndex: ids.indexOf(ruleId),
          level: levels[severity],
          message: { text: message.message },
          locations: [{ physicalLocation: { artifactLocation, ...getRegion(source, message) } }],
          partialFingerprints: { "promptFinding/v1": hash(`${identity}\0${nth}`) },
          ...(fixes.length > 0 && { fixes }),
        };
      });
    }),
  };
  const $schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
  return JSON.stringify({ $schema, version: "2.1.0", runs: [run] });
}

function getRegion(source: Source, message: LintMessage): object {
  if (isImageResult(source.result)) return {};
  const { start, end } = message.loc;
  const region = source.verbatim
    ? {
        startLine: source.line(start),
        startColumn: start.column,
        endLine: source.line(end),
        endColumn: end.column,
        ...offsets(source, message.range),
      }
    : { startLine: source.line(start) };
  const text = getMarkedText(source, message);
  return { region: { ...region, ...(text && { snippet: { text } }) } };
}

const offsets = ({ startOffset }: Source, [from, to]: Fix["range"]) => ({
  charOffset: startOffset + from,
  charLength: to - from,
});

/** The safe fix, then the fixes of suggestions. */
function getFixes(source: Source, { message, fix, suggestions = [] }: LintMessage, artifactLocation: object): object[] {
  return [{ message, fix }, ...suggestions].flatMap(({ message: text, fix: change }) => {
    if (!change) return [];
    const replacement = { deletedRegion: offsets(source, change.range), insertedContent: { text: change.text } };
    return { description: { text }, artifactChanges: [{ artifactLocation, replacements: [replacement] }] };
  });
}

/** Half of a surrogate pair. */
const halfOfPair = unicodePattern("\\p{Cs}", "gu");

/** A relative path stays relative; an absolute one becomes a `file:` URL. */
function toUri(path: string): string {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) return path;
  const parts = path.replaceAll("\\", "/").replace(halfOfPair(), "�").split("/").map(encodeURIComponent);
  const drive = /^[a-z]%3A$/i.test(parts[0] ?? "");
  if (drive) parts[0] = path.slice(0, 2);
  return drive ? `file:///${parts.join("/")}` : path.startsWith("/") ? `file://${parts.join("/")}` : parts.join("/");
}

/** Two FNV-1a hashes: stable and short; not for security. */
function hash(text: string): string {
  let [a, b] = [0x811c9dc5, 0x9747b28c];
  for (let index = 0; index < text.length; index++) {
    a = Math.imul(a ^ text.charCodeAt(index), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(index), 0x85ebca6b);
  }
  return [a, b].map((part) => (part >>> 0).toString(16).padStart(8, "0")).join("");
}
