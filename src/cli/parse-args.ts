/**
 * Arguments → operands and values, by the command's option table.
 *
 * Node's `parseArgs` splits the arguments; they are validated here. Values stay strings until the command reads them.
 */
import { parseArgs } from "node:util";
import type { ErrorCode } from "../utils/error-codes.js";
import { describeValue, isUgokuError, RequestError } from "../utils/errors.js";
import { closestMatch } from "../utils/suggest.js";
import { commandName, toCommandLine } from "./command-name.js";

/** An option of a command. */
export interface Option {
  /** Without its dashes: `max-cost`. */
  readonly name: string;
  /** One letter. */
  readonly short?: string;
  /** The value's name in the help. `<file>`: required. `[=file]`: optional. Missing: a switch. */
  readonly value?: `<${string}>` | `[=${string}]`;
  readonly description: string;
}

/** The parsed values of an option table. Options that were not given are missing. */
export type Values<Options extends readonly Option[]> = {
  readonly [Row in Options[number] as Row["name"]]?: Row extends { readonly value: infer Value }
    ? Value extends `<${string}>`
      ? string
      : string | true
    : true;
};

/** The arguments of a command. */
export interface ParsedArgs<Options extends readonly Option[] = readonly Option[]> {
  /** Arguments that are neither options nor values, in order. */
  readonly operands: readonly string[];
  readonly values: Values<Options>;
}

/** A command. Its option table drives the parser and the help. */
export interface Command<Options extends readonly Option[] = readonly Option[]> {
  readonly name: string;
  /** Its operands. `<image>`: exactly one. `[prompts...]`: any number. `<prompts...>`: one or more. */
  readonly operand?: `<${string}>` | `[${string}]`;
  readonly summary: string;
  readonly options: Options;
  readonly examples?: readonly string[];
}

/** Every command has it. */
export const helpOption = { name: "help", short: "h", description: "Show this" } as const satisfies Option;

/** An error for wrong usage. Without a hint it points to the command's help. */
export const usageError = (message: string, hint?: string) => new RequestError("option_invalid", message, { hint });

/** Codes of errors in the arguments and in variables. docs/errors.md lists these and the next ones. */
const usageErrorCodes: ReadonlySet<ErrorCode> = new Set([
  ...(["option_invalid", "field_unsupported", "unsupported", "prompt_missing", "prompt_too_long"] as const),
  ...(["duration_unsupported", "size_unsupported", "image_input_invalid"] as const),
  ...(["endpoint_missing", "endpoint_retired", "endpoint_invalid"] as const),
  ...(["manifest_invalid", "ledger_invalid", "ticket_invalid", "ticket_endpoint_mismatch"] as const),
]);

/** Codes of errors in the files that the arguments name. With a job, they came later: a renderer reports them too. */
const fileErrorCodes: ReadonlySet<ErrorCode> = new Set([
  ...(["image_not_found", "image_not_a_file", "image_unreadable", "image_empty", "image_type_unsupported"] as const),
  ...(["image_truncated", "image_dimensions_invalid", "image_too_large", "image_size_mismatch"] as const),
  ...(["image_url_blocked", "output_exists", "output_folder_missing"] as const),
]);

/** Whether the exit code is 2: the arguments, or the files that they name, were refused before anything was sent. */
export const isWrongUsage = (error: unknown): boolean =>
  isUgokuError(error) &&
  (usageErrorCodes.has(error.code) || (fileErrorCodes.has(error.code) && error.jobId === undefined));

/**
 * Parses the arguments of `command`; returns `"help"` for `--help`.
 *
 * @throws {RequestError} `option_invalid`, if they do not match the command's table.
 */
