import { version } from "../../package.json";
import { proxyVariable } from "../utils/env.js";
import { describeValue } from "../utils/errors.js";
import { closestMatch } from "../utils/suggest.js";
import { commandName } from "./command-name.js";
import { type CommandName, commands, type Run } from "./commands.js";
import { setHasList } from "./error-hints.js";
import { nextStep, printNextStep, setNextStep } from "./next-step.js";
import { type Command, isWrongUsage, moreHelp, parseCommandArgs, usageError, wantsJson } from "./parse-args.js";
import { errorObject, log, logJson, print, printError } from "./terminal.js";

/** The code of the commands, loaded when they run: `ugoku lint` loads no client, `ugoku --help` none of them. */
const code: { readonly [Name in CommandName]: () => Promise<{ readonly run: Run<Name> }> } = {
  animate: () => import("./animate.js"),
  plan: () => import("./plan.js"),
  wait: () => import("./wait.js"),
  jobs: () => import("./jobs.js"),
  cancel: () => import("./cancel.js"),
  lint: () => import("./lint.js"),
  batch: () => import("./batch.js"),
  serve: () => import("./serve.js"),
  doctor: () => import("./doctor.js"),
  sample: () => import("./sample.js"),
};

const helpCommand = { name: "help", operand: "[command]", summary: "", options: [] } as const satisfies Command;
const versionCommand = { name: "version", summary: "", options: [] } as const satisfies Command;

const loadHelp = () => import("./help.js");

/** Columns of the terminal; of a stream that is none, the usual number. */
const columnsOf = ({ columns }: { readonly columns?: number }) => columns || 80;

const findCommand = (name: string | undefined) => commands.find((command) => command.name === name);

function requireCommand(name: string) {
  const command = findCommand(name);
  if (command) return command;
  const names = [...commands.map((known) => known.name), "help", "version"];
  const meant = closestMatch(name, names);
  throw usageError(`ugoku has no command ${describeValue(name)}.`, meant && `Did you mean ${commandName()} ${meant}?`);
}

/** The command is the first argument: only its own table tells options from values. */
async function runCommand([name, ...rest]: readonly string[], signal: AbortSignal): Promise<number> {
  if (name === undefined) {
    const { mainHelp } = await loadHelp();
    print(mainHelp(columnsOf(process.stderr)));
    return 2;
  }
  if (name === "--version" || name === "-v" || name === "version") {
    if (parseCommandArgs(versionCommand, rest) === "help") return runCommand(["help"], signal);
    log(`ugoku/${version} ${process.platform}-${process.arch} node-${process.version}`);
    return 0;
  }
  if (name === "--help" || name === "-h" || name === "help") {
    const args = parseCommandArgs(helpCommand, rest);
    const [about] = args === "help" ? [] : args.operands;
    const own = [helpCommand, versionCommand].some((command) => command.name === about);
    const { commandHelp, mainHelp } = await loadHelp();
    const columns = columnsOf(process.stdout);
    log(about === undefined || own ? mainHelp(columns) : commandHelp(requireCommand(about), columns));
    return 0;
  }
  if (name.startsWith("-"))
    throw usageError(
      `ugoku needs a command first, but got ${name}.`,
      `For example: ${commandName()} animate photo.jpg --prompt "She turns slowly to the right and smiles."`,
    );
  const command = requireCommand(name);
  const args = parseCommandArgs<Command["options"]>(command, rest);
  if (args === "help") return runCommand(["help", command.name], signal);
  if (proxyVariable(process.env) !== undefined) await (await import("./proxy.js")).useProxy(process.env);
  const { run } = await code[command.name]();
  // Parsed by the table of the same command.
  return run(args as never, signal);
}

/** Runs `ugoku` with these arguments, and returns the exit code. `interrupted` stops it. */
export async function runCommandLine(args: readonly string[], interrupted: AbortSignal): Promise<number> {
  const json = wantsJson(args);
  setNextStep(undefined);
  setHasList(false);
  try {
    return await runCommand(args, interrupted);
  } catch (error) {
    const stopped = interrupted.aborted && error === interrupted.reason;
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
    if (stopped) return 130;
    return isUsage ? 2 : 1;
  }
}
