import { type Environment, environment } from "../utils/env.js";

/** What begins a command line to copy. A package manager runs `ugoku` from a folder that the shell does not search. */
export function commandName(env: Environment = environment()): string {
  const manager = env.npm_config_user_agent || env.npm_execpath;
  if (!manager) return "ugoku";
  return manager.startsWith("bun/") ? "bunx ugoku" : "npx ugoku";
}

/** An example of the help, such as `pbpaste | ugoku lint -`, as a command line to copy. */
export const toCommandLine = (example: string): string => example.replace(/(?<=^|\| )ugoku(?= )/, commandName());
