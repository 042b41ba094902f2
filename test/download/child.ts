import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { bundleSources } from "../../bench/bundle.mjs";
import { emptyFolder, type Folder } from "../helpers/folders.js";

const source = (path: string) => resolve(import.meta.dirname, "../../src", path);

/** A program that saves the clip of `video_1` at the base URL that it is given. */
const program = `
import { createUgoku } from ${JSON.stringify(source("index.ts"))};
const [baseURL, path, options] = process.argv.slice(2);
const clip = await createUgoku({ baseURL, logger: false }).resume("video_1").wait();
try {
  const saved = await clip.saveTo(path, JSON.parse(options));
  console.log(JSON.stringify(saved));
} catch (error) {
  console.log(JSON.stringify({ code: error.code }));
}
`;

/** The program, built from the sources as they are: other builds may be older. */
export async function buildSaver(): Promise<Folder & { readonly file: string }> {
  const folder = await emptyFolder();
  const file = join(folder.path, "save.mjs");
  await bundleSources({ contents: program, resolveDir: import.meta.dirname }, file);
  return { ...folder, file };
}

export interface Saver {
  readonly child: ChildProcess;
  /** The program's output; `undefined` if it was killed. */
  readonly outcome: Promise<{ path?: string; bytes?: number; code?: string } | undefined>;
}

/** Starts the program. */
export function startSaver(file: string, baseURL: string, path: string, options: object = {}): Saver {
  const child = spawn(process.execPath, [file, baseURL, path, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  let said = "";
  child.stderr?.on("data", (chunk) => {
    said += String(chunk);
  });
  child.stdout?.on("data", (chunk) => {
    text += String(chunk);
  });
  const outcome = once(child, "close").then(() => {
    if (text !== "") return JSON.parse(text);
    if (child.signalCode === null) throw new Error(`The program ended without a word of its own: ${said}`);
    return undefined;
  });
  return { child, outcome };
}
