import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const cache = join(process.env.UGOKU_INTEROP_CACHE ?? join(homedir(), ".cache/ugoku-interop"), "clients");

/** The files that scripts/clients-install.sh installs; `undefined` where it has not run. */
const found = (path: string): string | undefined => (existsSync(join(cache, path)) ? join(cache, path) : undefined);

export const installed = {
  python: found("python/installed") && found("python/venv/bin/python"),
  litellm: found("litellm/installed") && found("litellm/venv/bin/python"),
  npm: found("npm/installed") && found("npm/node_modules"),
} as const;

const missing = Object.entries(installed).filter(([, path]) => path === undefined);
if (missing.length > 0)
  console.warn(
    `skipped: clients that are not installed (scripts/clients-install.sh): ${missing.map(([name]) => name)}`,
  );

/** A file of the folder, or another one by its absolute path. */
const program = (name: string): string => resolve(import.meta.dirname, "programs", name);

/** The JSON that a program prints. */
export async function runProgram(
  command: string,
  name: string,
  words: readonly string[],
  input?: unknown,
): Promise<unknown> {
  const work = promisify(execFile)(command, [program(name), ...words], { encoding: "utf8", timeout: 90_000 });
  work.child.stdin?.end(input === undefined ? "" : JSON.stringify(input));
  const { stdout } = await work;
  return name.endsWith(".sh")
    ? Object.fromEntries(
        stdout
          .trim()
          .split("\n")
          .map((line) => line.split(/ (.*)/, 2)),
      )
    : JSON.parse(stdout);
}