export function parseCommandArgs<Options extends readonly Option[]>(
  command: Command<Options>,
  args: readonly string[],
): ParsedArgs<Options> | "help" {
  const table: readonly Option[] = [...command.options, helpOption];
  const options = Object.fromEntries(
    table.map(({ name, short, value }) => {
      const type = requiresValue(value) ? ("string" as const) : ("boolean" as const);
      return [name, { type, ...(short && { short }) }];
    }),
  );
  // Not strict, which would reject values that begin with a dash.
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const operands: string[] = [];
  const values = new Map<string, string | true>();
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const arg = args[token.index] ?? "";
    const option = table.find(({ name }) => name === token.name);
    if (!option || isLongWithOneDash(arg, table)) throw unknownOption(arg, table, command);
    const value = readValue(option, token, command, table);
    if (value !== true && values.has(option.name))
      throw usageError(`--${option.name} is given more than once.`, moreHelp(command));
    values.set(option.name, value);
  }
  if (values.has(helpOption.name)) return "help";
  checkOperands(command, operands, args);
  return { operands, values: Object.fromEntries(values) as Values<Options> };
}

/** Whether `--json` is given, even if the arguments cannot be parsed. */
export function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return args.slice(0, end === -1 ? args.length : end).includes("--json");
}

/** The numbers that an option accepts. */
export interface Range {
  /** As in "--timeout takes …". */
  readonly expected: string;
  readonly accepts: (value: number) => boolean;
}

export const dollars: Range = { expected: "US dollars, 0 or more, such as 0.05", accepts: () => true };
export const secondsAboveZero: Range = { expected: "a number of seconds above 0", accepts: (value) => value > 0 };
export const wholeNumber: Range = { expected: "a whole number from 0 up", accepts: Number.isSafeInteger };
export const countAboveZero: Range = {
  expected: "a whole number above 0",
  accepts: (value) => value > 0 && Number.isSafeInteger(value),
};

/** An option's value as a number in plain decimal form: neither `0x10` nor `-1`. `undefined` if it is not given. */
export function readNumber<Name extends string>(
  values: { readonly [Key in Name]?: string },
  name: Name,
  { expected, accepts }: Range,
  hint?: string,
): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  if (/^(\d+\.?\d*|\.\d+)$/.test(text.trim()) && accepts(Number(text))) return Number(text);
  throw usageError(`--${name} takes ${expected}, but got ${describeValue(text)}.`, hint);
}

/** The value of `--timeout` of a job, in milliseconds. */
export const readTimeout = (values: { readonly timeout?: string }): number =>
  (readNumber(values, "timeout", secondsAboveZero, "The default is --timeout 1800.") ?? 1800) * 1000;

/** An option's value as one of the allowed ones. `undefined` if it is not given. */
export function readChoice<Name extends string, const Choice extends string>(
  values: { readonly [Key in Name]?: string },
  name: Name,
  ...allowed: readonly Choice[]
): Choice | undefined {
  const text = values[name];
  const choice = allowed.find((one) => one === text);
  if (text === undefined || choice !== undefined) return choice;
  throw usageError(`--${name} takes ${joinWithOr(allowed)}, but got ${describeValue(text)}.`);
}

/** An option that is not given has its default; `undefined` is not the default. */
export const omitUndefined = <Given extends object>(
  given: Given,
): { [Name in keyof Given]?: Exclude<Given[Name], undefined> } =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never;

