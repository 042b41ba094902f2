import { environment } from "./env.js";

/** Where ugoku reports. `console` is one. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

const silent = () => {};

/** Says nothing. */
const silentLogger: Logger = { debug: silent, info: silent, warn: silent, error: silent };

// On standard error, all of it: a program's output belongs to the program.
const say = (message: string) => console.warn(message);

/** Warnings and notices on standard error; with `UGOKU_DEBUG`, every request as well. */
const defaultLogger: Logger = {
  debug: (message) => {
    if (debugLevel() !== "off") say(message);
  },
  info: say,
  warn: say,
  error: say,
};

/**
 * What `UGOKU_DEBUG` asks for: `1` (or anything else) for requests, `prompts` for the prompts as well. Read each time, so
 * that a process can turn it on while it runs.
 */
export function debugLevel(): "off" | "requests" | "prompts" {
  const asked = environment().UGOKU_DEBUG?.toLowerCase() ?? "";
  if (["", "0", "false", "off", "no"].includes(asked)) return "off";
  return asked === "prompts" ? "prompts" : "requests";
}

/** The logger that was asked for. What it throws stays inside: a job that is paid for must not be lost to a log line. */
export function chooseLogger(given: Logger | false | undefined): Logger {
  if (given === false) return silentLogger;
  if (given === undefined) return defaultLogger;
  const quietly = (level: keyof Logger) => (message: string) => {
    try {
      given[level](message);
    } catch {
      // A log line less.
    }
  };
  return { debug: quietly("debug"), info: quietly("info"), warn: quietly("warn"), error: quietly("error") };
}
