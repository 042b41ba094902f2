/**
 * What the user can do after this command has stopped or failed. The running command sets it as its job progresses; `main.ts`
 * prints it.
 *
 * @module
 */
import { commandName } from "./command-name.js";
import { print, shellQuote } from "./terminal.js";

export interface NextStep {
  readonly text: string;
  /** The command to run, complete. */
  readonly command?: string;
  /** The file that holds the ticket of the job, if one was written. */
  readonly ticketFile?: string;
  /** Whether it also applies after an error. Default: after Ctrl-C or a signal only. */
  readonly afterError?: boolean;
}

let current: NextStep | undefined;

export const setNextStep = (step: NextStep | undefined): void => {
  current = step;
};

/** The next step; `undefined` if there is none, or none that applies after an error. */
export const nextStep = (isStopped: boolean): NextStep | undefined =>
  isStopped || current?.afterError ? current : undefined;

/** Prints the command on a line of its own, so that it can be copied. */
export function printNextStep({ text, command }: NextStep): void {
  print(text);
  if (command !== undefined) print(`  ${command}`);
}

export const formatCommand = (args: readonly string[]): string => [commandName(), ...args.map(shellQuote)].join(" ");

/** The command line of this process. */
export const thisCommand = (): string => formatCommand(process.argv.slice(2));