/** "off, warn or error" */
export const joinWithOr = (texts: readonly string[]): string =>
  texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} or ${texts.at(-1)}`;

const requiresValue = (value: Option["value"]) => value?.startsWith("<") ?? false;

/** The hint for errors without one. */
export const moreHelp = (command: Pick<Command, "name"> | undefined) =>
  command
    ? `${commandName()} ${command.name} --help shows its options.`
    : `${commandName()} --help shows all commands.`;

interface OptionToken {
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function readValue(option: Option, token: OptionToken, command: Command, table: readonly Option[]): string | true {
  const { rawName } = token;
  // `-d=8` means `--duration=8`.
  const value = token.inlineValue && !rawName.startsWith("--") ? token.value?.replace(/^=/, "") : token.value;
  if (option.value === undefined) {
    if (value === undefined) return true;
    throw usageError(`${rawName} takes no value, but got ${describeValue(value)}.`, moreHelp(command));
  }
  if (value === undefined) {
    if (!requiresValue(option.value)) return true;
    throw usageError(`${rawName} needs a value: ${rawName} ${option.value}`, moreHelp(command));
  }
  if (value === "")
    throw usageError(
      `${rawName} needs a value, but got an empty one.`,
      `Give a value, or leave ${rawName} out. If the value is a shell variable, check that it is set.`,
    );
  // A missing value must not consume the next option: `-p --json`. With "=" it is intended.
  if (!token.inlineValue && (value === "--" || isKnownOption(table, value)))
    throw usageError(
      `${rawName} needs a value, and is followed by ${value}.`,
      `If ${value} is the value itself, write --${option.name}=${value}`,
    );
  return value;
}

/** Whether an argument is an option of the table: `-d`, `--duration` or `--duration=8`. */
function isKnownOption(table: readonly Option[], arg: string): boolean {
  const [flag = ""] = arg.split("=");
  return table.some(({ name, short }) => flag === `--${name}` || (short !== undefined && arg === `-${short}`));
}

/** `-preview` does not mean `-p review`. */
const isLongWithOneDash = (arg: string, table: readonly Option[]) =>
  /^-[^-]/.test(arg) && table.some(({ name }) => name.length > 1 && arg.slice(1) === name);

function unknownOption(arg: string, table: readonly Option[], command: Command): RequestError {
  const [flag = arg] = arg.split("=");
  const meant = closestMatch(
    flag.replace(/^--no-/, "--"),
    table.map(({ name }) => name),
  );
  const message = `Unknown option ${flag}.`;
  if (meant) return usageError(message, `Did you mean --${meant}?`);
  if (arg.startsWith("--") || command.operand === undefined) return usageError(message, moreHelp(command));
  const example = `${commandName()} ${command.name} -- ${arg}`;
  return usageError(message, `If it is not an option, it goes after --, as in: ${example}`);
}

const operandName = ({ operand }: Command) => operand?.replace(/[<>[\]]|\.\.\./g, "");

function checkOperands(command: Command, operands: readonly string[], args: readonly string[]): void {
  const { name, operand } = command;
  const min = operand?.startsWith("<") ? 1 : 0;
  const max = operand === undefined ? 0 : operand.includes("...") ? Number.POSITIVE_INFINITY : 1;
  if (operands.length < min) {
    const [example] = command.examples ?? [];
    throw usageError(
      `The ${operandName(command)} ${operand?.includes("...") ? "are" : "is"} missing: ${commandName()} ${name} ${operand}`,
      example === undefined ? moreHelp(command) : `For example: ${toCommandLine(example)}`,
    );
  }
  if (max === 1 && operands[0]?.trim() === "")
    throw usageError(
      `ugoku ${name} got "" as the ${operandName(command)}.`,
      "If it is a shell variable, check that it is set.",
    );
  const extra = operands[max];
  if (extra === undefined) return;
  // After an option with an optional value, it may be meant as that value.
  const owner = command.options.find(
    (option) => option.value?.startsWith("[") && args[args.indexOf(extra) - 1] === `--${option.name}`,
  );
  throw usageError(
    `ugoku ${name} takes ${max === 0 ? "options only" : `one ${operandName(command)}`}, but got ${describeValue(extra)}${max === 0 ? "" : " too"}.`,
    owner
      ? `If it belongs to --${owner.name}, write --${owner.name}=${extra}`
      : `${hintForExtra(command, extra, max)}${moreHelp(command)}`,
  );
}

function hintForExtra({ options }: Command, extra: string, max: number): string {
  if (max === 0) return "";
  if (/\s/.test(extra) && options.some(({ name }) => name === "prompt"))
    return "If it is the prompt, put --prompt before it. ";
  return "A text with spaces needs quotes around it. ";
}

/** `-p, --prompt <text>`, without the short form if there is none. */
export function formatOption({ name, short, value }: Option): string {
  const shown = value === undefined ? "" : requiresValue(value) ? ` ${value}` : value;
  return `${short ? `-${short}, ` : ""}--${name}${shown}`;
}
