import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { bundleSources } from "../../bench/bundle.mjs";
import { emptyFolder, type Folder } from "../helpers/folders.js";
import { portrait } from "../helpers/pictures.js";

const source = (path: string) => resolve(import.meta.dirname, "../../src", path);

/** A program that runs a manifest on a server or on a service, and prints the result. */
const program = `
import { createUgoku } from ${JSON.stringify(source("index.ts"))};
import { animateAll } from ${JSON.stringify(source("batch.ts"))};
import * as services from ${JSON.stringify(source("services.ts"))};
const { baseURL, service, apiKey, client, manifest, ...options } = JSON.parse(process.argv[2]);
const target = service ? { endpoint: services[service]({ baseURL, apiKey }), pollInterval: 20 } : { baseURL, ...client };
const ugoku = createUgoku({ ...target, logger: false });
try {
  // One byte for each step.
  const onEvent = ({ type }) => {
    if (["intent", "accepted", "completed"].includes(type)) process.stderr.write(".");
  };
  const report = await animateAll(manifest, { ugoku, lint: "off", onEvent, ...options });
  const { items, ...counts } = report;
  console.log(JSON.stringify({ ...counts, errors: [...new Set(items.flatMap((item) => (item.error ? item.error.code : [])))] }));
} catch (error) {
  console.log(JSON.stringify({ code: error.code, message: error.message }));
}
`;

export interface Program extends Folder {
  readonly file: string;
}

/** Bundles the program with the current sources. */
export async function buildProgram(): Promise<Program> {
  const folder = await emptyFolder();
  const file = join(folder.path, "run.mjs");
  await bundleSources({ contents: program, resolveDir: import.meta.dirname }, file);
  return { ...folder, file };
}

/** The program's output; `undefined` if it was killed. */
export interface ProgramResult {
  readonly done?: number;
  readonly failed?: number;
  readonly ambiguous?: number;
  readonly skipped?: number;
  readonly errors?: readonly string[];
  readonly code?: string;
  readonly message?: string;
}

/** Starts the program and kills it after `killAfter` steps. `execArgv`: for Node. */
export function start(
  file: string,
  options: object,
  killAfter = Number.POSITIVE_INFINITY,
  execArgv: readonly string[] = [],
): { child: ChildProcess; result: Promise<ProgramResult | undefined> } {
  let steps = 0;
  const child = spawn(process.execPath, [...execArgv, file, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    text += String(chunk);
  });
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
    steps += chunk.length;
    if (steps >= killAfter) child.kill("SIGKILL");
  });
  const result = once(child, "close").then(() => {
    if (text !== "") return JSON.parse(text) as ProgramResult;
    if (child.signalCode === null) throw new Error(`The program printed no result: ${stderr}`);
    return undefined;
  });
  return { child, result };
}

export interface BatchServer extends AsyncDisposable {
  readonly baseURL: string;
  report(): Promise<{
    counts: Record<string, number>;
    jobs: number;
    photos: number;
    twice: readonly { photo: number; count: number }[];
    twiceByKey: number;
  }>;
}

/** Starts bench/batch/server.mjs in a separate process. */
export async function startServer(settings: object): Promise<BatchServer> {
  const server = fork(resolve(import.meta.dirname, "../../bench/batch/server.mjs"), [JSON.stringify(settings)]);
  const [{ port }] = await once(server, "message");
  return {
    baseURL: `http://127.0.0.1:${port}/v1`,
    async report() {
      server.send("report");
      return (await once(server, "message"))[0];
    },
    async [Symbol.asyncDispose]() {
      server.disconnect();
      await once(server, "exit");
    },
  };
}

/** Creates distinct photos and a manifest. Every second item has the same prompt. */
export async function createManifest(folder: string, count: number): Promise<string> {
  const picture = await portrait();
  await mkdir(join(folder, "photos"));
  const lines: string[] = [];
  for (let photo = 0; photo < count; photo++) {
    const image = `photos/${photo}.png`;
    await writeFile(join(folder, image), Buffer.concat([picture, Buffer.from(`photo-${photo}-end`)]));
    const prompt =
      photo % 2 ? "The flowers slowly sway in the wind." : `The woman slowly raises her hand; take ${photo}.`;
    lines.push(JSON.stringify({ image, prompt, output: `${photo}.mp4` }));
  }
  const manifest = join(folder, "catalogue.jsonl");
  await writeFile(manifest, `${lines.join("\n")}\n`);
  return manifest;
}

/** Counts the complete clips, and lists those that are truncated or belong to another photo. */
export async function checkClips(outDir: string): Promise<{ complete: number; wrong: readonly string[] }> {
  const names = (await readdir(outDir)).filter((name) => name.endsWith(".mp4"));
  const wrong: string[] = [];
  for (const name of names) {
    const bytes = await readFile(join(outDir, name));
    const isComplete = bytes.length === 4_096 && bytes.toString("latin1", 4, 8) === "ftyp";
    if (!isComplete || !bytes.includes(`photo-${name.replace(".mp4", "")}-end`)) wrong.push(name);
  }
  return { complete: names.length - wrong.length, wrong };
}
