import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { emptyFolder } from "../helpers/folders.js";
import { closedPort } from "../helpers/servers.js";
import { previewClip } from "./preview-clip.js";
import { folderOf, type RunningServer } from "./real-server.js";
import { startProcess } from "./start-process.js";

export interface PythonServer {
  /** Its folder in the cache. */
  readonly id: string;
  /** A file of scripts/interop that runs the routes of a server, and writes a JSON file and an image for each create request. */
  readonly script: string;
  args(files: { readonly port: number; readonly clip: string; readonly received: string }): readonly string[];
  /** A path that responds once it serves. */
  readonly ready: string;
}

/** Starts the routes of a server in Python whose engine is replaced by one that returns a clip of the preview engine. */
export async function startPythonServer({ id, script, args, ready }: PythonServer): Promise<RunningServer> {
  const clip = await previewClip();
  const folder = await emptyFolder();
  const [clipFile = "", received = ""] = ["clip.mp4", "received"].map((name) => join(folder.path, name));
  await writeFile(clipFile, clip);
  await mkdir(received);
  const port = await closedPort();
  const origin = `http://127.0.0.1:${port}`;
  const path = resolve(import.meta.dirname, "../../scripts/interop", script);
  const running = await startProcess({
    command: join(folderOf(id), "bin/python"),
    args: [path, ...args({ port, clip: clipFile, received })],
    cwd: folder.path,
    isReady: async () => (await fetch(origin + ready)).ok,
    // Importing torch and vLLM takes a minute of CPU time.
    timeout: 10 * 60_000,
  });
  return {
    origin,
    clip,
    received: async () => {
      const names = (await readdir(received)).filter((name) => name.endsWith(".json")).sort();
      return Promise.all(
        names.map(async (name) => {
          const { prompt, width, height, seconds } = JSON.parse(await readFile(join(received, name), "utf8"));
          const image = new Uint8Array(await readFile(join(received, name.replace(".json", ".png"))));
          return { prompt, size: `${width}x${height}`, seconds, image };
        }),
      );
    },
    log: running.log,
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
