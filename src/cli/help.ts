import { commands } from "./commands.js";
import { type Command, formatOption, helpOption } from "./parse-args.js";

/** Lines of two columns. */
function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
}

const formatUsage = ({ name, operand }: Command) => (operand ? `${name} ${operand}` : name);

/** The help of one command. */
export function commandHelp(command: Command): string {
  const options = [...command.options, helpOption];
  return [
    `ugoku ${formatUsage(command)} [options]`,
    command.summary,
    `Options:\n${columns(options.map((option) => [formatOption(option), option.description]))}`,
    ...(command.operand ? [`A value that begins with a dash goes after --: ugoku ${command.name} … -- -name`] : []),
    ...(command.examples ? [`Examples:\n${command.examples.map((example) => `  ${example}`).join("\n")}`] : []),
  ].join("\n\n");
}

/** The help of `ugoku` itself. */
export function mainHelp(): string {
  return [
    "ugoku <command> [options]",
    `Commands:\n${columns([
      ...commands.map((command) => [formatUsage(command), command.summary] as const),
      ["help [command]", "Show this, or a command's options"],
      ["version", "Show the version"],
    ])}`,
    `Options:\n${columns([
      ["-h, --help", "Show this; ugoku <command> --help shows the command's options"],
      ["-v, --version", "Show the version"],
    ])}`,
    "Exit codes: 0 done, 1 failed, 2 an argument or a file that it names is refused before anything is sent, 130 stopped by Ctrl-C, 143 by SIGTERM",
  ].join("\n\n");
}
