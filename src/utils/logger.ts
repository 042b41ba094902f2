import { environment } from "./env.js";
import { printable } from "./printable.js";

/** The receiver of warnings and notices, such as `console`. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** A logger whose debug lines are only made if they are shown. */
export interface LazyLogger extends Omit<Logger, "debug"> {
  debug(message: () => string): void;
}

const silent = () => {};

const silentLogger: LazyLogger = { debug: silent, info: silent, warn: silent, error: silent };

// Standard error: standard output belongs to the program.
const write = (message: string) => console.warn(printable(message));

/** Warnings and notices on standard error; with `UGOKU_DEBUG`, every request as well. */
const defaultLogger: LazyLogger = {
  debug: (message) => {
    if (debugLevel() !== "off") write(message());
  },
  info: write,
  warn: write,
  error: write,
};

/**
 * Reads `UGOKU_DEBUG`: `1` (or any other value) logs requests, `prompts` also prompts. Read at each call, so that a
 * running process can change it.
 */
export function debugLevel(): "off" | "requests" | "prompts" {
  const asked = environment().UGOKU_DEBUG?.toLowerCase() ?? "";
  if (["", "0", "false", "off", "no"].includes(asked)) return "off";
  return asked === "prompts" ? "prompts" : "requests";
}

/** Returns the configured logger. Its errors are ignored: a paid job must not be lost because of a log line. */
export function chooseLogger(given: Logger | false | undefined): LazyLogger {
  if (given === false) return silentLogger;
  if (given === undefined) return defaultLogger;
  const quietly = (log: () => void) => {
    try {
      log();
    } catch {
      // See above.
    }
  };
  return {
    debug: (message) => quietly(() => given.debug(message())),
    info: (message) => quietly(() => given.info(message)),
    warn: (message) => quietly(() => given.warn(message)),
    error: (message) => quietly(() => given.error(message)),
  };
}
