import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach } from "vitest";

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
    /** Runs the command as a person would, without a terminal. */
    ugoku(
      words: readonly string[],
      options: {
        env?: Record<string, string>;
        /** Called with all that was said so far, at each word. */
        onSaid?: (text: string, stop: () => void) => void;
        /** The same for standard output. */
        onOut?: (text: string, stop: () => void) => void;
      } = {},
    ) {
      const { UGOKU_BASE_URL: _, OPENAI_BASE_URL: __, ...env } = process.env;
      const child = spawn(process.execPath, [command, ...words], { cwd: folder, env: { ...env, ...options.env } });
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
  };
}
