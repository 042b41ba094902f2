import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

export interface Runtime {
  readonly name: "Node" | "Bun" | "Deno";
  readonly version: string;
  /** The words that run a file. */
  readonly command: readonly [string, ...string[]];
}

const cache = process.env.UGOKU_INTEROP_CACHE ?? join(homedir(), ".cache/ugoku-interop");

/** The binary in one of the packages of a scope: each is for another system, and npm installs one. */
function findBinary(scope: string, path: string): string | undefined {
  const folder = join(cache, "runtimes/node_modules", scope);
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder)
    .map((name) => join(folder, name, path))
    .find((file) => existsSync(file));
}

function findRuntimes(): Runtime[] {
  const node: Runtime = { name: "Node", version: process.versions.node, command: [process.execPath] };
  const bun = findBinary("@oven", "bin/bun");
  const deno = findBinary("@deno", "deno");
  if (!bun || !deno) {
    console.warn(
      "skipped: Bun and Deno are not installed (scripts/runtimes-install.sh); the scenarios run on Node only",
    );
    return [node];
  }
  const version = (binary: string) => /\d+\.\d+\.\d+/.exec(String(execFileSync(binary, ["--version"])))?.[0] ?? "?";
  return [
    node,
    { name: "Bun", version: version(bun), command: [bun] },
    { name: "Deno", version: version(deno), command: [deno, "run", "-A", "--node-modules-dir=manual"] },
  ];
}

export const runtimes = findRuntimes();

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningProcess {
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly stderr: string }>;
}

/** Starts a file in a runtime. */
export function start(
  { command }: Runtime,
  words: readonly string[],
  { cwd, env = {} }: RunOptions = {},
): RunningProcess {
  const [program, ...first] = command;
  const child = spawn(program, [...first, ...words], {
    cwd,
    env: { ...process.env, NO_COLOR: "1", ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let [out, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, out, stderr }));
  return { child, stdout: () => out, stderr: () => stderr, ended };
}
