/**
 * The command `ugoku`. Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 130 stopped by Ctrl-C, 143 by SIGTERM.
 */
import { constants } from "node:os";
import { version } from "../../package.json";
import { describeValue } from "../utils/errors.js";
import { closestMatch } from "../utils/suggest.js";
import { animateCommand, planCommand } from "./animate.js";
import { batchCommand } from "./batch.js";
import { cancelCommand } from "./cancel.js";
import { doctorCommand } from "./doctor.js";
import { jobsCommand } from "./jobs.js";
import { lintCommand } from "./lint.js";
import { nextStep, printNextStep, thisCommand } from "./next-step.js";
import {
  type Command,
  formatOption,
  helpOption,
  isWrongUsage,
  moreHelp,
  type Option,
  parseCommandArgs,
  usageError,
  wantsJson,
} from "./parse-args.js";
import { clearRows } from "./progress.js";
import { useProxy } from "./proxy.js";
import { sampleCommand } from "./sample.js";
import { serveCommand } from "./serve.js";
import { errorObject, ignoreClosedPipe, log, logJson, print, printError } from "./terminal.js";
import { waitForJobCommand } from "./wait.js";

const commands: readonly Command[] = [
  animateCommand,
  planCommand,
  waitForJobCommand,
  jobsCommand,
  cancelCommand,
  lintCommand,
  batchCommand,
  serveCommand,
  doctorCommand,
  sampleCommand,
];

/** Lines of two columns. */
function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
}

const optionRows = (options: readonly Option[]) =>
  columns(options.map((option) => [formatOption(option), option.description]));

const formatUsage = ({ name, operand }: Command) => (operand ? `${name} ${operand}` : name);

/** The help of one command. */
function commandHelp(command: Command): string {
  return [
    `ugoku ${formatUsage(command)} [options]`,
    command.summary,
    `Options:\n${optionRows([...command.options, helpOption])}`,
    ...(command.operand ? [`A value that begins with a dash goes after --: ugoku ${command.name} … -- -name`] : []),
    ...(command.examples ? [`Examples:\n${command.examples.map((example) => `  ${example}`).join("\n")}`] : []),
  ].join("\n\n");
}

/** The help of `ugoku` itself. */
function mainHelp(): string {
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
    "Exit codes: 0 done, 1 refused or failed, 2 wrong usage (a command, an option or its value), 130 stopped by Ctrl-C, 143 by SIGTERM",
  ].join("\n\n");
}

const interrupted = new AbortController();
/** As in a shell: 128 plus the signal's number. */
let stopCode = 130;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    // A second signal exits immediately.
    if (interrupted.signal.aborted) exitNow();
    stopCode = 128 + constants.signals[signal];
    interrupted.abort(new DOMException(`stopped by ${signal === "SIGINT" ? "Ctrl-C" : signal}`, "AbortError"));
  });
}

function exitNow(): never {
  clearRows();
  const next = nextStep(true) ?? { text: "To run it again:", command: thisCommand() };
  if (wantsJson(process.argv.slice(2))) logJson({ error: { message: "Stopped immediately." }, next: next.command });
  else {
    print("Stopped immediately.");
    printNextStep(next);
  }
  process.exit(stopCode);
}

const findCommand = (name: string | undefined) => commands.find((command) => command.name === name);

function requireCommand(name: string): Command {
  const command = findCommand(name);
  if (command) return command;
  const names = [...commands.map((known) => known.name), "help", "version"];
  const meant = closestMatch(name, names);
  throw usageError(`ugoku has no command ${describeValue(name)}.`, meant && `Did you mean ugoku ${meant}?`);
}

/** Runs the command, which is the first argument: only its own table tells options from values. */
async function run([name, ...rest]: readonly string[]): Promise<number> {
  if (name === undefined) {
    print(mainHelp());
    return 2;
  }
  if (name === "--version" || name === "-v" || name === "version") {
    log(`ugoku/${version} ${process.platform}-${process.arch} node-${process.version}`);
    return 0;
  }
  if (name === "--help" || name === "-h" || name === "help") {
    const [about] = rest;
    log(about === undefined || about.startsWith("-") ? mainHelp() : commandHelp(requireCommand(about)));
    return 0;
  }
  if (name.startsWith("-"))
    throw usageError(
      `ugoku needs a command first, but got ${name}.`,
      'For example: ugoku animate photo.jpg --prompt "She turns slowly to the right and smiles."',
    );
  const command = requireCommand(name);
  const args = parseCommandArgs(command, rest);
  if (args !== "help") {
    await useProxy(process.env);
    return command.run(args, interrupted.signal);
  }
  log(commandHelp(command));
  return 0;
}

async function main(args: readonly string[]): Promise<number> {
  const json = wantsJson(args);
  try {
    const code = await run(args);
    // A command that shuts down gracefully does not know the signal.
    return code === 130 ? stopCode : code;
  } catch (error) {
    const stopped = interrupted.signal.aborted && error === interrupted.signal.reason;
    const isUsage = isWrongUsage(error);
    const more = isUsage ? moreHelp(findCommand(args[0])) : undefined;
    const next = isUsage ? undefined : nextStep(stopped);
    if (json) {
      const { command, ticketFile } = next ?? {};
      logJson({
        ...errorObject(error, args[0], more),
        ...(command && { next: command }),
        ...(ticketFile && { ticketFile }),
      });
    } else {
      if (stopped) print(next ? "Stopped. No partial file was left." : "Stopped.");
      else printError(error, args[0], more);
      if (next) printNextStep(next);
    }
    if (stopped) return stopCode;
    return isUsage ? 2 : 1;
  }
}

ignoreClosedPipe();
main(process.argv.slice(2)).then(
  (code) => {
    // Already set if the result could not be written.
    process.exitCode ??= code;
  },
  (error: unknown) => {
    printError(error);
    process.exitCode = 1;
  },
);
