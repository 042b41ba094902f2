/**
 * What `--help` prints, from the commands' tables.
 *
 * @module
 */
import { type Command, helpOption, type Option, usageOf } from "./parse-args.js";

/** Lines of two columns. */
function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
}

const optionRows = (options: readonly Option[]) =>
  columns(options.map((option) => [usageOf(option), option.description] as const));

const headOf = ({ name, operand }: Command) => [name, ...(operand ? [operand] : [])].join(" ");

/** The help of one command. */
export function commandHelp(command: Command): string {
  return [
    `ugoku ${headOf(command)} [options]`,
    command.summary,
    `Options:\n${optionRows([...command.options, helpOption])}`,
    ...(command.operand
      ? [`What begins with a dash and is no option stands behind --: ugoku ${command.name} … -- -name`]
      : []),
    ...(command.examples ? [`Examples:\n${command.examples.map((example) => `  ${example}`).join("\n")}`] : []),
  ].join("\n\n");
}

/** The help of `ugoku` itself. */
export function mainHelp(commands: readonly Command[]): string {
  const rows = commands.map((command) => [headOf(command), command.summary] as const);
  return [
    "ugoku <command> [options]",
    `Commands:\n${columns(rows)}`,
    `Options:\n${columns([
      ["-h, --help", "Show this; ugoku <command> --help shows the command's options"],
      ["-v, --version", "Show the version"],
    ])}`,
    "Exit codes: 0 done, 1 refused or failed, 2 wrong usage (a command, an option or its value), 130 stopped by Ctrl-C, 143 by SIGTERM",
  ].join("\n\n");
}
