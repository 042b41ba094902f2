/**
 * Words of the command line → operands and values, by the table of a command.
 *
 * Node's `parseArgs` splits the words; what they may be is judged here. A value is a string until the command itself
 * reads it: nothing is turned into a number on the way.
 *
 * @module
 */
import { parseArgs } from "node:util";
import type { ErrorCode } from "../utils/error-codes.js";
import { describeValue, isUgokuError, RequestError } from "../utils/errors.js";
import { closestMatch } from "../utils/suggest.js";

/** A row of a command's table. */
export interface Option {
  /** Without its dashes: `max-cost`. */
  readonly name: string;
  /** One letter. */
  readonly short?: string;
  /** What the help calls its value. `<file>`: it needs one. `[=file]`: it may have one. Missing: it is a switch. */
  readonly value?: `<${string}>` | `[=${string}]`;
  readonly description: string;
}

/** What a table's options hold once they are parsed; those that were not given are missing. */
export type Values<Options extends readonly Option[]> = {
  readonly [Row in Options[number] as Row["name"]]?: Row extends { readonly value: infer Value }
    ? Value extends `<${string}>`
      ? string
      : string | true
    : true;
};

/** What was given to a command. */
export interface ParsedArgs<Options extends readonly Option[] = readonly Option[]> {
  /** What is neither an option nor a value, in its order. */
  readonly operands: readonly string[];
  readonly values: Values<Options>;
}

/** A command: one table, from which its words are parsed and its help is printed. */
export interface Command<Options extends readonly Option[] = readonly Option[]> {
  readonly name: string;
  /** What it works on. `<image>`: exactly one. `[prompts...]`: any number. `<prompts...>`: one or more. */
  readonly operand?: `<${string}>` | `[${string}]`;
  readonly summary: string;
  readonly options: Options;
  readonly examples?: readonly string[];
  /** Does it, and says with which code the process ends. */
  run(words: ParsedArgs<Options>, signal: AbortSignal): Promise<number>;
}

/** A command whose values bear the types of its own table. */
export const defineCommand = <const Options extends readonly Option[]>(command: Command<Options>): Command<Options> =>
  command;

/** Every command has it. */
export const helpOption = { name: "help", short: "h", description: "Show this" } as const satisfies Option;

/** Wrong usage. Without a hint of its own, it is the help of the command that was called. */
export const usageError = (message: string, hint?: string) => new RequestError("option_invalid", message, { hint });

/** What the words alone are wrong with: no file and no server was asked. docs/errors.md lists them too. */
const wrongWords: ReadonlySet<ErrorCode> = new Set([
  "option_invalid",
  "prompt_missing",
  "prompt_too_long",
  "duration_unsupported",
  "size_unsupported",
  "image_input_invalid",
  "endpoint_invalid",
]);

/** Whether the process ends with 2, whoever refused it: the parser, a command or the library. */
export const isWrongUsage = (error: unknown): boolean => isUgokuError(error) && wrongWords.has(error.code);

/**
 * What `words` give to `command`, or `"help"` if they ask for its help.
 *
 * @throws {RequestError} `option_invalid`, if the command's table has no place for them.
 */
