import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, vi } from "vitest";
import { runCommandLine } from "../../src/cli/run.js";

const command = resolve(import.meta.dirname, "../../dist/cli.cjs");
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360"><rect width="640" height="360" fill="#c8803c"/><circle cx="320" cy="180" r="90" fill="#204060"/></svg>`;
let made: Promise<Buffer> | undefined;

/** A picture of 640x360 pixels. */
export function photo(): Promise<Buffer> {
  made ??= sharp(Buffer.from(svg)).jpeg().toBuffer();
  return made;
}

export interface CommandResult {
  readonly code: number | null;
  readonly out: string;
  readonly said: string;
}

export interface CommandOptions {
  readonly env?: Record<string, string>;
  /** Called with all that was said so far, at each word. */
  readonly onSaid?: (text: string, stop: () => void) => void;
  /** The same for standard output. */
  readonly onOut?: (text: string, stop: () => void) => void;
}

/** The variables of a machine on which no server is configured and `ugoku` was not started by npm, and those of the test. */
export function environmentOf({ env }: Pick<CommandOptions, "env">): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !/^(npm_|(UGOKU|OPENAI)_BASE_URL$)/.test(name));
  return { ...Object.fromEntries(others), ...env };
}

/** The command, and for each test a folder of its own with `photo.jpg` in it, in which it runs. */
export function commandLine() {
  let folder = "";
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "ugoku-cli-"));
    writeFileSync(join(folder, "photo.jpg"), await photo());
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder: () => folder,
    files: () => readdirSync(folder).toSorted(),
    /** Runs the built command as a person would, without a terminal. */
    spawnUgoku(words: readonly string[], options: CommandOptions = {}) {
      const child = spawn(process.execPath, [command, ...words], { cwd: folder, env: environmentOf(options) });
      let out = "";
      let said = "";
      child.stdout.on("data", (chunk) => {
        out += String(chunk);
        options.onOut?.(out, () => child.kill("SIGINT"));
      });
      child.stderr.on("data", (chunk) => {
        said += String(chunk);
        options.onSaid?.(said, () => child.kill("SIGINT"));
      });
      return new Promise<CommandResult>((done) => child.on("close", (code) => done({ code, out, said })));
    },
    /** The same in this process, from the sources: for what needs no process of its own, which takes longer to start. */
    async ugoku(words: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
      const { env, argv } = process;
      const cwd = process.cwd();
      const interrupted = new AbortController();
      const stop = () => interrupted.abort(new DOMException("stopped by Ctrl-C", "AbortError"));
      const written = { stdout: "", stderr: "" };
      const capture = (name: "stdout" | "stderr", onText: CommandOptions["onSaid"]) =>
        vi.spyOn(process[name], "write").mockImplementation((chunk, ...others) => {
          written[name] += String(chunk);
          onText?.(written[name], stop);
          for (const done of others) if (typeof done === "function") (done as () => void)();
          return true;
        });
      const spies = [capture("stdout", options.onOut), capture("stderr", options.onSaid)];
      process.chdir(folder);
      process.env = environmentOf(options);
      process.argv = [...argv.slice(0, 2), ...words];
      try {
        const code = await runCommandLine(words, interrupted.signal);
        return { code, out: written.stdout, said: written.stderr };
      } finally {
        for (const spy of spies) spy.mockRestore();
        process.chdir(cwd);
        Object.assign(process, { env, argv });
      }
    },
  };
}
