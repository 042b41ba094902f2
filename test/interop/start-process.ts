import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

export interface ProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Whether it serves; called until it resolves with true. */
  readonly isReady: () => Promise<boolean>;
  /** Milliseconds until it must serve. Default: 5 minutes, for a busy machine that imports a program for the first time. */
  readonly timeout?: number;
}

export interface RunningProcess extends AsyncDisposable {
  /** The end of its output. */
  log(): string;
}

/** Starts a server's process and waits until it serves. Only this process is stopped, by its id. */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const { command, args, env = {}, cwd, isReady, timeout = 5 * 60_000 } = options;
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    // A server of this machine is not reached through a proxy, and none of them may ask a model hub.
    env: { ...process.env, NO_PROXY: "*", HF_HUB_OFFLINE: "1", NO_COLOR: "1", ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  const closed = once(child, "close");
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output = (output + String(chunk)).slice(-20_000);
    });
  const stop = async () => {
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await closed;
    clearTimeout(timer);
  };
  const deadline = Date.now() + timeout;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${command} ended before it served:\n${output.slice(-3_000)}`);
    if (await isReady().catch(() => false)) break;
    if (Date.now() > deadline) {
      await stop();
      throw new Error(`${command} did not serve within ${timeout} ms:\n${output.slice(-3_000)}`);
    }
    await sleep(250);
  }
  return { log: () => output, [Symbol.asyncDispose]: stop };
}
