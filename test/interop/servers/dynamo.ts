import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { emptyFolder } from "../../helpers/folders.js";
import { closedPort } from "../../helpers/servers.js";
import { previewClip } from "../preview-clip.js";
import { folderOf, type RealServer } from "../real-server.js";
import { startProcess } from "../start-process.js";

const model = "interop/wan";

/** The bytes of a `data:` URL; another text unchanged. */
const decode = (image: string) => {
  const [, base64] = /^data:image\/\w+;base64,(.*)$/s.exec(image) ?? [];
  return base64 === undefined ? image : Buffer.from(base64, "base64");
};

/** NVIDIA Dynamo's frontend with discovery by files, and the worker in scripts/interop, which returns a clip of the preview engine. */
export const dynamo: RealServer = {
  name: "NVIDIA Dynamo 1.6.1",
  id: "dynamo",
  dialect: "dynamo",
  base: "/v1",
  model,
  verdict: { name: "dynamo", confidence: "certain" },
  reference: "passed",
  failing: { prompt: "[fail]", code: "job_failed", message: /The worker has no GPU\./ },
  refusals: [
    {
      title: "an unknown model",
      client: { model: "no-such-model" },
      error: { status: 404, code: "not_found" },
      message: /Model not found/,
    },
    {
      title: "what the worker refuses",
      prompt: "[refuse]",
      error: { status: 400, code: "request_rejected" },
      message: /Invalid request/,
    },
    {
      title: "a field of another type",
      extra: { nvext: "high" },
      error: { status: 400, code: "request_rejected" },
      message: /Failed to deserialize the JSON body into the target type: invalid type: string "high"/,
    },
  ],
  async start() {
    const clip = await previewClip();
    const folder = await emptyFolder();
    const [clipFile, received, discovery] = ["clip.mp4", "received", "discovery"].map((name) =>
      join(folder.path, name),
    );
    await writeFile(clipFile!, clip);
    for (const name of [received!, discovery!]) await mkdir(name);
    const port = await closedPort();
    const origin = `http://127.0.0.1:${port}`;
    const command = join(folderOf("dynamo"), "bin/python");
    const env = { DYN_FILE_KV: discovery!, DYN_LOG: "warn" };
    const planes = ["--discovery-backend", "file", "--request-plane", "tcp", "--event-plane", "zmq"];
    const frontend = await startProcess({
      command,
      args: ["-m", "dynamo.frontend", "--http-host", "127.0.0.1", "--http-port", String(port), ...planes],
      env,
      isReady: async () => (await fetch(`${origin}/v1/models`)).ok,
    });
    const worker = await startProcess({
      command,
      args: [resolve(import.meta.dirname, "../../../scripts/interop/dynamo-worker.py"), clipFile!, model, received!],
      env,
      isReady: async () => (await (await fetch(`${origin}/v1/models`)).text()).includes(model),
    });
    return {
      origin,
      clip,
      received: async () => {
        const names = (await readdir(received!)).sort();
        return Promise.all(
          names.map(async (name) => {
            const request = JSON.parse(await readFile(join(received!, name), "utf8"));
            const { prompt, size, seconds, input_reference: image = "" } = request;
            return { prompt, size, seconds, image: decode(image) };
          }),
        );
      },
      log: () => frontend.log() + worker.log(),
      async [Symbol.asyncDispose]() {
        await worker[Symbol.asyncDispose]();
        await frontend[Symbol.asyncDispose]();
        await folder[Symbol.asyncDispose]();
      },
    };
  },
};
