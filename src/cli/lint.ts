import type { Writable } from "node:stream";
import { type LintContext, type Locale, lintPrompt, type PresetName, type RuleSettings } from "../lint.js";
import { parseSize } from "../models/models.js";
import { describeValue } from "../utils/errors.js";
import { closestMatch } from "../utils/suggest.js";
import { commandName } from "./command-name.js";
import type { Args, Run } from "./commands.js";
import { type Format, formats, problemCode, report } from "./lint/format-lint.js";
import { type LintedInput, type LintRequest, lintInput } from "./lint/lint-sources.js";
import { readSources } from "./lint/read-inputs.js";
import { omitUndefined, readNumber, secondsAboveZero, usageError, wholeNumber } from "./parse-args.js";
import { colors, hasColors, plural, print } from "./terminal.js";
import { replaceFile } from "./write-file-atomic.js";

/** `ugoku lint "…"`, `ugoku lint prompts.jsonl`, `… | ugoku lint -`: ends with 0 clean, 1 findings, 2 wrong usage. */
export const run: Run<"lint"> = async ({ operands, values }, signal) => {
  const format = readFormat(values);
  const maxWarnings = readNumber(values, "max-warnings", wholeNumber, "The default is --max-warnings 0.") ?? 0;
  const request = readRequest(values);
  const sources = await readSources(operands, signal);
  const linted: LintedInput[] = [];
  for (const source of sources) linted.push(await lintInput(source, request, signal));
  const saved: LintedInput[] = [];
  for (const one of linted) saved.push(await save(one, request, signal));
  await printFindings(saved, format, request.fix);
  if (format === "stylish" && operands.length > 1 && sources.every(({ isTyped, text }) => isTyped && isWord.test(text)))
    print(
      `Each of these words was linted as a prompt. Quote a prompt of several words: ${commandName()} lint "${operands.join(" ")}"`,
    );
  const total = (name: "errorCount" | "warningCount") =>
    saved.reduce((sum, { prompts }) => sum + prompts.reduce((part, { result }) => part + result[name], 0), 0);
  if (saved.some(({ problems }) => problems.length > 0)) return 2;
  return total("errorCount") > 0 || total("warningCount") > maxWarnings ? 1 : 0;
};

/** One word of a language that separates words by spaces. */
const isWord = /^[^\s\u3040-\u30ff\u3400-\u9fff]+$/;

type LintValues = Args<"lint">["values"];

function readFormat({ format, json }: LintValues): Format {
  if (format === undefined) return json ? "json" : "stylish";
  if (!formats.includes(format)) {
    const meant = closestMatch(format, formats);
    const list = `Formats: ${formats.join(", ")}.`;
    throw usageError(
      `${describeValue(format)} is not a format.`,
      meant === undefined ? list : `Did you mean ${meant}? ${list}`,
    );
  }
  if (json && format !== "json")
    throw usageError(`Use --json or --format ${format}, not both.`, "Both choose the format of the report.");
  return format as Format;
}

function readRequest({ preset, locale, rules, fix, ...values }: LintValues): LintRequest {
  const options = omitUndefined({
    preset: preset as PresetName | undefined,
    locale: locale as Locale | undefined,
    rules: rules === undefined ? undefined : readRules(rules),
  });
  // Rejects unknown presets, locales and rules before any file is read.
  lintPrompt("", options);
  return { options, context: readContext(values), fix: fix ?? false };
}

function readRules(text: string): RuleSettings {
  const settings: [string, string][] = [];
  for (const part of text.split(",")) {
    if (part.trim() === "") continue;
    const [, id, severity] = /^\s*([^=\s]+)\s*=\s*(\S+)\s*$/.exec(part) ?? [];
    if (id === undefined || severity === undefined)
      throw usageError(
        `--rules takes a list of rule=severity, but got ${describeValue(part.trim())}.`,
        "For example: --rules no-command=off,require-manner=error",
      );
    settings.push([id, severity]);
  }
  return Object.fromEntries(settings) as RuleSettings;
}

function readContext(values: Pick<LintValues, "duration" | "size" | "model">): LintContext {
  const { size, model } = values;
  const seconds = readNumber(values, "duration", secondsAboveZero, "Without it the duration is not checked.");
  if (size !== undefined && !parseSize(size))
    throw usageError(`--size takes width x height, but got ${describeValue(size)}.`, "Write it as in --size 720x1280.");
  return omitUndefined({ seconds, size, model });
}

/** Rewrites the file if it was fixed. If that fails, the results are those of the unchanged file. */
async function save(linted: LintedInput, request: LintRequest, signal: AbortSignal): Promise<LintedInput> {
  const { source, text, fixes } = linted;
  if (!source.file || fixes === 0) return linted;
  signal.throwIfAborted();
  try {
    await replaceFile(source.file, source.mark + text);
    return linted;
  } catch (error) {
    const unchanged = await lintInput(source, { ...request, fix: false }, signal);
    const message = `could not be rewritten: ${error instanceof Error ? error.message : describeValue(error)}.`;
    return { ...unchanged, problems: [...unchanged.problems, { message, hint: "The file was not changed." }] };
  }
}

/** Maximum problems that are printed for a file: a file of another format has one in each line. */
const maxProblems = 20;

async function printFindings(linted: readonly LintedInput[], format: Format, fix: boolean): Promise<void> {
  // The result is the fixed text; the report then goes to standard error.
  const fixed = fix && format !== "json" ? linted.filter(({ source }) => !source.file) : [];
  for (const { source, text } of fixed)
    await write(process.stdout, `${source.mark}${text}${source.isTyped ? "\n" : ""}`);
  const stream = fixed.length > 0 ? process.stderr : process.stdout;
  const text = report(linted, format, { color: hasColors(stream), width: stream.isTTY ? stream.columns : undefined });
  if (text !== "") await write(stream, `${text}\n`);
  if (format === "json") return;
  for (const { source, fixes } of linted)
    if (source.file && fixes > 0) print(`${colors.green("fixed")} ${source.name}  ${plural(fixes, "change")}`);
  for (const { source, problems } of linted) {
    for (const { line, message, hint } of problems.slice(0, maxProblems)) {
      print(
        `${colors.red("error")} ${source.name}${line === undefined ? "" : `:${line}`} ${message} ${colors.dim(`(${problemCode})`)}`,
      );
      if (hint) print(`      ${hint}`);
    }
    if (problems.length > maxProblems)
      print(`${colors.red("error")} ${source.name} has ${problems.length - maxProblems} more lines with errors`);
  }
}

/** Waits until the text is written or cannot be: `ignoreClosedPipe()` handles errors. */
function write(stream: Writable, text: string): Promise<void> {
  return new Promise((done) => {
    stream.write(text, () => done());
  });
}
