/** Where ugoku reports. `console` is one. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

const silent = () => {};

/** Says nothing. */
export const silentLogger: Logger = { debug: silent, info: silent, warn: silent, error: silent };

// On standard error, all of it: a program's output belongs to the program.
const say = (message: string) => console.warn(message);

/** Warnings and notices on standard error. */
export const defaultLogger: Logger = { debug: silent, info: say, warn: say, error: say };