export function parseCommandArgs<Options extends readonly Option[]>(
  command: Command<Options>,
  words: readonly string[],
): ParsedArgs<Options> | "help" {
  const table: readonly Option[] = [...command.options, helpOption];
  const options = table.map(
    ({ name, short, value }) =>
      [name, { type: isNeeded(value) ? "string" : "boolean", ...(short ? { short } : {}) }] as const,
  );
  // Not strict: it would refuse a value that begins with a dash, and its messages speak of no command.
  const { tokens } = parseArgs({
    args: [...words],
    options: Object.fromEntries(options),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const operands: string[] = [];
  const values = new Map<string, string | true>();
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const word = words[token.index] ?? "";
    const option = table.find(({ name }) => name === token.name);
    if (!option || isLongWithOneDash(word, table)) throw unknownOption(word, table, command);
    const value = readValue(option, token, command, table);
    if (value !== true && values.has(option.name))
      throw usageError(`--${option.name} is given more than once.`, moreHelp(command));
    values.set(option.name, value);
  }
  if (values.has(helpOption.name)) return "help";
  checkOperands(command, operands, words);
  return { operands, values: Object.fromEntries(values) as Values<Options> };
}

/** Whether `words` ask for JSON, also where they cannot be parsed. */
export function wantsJson(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return words.slice(0, end === -1 ? words.length : end).includes("--json");
}

/** Which numbers an option takes. */
export interface Range {
  /** As in "--timeout takes …". */
  readonly says: string;
  readonly holds: (value: number) => boolean;
}

const anyAmount: Range = { says: "a number from 0 up", holds: () => true };

/** A length of time. */
export const secondsAboveZero: Range = { says: "a number of seconds above 0", holds: (value) => value > 0 };

/** The number that an option's text is, as people write amounts: neither `0x10` nor `-1` is one. */
export function numberOf(
  name: string,
  text: string,
  { says, holds }: Range = anyAmount,
  hint = `Write it in digits, such as --${name} 8.`,
): number {
  if (/^(\d+\.?\d*|\.\d+)$/.test(text.trim()) && holds(Number(text))) return Number(text);
  throw usageError(`--${name} takes ${says}, and got ${describeValue(text)}.`, hint);
}

const isNeeded = (value: Option["value"]) => value?.startsWith("<") ?? false;

/** What tells more, where there is nothing better to say. */
export const moreHelp = (command: Pick<Command, "name"> | undefined) =>
  command ? `ugoku ${command.name} --help shows its options.` : "ugoku --help shows all commands.";

interface OptionToken {
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function readValue(option: Option, token: OptionToken, command: Command, table: readonly Option[]): string | true {
  const { rawName } = token;
  // `-d=8` is meant as `--duration=8`.
  const value = token.inlineValue && !rawName.startsWith("--") ? token.value?.replace(/^=/, "") : token.value;
  if (option.value === undefined) {
    if (value === undefined) return true;
    throw usageError(`${rawName} takes no value, and got ${describeValue(value)}.`, moreHelp(command));
  }
  if (value === undefined) {
    if (!isNeeded(option.value)) return true;
    throw usageError(`${rawName} needs a value: ${usageOf(option)}.`, moreHelp(command));
  }
  if (value === "")
    throw usageError(
      `${rawName} needs a value, and got an empty one.`,
      `Is a variable of your shell unset? Without ${rawName} the default is used.`,
    );
  // A value that was forgotten must not swallow the next option: `-p --json`. Written with "=", it is meant.
  if (!token.inlineValue && (value === "--" || isOptionOf(table, value)))
    throw usageError(
      `${rawName} needs a value, and is followed by ${value}.`,
      `If ${value} is the value itself, write --${option.name}=${value}`,
    );
  return value;
}

/** Whether a word is an option of the table as it stands there: `-d`, `--duration` or `--duration=8`. */
function isOptionOf(table: readonly Option[], word: string): boolean {
  const [flag = ""] = word.split("=");
  return table.some(({ name, short }) => flag === `--${name}` || (short !== undefined && word === `-${short}`));
}

/** `-preview` is no `-p` with the value "review". */
const isLongWithOneDash = (word: string, table: readonly Option[]) =>
  /^-[^-]/.test(word) && table.some(({ name }) => name.length > 1 && word.slice(1) === name);

function unknownOption(word: string, table: readonly Option[], command: Command): RequestError {
  const [flag = word] = word.split("=");
  const meant = closestMatch(
    flag.replace(/^--no-/, "--"),
    table.map(({ name }) => name),
  );
  const behind = `A ${operandName(command) ?? "word"} that begins with a dash stands behind --, as in: ugoku ${command.name} -- ${word}`;
  const hint = meant
    ? `Did you mean --${meant}?`
    : word.startsWith("--") || command.operand === undefined
      ? moreHelp(command)
      : behind;
  return usageError(`Unknown option ${flag}.`, hint);
}

const operandName = ({ operand }: Command) => operand?.replace(/[<>[\]]|\.\.\./g, "");

function checkOperands(command: Command, operands: readonly string[], words: readonly string[]): void {
  const { name, operand } = command;
  const least = operand?.startsWith("<") ? 1 : 0;
  const most = operand === undefined ? 0 : operand.includes("...") ? Number.POSITIVE_INFINITY : 1;
  if (operands.length < least) throw usageError(`ugoku ${name} needs ${operand}, and got none.`, moreHelp(command));
  const extra = operands[most];
  if (extra === undefined) return;
  // Where it stands right behind an option that might have had a value, that is what it was meant for.
  const owner = command.options.find(
    (option) => option.value?.startsWith("[") && words[words.indexOf(extra) - 1] === `--${option.name}`,
  );
  throw usageError(
    `ugoku ${name} takes ${most === 0 ? "no words" : `one ${operandName(command)}`}, and got ${describeValue(extra)} too.`,
    owner
      ? `If it belongs to --${owner.name}, write --${owner.name}=${extra}`
      : `A text with spaces needs quotes around it. ${moreHelp(command)}`,
  );
}

/** `-p, --prompt <text>`, without the short form if there is none. */
export function usageOf({ name, short, value }: Option): string {
  const shown = value === undefined ? "" : isNeeded(value) ? ` ${value}` : value;
  return `${short ? `-${short}, ` : ""}--${name}${shown}`;
}
