import { commandName, toCommandLine } from "./command-name.js";
import { commands } from "./commands.js";
import { type Command, formatOption, helpOption } from "./parse-args.js";
import { wrapText } from "./text-width.js";

/** Columns that a description has at least, also in a terminal that is narrower than its line. */
const minWidth = 24;

/** Lines of two columns. The right one is wrapped. */
function twoColumns(rows: readonly (readonly [string, string])[], columns: number): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  const indent = width + 4;
  return rows
    .map(([left, right]) => {
      const lines = wrapText(right, Math.max(minWidth, columns - indent)).split("\n");
      return `  ${left.padEnd(width)}  ${lines.join(`\n${" ".repeat(indent)}`)}`;
    })
    .join("\n");
}

const formatUsage = ({ name, operand }: Command) => (operand ? `${name} ${operand}` : name);

/** The help of one command. `columns`: those of the terminal. An example is not wrapped, so that it can be copied. */
export function commandHelp(command: Command, columns: number): string {
  const { name, summary, operand, examples } = command;
  const options = [...command.options, helpOption].map((option) => [formatOption(option), option.description] as const);
  const dash = `A value that begins with a dash goes after --: ${commandName()} ${name} … -- -name`;
  return [
    `${commandName()} ${formatUsage(command)} [options]`,
    wrapText(summary, columns),
    `Options:\n${twoColumns(options, columns)}`,
    ...(operand ? [wrapText(dash, columns)] : []),
    ...(examples ? [`Examples:\n${examples.map((example) => `  ${toCommandLine(example)}`).join("\n")}`] : []),
  ].join("\n\n");
}

/** The help of `ugoku` itself. */
export function mainHelp(columns: number): string {
  const rows = [
    ...commands.map((command) => [formatUsage(command), command.summary] as const),
    ["help [command]", "Show this, or a command's options"] as const,
    ["version", "Show the version"] as const,
  ];
  const options = [
    ["-h, --help", `Show this; ${commandName()} <command> --help shows the command's options`],
    ["-v, --version", "Show the version"],
  ] as const;
  const exitCodes =
    "Exit codes: 0 done, 1 failed, 2 an argument or a file that it names is refused before anything is sent, 130 stopped by Ctrl-C, 143 by SIGTERM";
  return [
    `${commandName()} <command> [options]`,
    `Commands:\n${twoColumns(rows, columns)}`,
    `Options:\n${twoColumns(options, columns)}`,
    wrapText(exitCodes, columns),
  ].join("\n\n");
}
